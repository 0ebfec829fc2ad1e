"""Unpaired means, against SciPy, statsmodels and a simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from dropout_lab.stats import welch_detectable_difference, welch_interval, welch_p_value
from tests.over import over

UNIT = 1e-6

accuracies = st.lists(st.floats(0, 1, allow_nan=False), min_size=2, max_size=20).map(np.array)


def sides(n, m, seed=0):
    """Two sides whose sd are far above the floor, and unlike each other."""
    generator = np.random.default_rng(seed)
    return generator.normal(0.981, 0.002, n), generator.normal(0.980, 0.0005, m)


@over(("n", "m"), [(2, 2), (2, 9), (3, 3), (7, 4), (30, 12), (200, 2)])
@over("level", [0.8, 0.95, 0.9875])
def test_interval_and_p_value_are_scipys(n, m, level):
    """Above the floor the interval and its p-value are those of SciPy's Welch test."""
    treatment, control = sides(n, m)
    test = scipy_stats.ttest_ind(treatment, control, equal_var=False)
    expected = test.confidence_interval(level)
    got = welch_interval(treatment, control, UNIT, level)
    assert (got.ci_low, got.ci_high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert got.mean == pytest.approx(treatment.mean() - control.mean(), abs=1e-15)
    assert welch_p_value(treatment, control, UNIT) == pytest.approx(test.pvalue, abs=1e-9)


def test_interval_is_statsmodels():
    """The same from statsmodels."""
    treatment, control = sides(6, 9)
    both = CompareMeans(DescrStatsW(treatment), DescrStatsW(control))
    got = welch_interval(treatment, control, UNIT)
    assert (got.ci_low, got.ci_high) == pytest.approx(both.tconfint_diff(usevar="unequal"), abs=1e-9)


def test_ties_have_the_spread_of_the_resolution():
    """Two sides without spread: each sd is unit / sqrt(12), and four degrees of freedom are left of 3 + 3."""
    half = scipy_stats.t.ppf(0.975, 4) * 0.001 * math.sqrt(2 / 12 / 3)
    got = welch_interval([0.981] * 3, [0.980] * 3, unit=0.001)
    assert got == pytest.approx((0.001 - half, 0.001, 0.001 + half), abs=1e-12)
    assert welch_p_value([0.98] * 3, [0.98] * 3, unit=0.001) == 1


@given(accuracies, accuracies)
def test_swapping_the_sides_mirrors_the_interval(treatment, control):
    """No side is favoured."""
    forth, back = welch_interval(treatment, control, UNIT), welch_interval(control, treatment, UNIT)
    assert (forth.ci_low, forth.ci_high) == pytest.approx((-back.ci_high, -back.ci_low), abs=1e-12)


@given(accuracies, accuracies, st.floats(0.5, 0.999))
def test_p_value_and_interval_never_contradict_each_other(treatment, control, level):
    """The p-value is below 1 - level exactly where the interval excludes zero."""
    low, _, high = welch_interval(treatment, control, UNIT, level)
    p_value = welch_p_value(treatment, control, UNIT)
    if abs(p_value - (1 - level)) > 1e-9:
        assert (low > 0 or high < 0) == (p_value < 1 - level)


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e160, 1e300])
def test_absurd_scales_change_nothing_but_the_scale(scale):
    """No square overflows or vanishes on the way."""
    treatment, control = sides(5, 4)
    plain = welch_interval(treatment, control, UNIT)
    got = welch_interval(treatment * scale, control * scale, UNIT * scale)
    assert got == pytest.approx(tuple(end * scale for end in plain), rel=1e-9, abs=0)
    assert welch_p_value(treatment * scale, control * scale, UNIT * scale) == pytest.approx(
        welch_p_value(treatment, control, UNIT), rel=1e-9
    )


def test_detectable_difference_is_that_of_pairs_of_as_many_freedoms():
    """(t_.975 + t_.80) times the standard error, at Welch's degrees of freedom."""
    treatment, control = sides(6, 9)
    test = scipy_stats.ttest_ind(treatment, control, equal_var=False)
    error = (treatment.mean() - control.mean()) / test.statistic
    reach = sum(scipy_stats.t.ppf(share, test.df) for share in (0.975, 0.8))
    assert welch_detectable_difference(treatment, control, UNIT) == pytest.approx(reach * error, rel=1e-9)


@pytest.mark.parametrize(("n", "m", "ratio"), [(5, 5, 1), (5, 10, 4), (10, 5, 4), (30, 20, 2)])
def test_intervals_cover_as_promised(n, m, ratio):
    """Over 4,000 experiments 95 % hold zero within one point, also where one side spreads more."""
    generator = np.random.default_rng(7)
    left, right = generator.normal(0, ratio, (4000, n)), generator.normal(0, 1, (4000, m))
    ends = np.array([welch_interval(*pair, UNIT) for pair in zip(left, right, strict=True)])
    assert np.mean((ends[:, 0] <= 0) & (ends[:, 2] >= 0)) == pytest.approx(0.95, abs=0.01)


@over("estimate", [welch_interval, welch_p_value, welch_detectable_difference])
@over(
    ("treatment", "control", "unit", "said"),
    [
        ([0.1], [0.1, 0.2], UNIT, "treatment has shape .* at least 2"),
        ([0.1, 0.2], [0.1], UNIT, "control has shape .* at least 2"),
        ([0.1, math.nan], [0.1, 0.2], UNIT, "not finite"),
        ([0.1, 0.2], [0.1, 0.2], 0.0, "unit=0"),
    ],
)
def test_what_cannot_be_estimated_is_refused(estimate, treatment, control, unit, said):
    """The error names the side and what it was."""
    with pytest.raises(ValueError, match=said):
        estimate(treatment, control, unit)
