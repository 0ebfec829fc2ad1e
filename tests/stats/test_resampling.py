"""What fewer seeds would have said."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.stats import decide, joint_level, paired_t_interval, readings

UNIT, MARGIN = 1e-4, 1e-3
whole_images = st.lists(st.integers(-30, 30), min_size=3, max_size=6)


def read(images, n, **more):
    """Readings of differences given in test images of 10,000."""
    return readings(np.array(images) * UNIT, n, UNIT, margin=MARGIN, **more)


@given(images=whole_images)
def test_every_sample_is_decided_as_one_experiment_of_its_own_would_be(images):
    """The vectorised rule is `decide` on the paired t interval, sample by sample."""
    level, found = joint_level(4), read(images, 4, level=joint_level(4))
    samples = [np.array(sample) * UNIT for sample in itertools.product(images, repeat=4)]
    outcomes = [decide(paired_t_interval(sample, UNIT, level), 4, 0, MARGIN).outcome for sample in samples]
    assert (found.n_samples, found.exact) == (len(samples), True)
    for outcome in ("better", "worse", "equivalent", "inconclusive"):
        assert getattr(found, outcome) == pytest.approx(outcomes.count(outcome) / len(samples), abs=1e-12)


@given(images=whole_images, n=st.integers(1, 10))
def test_shares_add_up_and_swapping_the_sides_mirrors_them(images, n):
    """Signs and decisions are each one of their kind, and neither side is favoured."""
    forth, back = read(images, n), read([-image for image in images], n)
    assert sum(forth[:3]) == pytest.approx(1)
    assert sum(forth[3:7]) == pytest.approx(1)
    assert (forth.sign_better, forth.better) == (back.sign_worse, back.worse)
    assert (forth.sign_tie, forth.equivalent) == (back.sign_tie, back.equivalent)


def test_lower_is_better_for_a_loss():
    """The same differences read the other way round."""
    accuracy, loss = read([3, 4, 50], 2), read([3, 4, 50], 2, higher_is_better=False)
    assert (accuracy.sign_better, loss.sign_better, loss.sign_worse) == (1, 0, 1)


@pytest.mark.parametrize("n", [1, 2])
def test_under_three_pairs_our_rule_says_nothing(n):
    """However large the difference."""
    assert read([500, 501, 499], n).inconclusive == 1


def test_drawn_shares_are_near_the_exact_ones_and_the_same_each_time():
    """20,000 draws of 3 from 30 pairs against all 27,000, within five standard errors."""
    images = np.random.default_rng(3).integers(-20, 30, 30)
    drawn = read(images, 3)
    means = np.array([sum(sample) for sample in itertools.product(images.tolist(), repeat=3)])
    assert not drawn.exact
    assert drawn.sign_better == pytest.approx((means > 0).mean(), abs=5 * 0.5 / np.sqrt(20_000))
    assert read(images, 3) == drawn


@pytest.mark.parametrize(
    ("differences", "more", "said"),
    [
        ([], {}, "at least 1"),
        ([np.nan], {}, "not finite"),
        ([0.1], {"n": 0}, "n=0"),
        ([0.1], {"margin": 0}, "margin"),
    ],
)
def test_what_cannot_be_read_is_named(differences, more, said):
    """No pair, a pair that is not finite, no size, no margin."""
    with pytest.raises(ValueError, match=said):
        readings(differences, **{"n": 1, "unit": UNIT, **more})
