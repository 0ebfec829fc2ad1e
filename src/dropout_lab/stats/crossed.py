"""An interval over seeds and test images at once: what a fresh test set would say.

An interval over seeds holds for the test images at hand. Here images, too, are a sample; every variance
comes in closed form from the misclassified images of each run, without resampling (a naive crossed
bootstrap counts the interaction three times).

Source: two-way layout without replication, as in Owen (2007), Annals of Applied Statistics 1, and
McCullagh (2000), Bernoulli 6.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from dropout_lab.stats.checks import inside_unit
from dropout_lab.stats.wrong_images import WrongImages


class Crossed(NamedTuple):
    """A mean difference of accuracies, its interval over seeds and images, and where its variance is.

    Each variance is one of the mean, in squared fractions, unbiased and without a floor.
    """

    ci_low: float
    mean: float
    ci_high: float
    seeds_variance: float  # V_s: of other seeds on these images
    images_variance: float  # V_i: of other images with these seeds
    interaction_variance: float  # V_e: the part that both of them hold
    n_seeds: int

    @property
    def spread_beyond_images(self) -> float:
        """Variance of one seed's difference that image noise does not explain; below 0 by chance alone.

        Source: Jordan (2023), arXiv 2304.01910.
        """
        return self.n_seeds * (self.seeds_variance - self.interaction_variance)


def crossed_interval(
    treatment_errors: Sequence[ArrayLike] | WrongImages,
    control_errors: Sequence[ArrayLike] | WrongImages,
    n_images: int,
    level: float = 0.95,
) -> Crossed:
    """Interval for treatment accuracy minus control accuracy over fresh seeds and fresh test images.

    Args:
        treatment_errors: one integer array of shape (n_errors,) a seed, n_seeds >= 2: positions of the
            misclassified test images, 0 to n_images - 1, each once; empty where all are right. Or such
            errors laid out already.
        control_errors: the same of the control, seeds in the same order. With an empty array for each seed,
            the numbers are those of the treatment's accuracy minus 1.
        n_images: size N of the test set, >= 2.
        level: two-sided coverage, 0 < level < 1.

    Returns:
        The mean in fractions, +- t(n_seeds - 1) sqrt(V_s + max(0, V_i - V_e)) with V_s at least
        1 / (6 n_seeds N^2), so that it is never narrower than `paired_t_interval` with unit 1 / N.

    Raises:
        ValueError: fewer than 2 seeds or images, sides of different lengths, what is no position or stands
            twice, or `level` outside (0, 1).

    Source: see the module. Simulated in tests/stats/test_crossed.py.

    >>> treatment, control = [[7], [7, 9], [7]], [[7, 3], [3, 5], [7, 3, 5]]
    >>> "{:.4f} {:.4f} {:.4f}".format(*crossed_interval(treatment, control, n_images=10)[:3])
    '-0.4677 0.1000 0.6677'
    """
    inside_unit(level, "level")
    n_images = int(n_images)  # NumPy's integers would overflow below, Python's do not
    sums, columns, squares = _margins(treatment_errors, control_errors, n_images)
    n, total = len(sums), sum(sums)
    row_squares, column_squares = sum(s * s for s in sums), int(columns @ columns)
    # Whole numbers up to here: the differences below lose no digit.
    rows = n * row_squares - total**2
    images = n_images * column_squares - total**2
    rest = n * n_images * squares - n * row_squares - n_images * column_squares + total**2
    cells = (n * n_images) ** 2
    seeds_variance, images_variance = rows / (cells * (n - 1)), images / (cells * (n_images - 1))
    interaction_variance = rest / (cells * (n - 1) * (n_images - 1))
    floor = 1 / (6 * n * n_images**2)
    variance = max(seeds_variance, floor) + max(0.0, images_variance - interaction_variance)
    half = float(stdtrit(n - 1, (1 + level) / 2)) * math.sqrt(variance)
    mean = total / (n * n_images)
    return Crossed(mean - half, mean, mean + half, seeds_variance, images_variance, interaction_variance, n)


def _margins(
    treatment_errors: Sequence[ArrayLike] | WrongImages,
    control_errors: Sequence[ArrayLike] | WrongImages,
    n_images: int,
) -> tuple[list[int], NDArray[np.int64], int]:
    """Sums over images by seed, sums over seeds by image, and the sum of squares of all D[i, j]."""
    n = len(treatment_errors)
    if n != len(control_errors):
        raise ValueError(f"treatment has {n} seeds, control {len(control_errors)}; pair them by seed first")
    if n < 2 or n_images < 2:
        raise ValueError(f"{n} seeds and {n_images} images; needs at least 2 of each")
    treatment = WrongImages.of(treatment_errors, n_images, "treatment_errors")
    control = WrongImages.of(control_errors, n_images, "control_errors")
    sums = (control.by_seed - treatment.by_seed).tolist()  # right minus right
    both = treatment.shared_with(control) if control.images.size else 0  # wrong on both sides: no difference
    return sums, control.by_image - treatment.by_image, len(treatment.images) + len(control.images) - 2 * both
