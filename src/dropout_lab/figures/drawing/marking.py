"""Colour, marker and line of each variant, the same in every picture."""

from typing import Any

from dropout_lab.figures.drawing.style import COLOURS

MARKERS = ("o", "s", "^", "D", "v", "P")
LINES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1, 1.5)))


def look(place: int) -> dict[str, Any]:
    """Return colour, marker and line of the variant at a place, counted from 0: 144 of them differ.

    >>> look(0)["color"] == look(6)["color"], look(0)["linestyle"] == look(6)["linestyle"]
    (True, False)
    """
    turn = place // len(COLOURS)
    return {
        "color": COLOURS[place % len(COLOURS)],
        "marker": MARKERS[(place + turn) % len(MARKERS)],
        "linestyle": LINES[turn % len(LINES)],
    }
