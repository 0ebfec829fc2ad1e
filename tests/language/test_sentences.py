"""Sentences never say more than their numbers."""

import math
import re

import pytest

from dropout_lab.evidence import Compared, Explored, Look, row_of
from dropout_lab.language import (
    Words,
    difference_text,
    explored_sentences,
    interval_text,
    live_estimate,
    sentence,
)
from dropout_lab.stats import Interval, decide
from tests.over import over

BASE = {
    "treatment": "dropout",
    "control": "none",
    "metric": "test_accuracy",
    "n_pairs": 20,
    "p_value": 0.01,
    "p_joint": 0.01,
    "equivalent": False,
    "sd_difference": 0.001,
    "pair_correlation": 0.2,
    "detectable_difference": 0.0007,
    "margin": 0.001,
    "joint_level": 0.95,
    "n_lost": 0,
    "n_pending": 0,
    "n_unpaired": 0,
    "method": "t",
    "look": Look(),
}


def row(low, high, **changes):
    """A comparison with this interval, and the decision that follows from it."""
    values = {**BASE, **changes}
    interval = Interval(low, (low + high) / 2, high)
    margin = None if math.isnan(values["margin"]) else values["margin"]
    higher = row_of(values["metric"]).higher_is_better if values["metric"] != "zork" else None
    decided = decide(interval, values["n_pairs"], values["n_lost"], margin, higher)
    ends = {"ci_low": low, "ci_high": high, "ci_low_joint": low, "ci_high_joint": high}
    values |= {"decision": decided.outcome, "reason": decided.reason, "mean_difference": interval.mean}
    return Compared(**{**values, **ends, **changes})


@over(
    ("compared", "said"),
    [
        (
            row(0.0005, 0.0019),
            "dropout is better than none on test accuracy: +0.12 pp, 95 % interval [0.05, 0.19] pp, "
            "over 20 pairs of seeds.",
        ),
        (
            row(-0.0019, -0.0005),
            "dropout is worse than none on test accuracy: -0.12 pp, 95 % interval [-0.19, -0.05] pp, "
            "over 20 pairs of seeds.",
        ),
        (
            row(-0.0003, 0.0007),
            "dropout and none are equivalent on test accuracy, the difference being inside 0.10 pp either "
            "way: +0.02 pp, 95 % interval [-0.03, 0.07] pp, over 20 pairs of seeds.",
        ),
        (
            row(-0.0003, 0.0013),
            "dropout against none on test accuracy is inconclusive: +0.05 pp, 95 % interval [-0.03, 0.13] "
            "pp, over 20 pairs of seeds; a difference under about 0.07 pp would usually go unseen.",
        ),
        (
            row(0.0005, 0.0019, n_pairs=9, n_lost=1),
            "dropout against none on test accuracy is inconclusive: +0.12 pp, 95 % interval [0.05, 0.19] pp, "
            "over 9 pairs of seeds; too many diverged: 1 of 10 pairs lost.",
        ),
        (
            row(-0.02, -0.01, metric="test_nll", margin=math.nan, joint_level=0.9875),
            "dropout is better than none on test NLL: -0.0150 nats, joint 95 % interval [-0.0200, -0.0100] "
            "nats, over 20 pairs of seeds.",
        ),
        (
            row(0.0005, 0.0019, method="sequence", look=Look("sequence", "extra", 10, 20), n_pairs=30),
            "dropout is better than none on test accuracy: 95 % interval that allows for looking on the way "
            "(10 seeds beyond the 20 planned) [0.05, 0.19] pp around +0.12 pp, over 30 pairs of seeds.",
        ),
    ],
)
def test_each_decision_has_its_sentence(compared, said):
    """Treatment, control, pairs, difference in pp, interval and decision, in plain words."""
    assert sentence(compared) == said


def test_what_no_plan_names_is_said_with_the_digits_of_its_interval():
    """As in the table above it, though nothing is decided."""
    found = Explored((row(0.00003, 0.00098, decision="exploratory"),))
    (said,) = explored_sentences(found)
    assert "+0.051 pp, 95 % interval [0.003, 0.098] pp" in said


