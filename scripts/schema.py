"""schema/: JSON Schema of experiments/ and conf/, from the types that validate them and conf's comments.

.venv/bin/python -m scripts.schema

Editors complete keys and values by it and show what each means; a key of a user's own choices or layer is
theirs to know. What it lets pass the command still refuses.
"""

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import yaml
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from dropout_lab.canonical import Part
from dropout_lab.config.command import Executor
from dropout_lab.config.places import QUESTION_KEYS
from dropout_lab.config.question import Question
from dropout_lab.dropout import LAYERS, OverDepth, RatedLayers
from dropout_lab.dropout.facts import facts_of
from dropout_lab.evaluations import EVALUATIONS
from dropout_lab.experiment import Claim, Comparison, Label, Says, Sides, Source
from dropout_lab.metrics import CATALOGUE
from dropout_lab.models import MODELS
from dropout_lab.recipe import ENGINES, OPTIMIZERS, Dataset, Randomness, Training
from dropout_lab.regularizers import REGULARIZERS
from dropout_lab.schedules import SCHEDULES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "schema"
DRAFT = "http://json-schema.org/draft-07/schema#"

GROUPS = {
    "dataset": "Which data set is trained on.",
    "model": "Which net.",
    "dropout": "Which dropout; dropout.layer: module:Class names one of your own.",
    "optimizer": "How weights are moved.",
    "training": "How long, and in what portions.",
    "regularizer": "What is added to the loss: one, several in a list, or none.",
    "schedule": "How the rate moves while training: one, several in a list, or none.",
    "evaluation": "How test examples are evaluated beside the usual way.",
    "engine": "What trains.",
}
"""Groups of conf/ that a variant chooses from, and what each decides."""

SEVERAL = ("regularizer", "schedule")
"""Groups of which several stand side by side."""

SETTING = re.compile(r"^(\w+): +.*? +# (.*)$", re.MULTILINE)
PACKAGE = re.compile(r"^# @package (\S+)$", re.MULTILINE)
NAMED: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""The name of a variant, which YAML may read as a number or a truth."""

LOOKED_UP = {"type": "string", "pattern": r"\$\{.+\}"}
"""A value that is another key's, such as ``${training.epochs}``."""


FEW = 3
"""Choices whose names stand before what they alone say of a key."""


class Setting(NamedTuple):
    """A key of a choice: where it stands, what its comment says, its value, and the type of its part."""

    package: str
    field: str
    choice: str
    comment: str
    value: object
    kind: type[Part] | None


def documents() -> dict[str, dict[str, Any]]:
    """Return the schemas by their names below schema/."""
    found = {"experiment.json": experiment()}
    for group in (*GROUPS, "executor"):
        found[f"conf/{group}.json"] = choice(group)
    return found


def experiment() -> dict[str, Any]:
    """Return the schema of an experiment file."""
    schema = Question.model_json_schema()
    properties = {key: _plain(schema["properties"][key]) for key in QUESTION_KEYS}
    metric = {"enum": list(CATALOGUE)}
    properties["metric"] |= metric
    properties["seeds"] |= {
        "type": ["integer", "string", "array"],
        "items": {"type": "integer", "minimum": 0},
    }
    properties["base"] = {"$ref": "#/definitions/keys"}
    properties["variants"] |= {"additionalProperties": {"$ref": "#/definitions/keys"}, "minProperties": 1}
    properties["comparisons"] |= {"items": {"$ref": "#/definitions/comparison"}}
    properties["claims"] |= {"items": {"$ref": "#/definitions/claim"}}
    properties["margins"] = {
        "type": "object",
        "properties": {
            name: {"type": "number", "exclusiveMinimum": 0}
            | ({"exclusiveMaximum": 1} if row.kind == "fraction" else {})
            for name, row in CATALOGUE.items()
        },
        "additionalProperties": False,
    }
    for key, told in described(Question).items():
        if key in properties:
            properties[key] = {"description": told, **properties[key]}
    return {
        "$schema": DRAFT,
        "title": "An experiment of dropout-lab",
        "description": "A question with its variants, seeds, comparisons, margins and claims.",
        "type": "object",
        "required": ["question", "variants"],
        "properties": properties,
        "additionalProperties": False,
        "definitions": {
            "keys": keys(),
            "label": {"anyOf": [part(Label), {"type": "string", "minLength": 1}]},
            "sides": part(Sides),
            "comparison": part(
                Comparison, minus={"$ref": "#/definitions/sides"}, label={"$ref": "#/definitions/label"}
            ),
            "claim": part(
                Claim, says={"anyOf": [part(Says), {"type": "string", "minLength": 1}]}, source=part(Source)
            ),
        },
    }


