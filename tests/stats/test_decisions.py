"""From an interval to a decision: the first that holds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.stats import Interval, decide, joint_level, too_many_lost
from tests.over import over

MARGIN = 0.001
ends = st.floats(-0.01, 0.01, allow_nan=False)
intervals = st.tuples(ends, ends).map(sorted).map(lambda e: Interval(e[0], (e[0] + e[1]) / 2, e[1]))
OPPOSITE = {"better": "worse", "worse": "better"}


@over(
    ("low", "high", "outcome"),
    [
        (0.0002, 0.0038, "better"),
        (-0.0038, -0.0002, "worse"),
        (-0.0003, 0.0012, "inconclusive"),
        (0.0000, 0.0012, "inconclusive"),
        (0.0002, 0.0008, "equivalent"),
        (-0.0008, -0.0002, "equivalent"),
        (-0.0009, 0.0009, "equivalent"),
        (0.0002, 0.0010, "better"),
        (-0.0010, 0.0009, "inconclusive"),
        (-math.inf, math.inf, "inconclusive"),
    ],
)
def test_each_place_of_the_interval_has_its_decision(low, high, outcome):
    """Equivalence goes first, whatever the sign; touching zero or the margin is not enough."""
    assert decide(Interval(low, 0.0, high), 20, margin=MARGIN).outcome == outcome


def test_for_a_loss_lower_is_better():
    """The metric's good direction decides between better and worse."""
    assert decide(Interval(-0.02, -0.01, -0.005), 20, higher_is_better=False).outcome == "better"
    assert decide(Interval(0.005, 0.01, 0.02), 20, higher_is_better=False).outcome == "worse"


@given(interval=intervals, n=st.integers(0, 50), margin=st.sampled_from([None, MARGIN]))
def test_without_a_known_direction_nothing_is_better_or_worse(interval, n, margin):
    """Higher stands where a metric that should be high decides better, lower where it decides worse."""
    known = decide(interval, n, margin=margin).outcome
    wanted = {"better": "higher", "worse": "lower"}.get(known, known)
    assert decide(interval, n, margin=margin, higher_is_better=None).outcome == wanted


@given(interval=intervals, n=st.integers(3, 50), margin=st.sampled_from([None, MARGIN]))
def test_swapping_treatment_and_control_mirrors_the_decision(interval, n, margin):
    """Better turns to worse and back; the other two stay."""
    forth = decide(interval, n, margin=margin).outcome
    back = decide(Interval(-interval.ci_high, -interval.mean, -interval.ci_low), n, margin=margin).outcome
    assert back == OPPOSITE.get(forth, forth)


@given(interval=intervals)
def test_without_a_margin_nothing_is_equivalent(interval):
    """A metric without a margin has no equivalence."""
    assert decide(interval, 20).outcome != "equivalent"


@given(interval=intervals, n=st.integers(0, 2))
def test_under_three_pairs_everything_is_inconclusive(interval, n):
    """Two seeds prove nothing, however near they are."""
    assert decide(interval, n, margin=MARGIN).outcome == "inconclusive"


@over(
    ("pairs", "lost", "too_many"),
    [(10, 0, False), (9, 1, True), (19, 0, False), (18, 1, True), (19, 1, False), (18, 2, True),
     (95, 5, False), (94, 6, True), (0, 5, True)],
)  # fmt: skip
def test_lost_pairs_forbid_a_decision(pairs, lost, too_many):
    """Any of under 20 pairs, or over 5 %."""
    assert too_many_lost(pairs, lost) is too_many
    decision = decide(Interval(0.002, 0.003, 0.004), pairs, lost, MARGIN)
    assert (decision.outcome == "inconclusive") is too_many or pairs < 3
    assert (decision.reason == ("lost_pairs", lost, pairs + lost)) is (too_many and pairs >= 3)


def test_joint_level_shares_the_error():
    """Bonferroni; a family of none is one."""
    assert [joint_level(m) for m in (0, 1, 4)] == pytest.approx([0.95, 0.95, 0.9875])
