"""The chance to beat the other side and the effect in units of its spread."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import proportion_confint

from dropout_lab.stats import chance_of_beating, effect_size
from tests.over import over

UNIT = 1e-4

differences = st.lists(st.integers(-3, 3).map(lambda steps: steps * UNIT), min_size=1, max_size=30).map(
    np.array
)


@over(("won", "lost"), [(0, 1), (1, 0), (1, 1), (5, 0), (13, 7), (0, 20)])
@over("level", [0.95, 0.9875])
def test_wins_without_ties_are_a_proportion(won, lost, level):
    """The interval is Clopper and Pearson's of SciPy and of statsmodels."""
    got = chance_of_beating([0.002] * won + [-0.001] * lost, level)
    ends = got.ci_low, got.ci_high
    assert ends == pytest.approx(proportion_confint(won, won + lost, 1 - level, "beta"), abs=1e-9)
    expected = scipy_stats.binomtest(won, won + lost).proportion_ci(level)
    assert ends == pytest.approx(tuple(expected), abs=1e-9)
    assert got.mean == won / (won + lost)


@given(differences)
def test_a_tie_counts_half(values):
    """The estimate is wins plus half the ties; the ends are those of the beta distributions."""
    hits, n = (values > 0).sum() + (values == 0).sum() / 2, values.size
    low = scipy_stats.beta.ppf(0.025, hits, n - hits + 1) if hits else 0
    high = scipy_stats.beta.ppf(0.975, hits + 1, n - hits) if hits < n else 1
    assert chance_of_beating(values) == pytest.approx((low, hits / n, high), abs=1e-9)


@given(differences)
def test_swapped_sides_mirror_the_chance(values):
    """Control beats treatment with 1 minus the chance; a metric whose lower values are good is the same."""
    got, swapped = chance_of_beating(values), chance_of_beating(-values)
    mirrored = 1 - swapped.ci_high, 1 - swapped.mean, 1 - swapped.ci_low
    assert mirrored == pytest.approx(got, abs=1e-12)
    assert chance_of_beating(values, higher_is_better=False) == swapped


@given(differences)
def test_without_a_known_direction_it_is_the_chance_of_a_higher_treatment(values):
    """Nothing is better where no direction is known to be good; higher still is."""
    assert chance_of_beating(values, higher_is_better=None) == chance_of_beating(values)


@pytest.mark.parametrize("n", [1, 2, 20])
def test_ties_alone_are_even_odds(n):
    """Where every pair ties, the chance is one half and its interval is symmetric."""
    got = chance_of_beating(np.zeros(n))
    assert got.mean == 0.5
    assert got.ci_low + got.ci_high == pytest.approx(1, abs=1e-12)


def test_without_seeds_nothing_is_known():
    """No pair: anything from 0 to 1."""
    got = chance_of_beating([])
    assert (got.ci_low, got.ci_high) == (0, 1)
    assert math.isnan(got.mean)


@pytest.mark.parametrize("values", [[0.1, math.nan], [math.inf], [[0.1]], 0.1])
def test_a_chance_of_no_numbers_is_refused(values):
    """Diverged runs are left out before, not counted as lost."""
    with pytest.raises(ValueError, match="differences"):
        chance_of_beating(values)


@pytest.mark.parametrize("n", [2, 5, 30])
def test_effect_size_is_the_t_statistic_without_n(n):
    """d_z is SciPy's paired t over sqrt(n)."""
    values = np.random.default_rng(n).normal(0.001, 0.002, n)
    expected = scipy_stats.ttest_1samp(values, 0).statistic / math.sqrt(n)
    assert effect_size(values, UNIT) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("value", "expected"), [(0.0, 0.0), (UNIT, math.sqrt(6)), (-UNIT, -math.sqrt(6))])
def test_effect_size_of_ties_is_finite(value, expected):
    """One image gained at every seed is sqrt(6) floors, not endless; no difference is 0."""
    assert effect_size([value] * 2, UNIT) == pytest.approx(expected, abs=1e-9)


@given(differences.filter(lambda values: values.size > 1))
def test_effect_size_changes_sign_with_the_sides(values):
    """Swapped sides have the negative effect."""
    assert effect_size(-values, UNIT) == -effect_size(values, UNIT)


@pytest.mark.parametrize(
    ("values", "unit"), [([], UNIT), ([0.1], UNIT), ([0.1, math.nan], UNIT), ([0, 1], 0)]
)
def test_effect_size_needs_two_pairs_and_a_unit(values, unit):
    """One pair has no spread, and a resolution of 0 has no floor."""
    with pytest.raises(ValueError, match=r"differences|unit"):
        effect_size(values, unit)
