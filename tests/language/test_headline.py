"""The word that opens an answer follows from all comparisons that the question needs."""

import math

import numpy as np
import pytest

from dropout_lab.evidence import analyse, compare_values
from dropout_lab.language import LANGUAGES, Words, answer, needed
from dropout_lab.language.headline import MEANS, answered, word_of
from dropout_lab.outcomes import DECISIONS
from tests.evidence.synthetic import make_experiment, make_records
from tests.language.test_answers import asking

SHIFTS = {"better": 0.005, "worse": -0.005, "equivalent": 0.0, "inconclusive": 0.0009, "faint": 0.0011}
"""Mean differences that come out so, with twelve pairs that spread by 0.0004 and a margin of 0.001."""


def row(decision, treatment="a", margin=0.001):
    """A comparison that was decided so."""
    spread = 0.0004 * np.resize([-1.0, 1.0], 12)
    values = 0.98 + SHIFTS[decision] + spread, np.full(12, 0.98)
    if decision == "inconclusive":
        values = 0.98 + SHIFTS[decision] + 8 * spread, values[1]
    return compare_values(treatment, "b", "test_accuracy", values, unit=1e-4, margin=margin, family_size=1)


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_rows_of_these_tests_come_out_as_they_are_called(decision):
    """Else the others would show nothing."""
    assert row(decision).decision == decision


@pytest.mark.parametrize(
    ("asks", "said"),
    [
        ("better", {"better": "Yes.", "worse": "No.", "equivalent": "No."}),
        ("change", {"better": "Yes.", "worse": "Yes.", "equivalent": "No."}),
        ("depends", {"better": "Yes.", "worse": "Yes.", "equivalent": "No."}),
        ("same", {"better": "No.", "worse": "No.", "equivalent": "Yes."}),
    ],
)
def test_one_comparison_answers_by_its_decision(asks, said):
    """What a decision means depends on what was asked; what is open answers nothing."""
    for decision, word in {**said, "inconclusive": "Can't tell yet."}.items():
        assert answered([row(decision)], asks).startswith(f"{word} a ")


@pytest.mark.parametrize("asks", ["change", "depends", "same"])
def test_one_difference_that_is_shown_settles_whether_there_is_any(asks):
    """The sentence of what settles it comes first, and the others are not hidden."""
    word = "No." if asks == "same" else "Yes."
    said = answered([row("inconclusive", "x"), row("equivalent", "y"), row("worse", "z")], asks)
    assert said.startswith(f"{word} z is worse than b")
    assert said.index("z is worse") < said.index("y and b are equivalent") < said.index("x against b")


@pytest.mark.parametrize("asks", [*MEANS, "difference"])
def test_what_is_mixed_says_both(asks):
    """Half an answer is no answer: each word stands with what it holds for."""
    said = answered([row("inconclusive", "x"), row("equivalent", "y")], asks)
    word = {"same": "Yes", "difference": "No difference that matters"}.get(asks, "No")
    assert said.startswith(f"{word}: y - b; can't tell yet: x - b. y and b are equivalent")


def test_a_treatment_that_does_better_raises_nothing_for_another():
    """Whether each does better is asked of each."""
    said = answered([row("better", "x"), row("worse", "y")], "better")
    assert said.startswith("Yes: x - b; no: y - b. ")


def test_a_difference_that_reaches_into_the_margin_is_faint():
    """Told from zero, and perhaps too little to matter: only where a difference is the yes, or the no."""
    assert (row("faint").decision, row("faint").ci_low_joint < 0.001) == ("better", True)
    assert answered([row("faint")], "better").startswith("Yes, though perhaps too little to matter. a is")
    assert answered([row("faint")], "same").startswith("No, though perhaps too little to matter. a is")
    assert word_of(row("faint"), "difference") == "better"
    assert word_of(row("faint", margin=None), "better") == "yes"
    assert answered([row("faint"), row("better", "c")], "change").startswith("Yes. c is better")


def test_a_question_of_no_yes_or_no_is_answered_by_the_decisions_themselves():
    """One comparison by its sentence, which says the word."""
    assert answered([row("worse")], "difference").startswith("a is worse than b")
    said = answered([row("worse", "x"), row("worse", "y")], "difference")
    assert said.startswith("Worse. x is worse than b")


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_comparisons_are_counted_and_none_is_left_out(language):
    """A sweep of eleven values is answered in one line, for all of them."""
    rows = [row("better", "x"), *(row("inconclusive", f"v{n}") for n in range(10))]
    said = answered(rows, "difference", Words(language))
    assert "x - b" in said
    assert "10" in said
    assert len(said) < 80


@pytest.mark.parametrize(
    ("asks", "wanted"),
    [("depends", ["(a - none) - (b - c)"]), ("better", ["a - none", "b - c"])],
)  # fmt: skip
def test_a_question_needs_all_comparisons_of_its_kind_on_its_metric(asks, wanted):
    """Neither the first alone nor those on other metrics."""
    minus = {"treatment": "b", "control": "c"}
    comparisons = [
        {"treatment": "a", "control": "none", "metrics": ["test_nll", "test_accuracy"]},
        {**minus, "metrics": ["test_accuracy"]},
        {"treatment": "a", "control": "none", "minus": minus},
    ]
    experiment = asking(make_experiment(("none", "a", "b", "c"), comparisons=comparisons), asks)
    found = analyse(experiment, make_records(experiment, range(5)), range(5))
    assert [row.label for row in needed(found)] == wanted
    assert all(row.metric == "test_accuracy" for row in needed(found))


def test_a_question_about_a_metric_that_nothing_is_compared_on_takes_what_there_is():
    """Better an answer on another metric, which its sentence names, than levels."""
    comparisons = [{"treatment": "dropout", "control": "none", "metrics": ["test_nll"]}]
    experiment = asking(make_experiment(comparisons=comparisons), "better")
    found = analyse(experiment, make_records(experiment, range(5)), range(5))
    assert [row.metric for row in needed(found)] == ["test_nll"]
    assert "test NLL" in answer(found)


def test_without_a_pair_nothing_is_told():
    """No run yet is no answer."""
    empty = compare_values("a", "b", "test_accuracy", (np.zeros(0), np.zeros(0)), unit=1e-4, margin=0.001,
                           family_size=1)  # fmt: skip
    assert math.isnan(empty.mean_difference)
    assert answered([empty], "better").startswith("Can't tell yet. a against b")
