"""How often runs diverge: rates with exact intervals, and whether one side does so more often."""

import math

from scipy.special import bdtr, betaincinv

from dropout_lab.stats.checks import inside_unit
from dropout_lab.stats.intervals import Interval


def clopper_pearson(hits: float, n: int, level: float = 0.95) -> Interval:
    """Exact interval for a probability from `hits` of `n` independent tries.

    Args:
        hits: 0 to `n`; a half counts a tie.
        n: number of tries, >= 0; of none, nothing is known.
        level: two-sided coverage, at least kept, 0 < level < 1.

    Returns:
        (ci_low, hits / n, ci_high), all 0 to 1; (0, NaN, 1) where n is 0.

    Raises:
        ValueError: `hits` outside 0 to `n` or not finite, or `level` outside (0, 1).

    Source: Clopper and Pearson (1934), Biometrika 26.

    >>> "{:.4f} {:.4f} {:.4f}".format(*clopper_pearson(1, 20))
    '0.0013 0.0500 0.2487'
    """
    tail = (1 - inside_unit(level, "level")) / 2
    if not 0 <= hits <= n < math.inf:
        raise ValueError(f"hits={hits:g} of n={n:g}: must be 0 to n, and n finite")
    if n == 0:
        return Interval(0.0, math.nan, 1.0)
    low = 0.0 if hits == 0 else float(betaincinv(hits, n - hits + 1, tail))
    high = 1.0 if hits == n else 1 - float(betaincinv(n - hits, hits + 1, tail))  # mirrors exactly
    return Interval(low, hits / n, high)


def mcnemar_exact(only_left: int, only_right: int) -> float:
    """Two-sided p-value that both sides of paired yes/no outcomes are equally often yes.

    Pairs that agree say nothing and are left out.

    Args:
        only_left: seeds whose left run alone is yes (diverged), >= 0.
        only_right: seeds whose right run alone is yes, >= 0.

    Returns:
        min(1, 2 P(X <= the smaller)) for X binomial over both with probability 1/2; 1 without such seeds.

    Raises:
        ValueError: a count that is negative or not whole.

    Source: McNemar (1947), Psychometrika 12, in its exact form.

    >>> mcnemar_exact(0, 6)
    0.03125
    """
    for name, count in (("only_left", only_left), ("only_right", only_right)):
        if not (count >= 0 and count % 1 == 0):  # NaN and infinity leave NaN
            raise ValueError(f"{name}={count:g}: must be a whole number of seeds, 0 or more")
    return min(1.0, 2 * float(bdtr(min(only_left, only_right), only_left + only_right, 0.5)))
