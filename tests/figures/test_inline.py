"""Figures in a page: unique ids, the page's colours and fonts, exact values, and nothing that runs."""

import re
from xml.etree import ElementTree

import pytest

from dropout_lab.figures import FIGURES, render
from dropout_lab.figures.drawing.inline import draw_svg, inline_svg
from dropout_lab.figures.drawing.picture import SPOTS, Picture
from dropout_lab.figures.drawing.style import styled
from dropout_lab.figures.leading import drawable
from dropout_lab.figures.pages import page_svg
from dropout_lab.figures.pictures import accuracy
from dropout_lab.language import ENGLISH, Words
from tests.figures.test_figures import CASES, one_diverged, three_variants, with_bins

SVG = "{http://www.w3.org/2000/svg}"
NASTY = ("<script>alert(1)</script>", "a$b$ & \"c\" 'd'", r"$\frac{1}{2}$", "x]]>--><!--", "种子 20 %")


def page_figures(analysis, words=ENGLISH):
    """All pictures of an analysis for a page in one language."""
    return {
        name: page_svg(draw_svg(FIGURES[name].draw(analysis, words)), name, words)
        for name in drawable(analysis)
    }


@pytest.fixture(scope="module")
def english():
    """The figures of one analysis."""
    return page_figures(with_bins(), ENGLISH)


@pytest.fixture(scope="module")
def pages(english):
    """The same in both languages."""
    return {"en": english, "zh": page_figures(with_bins(), Words("zh"))}


def all_ids(texts):
    return [found for text in texts for found in re.findall(r' id="([^"]+)"', text)]


def dangling(text):
    """Ids that a picture refers to and does not have."""
    wanted = {*re.findall(r"url\(#([^)]+)\)", text), *re.findall(r'href="#([^"]+)"', text)}
    return wanted - set(all_ids([text]))


def rules(text):
    """The style rules that a picture has."""
    sheets = re.findall(r"<style>(.*?)</style>", text)
    return [rule for sheet in sheets for rule in re.findall(r"[^{}]+\{[^{}]*\}", sheet)]


def drawn(variant):
    """A picture of one point, one label and one hover text, all with a name that somebody chose."""
    with styled():
        figure = Picture(4, 3)
        axis = figure.subplots()
        line = axis.plot([0, 1], [0, 1], label=variant)
        axis.set_title(variant)
        axis.text(0.5, 0.5, f"{variant}\n{variant}", ha="center")
        figure.belongs(variant, line)
        figure.tell(axis, [(0.5, 0.5, variant)], variant)
    return figure


@pytest.mark.slow
def test_the_figures_come_in_the_order_of_the_page(pages):
    """Those that make sense, the same in both languages."""
    names = ["difference", "difference_by_epoch", "accuracy", "learning", "train_test", "calibration"]
    assert list(pages["en"]) == list(pages["zh"])
    assert [name for name in pages["en"] if name in names] == names


@pytest.mark.slow
def test_ids_are_unique_over_all_figures_of_a_page(pages):
    """Clip paths and markers of one picture are never taken from another, nor of another language."""
    ids = all_ids(text for page in pages.values() for text in page.values())
    assert len(ids) == len(set(ids)) > 0


def test_every_reference_has_its_target(english):
    """What is clipped or marked by an id finds it in its own picture."""
    assert [name for name, text in english.items() if dangling(text)] == []


@pytest.mark.slow
def test_every_reference_has_its_target_in_chinese_too(pages):
    """Its pictures have ids of their own."""
    assert [name for name, text in pages["zh"].items() if dangling(text)] == []


def test_a_figure_is_named_and_described_to_those_who_cannot_see_it(english):
    """role=img with title and desc; no prolog, no size but the viewBox, no style for others."""
    for name, text in english.items():
        root = ElementTree.fromstring(text)
        assert text.startswith("<svg ")
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{name}-en-title {name}-en-desc"
        assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
        title = ENGLISH(f"figures.{name}.title", metric="test accuracy")
        assert root[0].text == title
        assert re.search(r"\d", root[1].text or ""), "numbers, not only how to read them"
        assert {"width", "height"}.isdisjoint(root.attrib)
        assert all(rule.startswith(f"#{name}-en .") for rule in rules(text))
        assert "DejaVu" not in text


def test_every_colour_is_one_that_the_page_can_change(english):
    """In the dark nothing stays black on black: a plain colour stands nowhere but as a fallback."""
    for text in english.values():
        assert re.findall(r"(?<!, )#[0-9a-f]{6}\b", re.sub(r'(href="|url\()#[^")]+', "", text)) == []
        assert "var(--" in text


def test_each_variant_has_groups_of_its_own(english):
    """A script can hide a variant everywhere."""
    for name in ("accuracy", "train_test", "learning", "calibration"):
        owners = set(re.findall(r'data-variant="([^"]+)"', english[name]))
        assert owners == {"none", "dropout", "linear"}
    assert set(re.findall(r'data-variant="([^"]+)"', english["difference"])) == {"dropout"}


@pytest.mark.slow
def test_every_done_run_tells_its_exact_value():
    """A hover text for each dot, over the dot: a diverged run has none."""
    text = page_figures(one_diverged())["accuracy"]
    said = re.findall(r"<title>(\w+), seed (\d): ([\d.]+) %</title>", text)
    assert len(said) == 17
    runs = one_diverged().runs
    for variant, seed, level in said:
        row = runs[(runs["variant"] == variant) & (runs["seed"] == int(seed))].iloc[0]
        assert level == f"{100 * row['test_accuracy']:.2f}"


@pytest.mark.slow
@pytest.mark.parametrize("name", NASTY)
def test_names_are_text_and_never_markup_or_mathematics(name):
    """Whatever a variant is called is drawn as it is written, in labels, hover texts and attributes."""
    text = inline_svg(draw_svg(drawn(name)), "nasty", name, name)
    root = ElementTree.fromstring(text)
    assert "<script" not in text
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts.count(name) == 3
    assert [element.text for element in root.iter(f"{SVG}title")] == [name, name]
    assert {element.get("data-variant") for element in root.iter()} - {None} == {name}


def test_a_page_leaves_the_figure_as_it_was():
    """Marking for the page neither stays in the figure nor shows in the file."""
    analysis = three_variants(range(3))
    plain = render(accuracy.draw(analysis), "svg")
    figure = accuracy.draw(analysis)
    first = inline_svg(draw_svg(figure), "one", "title", "description")
    assert render(figure, "svg") == plain
    assert inline_svg(draw_svg(figure), "one", "title", "description") == first


def test_of_too_many_values_every_second_or_third_is_told():
    """Counted from the last of each row; a page of ten thousand seeds stays a page."""
    figure = drawn("many")
    figure.tell(figure.axes[0], [(0.5, 0.5, str(place)) for place in range(2 * SPOTS)])
    told = [spot.text for spot in figure.shown_spots]
    assert len(told) <= SPOTS
    assert told[0] == "many"
    assert told[-2:] == [str(2 * SPOTS - 4), str(2 * SPOTS - 1)]


@pytest.mark.slow  # all pictures of every case
@pytest.mark.parametrize("case", CASES)
def test_every_case_can_be_drawn_in_chinese(case):
    """No glyph is missed and no line lost: the reader's font draws the words."""
    for name, text in page_figures(CASES[case](), Words("zh")).items():
        if name != "sweep":
            assert Words("zh")(f"figures.{name}.title", metric="测试准确率") in text
        assert "\N{REPLACEMENT CHARACTER}" not in text
