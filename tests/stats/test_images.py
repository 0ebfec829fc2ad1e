"""The noise that test images put on an accuracy, and the images that a treatment moves."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from dropout_lab.stats import WrongImages, crossed_interval, image_noise, rescued_and_broken
from tests.over import over


@st.composite
def wrong_tables(draw, least=2):
    """Two tables of wrong (True) or right, shape (n_seeds, n_images)."""
    shape = draw(st.integers(least, 9)), draw(st.integers(2, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return tuple(rng.random(shape) < draw(st.sampled_from([0.0, 0.1, 0.5, 1.0])) for _ in range(2))


def positions(table):
    """The misclassified images of each seed."""
    return [np.flatnonzero(row) for row in table]


def same(left, right):
    """Whether two kinds of moved images agree in every number."""
    return all(np.array_equal(one, other, equal_nan=True) for one, other in zip(left, right, strict=True))


@given(wrong_tables())
def test_noise_is_that_of_the_dense_table(tables):
    """The root of the summed sample variances of the images, over N."""
    wrong = tables[0]
    expected = math.sqrt(wrong.astype(float).var(axis=0, ddof=1).sum()) / wrong.shape[1]
    assert image_noise(positions(wrong), wrong.shape[1]) == pytest.approx(expected, abs=1e-9)


@given(wrong_tables(), st.randoms(use_true_random=False))
def test_noise_does_not_know_positions_or_seeds(tables, random):
    """Images renumbered and seeds in another order leave the noise."""
    n, images = tables[0].shape
    columns, rows = random.sample(range(images), images), random.sample(range(n), n)
    moved = positions(tables[0][rows][:, columns])
    assert image_noise(moved, images) == image_noise(positions(tables[0]), images)


def test_noise_by_hand():
    """One image of ten wrong at one of two seeds: p (1 - p) 2 = 1/2, so sqrt(1/2) / 10."""
    assert image_noise([[4], []], n_images=10) == pytest.approx(math.sqrt(0.5) / 10, abs=1e-15)


@over("n", [2, 20])
@over("wrong", [[], [0], [2, 7], list(range(10))])
def test_images_that_every_seed_agrees_on_add_no_noise(n, wrong):
    """No image wrong, or the same ones at every seed: exactly 0, where sqrt(p (1 - p) / N) is not."""
    assert image_noise([wrong] * n, n_images=10) == 0


def test_noise_is_the_spread_of_seeds_that_toss_a_coin_at_each_image():
    """Over many seeds its square is the variance of accuracy; drawing new images would say twice it."""
    rng = np.random.default_rng(4)
    chance = rng.choice([0.02, 0.9], 300)
    wrong = rng.random((2000, 300)) < chance
    noise = image_noise(positions(wrong), 300)
    assert noise == pytest.approx(math.sqrt((chance * (1 - chance)).sum()) / 300, rel=0.02)
    assert noise == pytest.approx(wrong.mean(axis=1).std(), rel=0.06)
    p = wrong.mean()
    assert math.sqrt(p * (1 - p) / 300) > 1.5 * noise


@given(wrong_tables())
def test_noise_over_an_empty_control_bounds_the_interaction(tables):
    """Times n, V_e is what seeds leave of the noise: at most N / (N - 1) of its square."""
    n, images = tables[0].shape
    got = crossed_interval(positions(tables[0]), [[]] * n, images)
    noise = image_noise(positions(tables[0]), images)
    assert n * got.interaction_variance <= noise**2 * images / (images - 1) + 1e-12


@over(
    ("errors", "n_images", "message"),
    [
        ([], 10, "needs at least 2"),
        ([[1]], 10, "needs at least 2"),
        ([[], []], 0, "n_images"),
        ([[10], []], 10, "there are 10 images"),
        ([[-1], []], 10, "there are 10 images"),
        ([[3, 3], []], 10, "twice"),
        ([[0.5], []], 10, "integers"),
    ],
)
def test_noise_of_no_error_lists_is_refused(errors, n_images, message):
    """One seed, no image and what is no position raise, and say which."""
    with pytest.raises(ValueError, match=message):
        image_noise(errors, n_images)


@given(wrong_tables(least=1), st.integers(-3, 10), st.integers(0, 50))
def test_chosen_on_even_seeds_and_counted_on_odd_ones(tables, first, most):
    """The dense tables, cut by parity, choose the same images in the same order with the same counts."""
    n, images = tables[0].shape
    seeds = np.arange(first, first + n)
    found = rescued_and_broken(positions(tables[0]), positions(tables[1]), seeds.tolist(), images, most)
    even = seeds % 2 == 0
    gain = tables[1][even].sum(axis=0) - tables[0][even].sum(axis=0)
    for moved, by in ((found.rescued, gain), (found.broken, -gain)):
        expected = sorted((j for j in range(images) if by[j] > 0), key=lambda j: (-by[j], j))[:most]
        assert moved.images.tolist() == expected
        counts = moved.treatment_errors_even, moved.control_errors_even
        counts += moved.treatment_errors_odd, moved.control_errors_odd
        wanted = [table[half].sum(axis=0)[expected].tolist() for half in (even, ~even) for table in tables]
        assert [got.tolist() for got in counts] == wanted
    assert (found.n_even, found.n_odd) == (even.sum(), n - even.sum())


@given(wrong_tables(), st.integers(1, 50))
def test_held_and_the_test_of_all_candidates_are_those_of_the_dense_tables(tables, most):
    """A candidate holds where odd seeds move it the same way; with spread, the p-value is SciPy's."""
    n, images = tables[0].shape
    found = rescued_and_broken(*map(positions, tables), range(n), images, most)
    odd = (tables[1].astype(int) - tables[0])[1::2]
    for moved, sign in ((found.rescued, 1), (found.broken, -1)):
        assert moved.held.tolist() == (sign * odd.sum(axis=0) > 0)[moved.images].tolist()
        by_seed = sign * odd[:, moved.images].sum(axis=1)
        if len(by_seed) < 3 or not moved.images.size:
            assert math.isnan(moved.p_value)
        elif by_seed.std(ddof=1) > 1 / math.sqrt(6):
            wanted = scipy_stats.ttest_1samp(by_seed, 0, alternative="greater").pvalue
            assert moved.p_value == pytest.approx(wanted, abs=1e-9)
        else:
            assert 0 < moved.p_value < 1  # no certainty from ties


