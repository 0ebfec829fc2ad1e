"""How near a published number is: the two intervals from which a claim's verdict follows.

A published number is itself a mean of k runs and rounded. Its noise belongs in the interval of the
difference between ours and theirs, and cannot be bought off with more seeds of our own.
"""

import math
from typing import Literal, NamedTuple

from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from dropout_lab.stats.checks import finite_values, inside_unit, positive
from dropout_lab.stats.intervals import Interval
from dropout_lab.stats.moments import mean_of
from dropout_lab.stats.pairs import difference_sd, level_sd
from dropout_lab.stats.sequences import MIXTURE, mixture_reach

Method = Literal["t", "sequence"]

PUBLISHED_MIXTURE = 10.0
"""g against few published runs: their noise is part of the effect's scale, so larger effects count."""


class ClaimIntervals(NamedTuple):
    """The intervals behind a verdict: our mean (I), and our mean minus the published value (J)."""

    ours: Interval
    gap: Interval


def claim_intervals(
    values: ArrayLike,
    unit: float,
    value: float,
    *,
    is_difference: bool,
    published_runs: int | None = None,
    decimals: int | None = None,
    level: float = 0.95,
    method: Method = "t",
) -> ClaimIntervals:
    """Intervals of our mean, and of our mean minus a published value.

    Args:
        values: float64, shape (n,), one entry a seed: the variant's metric for a level, treatment
            minus control for a difference. Finite; diverged runs are left out and counted.
        unit: resolution of the metric, > 0. The sd used is at least unit / sqrt(12) for a level,
            unit / sqrt(6) for a difference.
        value: the published number, in the unit of `values` (accuracy: fraction).
        is_difference: whether `values` and `value` are differences of two runs.
        published_runs: runs behind the published number, >= 1; None: said of the recipe itself.
        decimals: digits after the point of the published fraction, >= 0; None: not rounded. Half a unit
            of the last one, twice that for a difference of two rounded numbers, widens `gap`.
        level: coverage of each interval (the joint level), 0 < level < 1.
        method: `t` for the planned seeds, `sequence` where seeds were looked at before.

    Returns:
        I = mean +- q s / sqrt(n) and J = (mean - value) +- (q s sqrt(1/n + 1/k) + rounding). Infinite
        ends for one seed and where a sequence is unbounded; NaN throughout without a seed.

    Raises:
        ValueError: an entry or `value` not finite, or an argument outside its range.

    Source: the prediction interval of Student's t for the mean of k further runs; Lai (1976) and Gönen
    et al. (2005) for the sequence. Coverage simulated in tests/stats/test_coverage.py.

    >>> claimed = claim_intervals([0.004, 0.005, 0.006], 1e-4, 0.057, is_difference=True, published_runs=1)
    >>> "{:.4f} {:.4f} {:.4f}".format(*claimed.gap)
    '-0.0570 -0.0520 -0.0470'
    """
    array = finite_values(values, "values", least=0)
    if not math.isfinite(value):
        raise ValueError(f"value={value:g}: must be finite")
    share, rounding, n = _share(published_runs), _rounding(decimals, is_difference), array.size
    if n == 0:
        unknown = Interval(math.nan, math.nan, math.nan)
        return ClaimIntervals(unknown, unknown)
    mean, reach, gap_reach = mean_of(array), math.inf, math.inf
    if n > 1:
        sd = difference_sd(array, unit) if is_difference else level_sd(array, unit)
        reach = _reach(method, n, 0.0, level) * sd / math.sqrt(n)
        gap_reach = _reach(method, n, share, level) * sd * math.sqrt(1 / n + share) + rounding
    return ClaimIntervals(_around(mean, reach), _around(mean - value, gap_reach))


def smallest_reach(
    sd: float,
    *,
    is_difference: bool,
    published_runs: int | None = None,
    decimals: int | None = None,
    level: float = 0.95,
    method: Method = "t",
) -> float:
    """Half-width that the interval `gap` keeps however many seeds we add.

    Args:
        sd: spread over seeds of the level or of the paired difference, >= 0; 0 where it is not known
            yet, which leaves what rounding alone does.
        is_difference: as in `claim_intervals`, and so are all others.
        published_runs: runs behind the published number, or None.
        decimals: digits of the published fraction, or None.
        level: coverage of the interval (the joint level).
        method: `t` or `sequence`.

    Returns:
        q s / sqrt(k) + rounding in the unit of `sd`, q being the limit for many seeds.

    >>> round(smallest_reach(0.001, is_difference=True, published_runs=1, decimals=3), 6)
    0.00296
    """
    if sd:
        positive(sd, "sd")
    share, rounding, alpha = (
        _share(published_runs),
        _rounding(decimals, is_difference),
        1 - inside_unit(level, "level"),
    )
    if share == 0:
        return rounding
    if method == "t":
        quantile = float(ndtri(1 - alpha / 2))
    else:  # (n - 1)(A - 1) tends to 2 log(sqrt(r) / alpha), and A to 1
        r = 1 + PUBLISHED_MIXTURE / share
        quantile = math.sqrt(2 * math.log(math.sqrt(r) / alpha) / (1 - 1 / r))
    return quantile * sd * math.sqrt(share) + rounding


def _reach(method: Method, n: int, share: float, level: float) -> float:
    """Standard errors to each side of the mean: of I for a share of 0, of J for 1 / k."""
    if method == "t":
        return float(stdtrit(n - 1, (1 + inside_unit(level, "level")) / 2))
    g = PUBLISHED_MIXTURE if share else MIXTURE
    return mixture_reach(n, 1 + g / (1 / n + share), level)


def _share(published_runs: int | None) -> float:
    if published_runs is None:
        return 0.0
    if published_runs < 1:
        raise ValueError(f"published_runs={published_runs}: must be at least 1, or None")
    return 1 / published_runs


def _rounding(decimals: int | None, is_difference: bool) -> float:
    if decimals is None:
        return 0.0
    if decimals < 0:
        raise ValueError(f"decimals={decimals}: must be at least 0, or None")
    return (1.0 if is_difference else 0.5) * 10.0**-decimals


def _around(mean: float, reach: float) -> Interval:
    return Interval(mean - reach, mean, mean + reach)
