"""The slider of a sweep shows each net at its value, and the differences that the comparisons decided."""

import pytest
from matplotlib.image import imread

from dropout_lab.config import read_command
from dropout_lab.evidence import analyse, standing
from dropout_lab.figures import NO_PICTURES
from dropout_lab.figures.drawing.inline import draw_svg
from dropout_lab.figures.pages import caption_of, page_svg
from dropout_lab.figures.pictures import sweep
from dropout_lab.language import LANGUAGES, Words, reach_text
from dropout_lab.report import experiment_page
from dropout_lab.results_folder import provenance_of
from tests.evidence.synthetic import make_records
from tests.figures.test_sweep import swept
from tests.publication.test_check import GIVEN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CURVE = "dropout.rate=0,0.1,0.2,0.5"
LINES = ("dropout=standard,gaussian", "dropout.rate=0.1,0.2,0.5")
WORDS = {"same": "equivalent", "open": "inconclusive"}
SHOWN = (
    "[...document.querySelectorAll('[data-at]')].filter(g => g.checkVisibility({visibilityProperty: true}))"
)


def pictures_of_a_sweep(analysis):
    """Only the picture that leads, in the form of a wide page."""
    drawings = {language: draw_svg(sweep.draw(analysis, Words(language))) for language in LANGUAGES}
    return NO_PICTURES._replace(
        lead="sweep",
        inline={name: {"sweep": page_svg(made, "sweep", Words(name))} for name, made in drawings.items()},
        captions={name: {"sweep": caption_of(made.picture, Words(name))} for name, made in drawings.items()},
    )


@pytest.fixture
def opened(browser, tmp_path):
    """Open the page of an analysis, as wide as this, in a context with these options."""
    contexts = []

    def go(analysis, pictures, width=1280, **options):
        file = tmp_path / "report.html"
        file.write_text(experiment_page(analysis, provenance_of(analysis, GIVEN), pictures), "utf-8")
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(file.as_uri())
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def drawn():
    """The pictures of a curve with one line, and its analysis."""
    analysis = swept(CURVE, n=12)
    return analysis, pictures_of_a_sweep(analysis)


def move(page, place):
    """Let the slider stand at a place; return its lines as data."""
    page.evaluate(
        "at => { const slider = document.getElementById('slide-range'); slider.value = at; "
        "slider.dispatchEvent(new Event('input')); }",
        place,
    )
    return page.evaluate("[...document.querySelectorAll('#slide-found li')].map(li => ({...li.dataset}))")


@pytest.mark.parametrize("words", [(CURVE,), LINES])
def test_every_place_agrees_with_the_planned_comparisons(opened, words):
    """Difference, joint interval, pairs and decision of each line; the control has none."""
    analysis = swept(*words, n=12)
    page = opened(analysis, pictures_of_a_sweep(analysis))
    names = [variant.name for variant in analysis.experiment.variants]
    rows = {row.treatment: row for row in analysis.compared}
    control, seen = analysis.compared[0].control, set()
    for place in range(page.evaluate("1 + Number(document.getElementById('slide-range').max)")):
        for line in move(page, place):
            name = names[int(line["variant"])]
            seen.add(name)
            if name == control:
                assert "outcome" not in line
                continue
            row = rows[name]
            assert (line["outcome"], int(line["n"])) == (row.decision, row.n)
            wanted = (row.ci_low_joint, row.mean_difference, row.ci_high_joint)
            assert [float(line[end]) for end in ("low", "mean", "high")] == pytest.approx(wanted, rel=1e-7)
            reach = reach_text("test_accuracy", row.ci_low_joint, row.ci_high_joint, row.margin)
            said = page.inner_text(f"#slide-found li[data-variant='{line['variant']}']")
            assert f"({reach})" in said
            assert WORDS.get(standing(row), standing(row).replace("_", " ")) in said
    assert seen == {*names}
    assert page.complaints == []


