"""The interval over seeds and images, against dense tables, cases worked by hand and a simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from dropout_lab.stats import crossed_interval, paired_t_interval
from tests.over import over


@st.composite
def wrong_tables(draw):
    """Both sides as tables of wrong (True) or right, shape (n_seeds, n_images)."""
    shape = draw(st.integers(2, 8)), draw(st.integers(2, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    # Wrong by image, so that images differ; rates of 0 and 1 make rows without any or with all of them.
    rates = [draw(st.sampled_from([0.0, 0.1, 0.5, 1.0])) * rng.random(shape[1]) ** 0.3 for _ in range(2)]
    return tuple(rng.random(shape) < rate for rate in rates)


def positions(table):
    """The misclassified images of each seed."""
    return [np.flatnonzero(row) for row in table]


def crossed(tables, level=0.95):
    """The product's interval of two dense tables."""
    return crossed_interval(positions(tables[0]), positions(tables[1]), tables[0].shape[1], level)


def dense_variances(difference):
    """V_s, V_i and V_e from the whole table: means of rows and columns, and what both leave over."""
    n, images = difference.shape
    rows, columns = difference.mean(axis=1), difference.mean(axis=0)
    left_over = difference - rows[:, None] - columns + difference.mean()
    interaction = (left_over**2).sum() / ((n - 1) * (images - 1) * n * images)
    return rows.var(ddof=1) / n, columns.var(ddof=1) / images, interaction


@given(wrong_tables(), st.sampled_from([0.8, 0.95, 0.9975]))
def test_variances_and_ends_are_those_of_the_dense_table(tables, level):
    """The sparse errors give what the whole table of right minus right gives."""
    difference = tables[1].astype(float) - tables[0]
    n, images = difference.shape
    got = crossed(tables, level)
    seeds, by_image, both = dense_variances(difference)
    variances = got.seeds_variance, got.images_variance, got.interaction_variance
    assert variances == pytest.approx((seeds, by_image, both), abs=1e-9)
    assert got.mean == pytest.approx(difference.mean(), abs=1e-9)
    variance = max(seeds, 1 / (6 * n * images**2)) + max(0, by_image - both)
    half = scipy_stats.t.ppf((1 + level) / 2, n - 1) * math.sqrt(variance)
    # At 2 seeds t(0.9975) is 255: the dense rounding under the root is the larger one.
    expected = (got.mean - half, got.mean + half)
    assert (got.ci_low, got.ci_high) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert got.spread_beyond_images == pytest.approx(n * (seeds - both), abs=1e-9)
    assert got.n_seeds == n


def test_two_seeds_and_two_images_by_hand():
    """D = [[1, 0], [0, 0]]: d = 1/4, and each of the three variances is 1/16."""
    got = crossed_interval([[], []], [[0], []], n_images=2)
    half = math.tan(math.pi * 0.475) / 4  # t with one degree of freedom is Cauchy's
    assert got[:3] == pytest.approx((0.25 - half, 0.25, 0.25 + half), abs=1e-9)
    assert got[3:6] == pytest.approx((1 / 16, 1 / 16, 1 / 16), abs=1e-15)
    assert got.spread_beyond_images == 0


def test_a_gain_on_one_image_at_every_seed_is_image_variance_alone():
    """All seeds agree, so that V_s and V_e are 0 and V_i is 1 / N^2 for one image of N."""
    got = crossed_interval([[]] * 3, [[4]] * 3, n_images=10)
    assert got[3:6] == pytest.approx((0, 1 / 100, 0), abs=1e-15)
    half = scipy_stats.t.ppf(0.975, 2) * math.sqrt(1 / 1800 + 1 / 100)
    assert got[:3] == pytest.approx((0.1 - half, 0.1, 0.1 + half), abs=1e-9)


@given(wrong_tables(), st.sampled_from([0.8, 0.95, 0.9975]))
def test_never_narrower_than_over_seeds_alone(tables, level):
    """Fresh images add to what fresh seeds leave open, also where ties meet the floor."""
    difference = tables[1].astype(float) - tables[0]
    over_seeds = paired_t_interval(difference.mean(axis=1), 1 / difference.shape[1], level)
    got = crossed(tables, level)
    rounding = 1e-12 * (1 + over_seeds.ci_high - over_seeds.ci_low)
    assert got.ci_low <= over_seeds.ci_low + rounding
    assert got.ci_high >= over_seeds.ci_high - rounding


@given(wrong_tables())
def test_swapped_sides_mirror_the_interval(tables):
    """Control minus treatment is the negative, with the same variances, to the last bit."""
    got, swapped = crossed(tables), crossed(tables[::-1])
    assert (swapped.ci_low, swapped.mean, swapped.ci_high) == (-got.ci_high, -got.mean, -got.ci_low)
    assert swapped[3:] == got[3:]


