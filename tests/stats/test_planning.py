"""How many seeds would settle a question, against a search from SciPy's quantiles."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from dropout_lab.stats import detectable_difference, seeds_to_settle
from tests.over import over

ratios = st.floats(0.05, 8)  # sd over difference


def fewest(ratio, level, power):
    """Try one n after the other."""
    n = 3
    while (scipy_stats.t.ppf((1 + level) / 2, n - 1) + scipy_stats.t.ppf(power, n - 1)) * ratio > math.sqrt(
        n
    ):
        n += 1
    return n


@over("ratio", [0.1, 0.5, 1, 2, 3.7])
@over(("level", "power"), [(0.95, 0.8), (0.9875, 0.8), (0.95, 0.5), (0.8, 0.9)])
def test_the_range_is_what_a_search_finds(ratio, level, power):
    """The smallest n that suffices, for the sd as estimated and for its upper 90 % limit."""
    upper = math.sqrt(9 / scipy_stats.chi2.ppf(0.1, 9))
    expected = fewest(ratio, level, power), fewest(ratio * upper, level, power)
    assert seeds_to_settle(ratio, 10, 1, level, power) == expected


@given(ratios)
def test_so_many_seeds_detect_the_difference_and_one_fewer_do_not(ratio):
    """It is the inverse of the detectable difference."""
    n = int(seeds_to_settle(ratio, 10, 1)[0])
    assert detectable_difference(ratio, n) <= 1 + 1e-12
    assert n == 3 or detectable_difference(ratio, n - 1) > 1 - 1e-12


@given(ratios, st.integers(2, 60), st.sampled_from([1e-4, 1.0, 300.0]))
def test_sign_and_unit_of_the_difference_do_not_matter(ratio, n_pairs, unit):
    """Swapped sides need as many seeds; the range is a range, of 3 seeds or more."""
    got = seeds_to_settle(ratio, n_pairs, 1)
    assert seeds_to_settle(ratio, n_pairs, -1) == got
    scaled = seeds_to_settle(ratio * unit, n_pairs, unit)
    assert scaled == pytest.approx(got, abs=1)  # the last bit of a quotient may cost a seed
    assert 3 <= got[0] <= got[1]


@given(st.lists(ratios, min_size=2, max_size=2))
def test_a_larger_spread_never_needs_fewer_seeds(two):
    """Both ends grow with the sd, and the range narrows as more pairs know it."""
    small, large = (seeds_to_settle(ratio, 10, 1) for ratio in sorted(two))
    assert small[0] <= large[0]
    assert small[1] <= large[1]
    assert seeds_to_settle(two[0], 100, 1)[1] <= seeds_to_settle(two[0], 10, 1)[1]


@pytest.mark.parametrize("n_pairs", [0, 1])
def test_under_two_pairs_nothing_can_be_said(n_pairs):
    """Without an estimate of the spread the answer is never."""
    assert seeds_to_settle(0.001, n_pairs, 0.01) == (math.inf, math.inf)


@pytest.mark.parametrize("difference", [0.0, -0.0, 1e-12])
def test_no_difference_is_never_settled(difference):
    """Zero, and what would take more seeds than anyone trains, is never."""
    assert seeds_to_settle(0.002, 20, difference) == (math.inf, math.inf)


def test_two_pairs_leave_a_wide_range():
    """With one degree of freedom the upper limit is 8 sd: chi squared's tenth is 0.0158."""
    low, high = seeds_to_settle(0.001, 2, 0.001)
    assert low == fewest(1, 0.95, 0.8)
    assert high == fewest(math.sqrt(1 / scipy_stats.chi2.ppf(0.1, 1)), 0.95, 0.8)


def test_an_endless_difference_takes_the_fewest_pairs():
    """However large the effect, 3 pairs are the least that decide."""
    assert seeds_to_settle(0.001, 10, math.inf) == (3, 3)


@over(
    ("arguments", "message"),
    [
        ((0, 10, 0.001), "sd"),
        ((-1, 10, 0.001), "sd"),
        ((math.nan, 10, 0.001), "sd"),
        ((0.001, 10, math.nan), "difference"),
        ((0.001, 10, 0.001, 1), "level"),
        ((0.001, 10, 0.001, 0.95, 0.4), "power"),
        ((0.001, 10, 0.001, 0.95, 1), "power"),
    ],
)
def test_what_is_no_question_is_refused(arguments, message):
    """A spread of 0, no number, and levels or powers outside their ranges raise."""
    with pytest.raises(ValueError, match=message):
        seeds_to_settle(*arguments)
