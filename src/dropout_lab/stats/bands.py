"""Paired differences by epoch, with a band that holds over all epochs at once."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from dropout_lab.stats.checks import inside_unit, positive


class Band(NamedTuple):
    """Mean and ends by epoch: float64, shape (n_epochs,) each."""

    ci_low: NDArray[np.float64]
    mean: NDArray[np.float64]
    ci_high: NDArray[np.float64]


def difference_band(differences: ArrayLike, unit: float, error: float = 0.05) -> Band:
    """Band of the mean difference that covers all epochs together (1 - error / E at each).

    Pointwise intervals find a false effect at some epoch of most A/A experiments.

    Args:
        differences: float64, shape (n_seeds, n_epochs), n_seeds >= 2, treatment minus control.
        unit: resolution of the metric, > 0; the sd used is at least unit / sqrt(6).
        error: chance that the band misses somewhere, 0 < error < 1.

    Raises:
        ValueError: another shape, fewer than 2 seeds, an entry not finite, or a bad `unit` or `error`.

    Source: Bonferroni over epochs of Student's t interval.

    >>> band = difference_band([[0.001, 0.004], [0.002, 0.004], [0.003, 0.004]], unit=1e-4)
    >>> [round(float(end), 4) for end in band.ci_low]
    [-0.0016, 0.0039]
    """
    array = np.asarray(differences, dtype=np.float64)
    if array.ndim != 2 or array.shape[0] < 2 or array.shape[1] < 1:
        raise ValueError(f"differences has shape {array.shape}; needs (n_seeds >= 2, n_epochs >= 1)")
    if not np.isfinite(array).all():
        raise ValueError("differences has entries that are not finite; leave diverged runs out")
    n, epochs = array.shape
    sd = np.maximum(array.std(axis=0, ddof=1), positive(unit, "unit") / math.sqrt(6))
    half = stdtrit(n - 1, 1 - inside_unit(error, "error") / epochs / 2) * sd / math.sqrt(n)
    mean = array.mean(axis=0)
    return Band(mean - half, mean, mean + half)
