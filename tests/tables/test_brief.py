"""Tables of a page have at most five columns; what else is known stands in parts as narrow."""

from pathlib import Path

import pytest

from dropout_lab.language import LANGUAGES, Words, found_text
from dropout_lab.publication import read_report
from dropout_lab.tables import (
    brief_comparisons,
    brief_results,
    comparison_table,
    parts_of,
    plain_table,
    results_table,
    section_tables,
    spread_table,
)
from dropout_lab.tables.brief import MOST
from tests.figures.test_figures import CASES, one_diverged, three_variants, undecided

RESULTS = Path(__file__).parents[2] / "results"


def all_of(analysis):
    """Every table that a page shows."""
    yield brief_results(analysis)
    yield brief_comparisons(analysis.comparisons)
    yield from parts_of(results_table(analysis))
    yield from parts_of(comparison_table(analysis.comparisons), 2)
    yield spread_table(analysis)
    yield from section_tables(analysis).values()


@pytest.mark.parametrize("case", [three_variants, undecided, one_diverged], ids=lambda case: case.__name__)
def test_no_table_of_a_page_has_more_than_five_columns(case):
    """Nothing is cut off or scrolls sideways at the width of the text."""
    analysis = case(range(20)) if case is three_variants else case()
    assert all(len(table.columns) <= MOST for table in all_of(analysis))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["variance", "test_set_selection", "optimizer_interaction"])
def test_no_table_of_a_published_page_does(name):
    """Shares, selection and interactions have tables of their own."""
    analysis, *_ = read_report(RESULTS / name)
    assert all(len(table.columns) <= MOST for table in all_of(analysis))


def test_the_parts_hold_every_column_once_and_each_the_name():
    """What is left out above is one click away."""
    whole = results_table(three_variants(range(20)))
    parts = parts_of(whole)
    assert {part.columns[0].key for part in parts} == {"variant"}
    assert [column.key for part in parts for column in part.columns[1:]] == [c.key for c in whole.columns[1:]]


def test_a_comparison_is_said_in_five_cells():
    """Who against whom, the decision, the difference with its interval, n, and what would settle it."""
    analysis = three_variants(range(20))
    (row,) = analysis.compared
    for language in LANGUAGES:
        words = Words(language)
        (cells,) = plain_table(brief_comparisons(analysis.comparisons), words).rows
        assert cells[2] == found_text(row, words)
        assert cells[3:] == ("20", words("units.settled"))


def test_what_is_open_says_how_many_seeds_would_settle_it():
    """A range of seeds in all, or never."""
    rows = plain_table(brief_comparisons(undecided().comparisons)).rows
    for row, found in zip(undecided().compared, rows, strict=True):
        assert found[4].endswith("seeds in all") == (row.decision == "inconclusive")
        assert found[0].endswith({"test_accuracy": "test accuracy", "test_nll": "test NLL"}[row.metric])


@pytest.mark.parametrize("case", ["one seed", "two seeds"])
def test_so_few_seeds_have_no_interval_in_any_table(case):
    """Nobody reads an interval of two runs; the mean stands alone."""
    analysis = CASES[case]()
    for table in (brief_results(analysis), brief_comparisons(analysis.comparisons)):
        assert not any("[" in cell for row in plain_table(table).rows for cell in row)
