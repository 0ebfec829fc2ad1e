"""t intervals over seeds, against SciPy, statsmodels and cases worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.weightstats import DescrStatsW

from dropout_lab.stats import (
    detectable_difference,
    difference_sd,
    level_interval,
    level_sd,
    pair_correlation,
    paired_t_interval,
    paired_t_p_value,
)
from tests.over import over

UNIT = 1e-4

accuracies = st.floats(0, 1, allow_nan=False)
paired_accuracies = st.integers(2, 30).flatmap(
    lambda n: st.tuples(*(st.lists(accuracies, min_size=n, max_size=n).map(np.array) for _ in range(2)))
)


def spread_out(n, seed=0):
    """Differences whose sd is far above the floor."""
    return np.random.default_rng(seed).normal(0.001, 0.002, n)


@over("n", [2, 3, 5, 10, 30, 256])
@over("level", [0.8, 0.95, 0.9875])
def test_interval_and_p_value_are_scipys(n, level):
    """Above the floor the paired t interval and its p-value are the textbook's."""
    values = spread_out(n)
    test = scipy_stats.ttest_1samp(values, 0)
    expected = test.confidence_interval(level)
    interval = paired_t_interval(values, UNIT, level)
    assert (interval.ci_low, interval.ci_high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert interval.mean == pytest.approx(values.mean(), abs=1e-15)
    assert paired_t_p_value(values, UNIT) == pytest.approx(test[1], abs=1e-9)


@pytest.mark.parametrize("n", [2, 5, 20])
def test_level_interval_is_statsmodels(n):
    """A level's interval is the one-sample t interval."""
    values = 0.98 + spread_out(n)
    expected = DescrStatsW(values).tconfint_mean(alpha=0.05)
    interval = level_interval(values, UNIT)
    assert (interval.ci_low, interval.ci_high) == pytest.approx(expected, abs=1e-9)


def test_equal_differences_have_the_width_of_the_resolution():
    """Ties never look certain: sd unit / sqrt(6) for a difference, unit / sqrt(12) for a level."""
    half = scipy_stats.t.ppf(0.975, 3) * UNIT / math.sqrt(6) / 2
    assert paired_t_interval([0.001] * 4, UNIT) == pytest.approx(
        (0.001 - half, 0.001, 0.001 + half), abs=1e-12
    )
    half = scipy_stats.t.ppf(0.975, 3) * UNIT / math.sqrt(12) / 2
    assert level_interval([0.98] * 4, UNIT) == pytest.approx((0.98 - half, 0.98, 0.98 + half), abs=1e-12)


def test_all_differences_zero_gives_an_interval_around_zero_and_p_one():
    """No difference at any seed is no proof of none."""
    low, mean, high = paired_t_interval(np.zeros(5), UNIT)
    assert low < 0 == mean < high
    assert paired_t_p_value(np.zeros(5), UNIT) == 1


@given(pairs=paired_accuracies)
def test_swapping_treatment_and_control_mirrors_the_interval(pairs):
    """No estimate may favour a side: T - C over [a, b] is C - T over [-b, -a]."""
    treatment, control = pairs
    forth, back = (paired_t_interval(d, unit=1e-4) for d in (treatment - control, control - treatment))
    assert (forth.ci_low, forth.ci_high) == pytest.approx((-back.ci_high, -back.ci_low), abs=1e-12)
    assert paired_t_p_value(treatment - control, UNIT) == pytest.approx(
        paired_t_p_value(control - treatment, UNIT)
    )


@given(pairs=paired_accuracies, level=st.floats(0.5, 0.999))
def test_p_value_and_interval_never_contradict_each_other(pairs, level):
    """The p-value is below 1 - level exactly where the interval excludes zero."""
    differences = pairs[0] - pairs[1]
    low, _, high = paired_t_interval(differences, UNIT, level)
    p_value = paired_t_p_value(differences, UNIT)
    if abs(p_value - (1 - level)) > 1e-9:
        assert (low > 0 or high < 0) == (p_value < 1 - level)


@over("estimate", [paired_t_interval, level_interval])
@over(
    ("values", "unit", "level", "said"),
    [
        ([0.1], UNIT, 0.95, "at least 2"),
        ([[0.1, 0.2]], UNIT, 0.95, "one axis"),
        ([0.1, math.nan], UNIT, 0.95, "not finite"),
        ([0.1, math.inf], UNIT, 0.95, "not finite"),
        ([0.1, 0.2], 0.0, 0.95, "unit=0"),
        ([0.1, 0.2], UNIT, 1.0, "level=1"),
    ],
)
def test_what_cannot_be_estimated_is_refused(estimate, values, unit, level, said):
    """The error names the argument and what it was."""
    with pytest.raises(ValueError, match=said):
        estimate(values, unit, level)


@pytest.mark.parametrize("n", [2, 5, 20, 100])
def test_detectable_difference_is_the_formula(n):
    """(t_.975 + t_.80) s / sqrt(n), at the joint level."""
    for level in (0.95, 0.9875):
        tail = scipy_stats.t.ppf((1 + level) / 2, n - 1) + scipy_stats.t.ppf(0.8, n - 1)
        assert detectable_difference(0.002, n, level) == pytest.approx(tail * 0.002 / math.sqrt(n), rel=1e-9)


def test_under_two_pairs_nothing_is_detectable():
    """One pair has no spread, so that no difference would show."""
    assert detectable_difference(0.001, 1) == math.inf


def test_spread_is_numpys_above_the_floor():
    """The sd has n - 1 below, and the floor under it."""
    values = spread_out(7)
    assert difference_sd(values, UNIT) == level_sd(values, UNIT) == values.std(ddof=1)
    assert difference_sd([0, 0], UNIT) == pytest.approx(math.sqrt(2) * level_sd([0, 0], UNIT), rel=1e-12)


def test_pair_correlation_is_scipys():
    """Pearson's r, and unknown under three pairs or for a constant side."""
    left, right = spread_out(12, 1), spread_out(12, 2)
    assert pair_correlation(left, right) == pytest.approx(scipy_stats.pearsonr(left, right)[0], abs=1e-9)
    assert math.isnan(pair_correlation(left[:2], right[:2]))
    assert math.isnan(pair_correlation(left, np.full(12, 0.98)))
    with pytest.raises(ValueError, match="pair them by seed"):
        pair_correlation(left, right[:5])
