"""Shares of a stream in the spread between runs, against SciPy and a known decomposition."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from dropout_lab.stats import stream_share, total_share
from tests.over import over


def pairs_of_runs(n, shared, seed=0):
    """Runs of variance 1, of which each pair has the part `shared` in common."""
    rng = np.random.default_rng(seed)
    common, *own = rng.normal(0, 1, (3, n))
    return tuple(math.sqrt(shared) * common + math.sqrt(1 - shared) * one for one in own)


def mirrored(interval):
    """1 minus an interval."""
    return 1 - interval.ci_high, 1 - interval.mean, 1 - interval.ci_low


@over("n", [4, 5, 20, 200])
@over("level", [0.8, 0.95, 0.9875])
def test_share_is_scipys_correlation_and_interval(n, level):
    """Pearson's correlation with Fisher's interval; the total share is 1 minus it."""
    left, right = pairs_of_runs(n, 0.4, seed=n)
    expected = scipy_stats.pearsonr(left, right)
    low, high = expected.confidence_interval(level)
    assert stream_share(left, right, level) == pytest.approx((low, expected.statistic, high), abs=1e-9)
    total = 1 - high, 1 - expected.statistic, 1 - low
    assert total_share(left, right, level) == pytest.approx(total, abs=1e-9)


@given(st.integers(4, 40), st.floats(0, 1), st.integers(0, 1000))
def test_sides_order_and_unit_do_not_matter(n, shared, seed):
    """Swapped runs, another order of the pairs and accuracy in percent leave the share."""
    left, right = pairs_of_runs(n, shared, seed)
    order = np.random.default_rng(seed).permutation(n)
    got = stream_share(left, right)
    for same in ((right, left), (left[order], right[order]), (98 + 0.1 * left, 98 + 0.1 * right)):
        assert stream_share(*same) == pytest.approx(got, abs=1e-9)


@given(st.integers(4, 40), st.floats(0, 1), st.integers(0, 1000))
def test_total_share_is_one_minus_the_rest(n, shared, seed):
    """Ends change places, lie in order, and stay within 0 and 2."""
    left, right = pairs_of_runs(n, shared, seed)
    total = total_share(left, right)
    assert total == pytest.approx(mirrored(stream_share(left, right)), abs=1e-12)
    assert 0 <= total.ci_low <= total.mean <= total.ci_high <= 2


def test_three_streams_are_told_apart():
    """Shares of 0.5, 0.2 and 0, and 0.3 that all do together, come back from many pairs."""
    rng = np.random.default_rng(3)

    def metric(init, order, mask):
        return (math.sqrt(0.5) * init + math.sqrt(0.2) * order
                + math.sqrt(0.3) * np.sign(init * order * mask))  # fmt: skip

    one, other = rng.normal(0, 1, (2, 3, 20_000))
    for stream, (alone, total) in enumerate([(0.5, 0.8), (0.2, 0.5), (0.0, 0.3)]):
        only = other.copy()
        only[stream] = one[stream]
        all_but = one.copy()
        all_but[stream] = other[stream]
        assert stream_share(metric(*one), metric(*only)).mean == pytest.approx(alone, abs=0.03)
        assert total_share(metric(*one), metric(*all_but)).mean == pytest.approx(total, abs=0.03)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_under_three_pairs_nothing_is_known(n):
    """No share, and every value is possible."""
    for share, ends in ((stream_share, (-1, 1)), (total_share, (0, 2))):
        got = share(np.arange(n), np.arange(n))
        assert (got.ci_low, got.ci_high) == ends
        assert math.isnan(got.mean)


def test_three_pairs_have_a_share_without_an_interval():
    """By hand: 1, 2, 3 against 1, 3, 2 correlate 1/2; Fisher's spread needs a fourth pair."""
    assert stream_share([1, 2, 3], [1, 3, 2]) == pytest.approx((-1, 0.5, 1), abs=1e-9)
    assert total_share([1, 2, 3], [1, 3, 2]) == pytest.approx((0, 0.5, 2), abs=1e-9)


@pytest.mark.parametrize("value", [0.0, 0.98])
def test_runs_that_do_not_vary_have_no_share(value):
    """All equal, on one side or both: no variance to share."""
    for right in ([value] * 5, [1, 2, 3, 4, 5]):
        got = stream_share([value] * 5, right)
        assert math.isnan(got.mean)
        assert (got.ci_low, got.ci_high) == (-1, 1)


def test_equal_runs_share_everything():
    """The same numbers on both sides leave nothing to the other streams."""
    values = [0.1, 0.4, 0.2, 0.9]
    assert stream_share(values, values) == pytest.approx((1, 1, 1), abs=1e-6)
    assert total_share(values, values) == pytest.approx((0, 0, 0), abs=1e-6)


@over("share", [stream_share, total_share])
@over(
    ("left", "right", "level", "message"),
    [
        ([1, 2, 3], [1, 2], 0.95, "pair the runs"),
        ([1, 2, math.nan], [1, 2, 3], 0.95, "left"),
        ([1, 2, 3], [1, 2, math.inf], 0.95, "right"),
        ([[1, 2]], [[1, 2]], 0.95, "left"),
        ([1, 2, 3], [1, 2, 3], 95, "level"),
    ],
)
def test_what_is_no_list_of_pairs_is_refused(share, left, right, level, message):
    """Sides of different lengths, diverged runs and 95 for 0.95 raise, and say which."""
    with pytest.raises(ValueError, match=message):
        share(left, right, level)


@pytest.mark.slow
@pytest.mark.parametrize("n", [6, 20])
@pytest.mark.parametrize("shared", [0.0, 0.5])
def test_the_interval_holds_the_share_as_often_as_it_says(n, shared):
    """95 % of 4,000 normal samples, within 1.5 points."""
    lefts, rights = (side.reshape(-1, n) for side in pairs_of_runs(4000 * n, shared, seed=n))
    held = [low <= shared <= high for low, _, high in map(stream_share, lefts, rights)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)
