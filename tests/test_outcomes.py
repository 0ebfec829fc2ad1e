"""Each outcome has one icon, one colour and one word, and card, forest, page and CSS agree on them."""

import io
import re
import sys
from pathlib import Path

import pytest

from dropout_lab import stats
from dropout_lab.cli.terminal import print_comparisons
from dropout_lab.figures.drawing.style import NAMES
from dropout_lab.figures.pictures import card, forest
from dropout_lab.language import ENGLISH, LANGUAGES, Words
from dropout_lab.outcomes import DECISIONS, OPEN_DECISIONS, OUTCOMES, VERDICTS, Badge
from dropout_lab.report.page.shared import environment
from dropout_lab.tables import comparison_table
from tests.figures.test_figures import three_variants

SOURCE = Path(stats.__file__).parents[1]


def test_every_outcome_has_a_badge_and_a_word_in_each_language():
    """The table is that of the estimates: no decision and no verdict is left out of it, none too many."""
    assert {*DECISIONS, *OPEN_DECISIONS, *VERDICTS} == set(OUTCOMES)
    for language in LANGUAGES:
        assert [f"outcomes.{badge.key}" in Words(language) for badge in OUTCOMES.values()] == [True] * 10
    assert {badge.colour for badge in OUTCOMES.values()} <= set(NAMES)


def test_icons_tell_outcomes_apart_without_their_colours():
    """No two outcomes of one kind share an icon."""
    for kind in (DECISIONS, OPEN_DECISIONS, VERDICTS):
        assert len({OUTCOMES[outcome].icon for outcome in kind}) == len(kind)


@pytest.fixture
def another_badge(monkeypatch):
    """A table in which `better` looks otherwise."""
    monkeypatch.setitem(OUTCOMES, "better", Badge("better", "@", "orange"))


@pytest.mark.usefixtures("another_badge")
def test_card_forest_page_and_css_take_icon_and_colour_from_the_one_table():
    """A change of the table is a change of all four."""
    analysis = three_variants(range(20))
    assert analysis.comparisons["decision"].tolist() == ["better"]
    (said,) = [text for text in card.draw(analysis).texts if text.get_text() == "@ slightly better"]
    assert said.get_color() == NAMES["orange"]
    (said,) = forest.draw(analysis).axes[0].texts
    assert said.get_text().startswith("@ slightly better\n")
    pages = environment()
    badge = pages.from_string('{% from "parts.html.j2" import badge %}{{ badge("better") }}').render()
    assert badge.startswith('<span class="badge better"><span aria-hidden="true">@</span>')
    style = str(pages.globals["style"])
    assert "--better: var(--orange);" in style
    assert ".badge.better { color: var(--better); }" in style
    assert ".bar .better { background: var(--better); }" in style


def test_only_a_page_that_needs_higher_and_lower_has_their_colours():
    """Pages of our own experiments, whose metrics all have a direction, stay as they are."""
    style, more = (str(environment().globals[name]) for name in ("style", "open_style"))
    assert "higher" not in style
    assert ".badge.higher { color: var(--higher); }" in more
    assert OUTCOMES["higher"].colour not in (OUTCOMES["better"].colour, OUTCOMES["worse"].colour)


def test_no_other_file_has_an_icon_of_an_outcome():
    """Arrows that sort a table's column are the one exception, in the style sheet."""
    icons = "[" + "".join(badge.icon for badge in OUTCOMES.values() if not badge.icon.isascii()) + "]"
    files = [path for path in SOURCE.rglob("*") if path.suffix in {".py", ".j2", ".yaml", ".css", ".js"}]
    found = {path.name for path in files if re.search(icons, path.read_text(encoding="utf-8"))}
    assert found == {"outcomes.py", "style.css"}


def test_the_terminal_has_the_icons_of_the_table_where_its_letters_allow(monkeypatch, capsys):
    """An icon before the word, on a terminal that can draw it; else the word alone."""
    table = comparison_table(three_variants(range(20)).comparisons)
    print_comparisons(table, ENGLISH)
    assert f" {OUTCOMES['better'].icon} slightly better " in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))
    print_comparisons(table, ENGLISH)
    sys.stdout.flush()
    said = sys.stdout.buffer.getvalue().decode()
    assert " better " in said
    assert "\\u" not in said
