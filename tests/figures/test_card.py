"""The card: its size, what stands on it, and that all of it is inside."""

import struct
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from dropout_lab.evidence import needed
from dropout_lab.figures.drawing.style import styled
from dropout_lab.figures.pictures import card
from dropout_lab.figures.pictures.card import card_png
from dropout_lab.language import headline
from dropout_lab.publication import read_report
from dropout_lab.publication.wording import in_words_of_today
from tests.figures.test_figures import CASES, three_variants, undecided

ROOT = Path(__file__).parents[2]


def texts_of(figure):
    return [text.get_text().replace("\n", " ") for text in figure.texts]


def test_the_card_has_the_size_that_link_previews_ask_for():
    """1200 x 630 pixels, the same bytes each time."""
    analysis = three_variants(range(4))
    png = card_png(analysis)
    assert struct.unpack(">II", png[16:24]) == (1200, 630)
    assert card_png(analysis) == png


def test_the_card_holds_answer_decision_interval_and_n():
    """The sentence as the report says it; the word with its icon; n."""
    analysis = three_variants(range(20))
    said = texts_of(card.draw(analysis))
    assert {headline(analysis).word, headline(analysis).sentence} <= set(said)
    assert "dropout-lab" in said
    assert any("n = 20 pairs" in text and "pp [" in text for text in said)
    assert sum(text[:1] in "▲▼=?" for text in said) == 1


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_nothing_on_the_card_is_cut_or_overlaps(case):
    """Long answers get smaller letters, and longer ones end in an ellipsis."""
    figure = card.draw(CASES[case]())
    with styled():
        FigureCanvasAgg(figure)
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
    read, given, _ = read_report(ROOT / "results" / name)
    analysis, _ = in_words_of_today(read, given)
    drawn = card.draw(analysis)
    (axis,) = drawn.axes
    assert {headline(analysis).word, headline(analysis).sentence} <= set(texts_of(drawn))
    if labels:
        assert [label.get_text() for label in axis.get_yticklabels()] == labels
    else:
        assert "a band for all epochs at once" in axis.get_xlabel()
    assert "".join(text[0] for text in texts_of(drawn) if text[0] in "▲▼=?") == decided
