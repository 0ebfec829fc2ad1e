"""Intervals of comparisons: their lines on an axis, the ends of the axis, and the numbers beside them."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from dropout_lab.evidence import Compared, row_of
from dropout_lab.figures.drawing.spans import Span
from dropout_lab.figures.drawing.style import INK
from dropout_lab.language import Words, found_text

WIDE = 4.0
"""An interval that reaches so many times as far as the middle one of its panel is cut off, with an arrow."""

FAR = 2.0
"""A panel reaches so many times as far for single seeds; those further out are arrows at its edge."""


def interval_lines(
    axis: Axes,
    span: Span,
    height: float,
    ends: Span,
    width: float,
    *,
    colour: str = INK,
    line: Any = "-",
    capped: bool = True,
) -> list[Artist]:
    """Draw the part of an interval inside the panel; an end beyond it becomes an arrow."""
    if math.isnan(span[0]) or math.isnan(span[1]):
        return []
    inside = max(span[0], ends[0]), min(span[1], ends[1])
    look = {"color": colour, "linestyle": line, "linewidth": width, "solid_capstyle": "butt"}
    drawn: list[Artist] = [*axis.plot(inside, (height, height), zorder=3, **look)]
    for end, place, arrow in ((span[0], inside[0], "<"), (span[1], inside[1], ">")):
        mark = "|" if end == place else arrow
        if capped or mark == arrow:
            look = {"marker": mark, "color": colour, "markersize": 5 + width, "clip_on": False}
            drawn += axis.plot(place, height, zorder=4, **look)
    return drawn


def ends_of(panel: Sequence[Compared], factor: float, dots: Iterable[float] = ()) -> Span:
    """Return both ends of a panel: zero, margin, means, and what would not dwarf the rest.

    Args:
        panel: rows of one metric.
        factor: from the unit of a difference to that of the axis.
        dots: single differences, for which each side reaches up to `FAR` times as far.
    """
    means = [row.mean_difference for row in panel if math.isfinite(row.mean_difference)]
    spans = [
        (low, high, row.mean_difference)
        for row in panel
        for low, high in ((row.ci_low_joint, row.ci_high_joint), (row.ci_low_crossed, row.ci_high_crossed))
        if math.isfinite(low) and math.isfinite(high)
    ]
    margin = panel[0].margin if math.isfinite(panel[0].margin) else 0.0
    middle = sorted(high - low for low, high, _ in spans)[len(spans) // 2] if spans else 0.0
    room = WIDE * max(middle, margin)
    low = min([-1.3 * margin, 0.0, *means, *(max(low, mean - room) for low, _, mean in spans)])
    high = max([1.3 * margin, 0.0, *means, *(min(high, mean + room) for _, high, mean in spans)])
    dots = [*dots]
    low, high = max(FAR * low, min([low, *dots])), min(FAR * high, max([high, *dots]))
    low, high = factor * low, factor * high
    pad = 0.05 * (high - low) or 0.001
    return low - pad, high + pad


def unit_of(metric: str, words: Words) -> str:
    """Return the unit of a difference, by itself: pp, nats, or its own."""
    return words(f"figures.forest.{row_of(metric).scale.difference}")


def numbers_of(row: Compared, words: Words) -> str:
    """Write mean and joint interval as a page does; of so few pairs as decide nothing only the mean."""
    return found_text(row, words) if row.n else words("figures.no_pair")