@pytest.mark.parametrize(
    ("low", "high", "changes", "said"),
    [
        (
            0.0005,
            0.0019,
            {},
            "The effect dropout - none is better than the effect a - b on test accuracy: they differ by "
            "+0.12 pp, 95 % interval [0.05, 0.19] pp, over 20 seeds.",
        ),
        (
            -0.0003,
            0.0007,
            {},
            "The effect dropout - none and the effect a - b are equivalent on test accuracy, the difference "
            "being inside 0.10 pp either way: they differ by +0.02 pp, 95 % interval [-0.03, 0.07] pp, over "
            "20 seeds.",
        ),
        (
            -math.inf,
            math.inf,
            {"n_pairs": 1, "mean_difference": 0.001},
            "The effect dropout - none against the effect a - b on test accuracy is inconclusive: they "
            "differ by +0.10 pp, no interval from so few seeds, over 1 seed; under 3 "
            "pairs decide nothing.",
        ),
        (
            math.nan,
            math.nan,
            {"n_pairs": 0, "n_lost": 2},
            "The effect dropout - none against the effect a - b on test accuracy: no seed is complete on "
            "all four sides yet (2 lost to diverged or failed runs), so nothing is known.",
        ),
    ],
)
def test_an_interaction_speaks_of_two_effects(low, high, changes, said):
    """It says that two effects differ, never that a variant is better."""
    assert sentence(row(low, high, minus_treatment="a", minus_control="b", **changes)) == said


@pytest.mark.parametrize(
    ("compared", "said", "zh"),
    [
        (
            row(0.01, 0.03, metric="zork"),
            "dropout is higher than none on zork: +0.020, 95 % interval [0.010, 0.030], over 20 pairs of "
            "seeds; which way is good is not known (--better says it).",
            "dropout 的“zork”比 none 高",
        ),
        (
            row(-0.03, -0.01, metric="zork", minus_treatment="a", minus_control="b"),
            "The effect dropout - none is lower than the effect a - b on zork: they differ by -0.020, 95 % "
            "interval [-0.030, -0.010], over 20 seeds; which way is good is not known "
            "(--better says it).",
            "就“zork”而言，效应 dropout - none 比效应 a - b 低",
        ),
    ],
)
def test_without_a_known_direction_a_difference_is_higher_or_lower(compared, said, zh):
    """The sentence names the sign, and how to say which way is good; it never says better or worse."""
    assert sentence(compared) == said
    chinese = sentence(compared, Words("zh"))
    assert chinese.startswith(zh)
    assert "--better" in chinese
    assert not re.search(" [好差]：", chinese)


def test_a_metric_held_in_percent_is_shown_in_percent_and_points():
    """Its values are not multiplied again, and its name is the plain one, in the words of the language."""
    compared = row(0.5, 1.9, metric="test_accuracy [%]", margin=0.1)
    assert sentence(compared) == (
        "dropout is better than none on test accuracy: +1.20 pp, 95 % interval [0.50, 1.90] pp, over 20 "
        "pairs of seeds."
    )


def test_rounding_never_touches_zero_or_the_margin():
    """An end just above zero is printed above zero, one just inside the margin inside it."""
    assert "[0.001, 0.190]" in sentence(row(0.00001, 0.0019))
    assert "[0.010, 0.099]" in sentence(row(0.0001, 0.00099))
    assert interval_text("test_accuracy", 0.0, 0.0019) == "[0.00, 0.19]"
    assert difference_text("test_accuracy", -0.00002) == "0.00"


def test_no_difference_has_no_sign():
    """Zero is neither plus nor minus."""
    assert "inconclusive: 0.00 pp, 95 % interval [-0.72, 0.72] pp" in sentence(row(-0.0072, 0.0072))


def test_no_pair_and_one_pair_know_nothing():
    """Nothing is known without a pair, and one pair has no interval."""
    none = row(math.nan, math.nan, n_pairs=0, n_lost=2, margin=math.nan)
    assert sentence(none) == (
        "dropout against none on test accuracy: no complete pair of seeds yet (2 lost to diverged or failed "
        "runs), so nothing is known."
    )
    one = row(-math.inf, math.inf, n_pairs=1, mean_difference=0.0011)
    assert sentence(one) == (
        "dropout against none on test accuracy is inconclusive: +0.11 pp, no interval from so few pairs, "
        "over 1 pair of seeds; under 3 pairs decide nothing."
    )


@over(
    ("differences", "said"),
    [
        ([], "dropout - none so far: no pair yet"),
        ([0.001], "dropout - none so far: +0.10 pp, 1 pair (interval from 5)"),
        ([0.001, math.nan], "dropout - none so far: +0.10 pp, 1 pair (interval from 5)"),
        ([0.001] * 4, "dropout - none so far: +0.10 pp, 4 pairs (interval from 5)"),
        (
            [0.001, 0.002, 0.003, 0.002, 0.001, 0.002],
            "dropout - none so far: +0.18 pp [0.02, 0.35], 6 pairs (widened for looking)",
        ),
    ],
)
def test_the_live_estimate_shows_no_interval_before_it_has_one(differences, said):
    """The line of the progress bar, from no pair on."""
    assert live_estimate(differences) == said


def test_the_live_estimate_is_wider_for_a_larger_family():
    """More questions, less certainty for each."""
    few, many = (live_estimate([0.001, 0.002, 0.003] * 4, family_size=m) for m in (1, 4))
    assert few != many
