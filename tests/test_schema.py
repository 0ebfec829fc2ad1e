"""schema/ follows from the types and comments, and every shipped file of experiments/ and conf/ meets it."""

import json
import re
from pathlib import Path

from jsonschema import Draft7Validator

from dropout_lab.config.documents import read_document
from dropout_lab.config.template import new_experiment
from scripts import schema
from tests.over import over

ROOT = Path(__file__).parents[1]
EXPERIMENTS = sorted((ROOT / "experiments").glob("*.yaml"))
CHOICES = sorted(file for file in (ROOT / "conf").glob("*/*.yaml") if file.parent.name != "debug")
EDITOR = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.MULTILINE)


def complaints(name, document):
    """What a validator says of a document by a committed schema."""
    known = json.loads((schema.FOLDER / name).read_text(encoding="utf-8"))
    return [
        f"{error.json_path}: {error.message[:200]}" for error in Draft7Validator(known).iter_errors(document)
    ]


def test_the_committed_schemas_are_what_would_be_written():
    """Whoever adds a choice, a key or a field writes them anew, and takes away what is no more."""
    written = {name: schema.text(document) for name, document in schema.documents().items()}
    found = {
        str(path.relative_to(schema.FOLDER)): path.read_text(encoding="utf-8")
        for path in schema.FOLDER.rglob("*.json")
    }
    assert found == written, "write them anew: .venv/bin/python -m scripts.schema"


@over("name", schema.documents())
def test_each_schema_is_one_and_describes_every_key(name):
    """Draft 7, which editors know; what is completed is explained on hover."""
    document = json.loads((schema.FOLDER / name).read_text(encoding="utf-8"))
    Draft7Validator.check_schema(document)
    keys = document["definitions"]["keys"]["properties"] if "definitions" in document else {}
    bare = [key for key, value in {**document["properties"], **keys}.items()
            if "description" not in value and "$ref" not in value]  # fmt: skip
    assert bare == []


@over("file", EXPERIMENTS, ids=lambda file: file.stem)
def test_every_shipped_experiment_meets_its_schema(file):
    """And says where it is, in a line that editors read and hashes do not."""
    assert complaints("experiment.json", read_document(file)) == []
    (path,) = EDITOR.findall(file.read_text(encoding="utf-8"))
    assert (file.parent / path).resolve() == schema.FOLDER / "experiment.json"


@over("file", CHOICES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_choice_meets_the_schema_of_its_group(file):
    """And says where it is."""
    name = f"conf/{file.parent.name}.json"
    assert complaints(name, read_document(file)) == []
    (path,) = EDITOR.findall(file.read_text(encoding="utf-8"))
    assert (file.parent / path).resolve() == schema.FOLDER / name


def test_the_file_of_a_new_experiment_meets_the_schema(tmp_path):
    """A beginner's first file has no line underlined, not even with what it has as comments."""
    text = new_experiment("mine", tmp_path)
    bare = re.sub(r"^# (claims:|  +\S)", r"\1", text, flags=re.MULTILINE)
    for number, each in enumerate((text, bare)):
        file = tmp_path / f"{number}.yaml"
        file.write_text(each, encoding="utf-8")
        assert complaints("experiment.json", read_document(file)) == []
    assert "claims" in read_document(file)


MISTAKES = [
    ({"base": {"dataset": "mnst"}}, "'mnst' is not valid"),
    ({"base": {"training.epoch": 3}}, "training.epoch"),
    ({"base": {"training.epochs": 0}}, "0 is not valid"),
    ({"variants": {"a": {"dropout.rate": 1.5}}}, "1.5 is not valid"),
    ({"comparisons": [{"treatment": "a"}]}, "'control' is a required property"),
    ({"asks": "who"}, "'who' is not one of"),
    ({"margins": {"accuracy": 0.1}}, "accuracy"),
    ({"margins": {"test_accuracy": 5}}, "maximum of 1"),
    ({"seed": 3}, "seed"),
    ({"claims": [{"id": "A"}]}, "'says' is a required property"),
]


@over(("wrong", "said"), MISTAKES)
def test_a_mistake_is_underlined(wrong, said):
    """What the command would refuse an editor shows while it is typed."""
    document = {"question": "Does it?", "variants": {"a": {"dropout": "none"}}, **wrong}
    assert any(said in line for line in complaints("experiment.json", document))


@over(
    "right",
    [
        {"base": {"dropout.layer": "mine:Mine", "dropout.leak": 0.1}},
        {
            "base": {
                "schedule": ["annealed"],
                "regularizer": "l2",
                "dropout.rate": {"mean": 0.1, "shape": "flat"},
            }
        },
        {"base": {"dropout.kl_from": "${training.epochs}"}},
        {"seeds": "auto:40"},
        {"seeds": [3, 5]},
        {"comparisons": [{"treatment": 0.5, "control": False}]},
    ],
)
def test_what_the_command_takes_is_not_underlined(right):
    """Layers of one's own, values of other keys, and names that YAML reads as something else."""
    document = {"question": "Does it?", "variants": {"a": {"dropout": "none"}}, **right}
    assert complaints("experiment.json", document) == []
