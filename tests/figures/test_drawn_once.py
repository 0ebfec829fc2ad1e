"""Pictures are drawn once a language and form, on all cores, in the bytes that Matplotlib makes by itself."""

import pytest
from matplotlib.backends import _backend_pdf_ps
from matplotlib.font_manager import FontProperties, findfont, get_font

from dropout_lab.figures import CARDS, FIGURES, KINDS, draw_pictures, packed, pages, unpacked
from dropout_lab.figures.drawing.form import FORMS
from dropout_lab.figures.drawing.inline import draw_svg
from dropout_lab.figures.drawing.pdf_fonts import small_fonts
from dropout_lab.figures.drawing.rendering import settle
from dropout_lab.figures.leading import drawable
from dropout_lab.figures.pictures import accuracy
from dropout_lab.language import LANGUAGES, Words
from tests.figures.test_figures import three_variants

TEXTS = (
    "Test accuracy by variant, 92.5 % [-0.1, 3]",
    "▲ better − fi ff é",
    "rate α → 种",
    "\N{SNOWMAN} only",
)


@pytest.mark.slow
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_font_cut_from_a_small_one_has_the_same_bytes(weight):
    """Common letters, pairs drawn as one, and letters that only the whole font has."""
    path = findfont(FontProperties(family="DejaVu Sans", weight=weight))
    glyph_of = get_font(path).get_charmap()
    for text in TEXTS:
        glyphs = {glyph_of[ord(letter)] for letter in text if ord(letter) in glyph_of}
        with _backend_pdf_ps.get_glyphs_subset(path, glyphs) as found:
            wanted = _backend_pdf_ps.font_as_file(found.font).getvalue()
            places = {glyph: found.glyph_index_map[glyph] for glyph in glyphs}
        with small_fonts(), _backend_pdf_ps.get_glyphs_subset(path, glyphs) as found:
            assert _backend_pdf_ps.font_as_file(found.font).getvalue() == wanted
            assert {glyph: found.glyph_index_map[glyph] for glyph in glyphs} == places


@pytest.mark.slow
def test_each_is_drawn_once_a_language_and_form_alone_or_shared_out(monkeypatch):
    """Files and page come from one drawing; shares make the same bytes in the same order."""
    analysis, drawings = three_variants(range(3)), []
    monkeypatch.setattr(pages, "at_once", lambda: 1)
    whole = pages.draw_svg
    monkeypatch.setattr(pages, "draw_svg", lambda picture: drawings.append(picture) or whole(picture))
    alone = draw_pictures(analysis)
    assert len(drawings) == len(LANGUAGES) * len(FORMS) * len(drawable(analysis))
    monkeypatch.setattr(pages, "at_once", lambda: 3)
    shared = draw_pictures(analysis)
    assert shared == alone
    assert [list(part) for part in shared] == [list(part) for part in alone]
    assert list(alone.files) == [
        *(f"figures/{name}.{kind}" for name in drawable(analysis) for kind in KINDS),
        *CARDS.values(),
    ]
    assert unpacked(packed(alone)) == alone
    assert set(alone.captions["en"]) < set(FIGURES)


def test_the_last_bits_of_a_layout_change_no_letter():
    """They differ between processors; files that follow from the same runs are equal on each."""
    drawn = [FIGURES["accuracy"].draw(three_variants(range(3)), Words("en")) for _ in range(2)]
    for picture in drawn:
        settle(picture)
    for axes in drawn[1].axes:
        x, y, width, height = axes.get_position().bounds
        axes.set_position((x, y * (1 + 1e-14), width, height * (1 - 1e-14)))
    one, other = (draw_svg(picture).svg.text for picture in drawn)
    assert "clip-path" in one
    assert one == other


def test_damage_to_packed_pictures_shows():
    """One bit is enough."""
    content = bytearray(packed(pages.Pictures({"card.png": b"x"}, {}, {"en": {}})))
    content[-1] ^= 1
    with pytest.raises(ValueError, match="SHA-256"):
        unpacked(bytes(content))


def test_a_phone_reads_how_many_of_its_rows_are_drawn(monkeypatch):
    """Where the narrow drawing shows fewer, its own words say so; elsewhere one text does for both."""
    analysis, words = three_variants(range(3)), Words("en")
    monkeypatch.setattr(accuracy, "NARROW_ROWS", 2)
    forms = {form: accuracy.draw(analysis, words, form=form) for form in FORMS}
    captions = {f"accuracy.{form.name}": pages.caption_of(drawn, words) for form, drawn in forms.items()}
    both = pages._both_captions(captions, "accuracy")
    assert "Drawn: 2 of 3" in both.narrow
    assert "Drawn" not in both.explained
    captions["accuracy.narrow"] = captions["accuracy.wide"]
    assert pages._both_captions(captions, "accuracy").narrow == ""
