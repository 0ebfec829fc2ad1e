"""What only a browser knows of a page that travels: alone in a mail, on paper, in high contrast, enlarged."""

import re
import shutil
from pathlib import Path

import pytest

from tests.browser.test_page import OUTSIDE
from tests.publication.test_check import four_seeds

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RESULTS = Path(__file__).parents[2] / "results"
MOST_PAGES = 6
LEADING_OUT = """[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))
    .filter(address => !/^(#|data:|https:)/.test(address))"""
LOW = """[...document.querySelectorAll('button, summary, .doors a, .switches label, .pick label')]
    .filter(part => part.getClientRects().length && part.getBoundingClientRect().height < 24)
    .map(part => part.outerHTML)"""
SIDE = """(([contents, main]) => contents.left - main.right)(
    ['nav.contents', 'main'].map(part => document.querySelector(part).getBoundingClientRect()))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, written):
    """A whole results folder."""
    return written(tmp_path_factory.mktemp("results") / "synthetic")


@pytest.fixture
def opened(browser, folder):
    """Open a page."""
    contexts = []

    def go(path=folder / "report.html", width=1280, **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.goto(path.as_uri())
        return page

    yield go
    for context in contexts:
        context.close()


def test_a_page_that_was_mailed_alone_has_no_dead_link_and_all_that_it_offers(opened, folder, tmp_path):
    """Links lead into the page; its tables come out of it as they are beside it, its figure as a picture."""
    page = opened(Path(shutil.copy(folder / "report.html", tmp_path / "report (1).html")))
    assert page.evaluate(LEADING_OUT) == []
    for name in ("runs.csv", "summary.csv", "comparisons.csv"):
        with page.expect_download() as waiting:
            page.click(f"a[download='{name}']")
        assert Path(waiting.value.path()).read_bytes() == (folder / name).read_bytes()
    with page.expect_download() as waiting:
        page.click("button[data-does=picture]")
    assert waiting.value.suggested_filename == "synthetic.png"
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    page.click("button[data-does=sentence]")
    page.wait_for_selector("#status:not(:empty)")
    assert page.inner_text("#status") == "Copied"
    page.click("label[for=language-zh]")
    assert page.title() == four_seeds().experiment.question_in("zh")


def test_in_its_folder_a_page_leads_to_the_files_beside_it(opened, folder):
    """Each of them is there, and so is the way home."""
    addresses = opened().evaluate(LEADING_OUT)
    assert {"../index.html", "runs.csv"} <= {*addresses}
    assert [name for name in addresses if name != "../index.html" and not (folder / name).is_file()] == []


def test_the_contents_stand_in_the_empty_side_where_there_is_one(opened):
    """Beside the text on a desk, nowhere on a phone."""
    assert opened().evaluate(SIDE) >= 0
    assert opened(width=390).locator("nav.contents").is_hidden()


def test_controls_are_large_enough_and_nothing_is_lost_at_twice_the_size(opened):
    """24 px for a finger; a desk of 1280 px at 200 % has 640."""
    page = opened(width=640)
    assert page.evaluate(LOW) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(OUTSIDE) == 0


def test_high_contrast_keeps_choices_and_bars(opened):
    """What only a background marked is still told apart."""
    page = opened(forced_colors="active")
    colour = "getComputedStyle(document.querySelector('{}')).backgroundColor"
    chosen, other = (page.evaluate(colour.format(f"label[for=theme-{name}]")) for name in ("system", "dark"))
    assert chosen != other
    better, worse, paper = (
        page.evaluate(colour.format(part)) for part in (".bar .better", ".bar .worse", "body")
    )
    assert len({better, worse, paper}) == 3


def test_motion_is_only_for_those_who_want_it(opened):
    """A link within the page jumps where the system asks for less motion."""
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened(reduced_motion="reduce").evaluate(behaviour) == "auto"
    assert opened(reduced_motion="no-preference").evaluate(behaviour) == "smooth"


def test_a_page_is_whole_again_after_it_was_printed(opened):
    """What paper does not show is put back where it was."""
    page = opened()
    count = "document.querySelectorAll('main *').length"
    before = page.evaluate(count)
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.wait_for_function(f"{count} === {before}", timeout=10_000)


@pytest.mark.parametrize(("language", "shown"), [("zh", "zh-CN"), ("en", "en")])
def test_an_address_names_the_language(opened, folder, language, shown):
    """Before what the browser speaks, and before what the reader chose the last time."""
    page = opened(locale="en" if language == "zh" else "zh-CN")
    page.goto(f"{(folder / 'report.html').as_uri()}?language={language}")
    assert page.evaluate("document.documentElement.lang") == shown
    assert page.locator("#answer .word").locator("visible=true").count() == 1
    assert page.locator(f"#answer [lang={language}] .word").is_visible()


def test_every_published_page_prints_on_six_sheets_at_most(opened):
    """Answer, claims, one figure, tables, what one run would have said, the methods, the citation."""
    pages = sorted(RESULTS.glob("*/report.html"))
    assert len(pages) > 10
    sheets = {}
    page = opened(pages[0])
    for path in pages:
        page.goto(path.as_uri())
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        sheets[path.parent.name] = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert {name: n for name, n in sheets.items() if not 1 <= n <= MOST_PAGES} == {}
