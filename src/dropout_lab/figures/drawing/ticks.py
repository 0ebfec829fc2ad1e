"""Ticks of an axis of numbers of any size, written with the digits that their step has."""

import math
from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from dropout_lab.figures.drawing.spans import Span
from dropout_lab.language import Digits

USUAL = 100
"""Powers of ten up to which numbers are drawn as they are; beyond, a drawing overflows or vanishes."""

MOST = 300
"""Largest power of ten that a drawing is divided by: a float holds it and its inverse."""


def drawn_power(values: Iterable[float]) -> int:
    """Return the power of ten that very large or very small numbers are divided by to be drawn, else 0.

    >>> drawn_power([0.5, -2e7]), drawn_power([3e160, 0.0]), drawn_power([4e-320]), drawn_power([])
    (0, 160, -300, 0)
    """
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    power = math.floor(math.log10(largest)) if largest else 0
    return max(-MOST, min(MOST, power)) if abs(power) > USUAL else 0


def step_ticks(axis: Axes, ends: Span, step: float, power: int = 0) -> None:
    """Put a tick at each multiple of a step along the horizontal axis.

    Args:
        axis: its ticks are replaced.
        ends: of the axis.
        step: a round number, > 0.
        power: of ten, that all was divided by.
    """
    digits = Digits.of_decimals(-math.floor(math.log10(step) + 1e-9), max(map(abs, ends)))
    suffix = f"e{power}" if power else ""
    axis.xaxis.set_major_locator(MultipleLocator(step))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: digits.text(value) + suffix))
