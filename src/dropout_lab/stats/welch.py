"""Two groups of seeds that pair nothing: the difference of their means, each with a spread of its own.

Source: Welch (1947), Biometrika 34.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from dropout_lab.stats.checks import finite_values, inside_unit
from dropout_lab.stats.intervals import POWER, Interval
from dropout_lab.stats.moments import LARGEST, mean_of
from dropout_lab.stats.pairs import difference_sd, level_sd


class _Gap(NamedTuple):
    """A difference of two means, its standard error > 0, and Welch's degrees of freedom."""

    mean: float
    error: float
    freedom: float

    def interval(self, level: float) -> Interval:
        half = float(stdtrit(self.freedom, (1 + inside_unit(level, "level")) / 2)) * self.error
        return Interval(self.mean - half, self.mean, self.mean + half)


def welch_interval(treatment: ArrayLike, control: ArrayLike, unit: float, level: float = 0.95) -> Interval:
    """Interval for the mean of the treatment minus that of the control, over seeds that pair nothing.

    Args:
        treatment: float64, shape (n,), n >= 2: one entry a seed, in the metric's unit.
        control: float64, shape (m,), m >= 2, over other seeds.
        unit: resolution of the metric, > 0. The sd of each side is at least unit / sqrt(12), so that ties
            never look certain.
        level: two-sided coverage, 0 < level < 1.

    Returns:
        (ci_low, mean of `treatment` minus mean of `control`, ci_high).

    Raises:
        ValueError: a side under 2 entries, an entry not finite, `unit` <= 0, or `level` outside (0, 1).

    Source: Welch (1947). Coverage simulated in tests/stats/test_welch.py.

    >>> "{:.4f} {:.4f} {:.4f}".format(*welch_interval([0.983, 0.985], [0.981, 0.980, 0.982], unit=1e-4))
    '-0.0030 0.0030 0.0090'
    """
    return _of_levels(treatment, control, unit).interval(level)


def welch_p_value(treatment: ArrayLike, control: ArrayLike, unit: float) -> float:
    """Two-sided p-value that belongs to `welch_interval`: below 1 - level exactly where that excludes zero.

    Args:
        treatment: float64, shape (n,), n >= 2.
        control: float64, shape (m,), m >= 2, over other seeds.
        unit: resolution of the metric, > 0.

    >>> round(welch_p_value([0.983, 0.985], [0.981, 0.980, 0.982], unit=1e-4), 6)
    0.144366
    """
    gap = _of_levels(treatment, control, unit)
    return float(2 * stdtr(gap.freedom, -abs(gap.mean) / gap.error))


def welch_detectable_difference(
    treatment: ArrayLike, control: ArrayLike, unit: float, level: float = 0.95
) -> float:
    """Difference that so many unpaired seeds would tell from zero in four of five experiments.

    Args:
        treatment: float64, shape (n,), n >= 2.
        control: float64, shape (m,), m >= 2, over other seeds.
        unit: resolution of the metric, > 0.
        level: coverage of the interval that decides (the joint level), 0 < level < 1.

    Returns:
        (t[(1 + level) / 2] + t[0.80]) times the standard error, t at Welch's degrees of freedom; in the
        metric's unit.

    Source: the usual t approximation of power (Cohen 1988, chapter 2), as `detectable_difference`.

    >>> round(welch_detectable_difference([0.983, 0.985], [0.981, 0.980, 0.982], unit=1e-4), 6)
    0.00726
    """
    gap = _of_levels(treatment, control, unit)
    tail, power = stdtrit(gap.freedom, [(1 + inside_unit(level, "level")) / 2, POWER])
    return float(tail + power) * gap.error


def means_interval(ours: ArrayLike, theirs: ArrayLike, unit: float, level: float = 0.95) -> Interval:
    """Interval for the mean of one set of paired differences minus that of another.

    The sets are taken as independent, also where they share seeds: another machine rounds otherwise,
    and training amplifies that until the runs have little in common. What they still share makes the
    interval wider than need be, never narrower.

    Args:
        ours: float64, shape (n,), n >= 2, paired differences.
        theirs: float64, shape (m,), m >= 2, paired differences.
        unit: resolution of the metric, > 0; each sd is at least unit / sqrt(6).
        level: two-sided coverage, 0 < level < 1.

    Returns:
        (ci_low, mean of `ours` minus mean of `theirs`, ci_high).

    >>> "{:.4f} {:.4f} {:.4f}".format(*means_interval([0.001, 0.002, 0.003], [0.002, 0.003, 0.004], 1e-4))
    '-0.0033 -0.0010 0.0013'
    """
    left, right = finite_values(ours, "ours"), finite_values(theirs, "theirs")
    return _gap(left, right, difference_sd(left, unit), difference_sd(right, unit)).interval(level)


def _of_levels(treatment: ArrayLike, control: ArrayLike, unit: float) -> _Gap:
    left, right = finite_values(treatment, "treatment"), finite_values(control, "control")
    return _gap(left, right, level_sd(left, unit), level_sd(right, unit))


def _gap(left: NDArray[np.float64], right: NDArray[np.float64], left_sd: float, right_sd: float) -> _Gap:
    """The larger error is divided out first: its square would overflow beyond 1e154."""
    errors = left_sd / math.sqrt(left.size), right_sd / math.sqrt(right.size)
    largest = max(errors)
    length = math.hypot(errors[0] / largest, errors[1] / largest)
    shares = [(error / largest / length) ** 2 for error in errors]  # of the variance: they add up to 1
    freedom = 1 / (shares[0] ** 2 / (left.size - 1) + shares[1] ** 2 / (right.size - 1))
    mean = mean_of(left) - mean_of(right)
    return _Gap(max(-LARGEST, min(LARGEST, mean)), min(LARGEST, largest * length), freedom)