@given(wrong_tables(), st.randoms(use_true_random=False))
def test_order_of_images_and_of_seeds_does_not_matter(tables, random):
    """Neither the positions of the images, nor the order of a run's errors, nor that of the pairs counts."""
    n, images = tables[0].shape
    columns, rows = random.sample(range(images), images), random.sample(range(n), n)
    moved = [[row[::-1] for row in positions(table[rows][:, columns])] for table in tables]
    assert crossed_interval(*moved, images) == crossed(tables)


@over("n", [2, 3, 20])
@over("wrong", [[], [3], list(range(10))])
def test_sides_that_agree_leave_the_floor(n, wrong):
    """No image wrong, or the same ones everywhere: zero, as wide as ties over seeds are, not a line."""
    got = crossed_interval([wrong] * n, [wrong] * n, n_images=10)
    assert got[3:6] == (0, 0, 0)
    assert got[:3] == pytest.approx(paired_t_interval([0.0] * n, unit=0.1), abs=1e-9)


def test_an_empty_control_gives_the_level():
    """Against a control without errors the mean is the treatment's accuracy minus 1."""
    assert crossed_interval([[1, 2], [2]], [[], []], n_images=10).mean == pytest.approx(-0.15, abs=1e-15)


def test_large_tables_do_not_overflow():
    """NumPy's small integers, as sizes or as positions, are as good as Python's."""
    images = np.int32(60_000)
    one = [np.arange(s, 60_000, 7, dtype=np.uint16) for s in range(5)]
    other = [np.arange(s, 60_000, 11, dtype=np.uint16) for s in range(5)]
    plain = crossed_interval([e.tolist() for e in one], [e.tolist() for e in other], 60_000)
    assert crossed_interval(one, other, images) == plain
    assert min(plain[3:6]) > 0


@over(
    ("treatment", "control", "n_images", "message"),
    [
        ([], [], 10, "needs at least 2"),
        ([[1]], [[2]], 10, "needs at least 2"),
        ([[0], [0]], [[], []], 1, "needs at least 2"),
        ([[1], [1]], [[2]], 10, "pair them by seed"),
        ([[1], [10]], [[], []], 10, "there are 10 images"),
        ([[], []], [[-1], []], 10, "there are 10 images"),
        ([[1, 1], []], [[], []], 10, "names an image twice"),
        ([[1.0], []], [[], []], 10, "axis of integers"),
        ([[[1]], [[2]]], [[], []], 10, "axis of integers"),
    ],
)
def test_what_is_no_pair_of_error_lists_is_refused(treatment, control, n_images, message):
    """One seed, one image, unpaired sides and what is no position raise, and say which."""
    with pytest.raises(ValueError, match=message):
        crossed_interval(treatment, control, n_images)


@over("level", [0, 1, -0.1, 95, math.nan])
def test_a_level_outside_0_to_1_is_refused(level):
    """95 is no level: 0.95 is."""
    with pytest.raises(ValueError, match="level"):
        crossed_interval([[], []], [[], []], 10, level)


IMAGES = 400
HARD = 0.2  # share of the images that are hard
EASY_RATE, HARD_RATE = 0.05, 0.40
SEED_REACH = 0.03  # a run's chance to err moves by up to this much at all images


def simulated(rng, n, shift):
    """One experiment on fresh seeds and images; `shift` is the effect at a hard image, of either sign."""
    rate = np.where(rng.random(IMAGES) < HARD, HARD_RATE, EASY_RATE)
    effect = rng.choice([-1, 1], IMAGES) * shift * (rate == HARD_RATE)
    runs = rng.uniform(-SEED_REACH, SEED_REACH, (2, n, 1))
    return tuple(rng.random((n, IMAGES)) < chance for chance in (rate + effect + runs[0], rate + runs[1]))


def true_variance(n, shift):
    """Variance of d over fresh seeds and images, from the model: by seed, by image, and of each coin."""
    by_run = SEED_REACH**2 / 3
    by_image = HARD * shift**2
    mean_rate = HARD * HARD_RATE + (1 - HARD) * EASY_RATE
    mean_square = HARD * HARD_RATE**2 + (1 - HARD) * EASY_RATE**2
    coins = 2 * (mean_rate - mean_square - by_run) - by_image  # p (1 - p) of both sides, on average
    return 2 * by_run / n + by_image / IMAGES + coins / (n * IMAGES)


@pytest.mark.slow
@pytest.mark.parametrize("n", [5, 20, 50])
@pytest.mark.parametrize("shift", [0.0, 0.35])
def test_the_variance_promised_is_that_over_fresh_seeds_and_images(n, shift):
    """Mean V is 0.85 to 1.15 of the true variance of d, without an effect and with one by image."""
    rng = np.random.default_rng([n, round(100 * shift)])
    quantile = scipy_stats.t.ppf(0.975, n - 1)
    made = [crossed(simulated(rng, n, shift)) for _ in range(600)]
    variances = [((one.ci_high - one.mean) / quantile) ** 2 for one in made]
    truth = true_variance(n, shift)
    assert 0.85 < np.mean(variances) / truth < 1.15
    # The model's variance is the one that the means show; 600 of them know it to 6 %.
    assert 0.75 < np.var([one.mean for one in made], ddof=1) / truth < 1.25
