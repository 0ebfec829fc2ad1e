"""What judged tables are told in: words that their pairs, losses and directions bear out."""

import numpy as np
import pytest

from dropout_lab.judging import Request, judge_table
from dropout_lab.language import ENGLISH, Words


def told(columns, words=ENGLISH, **asked):
    """Return word and sentence of a table's answer."""
    return judge_table(columns, Request(**asked)).headline_in(words)


def by_task(n=8, **sides):
    """A row a task and method."""
    return {
        "variant": [name for name in sides for _ in range(n)],
        "task": [f"task {place}" for _ in sides for place in range(n)],
        "logloss": [value for values in sides.values() for value in values],
    }


def test_lost_pairs_of_several_methods_are_not_said_to_have_diverged():
    """A cell may be empty for any reason; and the best loss is the lowest one."""
    steady = [str(value) for value in np.linspace(0.4, 0.5, 8)]
    sides = {name: [*steady[:5], "", "", ""] for name in ("a", "b", "c", "d")}
    answer = told(by_task(base=steady, **sides), treatments=("all",), control="base", seed="task",
                  metric="logloss")  # fmt: skip
    assert answer.sentence == ("Of 4 against base on logloss 4 with too many lost; the lowest is a: 0.4286.")


def test_few_pairs_of_data_sets_are_not_called_seeds():
    """What pairs is named as it pairs."""
    sides = {name: [0.1, 0.2 + 0.01 * place] for place, name in enumerate(("base", "a", "b", "c", "d"))}
    table = by_task(2, **sides)
    asked = {"treatments": ("all",), "control": "base", "seed": "task", "metric": "logloss"}
    assert "4 on too few pairs" in told(table, **asked).sentence
    assert "对数太少" in told(table, Words("zh"), **asked).sentence


def test_one_run_against_one_says_so():
    """Two groups of a single run each decide nothing, in whole words."""
    table = {"method": ["a", "b"], "accuracy": [86.19, 80.81]}
    answer = told(table, treatments=("a",), control="b", variant="method", metric="accuracy",
                  pairing="unpaired")  # fmt: skip
    assert answer.text == (
        "Too few runs. Only 1 run against 1, not paired: +5.38 points; telling anything takes 3 on a side."
    )


def test_is_may_be_the_inception_score_or_the_interval_score():
    """One is good where it is high, the other where it is low: nothing is said to be better."""
    table = {
        "method": ["a"] * 4 + ["b"] * 4,
        "seed": [*range(4)] * 2,
        "is": [3.1, 3.2, 3.3, 3.1, 2, 2.1, 2.2, 2],
    }
    assert told(table, treatments=("b",), control="a", variant="method", metric="is").word == "Lower"


def test_what_pairs_is_named_once_and_in_the_language():
    """Columns that pair together, and the seeds that they name: a data set and a number."""
    sides = {"base": [0.50, 0.40, 0.61, 0.55, 0.47, ""], "new": [0.49, 0.43, 0.60, 0.58, 0.44, 0.5]}
    table = {**by_task(6, **sides), "data": ["svhn", "mnist"] * 6, "seed": [0, 0, 1, 1, 2, 2] * 2}
    asked = {"treatments": ("new",), "control": "base", "seed": "data,seed", "metric": "logloss"}
    found = judge_table(table, Request(**asked, ignore=("task",)))
    assert found.how == "paired by data and seed"
    assert found.paired_by(Words("zh")) == "data 和 seed"
    assert found.seeds == ("mnist/0", "mnist/1", "svhn/0", "svhn/1", "svhn/2")
    assert "1 of 6 pairs lost, new - base: no value, for seed mnist/2" in found.notes
    assert "more pairs would tell" not in found.headline_in(ENGLISH).text


def test_over_groups_it_takes_more_pairs_not_more_seeds():
    """Each seed has a pair in every group, so seeds would count them several times."""
    shift = np.tile([0.03, -0.02, 0.02, 0.0, 0.01], 4)
    table = {
        "variant": ["a"] * 20 + ["b"] * 20,
        "data": [f"d{n // 5}" for n in range(20)] * 2,
        "seed": list(range(5)) * 8,
        "logloss": [*np.full(20, 0.5), *(0.5 + shift)],
    }
    answer = told(table, treatments=("b",), control="a", metric="logloss", by="data")
    assert "more pairs would tell" in answer.sentence
    assert "seed" not in answer.sentence


