"""Ranks as sets, against cases worked by hand, an enumeration and a simulation."""

import math
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.stats import joint_level, paired_t_interval, rank_sets
from tests.over import over


def joint_ends(values, unit=1e-6):
    """Ends of the joint paired intervals of all pairs: two arrays of shape (m, m), row minus column."""
    m = len(values)
    low, high = np.zeros((m, m)), np.zeros((m, m))
    for row, column in combinations(range(m), 2):
        got = paired_t_interval(values[row] - values[column], unit, joint_level(m * (m - 1) // 2))
        low[row, column], high[row, column] = got.ci_low, got.ci_high
        low[column, row], high[column, row] = -got.ci_high, -got.ci_low
    return low, high


def ends_of(signs):
    """Intervals above, below or around zero for signs 1, -1 and 0."""
    return np.asarray(signs) - 0.5, np.asarray(signs) + 0.5


def test_a_clear_order_gives_one_rank_each():
    """Three variants, each surely better than the next."""
    low, high = ends_of([[0, 1, 1], [-1, 0, 1], [-1, -1, 0]])
    assert rank_sets(low, high).tolist() == [[1, 1], [2, 2], [3, 3]]
    assert rank_sets(low, high, higher_is_better=False).tolist() == [[3, 3], [2, 2], [1, 1]]


@pytest.mark.parametrize("nothing", [0.0, math.nan, math.inf])
def test_no_known_pair_leaves_every_rank_open(nothing):
    """Intervals around zero, missing or unbounded: each of m variants may have any rank."""
    ends = np.full((4, 4), nothing)
    low, high = (ends - 1, ends + 1) if nothing == 0 else (-ends, ends)
    assert rank_sets(low, high).tolist() == [[1, 4]] * 4


def test_one_variant_has_rank_one():
    """Nothing to compare with."""
    assert rank_sets([[math.nan]], [[math.nan]]).tolist() == [[1, 1]]


def test_one_surely_worse_variant_is_last_and_leaves_the_others_open():
    """The others share ranks 1 to m - 1."""
    low, high = ends_of([[0, 0, 1], [0, 0, 1], [-1, -1, 0]])
    assert rank_sets(low, high).tolist() == [[1, 2], [1, 2], [3, 3]]


def test_half_of_the_pairs_is_enough():
    """A pair given above the diagonal alone counts for both of its variants."""
    low, high = ends_of([[0, 1, 1], [-1, 0, 1], [-1, -1, 0]])
    for ends in (low, high):
        ends[np.tril_indices(3)] = math.nan
    assert rank_sets(low, high).tolist() == [[1, 1], [2, 2], [3, 3]]


@given(
    st.integers(2, 5).flatmap(
        lambda m: st.lists(st.sampled_from([True, False]), min_size=m * m, max_size=m * m).map(
            lambda sure: np.array(sure).reshape(m, m)
        )
    )
)
def test_every_order_that_the_intervals_allow_lies_in_the_sets(sure):
    """Variant 0 is best, then 1 and so on, and any of the pairs may be sure: no allowed rank is left out.

    The ends of a set are bounds, so that an order which no chain of sure pairs allows may lie in it too.
    """
    m = len(sure)
    better = np.triu(sure, 1)
    sets = rank_sets(*ends_of(better.astype(int) - better.T.astype(int)))
    allowed = [
        order
        for order in permutations(range(m))
        if all(order.index(a) < order.index(b) for a, b in np.argwhere(better))
    ]
    for variant in range(m):
        ranks = [order.index(variant) + 1 for order in allowed]
        assert sets[variant, 0] <= min(ranks)
        assert sets[variant, 1] >= max(ranks)


def test_true_ranks_lie_in_all_sets_at_once_as_often_as_promised():
    """In 95 % of 600 experiments or more, with ties among the truths, every set holds its variant's ranks."""
    generator, truths = np.random.default_rng(3), np.array([0.0, 0.0, 0.5, 0.5, 2.0])
    possible = [((truths > t).sum() + 1, (truths >= t).sum()) for t in truths]
    held, width = [], []
    for _ in range(600):
        values = truths[:, None] + generator.normal(0, 1, (5, 12)) + generator.normal(0, 2, 12)
        sets = rank_sets(*joint_ends(values))
        held.append(all(a <= c and b >= d for (a, b), (c, d) in zip(sets.tolist(), possible, strict=True)))
        width.append(np.ptp(sets, axis=1).mean())
    assert np.mean(held) >= 0.95 - 2 * math.sqrt(0.95 * 0.05 / 600)
    assert np.mean(width) < 3  # the sets say something: 4 is nothing


@over(
    ("low", "high", "said"),
    [
        ([0.0], [0.0], "shape"),
        (np.zeros((2, 3)), np.zeros((2, 3)), "shape"),
        (np.zeros((0, 0)), np.zeros((0, 0)), "m >= 1"),
        ([[0, 2], [-2, 0]], [[0, 1], [-1, 0]], "row 0, column 1: ci_low=2 is above ci_high=1"),
        ([[0, 1], [1, 0]], [[0, 2], [2, 0]], "rows 0 and 1 are each better"),
    ],
)
def test_what_is_no_set_of_intervals_is_refused(low, high, said):
    """The error names the place."""
    with pytest.raises(ValueError, match=said):
        rank_sets(low, high)
