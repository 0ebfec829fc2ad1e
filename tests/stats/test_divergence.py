"""Rates of divergence and the exact test between sides, against SciPy and statsmodels."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

from dropout_lab.stats import clopper_pearson, mcnemar_exact
from tests.over import over

hits_of = st.integers(1, 200).flatmap(
    lambda n: st.tuples(st.integers(0, 2 * n).map(lambda k: k / 2), st.just(n))
)


@over(("hits", "n"), [(0, 1), (1, 1), (1, 2), (0, 20), (1, 20), (13, 20), (20, 20), (3, 400)])
@over("level", [0.8, 0.95, 0.9975])
def test_interval_is_statsmodels_and_scipys(hits, n, level):
    """Two libraries give the same ends, also where none or all diverged."""
    got = clopper_pearson(hits, n, level)
    ends = got.ci_low, got.ci_high
    assert ends == pytest.approx(proportion_confint(hits, n, 1 - level, method="beta"), abs=1e-9)
    assert ends == pytest.approx(tuple(scipy_stats.binomtest(hits, n).proportion_ci(level)), abs=1e-9)
    assert got.mean == hits / n


def test_no_hit_in_one_try_by_hand():
    """0 of n excludes what gives no hit with less than 2.5 %: 1 - 0.025^(1/n)."""
    for n in (1, 2, 20):
        assert clopper_pearson(0, n) == pytest.approx((0, 0, 1 - 0.025 ** (1 / n)), abs=1e-9)


@given(hits_of)
def test_hits_and_misses_mirror(case):
    """The interval of the misses is 1 minus that of the hits, with halves too."""
    hits, n = case
    got, misses = clopper_pearson(hits, n), clopper_pearson(n - hits, n)
    assert (1 - misses.ci_high, 1 - misses.mean, 1 - misses.ci_low) == pytest.approx(got, abs=1e-12)
    assert 0 <= got.ci_low <= got.mean <= got.ci_high <= 1


@given(hits_of)
def test_half_a_hit_lies_between(case):
    """A tie moves both ends by less than a win does."""
    hits, n = math.floor(case[0]), case[1]
    if hits < n:
        ends = [clopper_pearson(hits + part, n) for part in (0, 0.5, 1)]
        assert ends == sorted(ends)
        assert [end.ci_high for end in ends] == sorted(end.ci_high for end in ends)


def test_of_no_tries_nothing_is_known():
    """0 of 0 is anything from 0 to 1."""
    got = clopper_pearson(0, 0)
    assert (got.ci_low, got.ci_high) == (0, 1)
    assert math.isnan(got.mean)


@over("n", [5, 20])
@over("rate", [0.02, 0.3, 0.5])
def test_coverage_is_kept(n, rate):
    """Summed over every count, the interval holds the true rate with at least 95 %."""
    chance = [scipy_stats.binom.pmf(k, n, rate) for k in range(n + 1)]
    inside = [low <= rate <= high for low, _, high in (clopper_pearson(k, n) for k in range(n + 1))]
    assert sum(p for p, held in zip(chance, inside, strict=True) if held) >= 0.95


@over(
    ("hits", "n", "level", "message"),
    [(-1, 5, 0.95, "hits"), (6, 5, 0.95, "hits"), (math.nan, 5, 0.95, "hits"), (1, math.inf, 0.95, "hits"),
     (1, 5, 1.0, "level"), (1, 5, 95, "level")],
)  # fmt: skip
def test_impossible_counts_and_levels_are_refused(hits, n, level, message):
    """More hits than tries, negative ones, and 95 for 0.95 raise."""
    with pytest.raises(ValueError, match=message):
        clopper_pearson(hits, n, level)


@over(("left", "right"), [(0, 1), (1, 1), (0, 6), (2, 9), (7, 7), (40, 22)])
def test_mcnemar_is_statsmodels_and_scipys(left, right):
    """The exact p-value is that of the table, whatever the pairs that agree, and of the sign test."""
    expected = mcnemar([[11, left], [right, 5]], exact=True).pvalue
    assert mcnemar_exact(left, right) == pytest.approx(expected, abs=1e-9)
    by_sign = scipy_stats.binomtest(left, left + right).pvalue
    assert mcnemar_exact(left, right) == pytest.approx(by_sign, abs=1e-9)


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemar_does_not_know_the_sides(left, right):
    """Swapped sides have the same p-value, above 0 and at most 1."""
    p = mcnemar_exact(left, right)
    assert p == mcnemar_exact(right, left)
    assert 0 < p <= 1


def test_without_pairs_that_differ_nothing_is_told():
    """0 against 0, and equal counts, have p = 1; 0 against 2 by hand 2 / 4."""
    assert mcnemar_exact(0, 0) == mcnemar_exact(3, 3) == 1
    assert mcnemar_exact(0, 2) == pytest.approx(0.5, abs=1e-15)


@over(("left", "right"), [(-1, 2), (2, -1), (0.5, 2), (math.nan, 1), (1, math.inf)])
def test_mcnemar_refuses_what_is_no_count(left, right):
    """Negative, halved, absent and endless counts raise ValueError."""
    with pytest.raises(ValueError, match="whole number of seeds"):
        mcnemar_exact(left, right)
