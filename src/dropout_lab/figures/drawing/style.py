"""Colours, fonts and headings of all figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import matplotlib as mpl

from dropout_lab.figures.drawing.picture import Picture

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072b2", "#d55e00", "#009e73", "#aa4499", "#e69f00", "#56b4e9"
INDIGO, BROWN, OLIVE = "#4b4a9f", "#7a4a21", "#77772a"
COLOURS = (PURPLE, ORANGE, INDIGO, SKY, BROWN, OLIVE)
"""Of variants. Green, vermilion, blue and grey are left to outcomes: no colour has two meanings.

Of Okabe and Ito (jfly.uni-koeln.de/color, 2008) and Tol (personal.sron.nl/~pault, 2021); markers differ too.
"""
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
    "indigo": INDIGO,
    "brown": BROWN,
    "olive": OLIVE,
}
VARIABLES = {colour: f"var(--{name}, {colour})" for name, colour in NAMES.items()}
"""Our colours as a page may change them, for the dark."""

SIZE = 10.0
"""Points of every letter of every picture but the card: the pictures of a page have one size of type."""

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": SIZE,
    "figure.labelsize": SIZE,
    **dict.fromkeys(("axes.titlesize", "axes.labelsize", "xtick.labelsize", "ytick.labelsize"), SIZE),
    "legend.fontsize": SIZE,
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
    """Give a picture its title and the sentence that says how to read it; both stand beside it, not in it."""
    figure.title, figure.explained = title, explained
