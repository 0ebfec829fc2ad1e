"""Test images: the noise that they alone put on an accuracy, and those that a treatment moves."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dropout_lab.stats.decisions import FEWEST_PAIRS
from dropout_lab.stats.intervals import paired_t_p_value
from dropout_lab.stats.wrong_images import WrongImages

MOST = 20
"""Images shown of each kind unless told otherwise."""


class MovedImages(NamedTuple):
    """Candidates, and how they fare on seeds that had no part in the choice: shape (n_candidates,) each."""

    images: NDArray[np.int64]  # positions in the test set, the most moved first
    treatment_errors_even: NDArray[np.int64]  # choosing seeds whose treatment run got the image wrong
    control_errors_even: NDArray[np.int64]
    treatment_errors_odd: NDArray[np.int64]  # the same of the counting seeds
    control_errors_odd: NDArray[np.int64]
    held: NDArray[np.bool_]  # moved the same way on the counting seeds
    p_value: float  # of all candidates together; NaN under 3 counting seeds or without a candidate


class RescuedAndBroken(NamedTuple):
    """Images that the treatment rescues or breaks; chosen on even seeds, counted on odd ones."""

    rescued: MovedImages
    broken: MovedImages
    n_even: int  # the choosing seeds
    n_odd: int  # the counting seeds


def image_noise(errors: Sequence[ArrayLike] | WrongImages, n_images: int) -> float:
    """Spread of accuracy between seeds if every image were right or wrong by a coin of its own.

    The yardstick beside the spread seen. All seeds share the images, so that sqrt(p (1 - p) / N), which
    draws new images for each seed, is far too large: an image that every seed gets wrong adds nothing.

    Args:
        errors: one integer array of shape (n_errors,) a seed, n_seeds >= 2: positions of the misclassified
            test images, 0 to n_images - 1, each once; empty where all are right. Or such errors laid out
            already.
        n_images: size N of the test set, >= 1.

    Returns:
        sqrt(sum over images of p (1 - p) n / (n - 1)) / N, a fraction: the standard deviation of one seed's
        accuracy, where p is the share of the n seeds that get the image wrong. 0 where all seeds agree.

    Raises:
        ValueError: fewer than 2 seeds, no image, or what is no position or stands twice.

    Source: Jordan (2023), arXiv 2304.01910; n / (n - 1) makes its square unbiased.

    >>> round(image_noise([[1, 7], [7], [7, 9], [7]], n_images=10), 6)
    0.070711
    """
    if len(errors) < 2:
        raise ValueError(f"{len(errors)} seeds; needs at least 2")
    wrong = _laid_out(errors, n_images, "errors").by_image
    n = len(errors)
    return math.sqrt(int((wrong * (n - wrong)).sum()) / (n * (n - 1))) / n_images


def rescued_and_broken(
    treatment_errors: Sequence[ArrayLike] | WrongImages,
    control_errors: Sequence[ArrayLike] | WrongImages,
    seeds: Sequence[int],
    n_images: int,
    most: int = MOST,
) -> RescuedAndBroken:
    """Find the images that the treatment rescues or breaks most, and count them on other seeds.

    Counted on the seeds that chose them, the most moved of 10,000 images would show luck: without any
    difference, a third of such candidates still hold on fresh seeds. So one p-value of each kind says whether
    its candidates moved together: for each counting seed, how many more of them are wrong under control than
    under treatment (broken: the other way round), and Student's t test, one-sided, over these seeds. A seed
    is one observation, so that images may depend on each other in any way. No image has a p-value of its own.

    Args:
        treatment_errors: one integer array of shape (n_errors,) a seed, as for `image_noise`.
        control_errors: the same of the control, seeds in the same order.
        seeds: integers, shape (n_seeds,): the seed of each entry. Even ones choose, odd ones count.
        n_images: size of the test set, >= 1.
        most: images of each kind at most, >= 0.

    Returns:
        Rescued: wrong more often under control than under treatment on the even seeds, by the most first,
        the lower position first among equals; broken: the other way round. Fewer than `most` where fewer
        moved, none without even seeds; without odd seeds all their counts are 0 of 0.

    Raises:
        ValueError: sides or `seeds` of different lengths, no image, `most` below 0, or what is no position
            or stands twice.

    Source: sample splitting (Cox 1975, Biometrika 62). Errors simulated in tests/stats/test_images.py.

    >>> found = rescued_and_broken([[], [5], [], []], [[3], [3], [3, 8], [3]], [0, 1, 2, 3], n_images=10)
    >>> found.rescued.images, found.rescued.control_errors_odd, found.n_odd
    (array([3, 8]), array([2, 0]), 2)
    """
    if not len(treatment_errors) == len(control_errors) == len(seeds):
        lengths = f"{len(treatment_errors)}, {len(control_errors)} and {len(seeds)}"
        raise ValueError(f"treatment, control and seeds have {lengths} entries; pair them by seed first")
    if most < 0:
        raise ValueError(f"most={most}: must be 0 or more")
    sides = {"treatment_errors": treatment_errors, "control_errors": control_errors}
    treatment, control = (_laid_out(side, n_images, name) for name, side in sides.items())
    is_odd = np.asarray(seeds, np.int64) % 2 == 1
    odd = [side.by_image_among(is_odd) for side in (treatment, control)]
    even = [treatment.by_image - odd[0], control.by_image - odd[1]]

    more = even[1] - even[0]
    rescued, broken = _largest(more, most), _largest(-more, most)
    of_seeds = [side.among(rescued, broken)[:, is_odd] for side in (treatment, control)]

    def moved(images: NDArray[np.int64], fewer: NDArray[np.int64], sign: int) -> MovedImages:
        return MovedImages(
            images,
            *(even[0][images], even[1][images], odd[0][images], odd[1][images]),
            held=sign * (odd[1][images] - odd[0][images]) > 0,
            p_value=_together(fewer) if images.size else math.nan,
        )

    fewer = of_seeds[1] - of_seeds[0]
    n_odd = int(is_odd.sum())
    return RescuedAndBroken(
        moved(rescued, fewer[0], 1), moved(broken, -fewer[1], -1), len(is_odd) - n_odd, n_odd
    )


def _largest(counts: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Places of the largest counts above 0, the largest first, of equal ones the first place first."""
    least = np.partition(counts, -most)[-most] if 0 < most < counts.size else 1
    places = np.flatnonzero(counts >= max(least, 1))
    return places[np.argsort(-counts[places], kind="stable")[:most]]


def _together(more: NDArray[np.int64]) -> float:
    """One-sided p-value that candidates do not move together, by how many more of them each seed moves."""
    if more.size < FEWEST_PAIRS:
        return math.nan
    counts = np.sort(more).astype(np.float64)  # whose mean and spread then have the same bits in any order
    p_value = paired_t_p_value(counts, unit=1.0) / 2
    return p_value if counts.mean() > 0 else 1 - p_value


def _laid_out(errors: Sequence[ArrayLike] | WrongImages, n_images: int, name: str) -> WrongImages:
    if n_images < 1:
        raise ValueError(f"n_images={n_images}: must be 1 or more")
    return WrongImages.of(errors, n_images, name)