def test_while_runs_are_to_come_no_difference_has_an_interval(opened):
    """As the tables of the page have none: only the mean, and nothing is decided."""
    experiment = read_command([CURVE, "dataset=digits", "seeds=5"], multirun=True).experiment
    analysis = analyse(experiment, make_records(experiment, range(4)), range(5))
    page = opened(analysis, pictures_of_a_sweep(analysis))
    treatment = analysis.compared[0].treatment
    place = [variant.name for variant in experiment.variants].index(treatment)
    for line in move(page, place):
        said = page.inner_text(f"#slide-found li[data-variant='{line['variant']}']")
        assert "(" not in said
        assert line["outcome"] == "inconclusive"
        assert " pp" in said
    assert "(" not in page.text_content("#explore-found")
    assert page.complaints == []


def test_the_slider_marks_its_place_in_the_drawing_by_keyboard_and_in_both_languages(opened, drawn):
    """One line in each panel that is seen; an arrow key moves it; words follow the language."""
    page = opened(*drawn)
    places = page.evaluate(f"{SHOWN}.filter(g => g.getClientRects().length).map(g => g.dataset.at)")
    assert set(places) == {"2"}
    page.focus("#slide-range")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#slide-value") == "0.1"
    assert page.get_attribute("#slide-range", "aria-valuetext") == "rate 0.1"
    assert set(page.evaluate(f"{SHOWN}.map(g => g.dataset.at)")) == {"1"}
    page.check("#language-zh", force=True)
    assert page.get_attribute("#slide-range", "aria-valuetext") == "丢弃率 0.1"
    assert "丢弃率 0.1" in page.inner_text("#slide-found")


def test_a_finger_is_enough_and_nothing_is_cut_off_on_a_phone(opened, drawn):
    """A tap at the end of the track; high enough for a finger."""
    page = opened(*drawn, width=390, has_touch=True)
    box = page.locator("#slide-range").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    assert page.inner_text("#slide-value") == "0.5"
    assert box["height"] >= 24
    assert page.evaluate("document.getElementById('slide').scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_barrier_stands_before_the_slider(opened, drawn, theme):
    """Axe finds nothing serious in it, in both themes."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened(*drawn, color_scheme=theme)
    found = Axe().run(page, context="#slide").response
    assert found["passes"]
    assert [rule["id"] for rule in found["violations"] if rule["impact"] in ("serious", "critical")] == []


def test_without_scripts_and_on_paper_the_page_is_whole_without_it(opened, drawn):
    """The drawing stands, no slider and no mark of one."""
    page = opened(*drawn, java_script_enabled=False)
    assert page.locator("#figure-sweep svg:visible").count() == 1
    assert not page.is_visible("#slide")
    assert page.locator("[data-at]:visible").count() == 0
    printed = opened(*drawn)
    printed.emulate_media(media="print")
    assert not printed.is_visible("#slide")
    assert printed.evaluate(f"{SHOWN}.length") == 0


def test_the_picture_that_a_reader_takes_has_the_colours_of_the_page_and_no_mark_of_the_slider(opened, drawn):
    """Markers as on the page: nothing of it is plain black; the line at the slider's place stays behind."""
    page = opened(*drawn)
    with page.expect_download() as waiting:
        page.click("button[data-does=picture]")
    image = imread(waiting.value.path(), format="png")[..., :3]
    x, top = page.evaluate(
        '(() => { const line = document.querySelector(\'#figure-sweep .wide [data-at="2"], [data-at="2"]\');'
        "const { x, y, width } = line.getBBox(); return [x + width / 2, y]; })()"
    )
    scale = image.shape[1] / page.evaluate(
        "document.querySelector('#figure-sweep svg').viewBox.baseVal.width"
    )
    assert (image.max(axis=2) > 0.02).all()
    assert image[round((top + 1) * scale), round((x + 2) * scale)].min() > 0.95
