"""The confidence sequence: its formula, its corners, and its promise over a whole path."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.stats import (
    level_sequence_interval,
    paired_sequence_interval,
    paired_sequence_p_value,
    paired_t_interval,
    paired_t_p_value,
)
from tests.over import over

UNIT = 1e-9
PATH = 256


def log_e(values, mean=0.0):
    """E_n as statistics write it: r^(-1/2) [(1 + t^2/(n-1)) / (1 + t^2/(r(n-1)))]^(n/2)."""
    n = len(values)
    t = math.sqrt(n) * (np.mean(values) - mean) / np.std(values, ddof=1)
    r = 1 + n
    inner = (1 + t**2 / (n - 1)) / (1 + t**2 / (r * (n - 1)))
    return -math.log(r) / 2 + n / 2 * math.log(inner)


@over("n", [5, 6, 10, 50, 256])
@over("level", [0.95, 0.9875])
def test_ends_are_where_the_bayes_factor_reaches_one_over_alpha(n, level):
    """The interval holds the means that no look has yet refuted."""
    values = np.random.default_rng(n).normal(0.3, 1, n)
    low, mean, high = paired_sequence_interval(values, UNIT, level)
    if math.isinf(low):
        assert n == 5
        assert level > 0.95
        return
    assert mean - low == pytest.approx(high - mean, rel=1e-12)
    for end in (low, high):
        assert log_e(values, end) == pytest.approx(-math.log(1 - level), abs=1e-9)


def test_p_value_is_one_over_the_largest_bayes_factor_on_the_path():
    """Worked with the formula at each look."""
    values = np.random.default_rng(3).normal(0.4, 1, 40)
    largest = max(log_e(values[:n]) for n in range(2, 41))
    assert paired_sequence_p_value(values, UNIT) == pytest.approx(math.exp(-largest), rel=1e-9)


def test_p_value_depends_on_the_path_and_never_rises():
    """What was seen once stays seen."""
    values = np.random.default_rng(5).normal(0.5, 1, 60)
    path = [paired_sequence_p_value(values[:n], UNIT) for n in range(2, 61)]
    assert all(later <= earlier for earlier, later in pairwise(path))
    assert path[0] <= 1


def test_too_few_seeds_leave_the_interval_open():
    """Under five seeds at 95 % any mean is still possible."""
    for n in (2, 3, 4):
        low, _, high = paired_sequence_interval(np.arange(n) / 1000, 1e-4)
        assert (low, high) == (-math.inf, math.inf)
    assert math.isfinite(paired_sequence_interval(np.arange(5) / 1000, 1e-4).ci_low)


@given(st.lists(st.floats(-0.1, 0.1), min_size=5, max_size=60))
def test_the_sequence_is_wider_than_t_and_mirrors(values):
    """Looking costs width, and no side is favoured."""
    differences = np.array(values)
    forth, back = paired_sequence_interval(differences, 1e-4), paired_sequence_interval(-differences, 1e-4)
    assert (forth.ci_low, forth.ci_high) == pytest.approx((-back.ci_high, -back.ci_low), abs=1e-12)
    plain = paired_t_interval(differences, 1e-4)
    assert forth.ci_low < plain.ci_low
    assert plain.ci_high < forth.ci_high


def test_ties_have_the_floor_of_their_kind():
    """Unit / sqrt(6) for a difference, unit / sqrt(12) for a level."""
    difference, level = paired_sequence_interval([0.5] * 9, 1e-4), level_sequence_interval([0.5] * 9, 1e-4)
    assert difference.ci_high - 0.5 == pytest.approx(math.sqrt(2) * (level.ci_high - 0.5), rel=1e-9)
    assert 0 < level.ci_high - 0.5 < 1e-3


def null_paths(n_paths, kind):
    """A/A experiments: paths of differences with mean zero, shape (n_paths, PATH)."""
    draws = np.random.default_rng(20)
    if kind == "normal":
        return draws.normal(0, 1e-3, (n_paths, PATH))
    return np.round(draws.normal(0, 3e-4, (n_paths, PATH)), 4)  # whole test images


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["normal", "discrete"])
def test_on_a_path_to_256_zero_is_excluded_in_at_most_5_percent_of_null_experiments(kind):
    """The promise of the sequence, where plain t after every seed errs in 45 %."""
    paths = null_paths(3000, kind)
    ever = np.mean([paired_sequence_p_value(path, 1e-4) <= 0.05 for path in paths])
    assert ever <= 0.05
    looks = (5, *range(6, 40), *range(40, PATH + 1, 8))
    plain = np.mean([any(paired_t_p_value(p[:n], 1e-4) < 0.05 for n in looks) for p in paths[:300]])
    assert plain > 0.25
