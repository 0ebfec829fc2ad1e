"""Legends below a picture: as many columns as it is wide, and how high they stand."""

import math
from collections.abc import Sequence

from dropout_lab.figures.drawing.form import Form
from dropout_lab.figures.drawing.naming import fitting
from dropout_lab.figures.drawing.wrapping import is_wide, one_line

LINE, HANDLE = 0.2, 8
"""Height of a line of the legend, in inches; letters that the sample beside its words is as wide as."""

LETTERS = 60
"""Most letters of a name in a wide picture."""


def legend_label(called: str, behind: str, form: Form) -> str:
    """Return a name with what stands behind it; in a narrow picture in two lines where one is too short."""
    if form.is_narrow:
        return fitting(called + behind, form.letters - HANDLE)
    return one_line(called, LETTERS) + behind


def legend_columns(labels: Sequence[str], form: Form) -> int:
    """Return how many columns of these labels a picture is wide enough for, evenly filled.

    >>> from dropout_lab.figures.drawing.form import NARROW, WIDE
    >>> labels = ["with a mask for each example, rate 0.2, n = 32"] * 6
    >>> legend_columns(labels, WIDE), legend_columns(labels, NARROW)
    (2, 1)
    """
    longest = max(
        sum(2 if is_wide(letter) else 1 for letter in line) for label in labels for line in label.split("\n")
    )
    most = min(max(form.letters // (longest + HANDLE), 1), 5)
    return math.ceil(len(labels) / math.ceil(len(labels) / most))


def legend_lines(labels: Sequence[str], columns: int) -> int:
    """Return how many lines the legend's tallest column has, which is filled from the top."""
    rows = max(1, math.ceil(len(labels) / columns))
    parts = (labels[first : first + rows] for first in range(0, len(labels), rows))
    return max((sum(label.count("\n") + 1 for label in part) for part in parts), default=0)