def part(kind: type[Part], **known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a part of an experiment file.

    Args:
        kind: its type.
        known: schemas of fields that are parts themselves.
    """
    told, metric = described(kind), {"enum": list(CATALOGUE)}
    properties: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        schema = {**_of_field(field), **known.get(name, {})}
        if name in ("treatment", "control", "variant"):
            schema = dict(NAMED)
        elif name == "metric":
            schema |= metric
        elif name == "metrics":
            schema = {"anyOf": [{**schema, "items": metric}, metric]}
        properties[name] = {"description": told[name], **schema} if name in told else schema
    needed = [name for name, field in kind.model_fields.items() if field.is_required()]
    return {
        "type": "object",
        "description": first_line(kind),
        "properties": properties,
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def keys() -> dict[str, Any]:
    """Return the schema of what ``base`` and each variant may set: choices, and keys with dots."""
    properties: dict[str, Any] = {}
    for group, told in GROUPS.items():
        named = {"anyOf": [_choice(group, name) for name in choices(group)]}
        if group in SEVERAL:
            named = {"anyOf": [*named["anyOf"], {"type": "array", "items": named}]}
        properties[group] = {"description": told, **named}
    dotted = {f"{found.package}.{found.field}": [] for found in every_setting()}
    for found in every_setting():
        dotted[f"{found.package}.{found.field}"].append(found)
    properties |= {key: _joined(settings) for key, settings in dotted.items()}
    properties["dropout.layer"] = {
        "description": "A dropout of your own: module:Class, as dropout-lab new layer writes one.",
        "type": "string",
    }
    properties["label"] = {"$ref": "#/definitions/label"}
    return {
        "type": "object",
        "description": "Choices and keys of the command line.",
        "properties": properties,
        "patternProperties": {r"^dropout\.[a-z_0-9.]+$": {}},  # parameters of a layer of the user's own
        "additionalProperties": False,
    }


def choice(group: str) -> dict[str, Any]:
    """Return the schema of a choice: a file of conf/GROUP/."""
    fields: dict[str, list[Setting]] = {}
    for found in settings(group):
        fields.setdefault(found.field, []).append(found)
    return {
        "$schema": DRAFT,
        "title": f"A choice of conf/{group}/",
        "type": ["object", "null"],
        "properties": {name: _joined(found) for name, found in fields.items()},
        "additionalProperties": group == "dropout",  # parameters of a layer of the user's own
    }


def choices(group: str) -> list[str]:
    """Return the names of the files of a group."""
    return sorted(file.stem for file in (ROOT / "conf" / group).glob("*.yaml"))


def settings(group: str) -> Iterator[Setting]:
    """Yield the keys of all choices of a group."""
    for file in sorted((ROOT / "conf" / group).glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        values = yaml.safe_load(text) or {}
        kind = _kind(group, str(values.get("name", file.stem)))
        for field, comment in SETTING.findall(text):
            yield Setting(PACKAGE.findall(text)[0], field, file.stem, comment, values[field], kind)


def every_setting() -> Iterator[Setting]:
    """Yield the keys that a variant may set, with dots: of all choices, and of the random streams."""
    for group in GROUPS:
        yield from (found for found in settings(group) if found.field not in ("name", "cache_dir"))
    text = (ROOT / "conf" / "config.yaml").read_text(encoding="utf-8")
    block = text.partition("\nrandomness:\n")[2].partition("\n\n")[0]
    values = yaml.safe_load(block)
    for field, comment in SETTING.findall(textwrap.dedent(block)):
        yield Setting("randomness", field, "", comment, values[field], Randomness)


def described(kind: type[Part]) -> dict[str, str]:
    """Return what the docstrings below the fields of a class say, by field, each in one line."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for field, below in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
            assert isinstance(field.target, ast.Name)
            found[field.target.id] = " ".join(str(ast.literal_eval(below.value)).split()).replace("``", "`")
    return {**(described(kind.__base__) if kind.__base__ in (Sides,) else {}), **found}


def first_line(kind: type[Part]) -> str:
    """Return what a class is, by its docstring."""
    return inspect.cleandoc(kind.__doc__ or "").partition("\n")[0]


def _kind(group: str, name: str) -> type[Part] | None:
    """Return the type that validates a choice; None: a class of the user's own does."""
    whole = {"dataset": Dataset, "training": Training, "executor": Executor}
    listed = {"dropout": LAYERS, "model": MODELS, "optimizer": OPTIMIZERS, "engine": ENGINES}
    listed |= {"regularizer": REGULARIZERS, "schedule": SCHEDULES, "evaluation": EVALUATIONS}
    if group in whole:
        return whole[group]
    return listed[group].get(name) if name in listed[group].names() else None


def _choice(group: str, name: str) -> dict[str, Any]:
    """Return one choice of a group, with what it is."""
    kind = _kind(group, name)
    if group == "dropout" and kind is not None:
        facts = facts_of(name)
        told = f"{facts.title}: {facts.summary}." if facts.summary != facts.title else f"{facts.title}."
    elif kind is not None and group not in ("dataset", "training", "executor"):
        told = first_line(kind)
    else:
        text = (ROOT / "conf" / group / f"{name}.yaml").read_text(encoding="utf-8")
        lines = [
            line[2:] for line in text.splitlines() if re.match(r"# [^@]", line) and "$schema" not in line
        ]
        told = " ".join(lines)
    return {"const": name, **({"description": told} if told else {})}


def _joined(found: Sequence[Setting]) -> dict[str, Any]:
    """Return the schema of a key: what any of its choices takes, with what each says of it, said once."""
    comments: dict[str, list[str]] = {}
    ways: list[dict[str, Any]] = []
    for setting in found:
        comments.setdefault(setting.comment, []).append(setting.choice)
        ways += [way for way in _ways(setting) if way not in ways]
    told = [
        f"{', '.join(names)}: {comment}" if len(comments) > 1 and len(names) <= FEW else comment
        for comment, names in sorted(comments.items(), key=lambda entry: -len(entry[1]))
    ]
    values = ways[0] if len(ways) == 1 else {"anyOf": ways} if ways else {}
    return {"description": "\n\n".join(told), **values}


def _ways(setting: Setting) -> list[dict[str, Any]]:
    """Return what a value may be: of its field's type, or another key's; nothing where no type says it."""
    kind, name = setting.kind, setting.field
    if name == "name":
        return [{"const": setting.value}]
    unset: list[dict[str, Any]] = [{"type": "null"}] if setting.value is None else []
    if kind is None or name not in kind.model_fields:
        return unset
    schema = _of_field(kind.model_fields[name])
    if issubclass(kind, RatedLayers) and name == "rate":
        one = {"type": "number", "minimum": 0, "exclusiveMaximum": 1}
        over_depth = _plain(OverDepth.model_json_schema())
        schema = {"anyOf": [one, {"type": "array", "items": one}, over_depth]}
    known = schema.get("anyOf", [schema]) if schema else []
    return [*known, *(way for way in unset if way not in known), *([LOOKED_UP] if known else [])]


def _of_field(field: FieldInfo) -> dict[str, Any]:
    """Return the schema of a field's type with its bounds; empty where a function alone knows them."""
    kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return _plain(TypeAdapter(kind).json_schema())


def _plain(schema: Any) -> Any:
    """Leave out titles and defaults, which say nothing that the comments do not."""
    if isinstance(schema, Mapping):
        return {key: _plain(value) for key, value in schema.items() if key not in ("title", "default")}
    if isinstance(schema, Sequence) and not isinstance(schema, str):
        return [_plain(value) for value in schema]
    return schema


def text(document: Mapping[str, Any]) -> str:
    """Return a schema as its file has it."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all schemas."""
    for name, document in documents().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(document), encoding="utf-8")


if __name__ == "__main__":
    main()
