"""An experiment file, before its variants are composed."""

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from dropout_lab.canonical import LISTS, Part, parse
from dropout_lab.config.documents import read_document
from dropout_lab.config.places import QUESTION_KEYS, refuse_lookups, refuse_misplaced
from dropout_lab.config_files import experiment_files
from dropout_lab.errors import ConfigError, unknown_name
from dropout_lab.experiment import LAST, Asks, ExperimentName, Group, Label, Name, Sides
from dropout_lab.metrics import CATALOGUE, DEFAULT_METRIC


class Question(Part):
    """What an experiment file says: overrides for all its variants, and for each of them.

    ``labels``: what people call the variants, each from the key ``label`` that stands beside its overrides.
    """

    name: str
    question: str
    """What is asked, in one sentence: the title of the page."""
    question_zh: str = ""
    """The same in Chinese."""
    asks: Asks = "difference"
    """What is asked of the comparisons, and so which word answers: better (does each treatment do better?),
    same (are all sides the same?), change (does any differ?), depends (does an effect depend on where it is
    seen?), how much, ranks, epochs, selection; difference alone says what the differences are."""
    group: Group = "other"
    """Where the index of results lists it."""
    order: Annotated[int, Field(ge=1, le=LAST)] = LAST
    """Its place there: 1 comes first."""
    see: Annotated[tuple[ExperimentName, ...], LISTS] = ()
    """Experiments that ask the same, such as again of fresh seeds: the page tells their answers, and leads
    there."""
    metric: str = DEFAULT_METRIC
    """The metric of comparisons, claims and margins that name none."""
    seeds: Any = 5
    """The same for every variant: 10 means 0 to 9; 20-39 and [3, 5] name them; auto:40 adds 5 at a time until
    it is settled, 40 at most. They are the plan."""
    base: dict[str, Any] = Field(default_factory=dict)
    """What holds for every variant: choices, and keys of the command line."""
    variants: dict[str, dict[str, Any]]
    """What is set against each other, by name: what each alone has, and its label."""
    labels: dict[str, Label] = Field(default_factory=dict)
    comparisons: Annotated[tuple[dict[str, Any], ...], LISTS] = ()
    """What is set against what, paired by seed; all are judged together at 95 %."""
    margins: dict[str, float] | None = None
    """The smallest difference that matters, by metric, in its unit: 0.001 of an accuracy is 0.1 points."""
    claims: Annotated[tuple[dict[str, Any], ...], LISTS] = ()
    """Published sentences with a number, and what the evidence says of them."""

    @model_validator(mode="before")
    @classmethod
    def _labels_apart(cls, data: Any) -> Any:
        """Take the labels from the variants, whose other keys are overrides."""
        variants = data.get("variants") if isinstance(data, Mapping) else None
        if not isinstance(variants, Mapping):
            return data  # pydantic says that it is no mapping
        labels = {name: in_english(keys["label"]) for name, keys in variants.items() if _is_labelled(keys)}
        plain = {
            name: {key: value for key, value in keys.items() if key != "label"}
            if _is_labelled(keys)
            else keys
            for name, keys in variants.items()
        }
        return {**data, "variants": plain, "labels": labels}

    @field_validator("margins")
    @classmethod
    def _margins_below_the_whole(cls, margins: dict[str, float] | None) -> dict[str, float] | None:
        """Refuse a margin that no difference of fractions reaches; stored plans are read as they are."""
        for name, margin in (margins or {}).items():
            if name in CATALOGUE and CATALOGUE[name].kind == "fraction" and margin >= 1:
                points = "1 point is" if margin == 1 else f"{margin:g} points are"
                meant = f"; {points} {margin / 100:g}" if margin < 100 else ""
                raise ValueError(f"margins.{name}={margin:g}: a fraction below 1{meant}")
        return margins

    @classmethod
    def read(cls, name: str) -> "Question":
        """Read ``experiments/NAME.yaml``.

        Raises:
            ConfigError: no such experiment, not YAML, or a key or value that no experiment has.
        """
        files = experiment_files()
        if name not in files:
            meant = re.sub(r"[\W_]+", "_", Path(name).with_suffix("").name.lower())
            if meant in files:
                raise ConfigError(
                    f"experiment={name}: an experiment is called by its name; type experiment={meant}"
                )
            look = "dropout-lab list experiments"
            raise ConfigError(unknown_name("experiment", name, "experiment", files, look))
        file = files[name]
        data = read_document(file)
        lacks = [key for key in ("question", "variants") if not isinstance(data, dict) or not data.get(key)]
        if lacks:
            raise ConfigError(
                f"{_short(file)}: an experiment has a question and variants; {lacks[0]}: is missing"
            )
        for key in data:
            if key not in QUESTION_KEYS:
                raise ConfigError(f"{_short(file)}: {unknown_name('key', str(key), 'key', QUESTION_KEYS)}")
        try:
            question = _parsed(cls, {**data, "name": name})
            refuse_misplaced(question.base, "base")
            refuse_lookups(question.base, "base")
            for variant, keys in question.variants.items():
                parse(Named, {"variants": variant})
                refuse_misplaced(keys, f"variants.{variant}")
                refuse_lookups(keys, f"variants.{variant}")
            if question.asks == "depends" and not any(pair.get("minus") for pair in question.comparisons):
                raise ConfigError(
                    "asks=depends: no comparison takes another effect away, and so says where it is another; "
                    "add - {treatment: A, control: B, minus: {treatment: C, control: D}}, or ask better"
                )
            for number, pair in enumerate(question.comparisons, start=1):
                _parse_sides(pair, f"comparisons, entry {number}: ")
            return question
        except ConfigError as error:
            raise ConfigError(f"{_short(file)}: {error}") from None

    def with_variant_key(self, variant: str, key: str, value: object) -> "Question":
        """Return the question with one key of one variant changed (``variants.NAME.key=value``)."""
        if variant not in self.variants:
            raise ConfigError(
                unknown_name(f"variants.{variant}.{key}", str(value), f"variant as {variant}", self.variants)
            )
        if not key:
            raise ConfigError(
                f"variants.{variant}={value}: name a key, such as variants.{variant}.dropout.rate"
            )
        refuse_misplaced({key: value}, f"variants.{variant}")
        changed = {**self.variants[variant], key: value}
        return self.model_copy(update={"variants": {**self.variants, variant: changed}})

    def without_labels_of(self, changed: Collection[str]) -> "Question":
        """Return the question without the labels of some variants and of their comparisons.

        A label is of the variant that stands in the file; one that was changed is called by what it is.
        """
        pairs = (
            {key: value for key, value in pair.items() if key != "label" or not _named_in(pair) & {*changed}}
            for pair in self.comparisons
        )
        labels = {name: label for name, label in self.labels.items() if name not in changed}
        return self.model_copy(update={"labels": labels, "comparisons": tuple(pairs)})


