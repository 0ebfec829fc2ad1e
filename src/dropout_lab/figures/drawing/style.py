"""Colours, fonts and headings of all figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import matplotlib as mpl

from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.wrapping import wrapped

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072b2", "#d55e00", "#009e73", "#aa4499", "#e69f00", "#56b4e9"
COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
"""Okabe and Ito's palette: told apart with any common colour vision (jfly.uni-koeln.de/color, 2008)."""
INK, GREY, PALE, PAPER = "#222222", "#6b6b6b", "#ececec", "#ffffff"
NAMES = {
    "ink": INK,
    "grey": GREY,
    "pale": PALE,
    "paper": PAPER,
    "blue": BLUE,
    "vermilion": VERMILION,
    "green": GREEN,
    "purple": PURPLE,
    "orange": ORANGE,
    "sky": SKY,
}
VARIABLES = {colour: f"var(--{name}, {colour})" for name, colour in NAMES.items()}
"""Our colours as a page may change them, for the dark."""

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.formatter.useoffset": False,
    "grid.color": PALE,
    "grid.linewidth": 0.8,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "text.color": INK,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "dropout-lab",
    "text.parse_math": False,
    "figure.facecolor": "white",
}
DPI = 144
PANEL = 27
"""Letters that fit over one of several panels."""


_is_styled = ContextVar("_is_styled", default=False)


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the common style, whatever the process has set before, and leave its settings alone.

    A block inside a styled one costs nothing.
    """
    if _is_styled.get():
        yield
        return
    token = _is_styled.set(True)
    try:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(STYLE)
            yield
    finally:
        _is_styled.reset(token)


def heading(figure: Picture, title: str, explained: str) -> None:
    """Put a title and one line that says how to read the picture on top, at the left."""
    figure.title, figure.explained = title, explained
    lines = wrapped(explained, int(figure.get_figwidth() * 14.5)) or [""]
    height = figure.get_figheight()
    figure.text(0.012, 1 - 0.09 / height, title, ha="left", va="top", fontsize=11.5, fontweight="bold")
    figure.text(0.012, 1 - 0.33 / height, "\n".join(lines), ha="left", va="top", fontsize=8.5, color=GREY)
    top = 1 - (0.42 + 0.16 * len(lines)) / height
    figure.set_layout_engine("constrained", rect=(0, 0, 1, top))
