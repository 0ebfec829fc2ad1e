"""Spread of levels and of paired differences, and what pairing bought."""

import math

import numpy as np
from numpy.typing import ArrayLike

from dropout_lab.stats.checks import finite_values, positive
from dropout_lab.stats.moments import scaled, sd_of


def level_sd(values: ArrayLike, unit: float) -> float:
    """Standard deviation (n - 1) of a level over seeds, at least unit / sqrt(12).

    Args:
        values: float64, shape (n_seeds,), n_seeds >= 2, in the metric's unit.
        unit: resolution of the metric, > 0. Rounding to multiples of `unit` alone has this spread.

    Source: variance of a uniform distribution of width `unit` (Sheppard 1898).

    >>> round(level_sd([0.98, 0.98], unit=0.0001), 9)
    2.8868e-05
    """
    return max(sd_of(finite_values(values, "values")), positive(unit, "unit") / math.sqrt(12))


def difference_sd(differences: ArrayLike, unit: float) -> float:
    """Standard deviation (n - 1) of paired differences, at least unit / sqrt(6).

    Args:
        differences: float64, shape (n_seeds,), n_seeds >= 2, treatment minus control.
        unit: resolution of the metric, > 0; a difference carries two roundings.

    >>> round(difference_sd([0.001, 0.002, 0.003], unit=0.0001), 12)
    0.001
    """
    return max(sd_of(finite_values(differences, "differences")), positive(unit, "unit") / math.sqrt(6))


def pair_correlation(treatment: ArrayLike, control: ArrayLike) -> float:
    """Pearson's correlation of the two sides over seeds; it promises nothing.

    Args:
        treatment: float64, shape (n_seeds,), in the order of the same seeds as `control`.
        control: float64, shape (n_seeds,).

    Returns:
        -1 to 1; NaN under 3 pairs (where it is always -1 or 1) or where a side does not vary.

    Raises:
        ValueError: different lengths or an entry not finite.

    >>> round(pair_correlation([0.981, 0.982, 0.983], [0.980, 0.982, 0.981]), 12)
    0.5
    """
    left, right = (
        scaled(finite_values(side, name, least=0))[0]
        for side, name in ((treatment, "treatment"), (control, "control"))
    )
    if left.size != right.size:
        raise ValueError(f"treatment has {left.size} entries, control {right.size}; pair them by seed first")
    if left.size < 3 or np.ptp(left) == 0 or np.ptp(right) == 0:
        return math.nan
    return float(np.clip(np.corrcoef(left, right)[0, 1], -1.0, 1.0))
