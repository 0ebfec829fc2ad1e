"""Pictures in a real browser, with its fonts: no text is cut at an edge, in either language and form."""

import pytest

from dropout_lab.figures import FIGURES
from dropout_lab.figures.drawing.form import FORMS
from dropout_lab.figures.drawing.inline import draw_svg
from dropout_lab.figures.pages import page_svg
from dropout_lab.language import LANGUAGES, Words
from tests.figures.test_leading import ASKED

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CUT = """[...document.querySelectorAll('svg text')].filter(text => {
    const [inner, outer] = [text, text.closest('svg')].map(part => part.getBoundingClientRect());
    return inner.left < outer.left - 1 || inner.right > outer.right + 1
        || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
}).map(text => text.textContent)"""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_picture_is_cut(browser, language, form):
    """The picture of each question and that of all comparisons; letters are as wide as on a page."""
    words, drawn = Words(language), []
    for name, make in ASKED.items():
        analysis = make()
        for shown in (name, "forest", "accuracy"):
            if FIGURES[shown].shows(analysis):
                drawing = draw_svg(FIGURES[shown].draw(analysis, words, form=form))
                drawn.append(page_svg(drawing, f"{name}-{shown}", words, form))
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content("<style>svg { font-family: system-ui, sans-serif; }</style>" + "".join(drawn))
    assert page.evaluate(CUT) == []
    page.close()
