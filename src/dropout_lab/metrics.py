"""The catalogue of metrics: one row each, read by engines, store, evidence and pages.

A new metric is a row here, a function in `engines/metrics.py` unless its engine hands it in, and its name in
the word catalogues under ``units.metrics``.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from dropout_lab.errors import unknown_name

Kind = Literal["fraction", "percent", "nats", "plain"]
"""Unit of the values that files hold; of the catalogue's own rows none is held in percent."""

Split = Literal["test", "train_probe", "validation", "training", "evaluation"]
"""Test images; the first training images, with dropout off; validation images; the epoch's own batches; test
images again, once after the last epoch, by the evaluation that a recipe may have beside the usual one."""

DEFAULT_METRIC = "test_accuracy"
"""Primary metric of an experiment that names none."""

EVALUATION_METRIC = "evaluation_accuracy"
"""Primary metric of a sweep over evaluations: they leave all usual metrics as they are."""

PROBE_EXAMPLES = 10_000
"""Metrics of ``train_probe`` are measured on so many training examples, the first; all where fewer."""


class Scale(NamedTuple):
    """How values are shown: factor, keys of the units of a level and a difference, decimals."""

    factor: int
    level: str
    difference: str
    decimals: int


SCALES: dict[Kind, Scale] = {
    "fraction": Scale(100, "percent", "points", 2),
    "percent": Scale(1, "percent", "points", 2),
    "nats": Scale(1, "nats", "nats", 4),
    "plain": Scale(1, "plain", "plain", 4),
}
"""Scale of each kind; the units' words stand in the word catalogues under ``units``."""

NOUNS: dict[Kind, str] = {
    "fraction": "a fraction",
    "percent": "a number of percent",
    "nats": "a number of nats",
    "plain": "a number",
}
"""A value of each kind, as an error calls it."""

LEARNED = re.compile(r"learned_[a-z_]{1,40}_\d{1,3}")
"""Names of curves of what a dropout learned: a word, and the number of the site."""


@dataclass(frozen=True)
class AtBest:
    """The value of ``metric`` at the epoch where ``chosen_by`` is best, the first of equal epochs."""

    metric: str
    chosen_by: str


@dataclass(frozen=True)
class Minus:
    """The value of one metric minus that of another, at a run's end."""

    minuend: str
    subtrahend: str


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A row of the catalogue.

    Args:
        name: as files, experiments and the store have it.
        kind: unit of the values that files hold.
        higher_is_better: the good direction; None: not known, as no row of the catalogue is.
        split: examples that it is measured on.
        measure: name of the function that measures it on the split, ``loss`` for the training loss itself;
            None: the engine hands it in, or it is derived.
        low: smallest possible value, with room for rounding.
        high: largest possible value, likewise.
        by_example: whether its resolution is one example of the split; else it is smooth.
        of_errors: whether it is 1 minus the fraction of test examples that a run keeps as misclassified.
        derived: how it follows from other metrics; None: it is measured.
        otherwise: the usual metric, whose value it has in runs without an evaluation; None: there is none.
        margin: smallest difference that matters where an experiment names none; None: none.
        column: key of its column in a summary, with the words that explain it; None: it has none.
    """

    name: str
    kind: Kind
    higher_is_better: bool | None
    split: Split
    measure: str | None = None
    low: float = -math.inf
    high: float = math.inf
    by_example: bool = False
    of_errors: bool = False
    derived: AtBest | Minus | None = None
    otherwise: str | None = None
    margin: float | None = None
    column: str | None = None

    @property
    def scale(self) -> Scale:
        """How its values are shown; the level of a difference is one too."""
        scale = SCALES[self.kind]
        return scale._replace(level=scale.difference) if isinstance(self.derived, Minus) else scale

    @property
    def chosen_by(self) -> str | None:
        """The metric that picks its epoch; None: it is that of the last epoch."""
        return self.derived.chosen_by if isinstance(self.derived, AtBest) else None

    @property
    def followed(self) -> str:
        """The measured metric whose curve goes with it: its own, that of what it is made of, the usual."""
        if isinstance(self.derived, Minus):
            return self.derived.subtrahend
        return self.derived.metric if isinstance(self.derived, AtBest) else self.otherwise or self.name

    @property
    def is_described(self) -> bool:
        """Whether a variant's summary has it: measured at the end, on test examples or on some trained on."""
        measured = self.split in ("test", "train_probe", "evaluation")
        return measured and not isinstance(self.derived, AtBest)

    @property
    def needs_validation(self) -> bool:
        """Whether only runs with validation examples have it."""
        return "validation" in (self.split, CATALOGUE[self.chosen_by or self.followed].split)

    @property
    def needs_evaluation(self) -> bool:
        """Whether only runs whose recipe has an evaluation beside the usual one have it."""
        return self.split == "evaluation"

    @property
    def is_usual(self) -> bool:
        """Whether every run that is done has it, whatever its recipe."""
        return not (self.needs_validation or self.needs_evaluation)

    def checked(self, value: float) -> float:
        """Return a value that is possible.

        Raises:
            ValueError: one line; a value that is not finite or out of bounds.
        """
        if not (math.isfinite(value) and self.low <= value <= self.high):
            raise ValueError(f"{self.name}={value:g}: should be {self._wanted()}")
        return value

    def _wanted(self) -> str:
        noun = NOUNS[self.kind]
        ends = [f"{end:.6g}" for end in (self.low, self.high)]
        if math.isfinite(self.low) and math.isfinite(self.high):
            return f"{noun} from {ends[0]} to {ends[1]}"
        if math.isfinite(self.low):
            return f"{noun}, {ends[0]} or more"
        return f"{noun}, {ends[1]} or less" if math.isfinite(self.high) else noun


