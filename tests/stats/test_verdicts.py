"""From intervals to a verdict: exactly one, and never more than they show."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dropout_lab.stats import (
    ClaimIntervals,
    Decision,
    Interval,
    Reason,
    claim_intervals,
    decide,
    direction_verdict,
    number_verdict,
)
from tests.over import over

VALUE, TOLERANCE, MARGIN, N = 0.057, 0.005, 0.001, 20
UNIT = 1e-4
FINDINGS = ("reproduced", "direction only", "not reproduced", "contradicted", "inconclusive")
EDGES = [s * edge for s in (1, -1) for edge in (0.0, MARGIN, TOLERANCE, 2 * TOLERANCE, math.inf)]

ends = st.one_of(st.sampled_from(EDGES), st.floats(-0.02, 0.02, allow_nan=False))
intervals = st.tuples(ends, ends).map(sorted).map(lambda e: Interval(e[0], 0.0, e[1]))
margins = st.sampled_from([None, MARGIN])
values = st.sampled_from([VALUE, -VALUE, 0.0])


def judged(ours, gap, n_seeds=N, value=VALUE, is_difference=True, margin=MARGIN, n_lost=0):
    return number_verdict(
        ClaimIntervals(ours, gap),
        n_seeds=n_seeds,
        value=value,
        tolerance=TOLERANCE,
        is_difference=is_difference,
        margin=margin,
        n_lost=n_lost,
    )


def spanning(low, high):
    return Interval(low, 0.0 if low == -high else (low + high) / 2, high)


def possible(ours, gap, value, margin, is_difference):
    """All the verdicts whose whole condition, spelt out, holds."""
    inside = max(abs(gap.ci_low), abs(gap.ci_high)) <= TOLERANCE
    outside = gap.ci_low > TOLERANCE or gap.ci_high < -TOLERANCE
    plain = not is_difference or value == 0
    small = margin is not None and max(abs(ours.ci_low), abs(ours.ci_high)) < margin
    claimed, opposite = (
        (ours.ci_low > 0, ours.ci_high < 0) if value > 0 else (ours.ci_high < 0, ours.ci_low > 0)
    )
    holds = {
        "reproduced": inside,
        "inconclusive": not inside and not outside,
        "direction only": outside and not plain and not small and claimed,
        "contradicted": outside and not plain and not small and opposite,
        "not reproduced": outside and (plain or small or not (claimed or opposite)),
    }
    return [finding for finding in FINDINGS if holds[finding]]


@given(ours=intervals, gap=intervals, value=values, margin=margins, is_difference=st.booleans())
def test_every_pair_of_intervals_gives_exactly_one_verdict(ours, gap, value, margin, is_difference):
    """The five conditions, each spelt out, exclude each other and leave nothing out."""
    outcome = judged(ours, gap, value=value, margin=margin, is_difference=is_difference).outcome
    assert [outcome] == possible(ours, gap, value, margin, is_difference)


def test_every_pair_of_edges_gives_exactly_one_verdict():
    """Also where every end lies on the edge of something."""
    places = [spanning(low, high) for low, high in product(EDGES, EDGES) if low < high]
    seen = set()
    for ours, gap, value, margin in product(places, places, (VALUE, -VALUE, 0.0), (None, MARGIN)):
        outcome = judged(ours, gap, value=value, margin=margin).outcome
        assert [outcome] == possible(ours, gap, value, margin, is_difference=True)
        seen.add(outcome)
    assert seen == set(FINDINGS)


@over(
    ("gap", "outcome"),
    [
        ((-0.004, 0.004), "reproduced"),
        ((-0.005, 0.005), "reproduced"),
        ((-0.004, 0.0051), "inconclusive"),
        ((0.0049, 0.02), "inconclusive"),
        ((0.005, 0.02), "inconclusive"),
        ((-0.02, 0.02), "inconclusive"),
        ((0.0051, 0.02), "not reproduced"),
        ((-0.02, -0.0051), "not reproduced"),
        ((-math.inf, math.inf), "inconclusive"),
    ],
)
@over("kind", [{"is_difference": False, "value": 0.926}, {"value": 0.0}])
def test_a_level_and_a_difference_of_zero_are_judged_by_nearness_alone(gap, outcome, kind):
    """Inside the tolerance, wholly outside, or neither; the sign of our mean says nothing."""
    for ours in ((-0.01, -0.005), (0.005, 0.01), (-0.0005, 0.0005)):
        assert judged(spanning(*ours), spanning(*gap), **kind).outcome == outcome


@over(
    ("ours", "gap", "outcome", "reason"),
    [
        ((0.055, 0.059), (-0.004, 0.004), "reproduced", ""),
        ((0.050, 0.060), (-0.007, 0.003), "inconclusive", "edge"),
        ((-0.01, 0.06), (-0.07, 0.03), "inconclusive", "edge"),
        ((0.0002, 0.0008), (-0.057, -0.056), "not reproduced", "too_small"),
        ((-0.0008, -0.0002), (-0.058, -0.057), "not reproduced", "too_small"),
        ((-0.02, -0.01), (-0.08, -0.06), "contradicted", ""),
        ((-0.0012, -0.0002), (-0.058, -0.057), "contradicted", ""),
        ((0.003, 0.007), (-0.055, -0.049), "direction only", "other_size"),
        ((0.0002, 0.0012), (-0.057, -0.055), "direction only", "other_size"),
        ((0.07, 0.08), (0.012, 0.024), "direction only", "other_size"),
        ((-0.002, 0.003), (-0.059, -0.054), "not reproduced", "sign_open"),
        ((0.0, 0.003), (-0.059, -0.054), "not reproduced", "sign_open"),
    ],
)
def test_each_place_of_the_intervals_has_its_verdict(ours, gap, outcome, reason):
    """The first that holds; touching zero or an edge is not enough. Turned round, the same."""
    verdict = judged(spanning(*ours), spanning(*gap))
    assert verdict.outcome == outcome
    assert verdict.reason == Reason(reason)
    turned = [spanning(-high, -low) for low, high in (ours, gap)]
    assert judged(*turned, value=-VALUE) == verdict


@given(ours=intervals, gap=intervals, value=values, margin=margins)
def test_contradicted_needs_the_opposite_sign_proven(ours, gap, value, margin):
    """And the claimed size refuted, and an effect that is not too small to matter."""
    if judged(ours, gap, value=value, margin=margin).outcome == "contradicted":
        assert (ours.ci_high < 0) if value > 0 else (ours.ci_low > 0 and value < 0)
        assert gap.ci_low > TOLERANCE or gap.ci_high < -TOLERANCE
        assert margin is None or max(abs(ours.ci_low), abs(ours.ci_high)) >= margin


@given(ours=intervals, gap=intervals, value=values, n=st.integers(0, 2), is_difference=st.booleans())
def test_under_three_seeds_everything_is_inconclusive(ours, gap, value, n, is_difference):
    """Two seeds prove nothing, however near they are."""
    verdict = judged(ours, gap, n_seeds=n, value=value, is_difference=is_difference)
    assert verdict == ("inconclusive", Reason("few_seeds"))


@given(ours=intervals, gap=intervals, value=values)
@example(ours=spanning(0.055, 0.059), gap=spanning(-0.001, 0.001), value=VALUE)
def test_lost_seeds_forbid_a_verdict(ours, gap, value):
    """What diverged could hide the answer."""
    verdict = judged(ours, gap, n_seeds=9, value=value, n_lost=1)
    assert verdict == ("inconclusive", Reason("lost", 1, 10))
    assert judged(ours, gap, n_seeds=39, value=value, n_lost=1) == judged(ours, gap, n_seeds=39, value=value)


@pytest.mark.parametrize("unknown", [(math.nan, 0.1), (0.1, math.nan), (math.nan, math.nan)])
def test_without_an_estimate_there_is_no_verdict(unknown):
    """NaN is compared with nothing."""
    for ours, gap in product([spanning(*unknown), spanning(0.05, 0.06)], repeat=2):
        if any(math.isnan(end) for end in (*ours, *gap)):
            assert judged(ours, gap) == ("inconclusive", Reason("no_estimate"))


@given(ours=intervals, gap=intervals, value=values, margin=margins)
def test_swapping_treatment_and_control_leaves_the_verdict(ours, gap, value, margin):
    """The claim turned round is the same claim, and so is what is said of it."""
    turned = [Interval(-i.ci_high, -i.mean, -i.ci_low) for i in (ours, gap)]
    assert judged(*turned, value=-value, margin=margin) == judged(ours, gap, value=value, margin=margin)


@given(
    differences=st.lists(st.floats(-0.08, 0.08, allow_nan=False), min_size=0, max_size=12).map(np.array),
    value=values,
    runs=st.sampled_from([None, 1, 3]),
    method=st.sampled_from(["t", "sequence"]),
)
def test_any_seeds_lead_to_a_verdict_that_mirrors(differences, value, runs, method):
    """From the values to the verdict: always one, the same for the claim turned round."""

    def outcome(sign):
        options = {"published_runs": runs, "decimals": 3, "method": method}
        made = claim_intervals(sign * differences, UNIT, sign * value, is_difference=True, **options)
        return judged(*made, n_seeds=differences.size, value=sign * value).outcome

    assert outcome(1) == outcome(-1)
    assert outcome(1) in FINDINGS
    assert differences.size > 2 or outcome(1) == "inconclusive"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tolerance": 0.0}, "tolerance=0"),
        ({"tolerance": 0.057}, "tolerance=0.057: must be below"),
        ({"margin": -0.001}, "margin=-0.001"),
    ],
)
def test_a_claim_without_meaning_is_refused(changed, said):
    """A tolerance that makes no difference as good as the claimed one decides nothing."""
    arguments = {"n_seeds": N, "value": VALUE, "tolerance": TOLERANCE, "is_difference": True} | changed
    with pytest.raises(ValueError, match=said):
        number_verdict(ClaimIntervals(spanning(0.01, 0.02), spanning(-0.04, -0.03)), **arguments)


@pytest.mark.parametrize(
    ("decision", "outcome", "reason"),
    [
        (Decision("better"), "reproduced", Reason()),
        (Decision("worse"), "contradicted", Reason()),
        (Decision("equivalent"), "not reproduced", Reason("too_small")),
        (Decision("inconclusive", Reason("few_pairs")), "inconclusive", Reason("few_pairs")),
    ],
)
def test_a_direction_follows_from_the_decision(decision, outcome, reason):
    """The comparison decides; the claim only asks whether the treatment does better."""
    assert direction_verdict(decision) == (outcome, reason)


@pytest.mark.parametrize("outcome", ["higher", "lower"])
def test_a_direction_without_one_that_is_good_stays_open(outcome):
    """The claim says better; higher says nothing of it."""
    assert direction_verdict(Decision(outcome)) == ("inconclusive", ("no_direction", 0, 0))


@given(interval=intervals, n=st.integers(0, 40), margin=margins)
def test_a_direction_turned_round_has_the_opposite_verdict(interval, n, margin):
    """Who is better is contradicted by who is worse; the other verdicts stay."""
    opposite = {"reproduced": "contradicted", "contradicted": "reproduced"}
    turned = Interval(-interval.ci_high, -interval.mean, -interval.ci_low)
    forth, back = (direction_verdict(decide(i, n, margin=margin)).outcome for i in (interval, turned))
    assert back == opposite.get(forth, forth)
    assert n > 2 or forth == "inconclusive"
