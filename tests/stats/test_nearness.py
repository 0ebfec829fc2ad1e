"""The intervals of a claim: our mean, and our mean minus a published, rounded mean of k runs."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.regression.linear_model import OLS

from dropout_lab.stats import (
    Interval,
    claim_intervals,
    level_interval,
    level_sequence_interval,
    paired_sequence_interval,
    paired_t_interval,
    smallest_reach,
)
from tests.over import over

UNIT = 1e-4
METHODS = ("t", "sequence")
differences = st.lists(st.floats(-0.05, 0.05, allow_nan=False), min_size=2, max_size=40).map(np.array)
claims = st.fixed_dictionaries(
    {
        "published_runs": st.sampled_from([None, 1, 3, 20]),
        "decimals": st.sampled_from([None, 2, 3]),
        "level": st.sampled_from([0.95, 0.9875]),
        "method": st.sampled_from(METHODS),
    }
)


def drawn(n, seed=0):
    return np.random.default_rng([n, seed]).normal(0.005, 0.002, n)


def reach(interval):
    return (interval.ci_high - interval.ci_low) / 2


@over("n", [3, 10, 50])
@over("is_difference", [True, False])
def test_ours_is_the_interval_of_the_mean(n, is_difference):
    """I is the very interval of a comparison or a level, by either method."""
    values = drawn(n)
    t, sequence = (
        claim_intervals(values, UNIT, 0.057, is_difference=is_difference, published_runs=1, method=method)
        for method in METHODS
    )
    plain, watched = (
        (paired_t_interval, paired_sequence_interval)
        if is_difference
        else (level_interval, level_sequence_interval)
    )
    assert t.ours == pytest.approx(plain(values, UNIT), abs=1e-15)
    assert sequence.ours == pytest.approx(watched(values, UNIT), abs=1e-15)


@over("n", [2, 5, 20])
@over("level", [0.95, 0.9875])
def test_against_one_published_run_it_is_statsmodels_prediction_interval(n, level):
    """The interval of one more run, around our mean: zero is inside exactly when the run is plausible."""
    values = drawn(n)
    model = OLS(values, np.ones(n)).fit().get_prediction([1.0])
    low, high = model.conf_int(obs=True, alpha=1 - level)[0]
    gap = claim_intervals(values, UNIT, 0.006, is_difference=True, published_runs=1, level=level).gap
    assert (gap.ci_low, gap.ci_high) == pytest.approx((low - 0.006, high - 0.006), abs=1e-9)
    assert gap.mean == pytest.approx(values.mean() - 0.006, abs=1e-15)


@over(
    ("decimals", "is_difference", "rounding"),
    [(3, False, 0.0005), (3, True, 0.001), (4, False, 0.00005), (0, False, 0.5), (None, True, 0.0)],
)
@over("method", METHODS)
def test_rounding_widens_by_half_a_unit_and_twice_that_for_a_difference(
    decimals, is_difference, rounding, method
):
    """92.6 % is 0.926 give or take 0.0005; a difference of two such numbers carries both roundings."""
    values = drawn(20)
    options = {"is_difference": is_difference, "published_runs": 3, "method": method}
    bare = claim_intervals(values, UNIT, 0.926, **options).gap
    widened = claim_intervals(values, UNIT, 0.926, **options, decimals=decimals).gap
    assert reach(widened) - reach(bare) == pytest.approx(rounding, abs=1e-12)


def test_a_claim_of_the_recipe_itself_has_no_noise_of_its_own():
    """1 / k = 0: the gap is our interval, moved by the value."""
    values = drawn(12)
    for method in METHODS:
        ours, gap = claim_intervals(values, UNIT, 0.057, is_difference=True, method=method)
        assert gap == pytest.approx([end - 0.057 for end in ours], abs=1e-15)


@over("n", [5, 6, 20, 256])
@over("runs", [1, 3, 50])
@over("level", [0.95, 0.9875])
def test_the_sequence_ends_where_scipys_bayes_factor_reaches_one_over_alpha(n, runs, level):
    """Under the prior t / sqrt(r) is Student's again, with r = 1 + g nk / (n + k) and g = 10."""
    values = drawn(n, seed=1)
    options = {"published_runs": runs, "level": level, "method": "sequence"}
    gap = claim_intervals(values, UNIT, 0.057, is_difference=True, **options).gap
    r = 1 + 10 * n * runs / (n + runs)
    t = reach(gap) / (values.std(ddof=1) * math.sqrt(1 / n + 1 / runs))
    density = scipy_stats.t(n - 1).pdf
    factor = density(t / math.sqrt(r)) / math.sqrt(r) / density(t)
    assert factor == pytest.approx(1 / (1 - level), rel=1e-9)


def test_ties_have_the_floor_of_their_kind():
    """Unit / sqrt(6) for a difference, unit / sqrt(12) for a level, in both intervals."""
    half = scipy_stats.t.ppf(0.975, 3) * UNIT * math.sqrt(1 / 4 + 1)
    for is_difference, twelve in ((True, 6), (False, 12)):
        gap = claim_intervals([0.5] * 4, UNIT, 0.5, is_difference=is_difference, published_runs=1).gap
        assert reach(gap) == pytest.approx(half / math.sqrt(twelve), abs=1e-12)


