"""Cells of one kind each: a name, a count, a share; of a metric its levels, differences and intervals."""

import math
from dataclasses import dataclass

from dropout_lab.evidence import Analysis
from dropout_lab.language import (
    Digits,
    Words,
    difference_text,
    digits_of,
    interval_text,
    known_ends,
    labels_of,
    level_text,
    levels_text,
    metrics_in,
    number,
    signed,
)
from dropout_lab.tables.model import Cell


def named(text: object) -> Cell:
    """Return a name, which sorts by itself."""
    return Cell(str(text), str(text))


def called(analysis: Analysis, name: object) -> Cell:
    """Return what people call a variant, which sorts by its name."""
    return Cell(lambda words: labels_of(analysis.experiment, words).get(str(name), str(name)), str(name))


def counted(n: int) -> Cell:
    """Return a whole number."""
    return Cell(str(n), int(n))


def share(value: float, decimals: int = 0) -> Cell:
    """Return a share in %."""
    return Cell(number(100 * value, decimals), value, " %")


@dataclass(frozen=True)
class MetricCells:
    """Cells of one metric, with its units."""

    metric: str

    def name(self, words: Words) -> str:
        """Return the name of the metric, in a language."""
        return metrics_in(words)[self.metric].name

    def level_unit(self, words: Words) -> str:
        """Return the unit of a level, in a language."""
        return metrics_in(words)[self.metric].level_unit

    def difference_unit(self, words: Words) -> str:
        """Return the unit of a difference, in a language."""
        return metrics_in(words)[self.metric].difference_unit

    def level(self, value: float, digits: Digits | None = None) -> Cell:
        """Return a level."""
        return Cell(level_text(self.metric, value, digits), value, self.level_unit)

    def levels(self, low: float, high: float, digits: Digits | None = None) -> Cell:
        """Return the range of a level, with the digits of what it stands beside; None: its own."""
        chosen = digits or digits_of(self.metric, low, high)
        ends = {"low": level_text(self.metric, low, chosen), "high": level_text(self.metric, high, chosen)}
        return Cell(lambda words: words("units.range", **ends), low)

    def reach(self, n: int, low: float, high: float, digits: Digits | None = None) -> Cell:
        """Return the interval of a level over n seeds; none over too few, and no end that it cannot have."""
        low, high = known_ends(n, low, high)
        chosen = digits or digits_of(self.metric, low, high)
        return Cell(lambda words: levels_text(self.metric, low, high, chosen, words), low)

    def difference(self, value: float, digits: str = "") -> Cell:
        """Return a difference with its sign.

        Args:
            value: the difference.
            digits: its digits with their sign, where a sentence has them already; "": rounded here.
        """
        text = digits or signed(difference_text(self.metric, value))
        return Cell(text, value, self.difference_unit)

    def spread(self, value: float) -> Cell:
        """Return the size of a difference, such as a standard deviation: it has no sign."""
        text = difference_text(self.metric, value, digits=digits_of(self.metric, -value, value))
        return Cell(text, value, self.difference_unit)

    def interval(
        self, low: float, high: float, margin: float = math.nan, digits: Digits | None = None
    ) -> Cell:
        """Return an interval of a difference."""

        def text(words: Words) -> str:
            return interval_text(self.metric, low, high, margin, words, digits)

        return Cell(text, low)
