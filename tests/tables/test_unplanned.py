"""A row outside the plan is marked, and a reader is told how to compare it."""

from dropout_lab.evidence import analyse
from dropout_lab.language import ENGLISH, Words
from dropout_lab.report.commands import exploring_command
from dropout_lab.tables import brief_results, results_table
from tests.evidence.synthetic import make_experiment, make_records

CHINESE = Words("zh")


def analysed(**more):
    experiment = make_experiment(("none", "dropout", "linear", "best"), **more)
    levels = {"none": 0.98, "dropout": 0.981, "linear": 0.926, "best": 0.99}
    return analyse(experiment, make_records(experiment, range(3), levels), range(3))


def first_cells(table, words):
    return [row.cells[0].shown(words) for row in table.rows]


def test_what_no_comparison_and_no_claim_speaks_of_is_marked():
    """In the short table and in the whole one; a picker finds the row by its name all the same."""
    found = analysed()
    for table in (results_table(found), brief_results(found)):
        marked = ["(not in the plan)" in text for text in first_cells(table, ENGLISH)]
        assert marked == [False, False, True, True]
        assert [row.variant for row in table.rows] == ["none", "dropout", "linear", "best"]
        assert first_cells(table, CHINESE)[3].endswith("（不在计划内）")


def test_without_a_plan_nothing_is_outside_it():
    """One recipe alone, or several that nothing compares."""
    found = analysed(comparisons=[])
    assert not any("plan" in text for text in first_cells(results_table(found), ENGLISH))
    assert exploring_command(found) == ""


def test_the_best_of_them_is_set_against_the_first_control():
    """The row that tops the table is the one that a reader wants to compare."""
    assert exploring_command(analysed()) == "dropout-lab compare synthetic/best synthetic/none"
