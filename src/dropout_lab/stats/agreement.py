"""Whether two groups of seeds agree: a published set of runs, and one's own."""

import math

from numpy.typing import ArrayLike
from scipy.special import stdtrit

from dropout_lab.stats.checks import finite_values, inside_unit
from dropout_lab.stats.intervals import Interval
from dropout_lab.stats.pairs import difference_sd


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

    Source: Welch (1947), Biometrika 34.

    >>> "{:.4f} {:.4f} {:.4f}".format(*means_interval([0.001, 0.002, 0.003], [0.002, 0.003, 0.004], 1e-4))
    '-0.0033 -0.0010 0.0013'
    """
    left, right = finite_values(ours, "ours"), finite_values(theirs, "theirs")
    shares = [difference_sd(side, unit) ** 2 / side.size for side in (left, right)]
    variance = sum(shares)
    freedom = variance**2 / sum(
        share**2 / (side.size - 1) for share, side in zip(shares, (left, right), strict=True)
    )
    half = float(stdtrit(freedom, (1 + inside_unit(level, "level")) / 2)) * math.sqrt(variance)
    mean = float(left.mean() - right.mean())
    return Interval(mean - half, mean, mean + half)
