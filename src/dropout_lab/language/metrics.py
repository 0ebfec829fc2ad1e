"""How each metric is shown: its name, its unit, its decimals, in every language."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from dropout_lab.evidence import is_fraction
from dropout_lab.language.catalogue import ENGLISH, Words


class Metric(NamedTuple):
    """How a metric is shown: its name, the factor and unit of a level and of a difference, decimals."""

    name: str
    factor: float
    level_unit: str
    difference_unit: str
    decimals: int


FRACTION, NATS, PLAIN = (100, "percent", "points", 2), (1, "nats", "nats", 4), (1, "plain", "plain", 4)
KINDS = {
    "test_accuracy": FRACTION,
    "test_accuracy_at_best_test": FRACTION,
    "test_accuracy_at_best_validation": FRACTION,
    "train_accuracy": FRACTION,
    "generalisation_gap": (100, "points", "points", 2),
    "test_nll": NATS,
    "train_loss": NATS,
    "ece": FRACTION,
    "brier": PLAIN,
}
"""Factor, units of level and difference by their keys in the catalogue, decimals."""


class _Metrics(dict[str, Metric]):
    """Metrics by name, in one language; one of somebody else's table bears its own name."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, name: str) -> Metric:
        factor, level, difference, decimals = KINDS.get(name, FRACTION if is_fraction(name) else PLAIN)
        key = f"units.metrics.{name}" if name in KINDS else "units.metrics.other"
        level_unit, difference_unit = (self.words(f"units.{unit}") for unit in (level, difference))
        named = self.words(key, name=name)
        return self.setdefault(name, Metric(named, factor, level_unit, difference_unit, decimals))


@cache
def metrics_in(words: Words) -> Mapping[str, Metric]:
    """Return how metrics are shown in a language, by name."""
    return _Metrics(words)


SHOWN = metrics_in(ENGLISH)
