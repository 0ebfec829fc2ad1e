"""Sentences of several comparisons: the best of many by what is good; effects with their interval's sign."""

from dataclasses import replace

from dropout_lab.evidence import rows_reply
from dropout_lab.language.replies import headline_of
from tests.language.test_replies import row, said, telling


def test_effects_that_are_not_told_apart_differ_with_the_sign_that_their_interval_has():
    """2.87 points between -9.63 and 3.89 would lie on the wrong side of zero."""
    effects = replace(
        row("open"),
        mean_difference=-0.0287,
        ci_low_joint=-0.0963,
        ci_high_joint=0.0389,
        minus_treatment="c",
        minus_control="b",
    )
    assert said("depends", effects).sentence.startswith("The effects differ by -2.87 points (-9.63 to 3.89)")


def test_many_on_a_metric_that_should_be_low_name_the_lowest():
    """By the metric's name, or as a stranger tells of a name that says nothing."""
    rows = [replace(row("open", name), metric="wer") for name in ("p", "q", "r", "c")]
    reached = {(each.treatment, "b", each.metric): (0.1 * n, 0.5) for n, each in enumerate(rows, 1)}
    answer = headline_of(rows_reply(rows, "difference"), telling(levels=reached))
    assert answer.sentence.endswith("4 open; the lowest is p: 0.1.")
    zork = [replace(each, metric="zork") for each in rows]
    reached = {(*names[:2], "zork"): both for names, both in reached.items()}
    for lower_is_told, end in ((None, "highest"), (False, "lowest")):
        told = telling(levels=reached, higher_is_better=lower_is_told)
        assert f"; the {end} is " in headline_of(rows_reply(zork, "difference"), told).sentence
