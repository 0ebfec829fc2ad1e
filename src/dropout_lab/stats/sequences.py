"""Intervals that stay valid however often one looks: the Gaussian-mixture t confidence sequence.

A t interval that is looked at after every seed errs in 45 % of A/A experiments by n = 256; this
sequence errs at most as often as promised over the whole path.

Source: Lai (1976), Annals of Statistics 4; the right-Haar Bayes factor of Gönen et al. (2005), The
American Statistician 59.
"""

import math
from itertools import count

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dropout_lab.stats.checks import finite_values, inside_unit, positive
from dropout_lab.stats.intervals import Interval
from dropout_lab.stats.moments import mean_of, scaled, unscaled
from dropout_lab.stats.pairs import difference_sd, level_sd

MIXTURE = 1.0
"""g, the prior variance of the effect in units of the variance: effects of the size of the spread."""

SMALLEST = 1e-150
"""Least floor of a spread in parts of the largest difference, 1 / SMALLEST the most: both have a square."""


def paired_sequence_interval(differences: ArrayLike, unit: float, level: float = 0.95) -> Interval:
    """Interval for the mean of a comparison that holds at every look at once.

    Args:
        differences: float64, shape (n_seeds,), n_seeds >= 2. Treatment minus control.
        unit: resolution of the metric, > 0; the sd used is at least unit / sqrt(6).
        level: coverage over the whole path, 0 < level < 1 (the joint level for decisions).

    Returns:
        (ci_low, mean, ci_high); the ends are infinite while there are too few seeds (under 5 at 95 %).

    Raises:
        ValueError: fewer than 2 entries, an entry not finite, `unit` <= 0, or `level` outside (0, 1).

    >>> "{:.4f} {:.4f} {:.4f}".format(*paired_sequence_interval([0.001, 0.002, 0.003] * 3, unit=1e-4))
    '0.0008 0.0020 0.0032'
    >>> paired_sequence_interval([0.001, 0.002, 0.003], unit=1e-4).ci_high
    inf
    """
    values = finite_values(differences, "differences")
    return _interval(values, difference_sd(values, unit), level)


def level_sequence_interval(values: ArrayLike, unit: float, level: float = 0.95) -> Interval:
    """Interval for the mean of one variant's metric that holds at every look at once.

    Args:
        values: float64, shape (n_seeds,), n_seeds >= 2.
        unit: resolution of the metric, > 0; the sd used is at least unit / sqrt(12).
        level: coverage over the whole path, 0 < level < 1.
    """
    array = finite_values(values, "values")
    return _interval(array, level_sd(array, unit), level)


def paired_sequence_p_value(differences: ArrayLike, unit: float) -> float:
    """p-value that may be looked at after every seed: min(1, 1 / max E) over the path.

    Args:
        differences: float64, shape (n_seeds,), n_seeds >= 2, in the order in which seeds were added.
        unit: resolution of the metric, > 0.

    Source: Ville (1939): a nonnegative martingale that starts at 1 reaches 1 / alpha with
    probability alpha at most.
    """
    values, exponent = scaled(finite_values(differences, "differences"))
    floor = min(1 / SMALLEST, max(SMALLEST, unscaled(positive(unit, "unit") / math.sqrt(6), -exponent)))
    n = np.arange(2, values.size + 1, dtype=np.float64)
    shifted = values - values[0]  # cumulative squares lose no digits to a common offset
    mean = np.cumsum(shifted)[1:] / n
    variance = np.maximum(np.cumsum(shifted**2)[1:] - n * mean**2, 0) / (n - 1)
    t_squared = n * (mean + values[0]) ** 2 / np.maximum(variance, floor**2)
    return float(min(1.0, math.exp(-min(700.0, _log_e(t_squared, n).max()))))


def _log_e(t_squared: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of the Bayes factor E_n for a mean that is not zero."""
    r, x = 1 + MIXTURE * n, t_squared / (n - 1)
    return -np.log(r) / 2 + (n / 2) * (np.log1p(x) - np.log1p(x / r))


def mixture_reach(n: int, r: float, level: float) -> float:
    """Standard errors to each side of the mean: E_n = 1 / alpha inverted.

    Args:
        n: observations behind the sd, >= 2.
        r: 1 + g times the information of the mean, in observations (1 + g n for a plain mean), > 1.
        level: coverage over the whole path, 0 < level < 1.

    Returns:
        sqrt((n - 1)(A - 1) / (1 - A / r)), A = (sqrt(r) / alpha)^(2 / n); infinite where A >= r.
    """
    a = (math.sqrt(r) / (1 - inside_unit(level, "level"))) ** (2 / n)
    return math.sqrt((n - 1) * (a - 1) / (1 - a / r)) if a < r else math.inf


def first_pairs(level: float = 0.95) -> int:
    """Return the fewest seeds with which a sequence's interval has ends.

    Args:
        level: coverage over the whole path, 0 < level < 1.

    >>> first_pairs(), first_pairs(0.99)
    (5, 6)
    """
    return next(n for n in count(2) if math.isfinite(mixture_reach(n, 1 + MIXTURE * n, level)))


def _interval(values: NDArray[np.float64], sd: float, level: float) -> Interval:
    n, mean = values.size, mean_of(values)
    half = sd / math.sqrt(n) * mixture_reach(n, 1 + MIXTURE * n, level)
    return Interval(mean - half, mean, mean + half)