def a_a_tables(rng, n, images, shared):
    """Two sides of one recipe: images of very different difficulty, which whole runs get wrong together."""
    chance = rng.beta(0.3, 3, images) + 1e-9
    together = shared * rng.normal(0, 1, (2, n, 3)) @ rng.normal(0, 1, (3, images))
    return rng.random((2, n, images)) < 1 / (1 + np.exp(-np.log(chance / (1 - chance)) - together))


@pytest.mark.parametrize(
    ("n", "images", "shared", "trials"),
    [
        pytest.param(10, 300, 1.0, 400, marks=pytest.mark.short),
        *(
            pytest.param(n, images, shared, 1000, marks=pytest.mark.slow)
            for n in (6, 10, 20, 40)
            for images, shared in ((300, 0.0), (300, 1.0), (8, 1.0))
        ),
    ],
)
def test_without_a_difference_images_are_reliable_in_at_most_five_percent(n, images, shared, trials):
    """Two kinds at 2.5 % each, over data sets of one recipe on both sides; and a third still hold each.

    At three standard errors a thousand data sets tell 5 % from 9 % in 98 cases of 100.
    """
    rng, error = np.random.default_rng(n), 0.05 + 3 * math.sqrt(0.05 * 0.95 / trials)
    reliable, held = [], []
    for _ in range(trials):
        found = rescued_and_broken(*map(positions, a_a_tables(rng, n, images, shared)), range(n), images)
        reliable.append(any(kind.p_value <= 0.025 for kind in found[:2]))
        held += found.rescued.held.tolist()
    assert np.mean(reliable) <= error
    assert 0.15 < np.mean(held) < 0.5


def test_images_that_a_treatment_moves_are_found():
    """Twenty images that it gets right more often, among 300: reliable, and most hold; nothing is broken."""
    rng, found = np.random.default_rng(11), []
    for _ in range(50):
        chance = np.full((2, 1, 300), 0.05)
        chance[:, :, :20] = [[[0.2]], [[0.7]]]
        tables = rng.random((2, 20, 300)) < chance
        found.append(rescued_and_broken(*map(positions, tables), range(20), 300))
    assert np.mean([kinds.rescued.p_value <= 0.025 for kinds in found]) == 1
    assert np.mean([kinds.rescued.held.mean() for kinds in found]) > 0.9
    assert np.mean([kinds.broken.p_value <= 0.025 for kinds in found]) < 0.2


@given(wrong_tables())
def test_swapped_sides_swap_rescued_and_broken(tables):
    """What one side rescues the other breaks, and the counts change sides."""
    n, images = tables[0].shape
    sides = [positions(table) for table in tables]
    found, swapped = (rescued_and_broken(*pair, range(n), images) for pair in (sides, sides[::-1]))
    for one, other in ((found.rescued, swapped.broken), (found.broken, swapped.rescued)):
        counts = other.control_errors_even, other.treatment_errors_even
        counts += other.control_errors_odd, other.treatment_errors_odd
        assert same(one[:6], (other.images, *counts, other.held))
        assert one.p_value == pytest.approx(other.p_value, nan_ok=True)


@given(wrong_tables(), st.randoms(use_true_random=False))
def test_order_of_the_pairs_does_not_matter(tables, random):
    """A seed's parity goes with it."""
    n, images = tables[0].shape
    rows = random.sample(range(n), n)
    found = rescued_and_broken(*(positions(table) for table in tables), range(n), images)
    moved = rescued_and_broken(*(positions(table[rows]) for table in tables), rows, images)
    assert same(found.rescued, moved.rescued)
    assert same(found.broken, moved.broken)


