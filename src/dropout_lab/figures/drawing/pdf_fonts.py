"""Fonts of a PDF: cut from a small font of common letters, in a tenth of the time and to the same bytes."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from matplotlib.backends import _backend_pdf_ps
from matplotlib.font_manager import get_font

COMMON = (*range(0x20, 0x180), *range(0xFB00, 0xFB05), *map(ord, "–—‘’“”…−±×·≤≥→←\u25b2\u25bc◆●■□○"))
"""Letters of a small font, and pairs drawn as one; of a picture with others the whole font is cut."""

_cut = _backend_pdf_ps.get_glyphs_subset


class _File(io.BytesIO):
    """A font in memory."""

    face_index = 0


class _SmallFont(NamedTuple):
    content: bytes
    places: dict[Any, Any]  # glyph of the whole font -> glyph of this one


@contextmanager
def small_fonts() -> Iterator[None]:
    """Let Matplotlib embed fonts cut from small ones inside the block."""
    _backend_pdf_ps.get_glyphs_subset = _twice_cut  # pyrefly: ignore[bad-assignment]
    try:
        yield
    finally:
        _backend_pdf_ps.get_glyphs_subset = _cut


@contextmanager
def _twice_cut(path: Any, glyphs: Iterable[Any]) -> Iterator[_backend_pdf_ps.SubsetResults]:
    """Restrict a font to some glyphs, as Matplotlib does."""
    wanted, small = {*glyphs}, _small_font(path)
    if not wanted <= small.places.keys():
        with _cut(path, wanted) as found:
            yield found
        return
    with _cut(_File(small.content), {small.places[glyph] for glyph in wanted}) as found:
        places = {glyph: found.glyph_index_map[small.places[glyph]] for glyph in wanted}
        yield found._replace(glyph_index_map=places)


@cache
def _small_font(path: Any) -> _SmallFont:
    glyph_of: dict[int, Any] = get_font(path).get_charmap()
    common = {glyph_of[code] for code in COMMON if code in glyph_of}
    with _cut(path, common) as found:
        content = _backend_pdf_ps.font_as_file(found.font).getvalue()
        return _SmallFont(content, {glyph: found.glyph_index_map[glyph] for glyph in common})
