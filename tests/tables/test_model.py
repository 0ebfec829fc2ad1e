"""A table is defined once: text, Markdown, LaTeX and pages draw the same cells, in every language."""

import math

import pytest

from dropout_lab.evidence import analyse
from dropout_lab.language import ENGLISH, LANGUAGES, Words, sentences
from dropout_lab.tables import (
    SECTIONS,
    Cell,
    Column,
    Row,
    Table,
    claims_table,
    comparison_table,
    plain_table,
    results_table,
    section_tables,
)
from dropout_lab.tables.cells import MetricCells
from tests.evidence.synthetic import diverge, make_experiment, make_records
from tests.over import over

CHINESE = Words("zh")
PLANNED = [{"treatment": "dropout", "control": "none"}]
CLAIM = {
    "id": "gain", "says": {"en": "It gains.", "zh": "有提升。"}, "source": {"text": "a page", "section": "1"},
    "kind": "difference", "treatment": "dropout", "control": "none", "value": 0.057, "decimals": 3,
    "published_runs": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def analysis():
    experiment = make_experiment(planned=6, comparisons=PLANNED, claims=[CLAIM])
    gone = experiment.variant("dropout").run_id(3)
    runs = [diverge(r) if r.run_id == gone else r for r in make_records(experiment, range(6))]
    return analyse(experiment, runs, range(6))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_head_and_every_cell_has_words_in_every_language(analysis, language):
    """A new column without its head in a catalogue is an error here, not an empty place on a page."""
    drawn = [results_table(analysis), comparison_table(analysis.comparisons), claims_table(analysis.claims)]
    for table in (*drawn, *section_tables(analysis).values()):
        heads, rows, _ = plain_table(table, Words(language))
        assert len(set(heads)) == len(heads)
        assert all(len(row) == len(heads) for row in rows)


@over("name", SECTIONS)
@over("language", LANGUAGES)
def test_every_section_has_its_title_and_its_introduction(name, language):
    """A file of `sections/` needs no other list: its words are found by its name."""
    assert all(f"page.evidence.{name}{part}" in Words(language) for part in ("", "_intro"))


def test_a_unit_that_a_column_shares_stands_in_the_head():
    """Once in the head of a plain table, in each cell elsewhere; an unknown number has none."""
    rows = (Row((Cell("98.58", 0.9858, " %"),)), Row((Cell("-", math.nan, " %"),)))
    shared, each = (Table((Column("train", unit=unit),), rows) for unit in (" %", ""))
    assert plain_table(shared)[:2] == (("train accuracy, %",), (("98.58",), ("-",)))
    assert plain_table(each)[:2] == (("train accuracy",), (("98.58 %",), ("-",)))


def test_a_difference_bears_its_sign_and_a_spread_none():
    """Tables and sentences say the same number the same way."""
    assert MetricCells("test_accuracy").difference(0.0034).shown(ENGLISH) == "+0.34 pp"
    assert MetricCells("test_accuracy").difference(0.0).bare(CHINESE) == "0.00"
    assert MetricCells("test_accuracy").spread(0.0034).shown(CHINESE) == "0.34 个百分点"


def test_the_published_number_and_ours_have_the_sign_that_the_sentence_has(analysis):
    """A claimed gain of 5.7 points is +5.7 pp in the table too."""
    (row,) = plain_table(claims_table(analysis.claims).only("published", "ours", "sentence")).rows
    assert row[0] == "+5.7 pp"
    assert row[1].startswith("+")
    assert all(number in row[2] for number in row[:2])


def test_the_difference_of_a_comparison_stands_in_its_sentence(analysis):
    """Both are the same digits, also where rounding would touch zero."""
    (row,) = plain_table(comparison_table(analysis.comparisons).only("difference")).rows
    assert row[0] in sentences(analysis)[0]


def test_columns_are_chosen_by_key(analysis):
    """A terminal has less room than a page: the same table without some columns."""
    table = results_table(analysis)
    assert [column.key for column in table.only("sd", "n").columns] == ["n", "sd"]
    assert {column.key for column in table.without("sd").columns} == {
        column.key for column in table.columns
    } - {"sd"}