def by_rate(*rates, column="Dropout Rate", metric="Accuracy"):
    """Five runs of each rate, worse by a point for each tenth."""
    noise = [0.001, -0.001, 0.0005, 0.0, -0.0005]
    return {
        column: [rate for rate in rates for _ in noise],
        "Run": list(range(5)) * len(rates),
        metric: [0.9 - 0.1 * float(rate) + each * (1 + n) for n, rate in enumerate(rates) for each in noise],
    }


def test_a_number_is_called_by_its_column():
    """Else a sentence sets bare numbers beside each other; the exact one and the table keep the names."""
    asked = {"treatments": ("0.5",), "control": "0", "variant": "Dropout Rate", "seed": "Run"}
    found = judge_table(by_rate("0", "0.5"), Request(**asked, metric="Accuracy"))
    assert found.headline_in(ENGLISH).sentence.startswith(
        "Dropout Rate 0.5 is worse on Accuracy: 85.000 % against"
    )
    assert "of Dropout Rate 0, 5.000 points lower" in found.headline_in(ENGLISH).sentence
    assert found.sentences[0].startswith("0.5 is worse than 0 on Accuracy")
    lower = judge_table(by_rate("0", "0.5", column="p", metric="acc"), Request(
        treatments=("0.5",), control="0", variant="p", seed="Run", metric="acc"))  # fmt: skip
    assert lower.headline_in(ENGLISH).sentence.startswith("p 0.5 is worse")


@pytest.mark.parametrize(
    ("treatment", "control"), [("0.3", "0.2"), ("0.30000000000000004", "0.19999999999999996")]
)
def test_what_arithmetic_adds_to_a_number_is_no_part_of_a_name(treatment, control):
    """A rate from numpy.arange is asked for as people type it, and shown so."""
    table = by_rate("0.1", "0.19999999999999996", "0.30000000000000004")
    asked = {
        "variant": "Dropout Rate",
        "seed": "Run",
        "metric": "Accuracy",
        "where": ("Dropout Rate=0.2,0.3",),
    }
    found = judge_table(table, Request(treatments=(treatment,), control=control, **asked))
    assert (found.compared.treatment, found.compared.control) == ("0.3", "0.2")
    assert "0000" not in "".join((*found.notes, *found.sentences, found.headline_in(ENGLISH).text))


def test_one_other_that_ranks_last_is_one():
    """Of four that may be first, and a fifth that is not."""
    steady = np.linspace(0.4, 0.5, 8)
    noise = np.tile([0.01, -0.01], 4)
    sides = {name: list(steady + noise * sign) for name, sign in zip("abcd", (1, -1, 0.5, -0.5), strict=True)}
    answer = told(
        by_task(**sides, e=list(steady + 1 + noise / 3)),
        treatments=("all",), control="a", seed="task", metric="logloss", ranks=True,
    )  # fmt: skip
    assert answer.text == "Four may be first. 4 of 5 may be first; the other ranks 5 at best."


@pytest.mark.parametrize("metric", ["accuracy", "accuracy [%]"])
def test_no_interval_holds_a_difference_that_cannot_be(metric):
    """Accuracies of 4 and 96 percent in turn: their mean difference is somewhere in -100 to 100 points."""
    scale = 100 if "%" in metric else 1
    wild = [value * scale for value in (0.04, 0.96, 0.05)]
    table = {
        "variant": ["a"] * 3 + ["b"] * 3,
        "seed": [0, 1, 2] * 2,
        metric: [*wild, *wild[::-1][1:], 0.5 * scale],
    }
    found = judge_table(table, Request(treatments=("b",), control="a", metric=metric))
    row = found.compared
    assert (row.ci_low_joint, row.ci_high_joint) == (-scale, scale)
    assert row.detectable_difference == scale
    assert row.decision == "inconclusive"
    assert "(-100 to 100)" in found.headline_in(ENGLISH).sentence
