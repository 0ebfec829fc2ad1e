"""A figure with data for a page: title, explanation, the variant of each artist, values on hover."""

import io
import math
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dropout_lab.figures.drawing.wrapping import is_wide

NOTEBOOK_DPI = 100
"""Dots an inch of a picture in a notebook: as wide as a cell, and some tens of kilobytes."""

TOLD = 20
"""Numbers that the description of a picture says; the tables have all."""

SPOTS = 200
"""Values that one picture tells on hover, about: of more every second, third ... of a row, and its last."""


@dataclass(frozen=True)
class Spot:
    """A place in a picture that tells an exact value: in the axes' own units."""

    axes: Axes
    x: float
    y: float
    text: str
    variant: str


@dataclass(frozen=True)
class Guide:
    """A line across a picture at a place of a slider, which a page shows while the slider stands there."""

    axes: Axes
    x: float
    place: int


class Picture(Figure):
    """A Matplotlib figure with data for its SVG on a page, beyond the drawing itself.

    ``title``, ``explained`` and ``told``: what it shows, how to read it, and its numbers in words, to stand
    beside it. ``owned``: artists with the variant they belong to. ``rows``: values for the pointer.
    ``guides``: lines at the places of a slider.
    """

    def __init__(self, width: float, height: float) -> None:
        """Begin an empty picture.

        Args:
            width: in inches, > 0.
            height: in inches, > 0.
        """
        super().__init__(figsize=(width, height), layout="constrained")
        self.title = ""
        self.explained = ""
        self.told: tuple[str, ...] = ()
        self.owned: list[tuple[Artist, str]] = []
        self.rows: list[list[Spot]] = []
        self.guides: list[Guide] = []

    def describe(self, told: Sequence[str]) -> None:
        """Say the numbers of the picture, one text each, for whoever does not see it."""
        self.told = tuple(told[:TOLD])

    def belongs(self, variant: str, artists: Iterable[Artist]) -> None:
        """Assign artists to a variant, so that a page can hide them together."""
        self.owned += [(artist, variant) for artist in artists]

    def tell(self, axes: Axes, places: Iterable[tuple[float, float, str]], variant: str = "") -> None:
        """Tell a row of values on hover: (x, y, text) each, in the axes' units."""
        self.rows.append([Spot(axes, float(x), float(y), text, variant) for x, y, text in places])

    @property
    def spots(self) -> list[Spot]:
        """All values that are told, row by row."""
        return [spot for row in self.rows for spot in row]

    @property
    def shown_spots(self) -> list[Spot]:
        """Those that a page tells: of too many every second, third ... of each row, counted from its last."""
        step = math.ceil(len(self.spots) / SPOTS)
        return [spot for row in self.rows for spot in row[::-1][::step][::-1]] if step else []

    def guide(self, axes: Axes, values: Iterable[float]) -> None:
        """Let a slider stand at values of the horizontal axis, in its units and in their order."""
        self.guides += [Guide(axes, float(value), place) for place, value in enumerate(values)]

    def _repr_png_(self) -> bytes | None:
        """Return what a notebook shows; nothing where letters are beyond the font of the files."""
        return None if self._is_wide() else self._saved("png")

    def _repr_svg_(self) -> str | None:
        """Return what a notebook shows of Chinese words, in a font of the reader's."""
        return self._saved("svg").decode() if self._is_wide() else None

    def _is_wide(self) -> bool:
        return any(map(is_wide, self.title + self.explained))

    def _saved(self, kind: str) -> bytes:
        buffer = io.BytesIO()
        with mpl.rc_context({"svg.fonttype": "none"}), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # the reader's draws it
            self.savefig(buffer, format=kind, dpi=NOTEBOOK_DPI)
        return buffer.getvalue()