@given(wrong_tables(), st.randoms(use_true_random=False))
def test_images_renumbered_are_the_same_images(tables, random):
    """Another numbering finds the same images by their new numbers, where none is left out."""
    n, images = tables[0].shape
    columns = random.sample(range(images), images)
    found = rescued_and_broken(*(positions(table) for table in tables), range(n), images, images)
    moved = rescued_and_broken(*(positions(table[:, columns]) for table in tables), range(n), images, images)
    for one, other in ((found.rescued, moved.rescued), (found.broken, moved.broken)):
        by_image = zip(*one[:6], strict=True)
        renamed = zip((columns[j] for j in other.images), *other[1:6], strict=True)
        assert sorted(by_image) == sorted(renamed)


def test_counts_on_fresh_seeds_show_no_luck():
    """Where sides do not differ, the images that even seeds choose go either way on odd ones."""
    rng = np.random.default_rng(5)
    tables = rng.random((2, 40, 2000)) < 0.3
    rescued = rescued_and_broken(*map(positions, tables), range(40), 2000, most=200).rescued
    assert rescued.images.size == 200
    gain = (rescued.control_errors_odd - rescued.treatment_errors_odd).mean()
    assert abs(gain) < 4 * math.sqrt(20 * 2 * 0.21 / 200)


@pytest.mark.parametrize(
    ("seeds", "chosen", "counting"), [([], [], 0), ([3], [], 1), ([2], [1], 0), ([2, 3], [1], 1)]
)
def test_few_seeds_choose_or_count_nothing(seeds, chosen, counting):
    """No seed, none even, none odd, one of each: nothing chosen, or counted as 0 of 0."""
    n = len(seeds)
    found = rescued_and_broken([[]] * n, [[1]] * n, seeds, n_images=4)
    assert found.rescued.images.tolist() == chosen
    assert found.rescued.control_errors_odd.tolist() == [counting] * len(chosen)
    assert found.n_odd == counting
    assert math.isnan(found.rescued.p_value)
    assert found.broken.images.size == 0


@pytest.mark.parametrize("wrong", [[], [1], [0, 1, 2, 3]])
def test_sides_that_agree_move_no_image(wrong):
    """Nothing wrong, or the same images on both sides."""
    found = rescued_and_broken([wrong] * 4, [wrong] * 4, range(4), n_images=4)
    assert found.rescued.images.size == found.broken.images.size == 0


@over(
    ("treatment", "control", "seeds", "n_images", "most", "message"),
    [
        ([[]], [[], []], [0, 1], 4, 20, "pair them by seed"),
        ([[], []], [[], []], [0], 4, 20, "pair them by seed"),
        ([[], []], [[], []], [0, 1], 0, 20, "n_images"),
        ([[], []], [[], []], [0, 1], 4, -1, "most"),
        ([[4], []], [[], []], [0, 1], 4, 20, "treatment_errors"),
        ([[], []], [[], [1, 1]], [0, 1], 4, 20, "control_errors"),
    ],
)
def test_moved_images_of_no_pairs_are_refused(treatment, control, seeds, n_images, most, message):
    """Unpaired sides, no image, a negative number to show and what is no position raise."""
    with pytest.raises(ValueError, match=message):
        rescued_and_broken(treatment, control, seeds, n_images, most)


def test_errors_laid_out_once_say_the_same_everywhere():
    """All seeds or some of them: estimates take what `WrongImages` holds as they take lists."""
    draws = np.random.default_rng(5)
    sides = [positions(draws.random((9, 60)) < 0.3) for _ in "TC"]
    laid = [WrongImages.of(side, 60, "errors") for side in sides]
    assert crossed_interval(*laid, 60) == crossed_interval(*sides, 60)
    assert image_noise(laid[0], 60) == image_noise(sides[0], 60)
    some = draws.random(9) < 0.6
    chosen = [[errors for errors, there in zip(side, some, strict=True) if there] for side in sides]
    assert crossed_interval(*(side.of_seeds(some) for side in laid), 60) == crossed_interval(*chosen, 60)
    for ours, theirs in zip(
        rescued_and_broken(*laid, range(9), 60)[:2], rescued_and_broken(*sides, range(9), 60)[:2], strict=True
    ):
        assert [np.asarray(column).tolist() for column in ours] == [
            np.asarray(column).tolist() for column in theirs
        ]
    with pytest.raises(ValueError, match="of 60 images; there are 61"):
        image_noise(laid[0], 61)


@given(wrong_tables(), st.randoms(use_true_random=False))
def test_counts_of_some_seeds_and_images_are_those_of_the_table(tables, random):
    """By image over any seeds, asked in turn; and by seed over any groups of images."""
    table = tables[0]
    n, images = table.shape
    laid = WrongImages.of(positions(table), images, "errors")
    for _ in range(3):
        chosen = np.array([random.random() < 0.5 for _ in range(n)])
        assert laid.by_image_among(chosen).tolist() == table[chosen].sum(axis=0).tolist()
    order = random.sample(range(images), images)
    groups = [np.array(order[:2], np.int64), np.array(order[2:5], np.int64)]
    wanted = [table[:, group].sum(axis=1).tolist() for group in groups]
    assert laid.among(*groups).tolist() == wanted
    other = WrongImages.of(positions(tables[1]), images, "errors")
    assert laid.shared_with(other) == (tables[0] & tables[1]).sum()