def _named_in(pair: Mapping[str, Any]) -> set[object]:
    """Return the variants that a comparison names, those of the effect that it takes away among them."""
    effects = [effect for effect in (pair, pair.get("minus")) if isinstance(effect, Mapping)]
    return {effect.get(side) for effect in effects for side in ("treatment", "control")}


def _parsed(kind: type[Question], data: Mapping[str, Any]) -> Question:
    """Parse what a file says, once its comparisons and claims have the form of such.

    Raises:
        ConfigError: by the key that was written.
    """
    written = dict(data)
    if isinstance(written["variants"], list):
        raise ConfigError("variants: is a list; each stands under its name: NAME: {dropout.rate: 0.2}")
    if written.get("comparisons") is not None:
        written["comparisons"] = _comparisons(written["comparisons"])
    if isinstance(written.get("claims"), list):
        written["claims"] = [_claim(entry) for entry in written["claims"]]
    try:
        return parse(kind, written)
    except ConfigError as error:
        name, equals, rest = str(error).partition("=")
        if equals and name.startswith("labels."):
            raise ConfigError(f"variants.{name.removeprefix('labels.')}.label={rest}") from None
        raise


SIDES = {
    "treatment": ("treat", "compare", "new", "candidate", "variant", "experiment", "ours"),
    "control": ("baseline", "base", "reference", "ref", "against", "vs", "versus"),
    "metrics": ("metric", "on", "measure", "outcome"),
    "minus": ("interaction", "against_effect"),
    "label": ("name", "title"),
}
"""Keys of a comparison, each with what others call it."""


def _comparisons(given: object) -> list[dict[str, Any]]:
    """Return comparisons with labels in languages.

    Raises:
        ConfigError: no list of keys and values, or a key that others have.
    """
    wanted = "should be a list of - {treatment: NAME, control: NAME}"
    if not isinstance(given, list):
        raise ConfigError(f"comparisons={_short_text(given)}: {wanted}")
    found = []
    for number, entry in enumerate(given, start=1):
        if not isinstance(entry, Mapping):
            raise ConfigError(f"comparisons, entry {number}: {_short_text(entry)}: {wanted}")
        for key in entry:
            ours = next((side for side, others in SIDES.items() if key in others), None)
            if ours is not None:
                raise ConfigError(f"comparisons, entry {number}: {key}: no such key; type {ours}")
        metrics = entry.get("metrics")
        listed = {"metrics": [metrics]} if isinstance(metrics, str) else {}
        labelled = {"label": in_english(entry["label"])} if "label" in entry else {}
        found.append({**entry, **listed, **labelled})
    return found


def _claim(entry: object) -> object:
    """Return a claim whose sentence, where it is in one language, stands for both."""
    if not isinstance(entry, Mapping) or not isinstance(says := entry.get("says"), str):
        return entry
    return {**entry, "says": {"en": says, "zh": says}}


def in_english(label: object) -> object:
    """Return a label that stands without a language as it is told in English.

    >>> in_english("rate 0.2"), in_english(0.5), in_english({"en": "rate 0.2"})
    ({'en': 'rate 0.2'}, {'en': '0.5'}, {'en': 'rate 0.2'})
    """
    is_number = isinstance(label, int | float) and not isinstance(label, bool)
    return {"en": str(label)} if isinstance(label, str) or is_number else label


def _short_text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}..."


LONGEST_TEXT = 100
"""Letters of a value that an error shows."""


def _is_labelled(keys: object) -> bool:
    return isinstance(keys, Mapping) and "label" in keys


def split_variant_key(name: str, variants: Mapping[str, Any]) -> tuple[str, str]:
    """Split ``variants.NAME.key`` into name and key; names may hold dots, the longest wins."""
    rest = name.removeprefix("variants.")
    for variant in sorted(variants, key=len, reverse=True):
        if rest.startswith(f"{variant}."):
            return variant, rest[len(variant) + 1 :]
    variant, _, key = rest.partition(".")
    return variant, key


class Named(Part):
    """The name of a variant."""

    variants: Name


def _parse_sides(pair: Mapping[str, Any], where: str) -> None:
    """Hold the sides of a comparison to names, before a sweep adds its values to them."""
    for effect in (pair, pair.get("minus")):
        if isinstance(effect, Mapping):
            try:
                parse(Sides, {side: effect[side] for side in ("treatment", "control") if side in effect})
            except ConfigError as error:
                raise ConfigError(f"{where}{error}") from None


def _short(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
