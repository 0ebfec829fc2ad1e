"""Every published page in a real browser: no table is wider than its column, and nothing leaves the page."""

from pathlib import Path

import pytest

from dropout_lab.results_folder import results_folders
from tests.browser.test_page import CUT, OUTSIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RESULTS = Path(__file__).parents[2] / "results"
PAGES = [*(folder / "report.html" for folder in results_folders(RESULTS)), RESULTS / "index.html"]
OPENED = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(RESULTS)) for path in PAGES])
def test_no_table_is_wider_than_its_column(browser, path):
    """At the width of a phone and of a desk, in both languages, with all that can be opened open.

    A page that is loaded once and then widened is laid out as one loaded wide: its scripts read no width.
    """
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(path.as_uri())
    page.evaluate(OPENED)
    for width, languages in ((390, ("en", "zh")), (1280, ("zh", "en"))):
        if width != 390:
            page.set_viewport_size({"width": width, "height": 900})
        for language in languages:
            page.click(f"label[for=language-{language}]")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, language)
            assert page.evaluate(CUT) == 0, (width, language)
            assert page.evaluate(OUTSIDE) == 0, (width, language)
    page.close()
