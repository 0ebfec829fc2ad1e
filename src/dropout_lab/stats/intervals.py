"""Student's t intervals over seeds, with a floor that keeps ties from looking certain."""

import math
from typing import NamedTuple

from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from dropout_lab.stats.checks import finite_values, inside_unit, positive
from dropout_lab.stats.moments import mean_of
from dropout_lab.stats.pairs import difference_sd, level_sd

POWER = 0.80
"""Chance with which the detectable difference is detected."""


class Interval(NamedTuple):
    """An estimate between its ends; an unbounded end is infinite."""

    ci_low: float
    mean: float
    ci_high: float


def paired_t_interval(differences: ArrayLike, unit: float, level: float = 0.95) -> Interval:
    """Interval for the mean of a comparison over paired seeds.

    Args:
        differences: float64, shape (n_seeds,), n_seeds >= 2. Treatment minus control, one entry a
            seed, in the metric's unit (accuracy: fraction; NLL: nats).
        unit: resolution of the metric (accuracy: 1 / number of test images), > 0. The sd used is at
            least unit / sqrt(6), so tied seeds never look certain.
        level: two-sided coverage over repeated experiments, 0 < level < 1.

    Returns:
        (ci_low, mean, ci_high) in the unit of `differences`.

    Raises:
        ValueError: fewer than 2 entries, an entry not finite, `unit` <= 0, or `level` outside (0, 1).

    Source: Student (1908), Biometrika 6. Coverage simulated in tests/stats/test_coverage.py.

    >>> "{:.4f} {:.4f} {:.4f}".format(*paired_t_interval([0.001, 0.002, 0.003], unit=1e-4))
    '-0.0005 0.0020 0.0045'
    """
    values = finite_values(differences, "differences")
    return _t_interval(mean_of(values), difference_sd(values, unit), values.size, level)


def level_interval(values: ArrayLike, unit: float, level: float = 0.95) -> Interval:
    """Interval for the mean of one variant's metric over seeds.

    Args:
        values: float64, shape (n_seeds,), n_seeds >= 2, in the metric's unit.
        unit: resolution of the metric, > 0. The sd used is at least unit / sqrt(12).
        level: two-sided coverage, 0 < level < 1.

    Returns:
        (ci_low, mean, ci_high) in the unit of `values`.

    Raises:
        ValueError: as `paired_t_interval`.

    Source: Student (1908), Biometrika 6.

    >>> "{:.4f} {:.4f} {:.4f}".format(*level_interval([0.981, 0.982, 0.983], unit=1e-4))
    '0.9795 0.9820 0.9845'
    """
    array = finite_values(values, "values")
    return _t_interval(mean_of(array), level_sd(array, unit), array.size, level)


def paired_t_p_value(differences: ArrayLike, unit: float) -> float:
    """Two-sided p-value of the paired t test that belongs to `paired_t_interval`.

    It is below 1 - level exactly where that interval excludes zero, floor included.

    Args:
        differences: float64, shape (n_seeds,), n_seeds >= 2.
        unit: resolution of the metric, > 0.

    >>> round(paired_t_p_value([0.001, 0.002, 0.003], unit=1e-4), 6)
    0.07418
    """
    values = finite_values(differences, "differences")
    statistic = math.sqrt(values.size) * (mean_of(values) / difference_sd(values, unit))
    return float(2 * stdtr(values.size - 1, -abs(statistic)))


def detectable_difference(sd: float, n_pairs: int, level: float = 0.95) -> float:
    """Difference that `n_pairs` would tell from zero in four of five experiments.

    Args:
        sd: standard deviation of the paired differences, > 0.
        n_pairs: number of paired seeds; under 2 nothing can be seen.
        level: coverage of the interval that decides (the joint level), 0 < level < 1.

    Returns:
        (t[(1 + level) / 2] + t[0.80]) sd / sqrt(n_pairs), in the unit of `sd`; infinite under 2 pairs.

    Source: the usual t approximation of power (Cohen 1988, chapter 2).

    >>> round(detectable_difference(0.001, 20), 6)
    0.000661
    """
    positive(sd, "sd")
    if n_pairs < 2:
        return math.inf
    tail, power = stdtrit(n_pairs - 1, [(1 + inside_unit(level, "level")) / 2, POWER])
    return float(tail + power) * sd / math.sqrt(n_pairs)


def t_quantiles(most: int, level: float = 0.95) -> list[float]:
    """Half widths of `paired_t_interval` in standard errors, for 0 to `most` pairs; 0 under two.

    >>> [round(quantile, 4) for quantile in t_quantiles(4)]
    [0.0, 0.0, 12.7062, 4.3027, 3.1824]
    """
    upper = (1 + inside_unit(level, "level")) / 2
    return [0.0, 0.0, *(float(stdtrit(n - 1, upper)) for n in range(2, most + 1))]


def _t_interval(mean: float, sd: float, n: int, level: float) -> Interval:
    half = float(stdtrit(n - 1, (1 + inside_unit(level, "level")) / 2)) * sd / math.sqrt(n)
    return Interval(mean - half, mean, mean + half)
