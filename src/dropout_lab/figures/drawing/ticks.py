"""Ticks of an axis of numbers of any size, written with the digits that their step has."""

import math

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from dropout_lab.figures.drawing.spans import Span
from dropout_lab.language import Digits


def step_ticks(axis: Axes, ends: Span, step: float) -> None:
    """Put a tick at each multiple of a step along the horizontal axis.

    Args:
        axis: its ticks are replaced.
        ends: of the axis.
        step: a round number, > 0.
    """
    digits = Digits.of_decimals(-math.floor(math.log10(step) + 1e-9), max(map(abs, ends)))
    axis.xaxis.set_major_locator(MultipleLocator(step))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: digits.text(value)))
