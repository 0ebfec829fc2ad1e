"""Figures -> bytes that are equal for equal figures: SVG, PNG and PDF."""

import io
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
from matplotlib.image import imread
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from dropout_lab.figures.drawing.pdf_fonts import small_fonts
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import DPI, styled
from dropout_lab.figures.drawing.wrapping import is_wide
from dropout_lab.foreign import visible_lines

Kind = Literal["svg", "png", "pdf"]

CANVASES: dict[Kind, Any] = {"png": FigureCanvasAgg, "pdf": FigureCanvasPdf}
UNDATED: dict[Kind, dict[str, None]] = {
    "svg": {"Date": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}


POINTS = 72
"""Points an inch: the unit of Matplotlib's SVG."""

CLIPPED = 3
"""Decimals of the corners of a clip; parts drawn in one area share it on every machine."""

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
    """Keeps its renderer, which knows the widths that were asked for, as long as the size stays."""

    _measured: tuple[float, ...] = ()

    def get_renderer(self) -> RendererAgg:
        width, height = self.figure.bbox.size
        if self._measured != (width, height, self.figure.dpi):
            self._measured = (width, height, self.figure.dpi)
            self.renderer = _Renderer(*self._measured)
        return self.renderer


class Svg(NamedTuple):
    """A picture as SVG. ``groups``: key of an artist -> id of the group that it is drawn in."""

    text: str
    groups: Mapping[str, str]


class _RendererSVG(RendererSVG):
    """Gives ids that are equal on all machines, and notes those of the artists with a gid.

    A group has the id of a figure without marks. What is referred to is numbered: Matplotlib's own id is a
    hash of numbers whose last bits differ between processors.
    """

    def __init__(self, *size: Any, **options: Any) -> None:
        self.groups: dict[str, str] = {}
        self._opened = Counter[str]()
        super().__init__(*size, **options)

    def _make_id(self, type: str, content: Any) -> str:
        self._opened[type] += 1
        return f"{type}{self._opened[type]}"

    def _get_clip_attrs(self, gc: GraphicsContextBase) -> dict[str, str]:
        clip = gc.get_clip_rectangle()
        if clip is not None:
            gc.set_clip_rectangle(Bbox(np.round(clip.get_points(), CLIPPED)))
        return super()._get_clip_attrs(gc)

    def open_group(self, s: str, gid: str | None = None) -> None:
        super().open_group(s)
        self._opened[s] += 1
        if gid:
            self.groups[gid] = f"{s}_{self._opened[s]}"


def settle(figure: Picture) -> None:
    """Lay a figure out and fix the layout: a second one would move things by a hair.

    A figure without a layout engine is also drawn once instead of twice for each file.
    """
    engine = figure.get_layout_engine()
    if engine is None:
        return
    for text in figure.findobj(Text):
        if isinstance(text, Text) and not text.get_text().isprintable():
            text.set_text(visible_lines(text.get_text()))
    with styled(), _our_font_is_not_drawn():
        _Canvas(figure)
        engine.execute(figure)
        figure.set_layout_engine(None)


def render(figure: Picture, kind: Kind, dpi: float = DPI) -> bytes:
    """Return the figure as SVG, PNG or PDF; equal figures give equal bytes, with no date inside."""
    if kind == "svg":
        return render_svg(figure, {}).text.encode()
    settle(figure)
    buffer = io.BytesIO()
    with styled(), _our_font_is_not_drawn(), small_fonts():
        CANVASES[kind](figure).print_figure(buffer, format=kind, dpi=dpi, metadata=UNDATED[kind])
    return buffer.getvalue()


def render_svg(figure: Picture, marks: Mapping[str, Artist]) -> Svg:
    """Return the figure as SVG, and where in it some artists are drawn; neither changes a byte of it.

    Args:
        figure: laid out here where it was not.
        marks: artists, each by a key of its own; one that is not drawn has no group.
    """
    settle(figure)
    buffer, dpi = io.StringIO(), figure.dpi
    before = [artist.get_gid() for artist in marks.values()]
    for key, artist in marks.items():
        artist.set_gid(key)
    with styled(), _our_font_is_not_drawn():
        figure.dpi = POINTS
        width, height = figure.get_size_inches()
        size = width * POINTS, height * POINTS
        renderer = _RendererSVG(*size, buffer, image_dpi=DPI, metadata=UNDATED["svg"])
        try:
            mixed: Any = MixedModeRenderer(figure, width, height, DPI, renderer)
            figure.draw(mixed)
            renderer.finalize()
        finally:
            figure.dpi = dpi
            for artist, gid in zip(marks.values(), before, strict=True):
                artist.set_gid(gid)
    return Svg(buffer.getvalue(), renderer.groups)


@contextmanager
def in_points(figure: Picture) -> Iterator[float]:
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
