"""Which stream of randomness the spread between seeds comes from.

Freezing streams in turn does not answer it: training is chaotic, and one free stream gives nearly all of
the spread. Correlations between runs that share some streams do.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from dropout_lab.stats.checks import finite_values, inside_unit
from dropout_lab.stats.intervals import Interval
from dropout_lab.stats.pairs import pair_correlation

FEWEST_FOR_FISHER = 4
"""Fisher's z has the spread 1 / sqrt(pairs - 3)."""


def stream_share(left: ArrayLike, right: ArrayLike, level: float = 0.95) -> Interval:
    """First-order share of a stream in the variance between runs: what it does by itself.

    It is the correlation between runs that share this stream alone.

    Args:
        left: float64, shape (n_pairs,), n_pairs >= 0: a metric of one run a pair.
        right: float64, shape (n_pairs,): the metric of the other run, which has the stream in common with
            the first and nothing else. Pairs must be independent: no run stands in two.
        level: two-sided coverage, 0 < level < 1.

    Returns:
        (ci_low, share, ci_high), -1 to 1, about +- 2 / sqrt(n_pairs) wide. A share is never negative, its
        estimate may be; it is not cut, for then the mean of many would be too high. The ends are -1 and 1
        under 4 pairs; the share is NaN under 3 or where a side does not vary.

    Raises:
        ValueError: different lengths, an entry not finite, or `level` outside (0, 1).

    Source: Sobol' (1993), Mathematical Modelling and Computational Experiments 1, by the pick-freeze
    estimate; interval of Fisher (1921), Metron 1.

    >>> "{:.3f} {:.3f} {:.3f}".format(*stream_share([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5]))
    '0.052 0.829 0.981'
    """
    inside_unit(level, "level")
    sizes = [finite_values(side, name, least=0).size for side, name in ((left, "left"), (right, "right"))]
    if sizes[0] != sizes[1]:
        raise ValueError(f"left has {sizes[0]} entries, right {sizes[1]}; pair the runs first")
    share = pair_correlation(left, right)
    if math.isnan(share) or sizes[0] < FEWEST_FOR_FISHER:
        return Interval(-1.0, share, 1.0)
    if abs(share) == 1:
        return Interval(share, share, share)
    half = float(ndtri((1 + level) / 2)) / math.sqrt(sizes[0] - 3)
    low, high = np.tanh(math.atanh(share) + np.array([-half, half]))
    return Interval(float(low), share, float(high))


def total_share(left: ArrayLike, right: ArrayLike, level: float = 0.95) -> Interval:
    """Total share of a stream: what would be left of the variance with every other stream fixed, on average.

    It is 1 minus the correlation between runs that share all streams but this one, and holds what the
    stream does together with the others.

    Args:
        left: float64, shape (n_pairs,), as for `stream_share`.
        right: float64, shape (n_pairs,): runs that share every other stream with the first.
        level: two-sided coverage, 0 < level < 1.

    Returns:
        (ci_low, share, ci_high), 0 to 2 (above 1 by chance alone); unknown as for `stream_share`.

    Raises:
        ValueError: as `stream_share`.

    Source: Homma and Saltelli (1996), Reliability Engineering and System Safety 52.

    >>> "{:.3f} {:.3f} {:.3f}".format(*total_share([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5]))
    '0.019 0.171 0.948'
    """
    rest = stream_share(left, right, level)
    return Interval(1 - rest.ci_high, 1 - rest.mean, 1 - rest.ci_low)
