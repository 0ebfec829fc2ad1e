"""One look for all figures, and the way to bytes that are equal for equal figures."""

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.layout_engine import PlaceHolderLayoutEngine

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072b2", "#d55e00", "#009e73", "#aa4499", "#e69f00", "#56b4e9"
COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
"""Okabe and Ito's palette: told apart with any common colour vision (jfly.uni-koeln.de/color, 2008)."""
INK, GREY, PALE = "#222222", "#6b6b6b", "#ececec"

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
    "svg.fonttype": "none",
    "svg.hashsalt": "dropout-lab",
    "text.parse_math": False,
    "figure.facecolor": "white",
}
DPI = 144
PANEL = 27
"""Letters that fit over one of several panels."""


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the common style, whatever the process has set before, and leave its settings alone."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def heading(figure: Figure, title: str, explained: str) -> None:
    """Put a title and one line that says how to read the picture on top, at the left."""
    width = int(figure.get_figwidth() * 14.5)
    lines = textwrap.wrap(explained, width) or [""]
    height = figure.get_figheight()
    figure.text(0.012, 1 - 0.09 / height, title, ha="left", va="top", fontsize=11.5, fontweight="bold")
    figure.text(0.012, 1 - 0.33 / height, "\n".join(lines), ha="left", va="top", fontsize=8.5, color=GREY)
    top = 1 - (0.42 + 0.16 * len(lines)) / height
    figure.set_layout_engine("constrained", rect=(0, 0, 1, top))


def shortened(name: str, width: int = 30) -> str:
    """Return a name that fits: two lines at most, the rest cut with an ellipsis."""
    lines = textwrap.wrap(name, width, max_lines=2, placeholder=" …")
    return "\n".join(lines) if lines else name[:width]


def render(figure: Figure, kind: Literal["svg", "png"]) -> bytes:
    """Return the figure as SVG or PNG; equal figures give equal bytes, with no date inside."""
    buffer = io.BytesIO()
    with styled():
        if not isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine):
            FigureCanvasAgg(figure)
            figure.draw_without_rendering()
            figure.set_layout_engine("none")  # a second layout would move things by a hair
        canvas = FigureCanvasSVG(figure) if kind == "svg" else FigureCanvasAgg(figure)
        dated = {"Date": None} if kind == "svg" else {"Software": None}
        canvas.print_figure(buffer, format=kind, dpi=DPI, metadata=dated)
    return buffer.getvalue()
