"""The page in a real browser: it asks for nothing, its switches work, nothing overflows, no barriers."""

import pytest

from dropout_lab.publication import write_index
from tests.publication.front_folders import measurements, optimizers, rates, tutorial

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OUTSIDE = """[...document.querySelectorAll('body *')].filter(part =>
    part.getBoundingClientRect().right > innerWidth + 1 && !part.closest('.scroll, .drawing, pre')).length"""


CUT = (
    "[...document.querySelectorAll('.scroll')].filter(part => part.scrollWidth > part.clientWidth + 1).length"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, written):
    """A whole results folder inside a folder with an index."""
    folder = tmp_path_factory.mktemp("results")
    written(folder / "synthetic")
    for make in (tutorial, optimizers, rates, measurements):
        make(folder)
    write_index(folder)
    return folder


@pytest.fixture
def opened(browser, folder):
    """Open a page; what it complains of and asks for is collected."""
    contexts = []

    def go(name="synthetic/report.html", width=1280, **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.complaints, page.requests = [], []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda asked: page.requests.append(asked.url))
        page.goto((folder / name).as_uri())
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["synthetic/report.html", "index.html"])
def test_a_page_loads_from_disk_and_asks_for_nothing(opened, name):
    """No error in the console; no request but for the file itself."""
    page = opened(name)
    assert page.complaints == []
    assert [url for url in page.requests if not url.startswith("data:")] == [page.url]
    assert page.inner_text("#answer .sentence:visible")


def test_the_language_switches_and_is_remembered(opened):
    """One language at a time; the browser's own comes first, a choice outlives a reload."""
    page = opened()
    english, chinese = (page.locator(f"#answer [lang={language}] .word") for language in ("en", "zh"))
    assert (english.is_visible(), chinese.is_visible()) == (True, False)
    page.click("label[for=language-zh]")
    assert (english.is_visible(), chinese.is_visible()) == (False, True)
    assert page.get_attribute("html", "lang") == "zh-CN"
    page.reload()
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert opened(locale="zh-CN").get_attribute("html", "lang") == "zh-CN"


def test_light_and_dark_are_a_choice(opened):
    """The background follows the switch, whatever the system says."""
    page = opened()
    seen = []
    for theme in ("light", "dark"):
        page.click(f"label[for=theme-{theme}]")
        seen.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert seen[0] != seen[1]


def test_a_table_sorts_up_and_down_also_by_keyboard(opened):
    """A press on a heading sorts by value; a second one turns it round; screen readers are told."""
    page = opened()
    rows = "table.sortable >> nth=0 >> tbody tr th"
    head = page.locator("table.sortable >> nth=0 >> thead button >> nth=2")
    head.focus()
    page.keyboard.press("Enter")
    up = page.locator(rows).all_inner_texts()
    assert page.locator("th[aria-sort=ascending]").count() == 1
    head.click()
    assert page.locator(rows).all_inner_texts() == up[::-1]
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_a_variant_can_be_hidden(opened):
    """Its row and its marks go, the others stay."""
    page = opened()
    row = page.locator("table.sortable >> nth=0 >> tr[data-variant=linear]")
    assert row.is_visible()
    page.uncheck("#variants input[value=linear]")
    assert not row.is_visible()
    assert page.locator("svg [data-variant=linear].off").count() > 0
    assert page.locator("table.sortable >> nth=0 >> tr[data-variant=none]").is_visible()


def test_the_number_of_seeds_is_picked(opened):
    """The row of the chosen number stands out."""
    page = opened()
    colour = "document.querySelector('tr.size-{}').computedStyleMap().get('background-color').toString()"
    before = page.evaluate(colour.format(2))
    page.click("label[for=once-2]")
    assert page.evaluate(colour.format(2)) != before
    assert page.evaluate(colour.format(1)) == before


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["synthetic/report.html", "index.html"])
def test_nothing_overflows_and_no_barrier_stands(opened, name, width):
    """At the width of a phone and of a desk, light and dark, in both languages; axe finds nothing serious.

    Colours are the same at any width, and take axe most of its time: on a phone it looks in the dark alone.
    """
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, width)
    for theme in ("light", "dark"):
        page.click(f"label[for=theme-{theme}]")
        for language in ("en", "zh"):
            page.click(f"label[for=language-{language}]")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.evaluate(OUTSIDE) == 0
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
            assert page.evaluate(CUT) == 0, "a table scrolls sideways"
        if (width, theme) == (390, "light"):
            continue
        found = Axe().run(page).response["violations"]
        assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []


def test_the_page_reads_without_scripts(opened):
    """Answer, claims and tables stand there, in one language."""
    page = opened(java_script_enabled=False)
    assert "net" in page.inner_text("#answer [lang=en] .sentence")
    assert page.locator("table.sortable tbody tr").count() > 3
    assert page.locator("#answer [lang=zh] .sentence").is_hidden()


def test_the_page_prints(opened):
    """On A4, nothing wider than the paper."""
    page = opened()
    page.emulate_media(media="print")
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_every_picture_is_as_wide_as_the_text_and_a_phone_has_one_of_its_own(opened):
    """At a desk the wide drawing at its own size; at 390 pixels the narrow one, whole and readable."""
    sizes = "[...document.querySelectorAll('.drawing svg')].filter(svg => svg.checkVisibility()).map(svg => "
    for width, shown, hidden in ((1280, ".wide", ".narrow"), (390, ".narrow", ".wide")):
        page = opened(width=width)
        assert page.locator(f".drawing {hidden} svg:visible").count() == 0
        assert page.locator(f".drawing {shown} svg:visible").count() > 2
        scales = page.evaluate(sizes + "svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)")
        assert max(scales) - min(scales) < 0.01, "one size of type"
        assert min(scales) * 10 > 12, "letters of at least 12 pixels"