def _accuracy(name: str, split: Split, column: str | None = None, *, of_errors: bool = False) -> Metric:
    return Metric(
        name=name,
        kind="fraction",
        higher_is_better=True,
        split=split,
        measure="accuracy",
        low=0,
        high=1,
        by_example=True,
        of_errors=of_errors,
        margin=0.001,
        column=column,
    )


def _nll(name: str, split: Split, column: str | None = None) -> Metric:
    return Metric(
        name=name,
        kind="nats",
        higher_is_better=False,
        split=split,
        measure="nll",
        low=-0.001,
        column=column,
    )


def _at_best(name: str, metric: str, chosen_by: str) -> Metric:
    return Metric(
        name=name,
        kind="fraction",
        higher_is_better=True,
        split="test",
        low=0,
        high=1,
        by_example=True,
        derived=AtBest(metric, chosen_by),
        margin=0.001,
    )


def _evaluation(usual: Metric, column: str | None = None) -> Metric:
    """Return the row of a metric of the test examples by a recipe's own evaluation."""
    return replace(
        usual,
        name=f"evaluation_{usual.measure}",
        split="evaluation",
        otherwise=usual.name,
        of_errors=False,
        column=column,
    )


def _change(of: str, usual: Metric) -> Metric:
    """Return the row of the difference that a recipe's own evaluation makes within each run."""
    return Metric(
        name=f"{of}_change",
        kind=usual.kind,
        higher_is_better=usual.higher_is_better,
        split="evaluation",
        low=-1 if usual.by_example else -math.inf,
        high=1 if usual.by_example else math.inf,
        by_example=usual.by_example,
        derived=Minus(of, usual.name),
        margin=usual.margin,
    )


_ROWS = (
    _accuracy("test_accuracy", "test", "accuracy", of_errors=True),
    _nll("test_nll", "test", "nll"),
    _accuracy("train_accuracy", "train_probe", "train"),
    Metric(
        name="generalisation_gap",
        kind="fraction",
        higher_is_better=False,
        split="test",
        low=-1,
        high=1,
        by_example=True,
        derived=Minus("train_accuracy", "test_accuracy"),
        column="gap",
    ),
    Metric(name="train_loss", kind="nats", higher_is_better=False, split="training", measure="loss"),
    Metric(
        name="ece",
        kind="fraction",
        higher_is_better=False,
        split="test",
        measure="ece",
        low=0,
        high=1.001,
        column="ece",
    ),
    Metric(
        name="brier", kind="plain", higher_is_better=False, split="test", measure="brier", low=0, high=2.001
    ),
    _accuracy("validation_accuracy", "validation"),
    _nll("validation_nll", "validation"),
    _at_best("test_accuracy_at_best_test", "test_accuracy", "test_accuracy"),
    _at_best("test_accuracy_at_best_validation", "test_accuracy", "validation_accuracy"),
)

_BY_NAME = {row.name: row for row in _ROWS}

_EVALUATED = (
    _evaluation(_BY_NAME["test_accuracy"], "evaluated"),
    _evaluation(_BY_NAME["test_nll"], "evaluated_nll"),
    _evaluation(_BY_NAME["ece"]),
    _evaluation(_BY_NAME["brier"]),
    _change("evaluation_accuracy", _BY_NAME["test_accuracy"]),
    _change("evaluation_nll", _BY_NAME["test_nll"]),
)

CATALOGUE: dict[str, Metric] = _BY_NAME | {row.name: row for row in _EVALUATED}
"""Every metric that an engine measures or that follows from such, by name, in the order of files."""


def metric(name: str, key: str = "metric") -> Metric:
    """Return the row of a metric; `key` is the word that the error begins with.

    Raises:
        ValueError: one line; no such metric, with those that exist and the nearest.
    """
    row = CATALOGUE.get(name)
    if row is None:
        raise ValueError(unknown_name(key, name, "metric", CATALOGUE))
    return row


def is_learned(name: str) -> bool:
    """Whether a curve is of what a dropout learned at a site, such as ``learned_rate_1``."""
    return LEARNED.fullmatch(name) is not None


def measured_metrics() -> Iterator[Metric]:
    """Yield the rows that a run keeps: a value at its end and, of usual ones, one after each epoch."""
    return (row for row in CATALOGUE.values() if row.derived is None)


def selections_of(name: str) -> Iterator[Metric]:
    """Yield the rows that take a metric at a chosen epoch instead of the last one."""
    for row in CATALOGUE.values():
        if isinstance(row.derived, AtBest) and row.derived.metric == name:
            yield row


def twin_of(name: str) -> str | None:
    """Return the metric that is set beside one of the test set to show overfitting; None where none is."""
    for row in CATALOGUE.values():
        if isinstance(row.derived, Minus) and row.split == "test" and row.derived.subtrahend == name:
            return row.derived.minuend
    return None


def checked(values: Mapping[str, float]) -> dict[str, float]:
    """Return the metrics of a run, each known and possible.

    Raises:
        ValueError: one line; a metric that the catalogue lacks, or a value out of its bounds.
    """
    return {name: metric(name).checked(value) for name, value in values.items()}
