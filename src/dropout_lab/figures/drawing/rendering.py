"""Figures -> bytes that are equal for equal figures: SVG, PNG and PDF."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.image import imread
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from matplotlib.text import Text

from dropout_lab.figures.drawing.style import DPI, styled
from dropout_lab.figures.drawing.wrapping import is_wide
from dropout_lab.foreign import visible_lines

Kind = Literal["svg", "png", "pdf"]

CANVASES: dict[Kind, Any] = {"svg": FigureCanvasSVG, "png": FigureCanvasAgg, "pdf": FigureCanvasPdf}
UNDATED = {
    "svg": {"Date": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}


POINTS = 72
"""Points an inch: the unit of Matplotlib's SVG."""

FAINT = 1e-4
"""Largest mean difference of the pixels of two equal pictures, of 1; a moved mark makes more."""


class _Renderer(RendererAgg):
    """Measures text with the width of one em for each wide letter, which the font drawn with lacks."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        measured = "".join("\N{EM DASH}" if is_wide(letter) else letter for letter in s)
        return super().get_text_width_height_descent(measured, prop, ismath)


class _Canvas(FigureCanvasAgg):
    def get_renderer(self) -> RendererAgg:
        width, height = self.figure.bbox.size
        self.renderer = _Renderer(width, height, self.figure.dpi)
        return self.renderer


def settle(figure: Figure) -> None:
    """Lay a figure out and fix the layout: a second one would move things by a hair."""
    if isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine):
        return
    for text in figure.findobj(Text):
        if isinstance(text, Text) and not text.get_text().isprintable():
            text.set_text(visible_lines(text.get_text()))
    with styled(), _our_font_is_not_drawn():
        _Canvas(figure)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")


def render(figure: Figure, kind: Kind, dpi: float = DPI) -> bytes:
    """Return the figure as SVG, PNG or PDF; equal figures give equal bytes, with no date inside."""
    settle(figure)
    buffer = io.BytesIO()
    with styled(), _our_font_is_not_drawn():
        CANVASES[kind](figure).print_figure(buffer, format=kind, dpi=dpi, metadata=UNDATED[kind])
    return buffer.getvalue()


@contextmanager
def in_points(figure: Figure) -> Iterator[float]:
    """Measure in points, the unit of the SVG, inside the block; yield the height of the figure."""
    dpi = figure.dpi
    with styled(), _our_font_is_not_drawn():
        _Canvas(figure)
        figure.dpi = POINTS
        try:
            yield figure.get_figheight() * POINTS
        finally:
            figure.dpi = dpi


@contextmanager
def _our_font_is_not_drawn() -> Iterator[None]:
    """Silence the warning that a glyph is missing: in an SVG the reader's own font draws Chinese."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def is_same_picture(found: bytes, wanted: bytes) -> bool:
    """Whether two PNGs have one size and nearly the same pixels.

    Args:
        found: what should be a PNG; anything else is no picture.
        wanted: a PNG.
    """
    try:
        one, other = (imread(io.BytesIO(png), format="png") for png in (found, wanted))
    except (OSError, SyntaxError, ValueError):
        return False
    return one.shape == other.shape and float(np.abs(one - other).mean()) < FAINT
