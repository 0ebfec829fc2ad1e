"""What fewer seeds would have said."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from dropout_lab.stats import decide, paired_t_interval, readings
from tests.over import over

UNIT, MARGIN = 1e-4, 1e-3
whole_images = st.lists(st.integers(-30, 30), min_size=8, max_size=12)


def read(images, n, **more):
    """Readings of differences given in test images of 10,000."""
    return readings(np.array(images) * UNIT, n, UNIT, margin=MARGIN, **more)


@given(images=whole_images, n=st.integers(3, 4))
def test_every_sample_is_decided_as_one_experiment_of_its_own_would_be(images, n):
    """The vectorised rule is `decide` on the paired t interval at 95 %, for every choice of n pairs."""
    found = read(images, n)
    samples = [np.array(sample) * UNIT for sample in combinations(images, n)]
    outcomes = [decide(paired_t_interval(sample, UNIT), n, 0, MARGIN).outcome for sample in samples]
    assert (found.n_samples, found.exact) == (math.comb(len(images), n), True)
    for outcome in ("better", "worse", "equivalent", "inconclusive"):
        assert getattr(found, outcome) == pytest.approx(outcomes.count(outcome) / len(samples), abs=1e-12)


@given(images=whole_images, n=st.integers(1, 4))
def test_shares_add_up_and_swapping_the_sides_mirrors_them(images, n):
    """Signs and decisions are each one of their kind, and neither side is favoured."""
    forth, back = read(images, n), read([-image for image in images], n)
    assert sum(forth[:3]) == pytest.approx(1)
    assert (forth.sign_better, forth.sign_tie) == (back.sign_worse, back.sign_tie)
    if n > 2:
        assert sum(forth[3:7]) == pytest.approx(1)
        assert (forth.better, forth.equivalent) == (back.worse, back.equivalent)


def test_lower_is_better_for_a_loss():
    """The same differences read the other way round."""
    accuracy, loss = read([3, 4, 50, 6], 2), read([3, 4, 50, 6], 2, higher_is_better=False)
    assert (accuracy.sign_better, loss.sign_better, loss.sign_worse) == (1, 0, 1)


@pytest.mark.parametrize("n", [1, 2])
def test_under_three_pairs_there_is_the_sign_alone(n):
    """However large the difference, the rule has no share."""
    found = read([500, 501, 499, 502], n)
    assert found.sign_better == 1
    assert all(math.isnan(share) for share in found[3:7])


def test_drawn_shares_are_near_the_exact_ones_and_the_same_each_time():
    """2,000 draws of 4 from 30 pairs against all 27,405, within five standard errors."""
    images = np.random.default_rng(3).integers(-20, 30, 30)
    drawn, exact = read(images, 4, draws=2000), read(images, 4, draws=30_000)
    assert (drawn.exact, drawn.n_samples, exact.exact) == (False, 2000, True)
    for kind in ("sign_better", "better", "inconclusive"):
        assert getattr(drawn, kind) == pytest.approx(getattr(exact, kind), abs=5 * 0.5 / math.sqrt(2000))
    assert read(images, 4, draws=2000) == drawn


def test_no_draw_has_a_pair_twice_and_every_subset_is_as_likely():
    """Powers of two as pairs: the mean of a sample tells which; 20 subsets of 6, chi squared at 0.1 %."""
    values = 2.0 ** np.arange(6)
    sums = sorted(sum(subset) for subset in combinations(values, 3))
    counts = np.zeros(20)
    for seed in range(100):
        shares = [readings(values - (cut + 0.5) / 3, 3, 1e-9, draws=19, seed=seed).sign_worse for cut in sums]
        counts += np.diff([0.0, *shares]) * 19
    assert counts.sum() == pytest.approx(1900)  # a pair drawn twice would lie between two subsets
    assert scipy_stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize(
    ("pairs", "sizes", "rounded"),
    [
        pytest.param(10, (3, 5), False, marks=pytest.mark.slow),
        pytest.param(20, (3, 5, 10), False, marks=pytest.mark.slow),
        pytest.param(50, (3, 10, 25), False, marks=pytest.mark.slow),
        pytest.param(20, (3, 5, 10), True, marks=pytest.mark.slow),
    ],
)
def test_without_a_difference_zero_is_excluded_in_five_percent(pairs, sizes, rounded):
    """Over 2,000 data sets without a difference, at each n from 3; better or worse is said in no more.

    Draws from one data set depend on each other, data sets do not: the mean share over 2,000 of them varies
    no more than one draw from each would, which is binomial. Rounded differences err less.
    """
    generator, limit = np.random.default_rng(pairs), 3 * math.sqrt(0.05 * 0.95 / 2000)
    data = generator.normal(0, 0.5 * MARGIN, (2000, pairs))
    data = np.round(data / UNIT) * UNIT if rounded else data
    for n in sizes:
        found = [readings(row, n, UNIT, draws=20) for row in data]
        excluded = np.mean([once.better + once.worse for once in found])
        assert excluded == pytest.approx(0.05, abs=limit + 0.005 * rounded)
        said = [readings(row, n, UNIT, margin=MARGIN, draws=20) for row in data[:500]]
        same = [once.better + once.worse for once in found[:500]]
        assert all(once.better + once.worse <= most for once, most in zip(said, same, strict=True))
        assert np.mean([once.equivalent for once in said]) > 0


@over(
    ("differences", "more", "said"),
    [
        ([], {}, "at least 2"),
        ([0.1], {}, "at least 2"),
        ([np.nan, 0.1], {}, "not finite"),
        ([0.1, 0.2], {"n": 0}, "n=0: must be 1 to half of the 2 pairs"),
        ([0.1] * 5, {"n": 3}, "n=3: must be 1 to half of the 5 pairs"),
        ([0.1] * 6, {"n": 3, "margin": 0}, "margin"),
    ],
)
def test_what_cannot_be_read_is_named(differences, more, said):
    """Too few pairs, a pair that is not finite, no size, more than half, no margin."""
    with pytest.raises(ValueError, match=said):
        readings(differences, **{"n": 1, "unit": UNIT, **more})


@pytest.mark.parametrize("scale", [1e-300, 1e160, 1e300])
def test_absurd_scales_change_no_share(scale):
    """No square overflows."""
    values = np.array([3.0, 4, -1, 5, 6, 2])
    assert readings(values * scale, 3, 0.1 * scale) == readings(values, 3, 0.1)