@given(values=differences, value=st.floats(-0.1, 0.1), claim=claims)
def test_swapping_treatment_and_control_mirrors_both_intervals(values, value, claim):
    """No side is favoured: the claim turned round has the same intervals turned round."""
    forth = claim_intervals(values, UNIT, value, is_difference=True, **claim)
    back = claim_intervals(-values, UNIT, -value, is_difference=True, **claim)
    for one, other in zip(forth, back, strict=True):
        assert (one.ci_low, one.ci_high) == pytest.approx((-other.ci_high, -other.ci_low), abs=1e-12)


@given(values=differences, claim=claims)
def test_fewer_published_runs_and_looking_only_widen(values, claim):
    """What is known less well lies in a wider interval."""
    runs = claim.pop("published_runs") or 2
    few, many = (
        reach(claim_intervals(values, UNIT, 0.0, is_difference=True, published_runs=k, **claim).gap)
        for k in (runs, 3 * runs)
    )
    assert few >= many or math.isinf(many)
    t, sequence = (
        claim_intervals(values, UNIT, 0.0, is_difference=True, published_runs=runs, **claim | {"method": m})
        for m in METHODS
    )
    assert all(reach(looked) > reach(plain) for plain, looked in zip(t, sequence, strict=True))


@pytest.mark.parametrize("method", METHODS)
def test_without_a_spread_nothing_is_bounded(method):
    """No seed has no estimate; one seed has an estimate and open ends."""
    nothing = claim_intervals([], UNIT, 0.9, is_difference=False, method=method)
    assert all(math.isnan(end) for interval in nothing for end in interval)
    alone = claim_intervals([0.92], UNIT, 0.9, is_difference=False, published_runs=1, method=method)
    assert alone.ours == Interval(-math.inf, 0.92, math.inf)
    assert alone.gap == (-math.inf, pytest.approx(0.02), math.inf)


def test_a_sequence_of_too_few_seeds_is_open():
    """Under four seeds at 95 % any published number is still possible."""
    for n, bounded in ((3, False), (5, True)):
        options = {"is_difference": True, "published_runs": 1, "method": "sequence"}
        assert math.isfinite(reach(claim_intervals(drawn(n), UNIT, 0.057, **options).gap)) is bounded


@over(
    ("changed", "said"),
    [
        ({"values": [0.1, math.nan]}, "not finite"),
        ({"value": math.inf}, "value=inf"),
        ({"unit": 0.0}, "unit=0"),
        ({"level": 1.0}, "level=1"),
        ({"published_runs": 0}, "published_runs=0"),
        ({"decimals": -1}, "decimals=-1"),
    ],
)
def test_what_cannot_be_estimated_is_refused(changed, said):
    """The error names the argument and what it was."""
    arguments = {"values": [0.1, 0.2], "unit": UNIT, "value": 0.1, "is_difference": True} | changed
    with pytest.raises(ValueError, match=said):
        claim_intervals(**arguments)


@given(values=differences, claim=claims)
def test_no_number_of_seeds_comes_below_the_smallest_reach(values, claim):
    """With the spread that these seeds have, the gap's interval never gets narrower than its limit."""
    sd = max(values.std(ddof=1), UNIT / math.sqrt(6))
    gap = claim_intervals(values, UNIT, 0.057, is_difference=True, **claim).gap
    assert reach(gap) >= smallest_reach(sd, is_difference=True, **claim) * (1 - 1e-9)


@over("method", METHODS)
@over("runs", [None, 1, 5])
def test_the_smallest_reach_is_reached_by_endless_seeds(method, runs):
    """A million seeds come within a thousandth of it, or of the rounding alone."""
    values = np.tile([0.004, 0.006], 500_000)
    options = {"is_difference": True, "published_runs": runs, "decimals": 3, "method": method}
    limit = smallest_reach(0.001, **options)
    assert reach(claim_intervals(values, UNIT, 0.057, **options).gap) == pytest.approx(limit, rel=5e-3)


@over(
    ("sd", "tolerance", "runs", "decimals", "never"),
    [
        (0.003, 0.005, 1, 3, True),  # 1.96 x 0.003 + 0.001 = 0.0069
        (0.001, 0.005, 1, 3, False),  # 0.0030
        (0.003, 0.005, 4, 3, False),  # 0.0039
        (0.003, 0.005, None, 3, False),
        (0.0, 0.005, 1, 2, True),  # the rounding of 5 %, twice
        (0.0, 0.005, 1, None, False),
    ],
)
def test_a_tolerance_smaller_than_the_published_runs_allow_is_seen_in_the_plan(
    sd, tolerance, runs, decimals, never
):
    """Such a claim can be refuted, hardly reproduced; worked by hand."""
    options = {"is_difference": True, "published_runs": runs, "decimals": decimals}
    assert (smallest_reach(sd, **options) >= tolerance) is never
