"""Show metrics: the name, unit and decimals of each, in every language."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from dropout_lab.evidence import plain_name, row_of
from dropout_lab.language.catalogue import ENGLISH, Words


class ShownMetric(NamedTuple):
    """How a metric is shown: its name, the factor and unit of a level and of a difference, decimals."""

    name: str
    factor: float
    level_unit: str
    difference_unit: str
    decimals: int


class _Metrics(dict[str, ShownMetric]):
    """Metrics by name, in one language; a metric of a stranger's table is shown by its column's name."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, name: str) -> ShownMetric:
        factor, level, difference, decimals = row_of(name).scale
        plain = plain_name(name)
        key = f"units.metrics.{plain}"
        key = key if key in self.words else "units.metrics.other"
        level_unit, difference_unit = (self.words(f"units.{unit}") for unit in (level, difference))
        named = self.words(key, name=plain)
        return self.setdefault(name, ShownMetric(named, factor, level_unit, difference_unit, decimals))


@cache
def metrics_in(words: Words) -> Mapping[str, ShownMetric]:
    """Return how metrics are shown in a language, by name."""
    return _Metrics(words)


SHOWN = metrics_in(ENGLISH)
