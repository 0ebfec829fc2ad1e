"""The card: its size, what stands on it, and that all of it is inside."""

import struct
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dropout_lab.evidence import needed
from dropout_lab.figures.drawing.rendering import in_points
from dropout_lab.figures.pictures import card
from dropout_lab.figures.pictures.card import card_file
from dropout_lab.language import LANGUAGES, Words, headline
from dropout_lab.publication import read_report
from dropout_lab.publication.wording import in_words_of_today
from tests.figures.test_figures import CASES, three_variants, undecided

ROOT = Path(__file__).parents[2]


def published(name):
    """What is published under a name, in words of today."""
    analysis, given, _ = read_report(ROOT / "results" / name)
    return in_words_of_today(analysis, given)[0]


def texts_of(figure):
    return [text.get_text().replace("\n", " ") for text in figure.texts]


def test_the_card_has_the_size_that_link_previews_ask_for():
    """1200 x 630 pixels, the same bytes each time."""
    analysis = three_variants(range(4))
    png = card_file(analysis)
    assert struct.unpack(">II", png[16:24]) == (1200, 630)
    assert card_file(analysis) == png


def test_the_chinese_card_is_text_of_the_same_shape():
    """Our font has no Chinese letters: in an SVG the reader's draws them."""
    analysis, words = three_variants(range(4)), Words("zh")
    svg = ElementTree.fromstring(card_file(analysis, words))
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    assert width / height == pytest.approx(1200 / 630)
    texts = {_squeezed("".join(text.itertext())) for text in svg.iter("{http://www.w3.org/2000/svg}text")}
    told = headline(analysis, words)
    assert _squeezed(told.word) in texts
    assert _squeezed(told.sentence) in _squeezed("".join(svg.itertext()))


def _squeezed(text):
    return "".join(text.split())


def test_the_card_holds_answer_decision_interval_and_n():
    """The sentence as the report says it; the word with its icon; n."""
    analysis = three_variants(range(20))
    said = texts_of(card.draw(analysis))
    assert {headline(analysis).word, headline(analysis).sentence} <= set(said)
    assert "dropout-lab" in said
    assert any("n = 20 pairs" in text and "pp [" in text for text in said)
    assert sum(text[:1] in "▲▼=?" for text in said) == 1


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_nothing_on_the_card_is_cut_or_overlaps(case, language):
    """Long answers get smaller letters, and longer ones end in an ellipsis."""
    nothing_is_cut(card.draw(CASES[case](), Words(language)))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["adaptive", "engines", "leaderboard", "rate_curve", "variance"])
def test_nothing_on_a_published_card_is_cut_or_overlaps(name, language):
    """Words, intervals with a decimal more, and names of many rows have their place."""
    nothing_is_cut(card.draw(published(name), Words(language)))


def nothing_is_cut(figure):
    """Hold all texts of a card inside it, and apart from each other and from the axes.

    A Chinese letter, which our font lacks, is measured as what it is: as wide as it is high.
    """
    with in_points(figure):
        figure.draw_without_rendering()
        for text in figure.texts:
            box = text.get_window_extent()
            assert box.x0 >= 0, text.get_text()
            assert box.y0 >= 0, text.get_text()
            assert box.x1 <= figure.bbox.x1, text.get_text()
            assert box.y1 <= figure.bbox.y1, text.get_text()
        for one, other in combinations(figure.texts, 2):
            assert not one.get_window_extent().overlaps(other.get_window_extent()), (str(one), str(other))
        drawn = figure.axes[0].get_tightbbox()
        assert drawn is not None
        assert drawn.x0 >= 0
        for text in figure.texts:
            assert not text.get_window_extent().overlaps(drawn), text.get_text()


def test_what_is_not_decided_says_so():
    """A question mark and the word, in grey, for each comparison that the question needs."""
    found = [text for text in card.draw(undecided()).texts if text.get_text().startswith("?")]
    assert len(found) == [row.decision for row in needed(undecided())].count("inconclusive") > 1
    for text in found:
        assert text.get_text().startswith("? inconclusive")
        assert text.get_color() == "#6b6b6b"


@pytest.mark.parametrize(("name", "labels", "decided"), [
    ("engines", ["without dropout", "with dropout"], "=?"),
    ("optimizer_interaction", ["with Adam against RMSprop", "with SGD against RMSprop"], "?▲"),
    ("poke", ["one nudged initial weight"], ""),
    ("by_epoch", None, ""),
])  # fmt: skip
def test_the_card_shows_the_evidence_of_the_question_that_it_prints(name, labels, decided):
    """All comparisons that the question needs, with their decisions; shares, or a band; no other one."""
    analysis = published(name)
    drawn = card.draw(analysis)
    (axis,) = drawn.axes
    assert {headline(analysis).word, headline(analysis).sentence} <= set(texts_of(drawn))
    if labels:
        assert [label.get_text() for label in axis.get_yticklabels()] == labels
    else:
        assert "a band for all epochs at once" in axis.get_xlabel()
    assert "".join(text[0] for text in texts_of(drawn) if text[0] in "▲▼=?") == decided


@pytest.mark.parametrize(
    ("name", "n", "last"),
    [
        ("leaderboard", 8, "Cutout, n = 48"),
        pytest.param("rate_curve", 10, "and 9 more", marks=pytest.mark.slow),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_card_leaves_no_row_out_in_silence(name, n, last):
    """All that there is room for, of ranks the best first; where it ends, how many more there are."""
    drawn = card.draw(published(name))
    (axis,) = drawn.axes
    labels = [label.get_text() for label in axis.get_yticklabels()]
    assert (len(labels), labels[-1]) == (n, last)
    diamonds = [line for line in axis.get_lines() if line.get_marker() == "D"]
    assert len(diamonds) == n - (name == "rate_curve")
    if name == "leaderboard":
        means = [line.get_xdata()[0] for line in diamonds]
        assert means == sorted(means, reverse=True)
