"""How many seeds would settle a question."""

import math

from scipy.special import chdtri, stdtrit

from dropout_lab.stats.checks import inside_unit, positive
from dropout_lab.stats.decisions import FEWEST_PAIRS
from dropout_lab.stats.intervals import POWER

SD_LEVEL = 0.90
"""How surely the sd of the upper end of the range is not exceeded."""

ENDLESS = 2**53
"""Number of seeds from which on the answer is never."""


def seeds_to_settle(
    sd: float, n_pairs: int, difference: float, level: float = 0.95, power: float = POWER
) -> tuple[float, float]:
    """Seeds with which an interval tells `difference` from zero in four of five experiments, as a range.

    Args:
        sd: standard deviation of the paired differences as estimated, > 0.
        n_pairs: pairs behind `sd`; under 2 it is no estimate and nothing can be said.
        difference: what shall be told from zero, in the unit of `sd`; its sign does not matter. For
            equivalence: the margin less the size of the mean, which shall be told from the margin.
        level: coverage of the interval that decides (the joint level), 0 < level < 1.
        power: chance to tell it, 0.5 <= power < 1.

    Returns:
        (seeds where `sd` is right, seeds where it is the upper 90 % limit of the true one): the smallest
        n >= 3 with (t[(1 + level) / 2] + t[power]) sd / sqrt(n) <= |difference|. Infinite: never, as for
        a difference of zero.

    Raises:
        ValueError: `sd` <= 0, `difference` not a number, or `level` or `power` outside their ranges.

    Source: the usual t approximation of power (Cohen 1988, chapter 2); the limit of a standard deviation
    from chi squared.

    >>> seeds_to_settle(0.002, 10, 0.001)
    (34.0, 70.0)
    >>> seeds_to_settle(0.002, 10, 0.0)
    (inf, inf)
    """
    positive(sd, "sd")
    inside_unit(level, "level")
    if not 0.5 <= power < 1:
        raise ValueError(f"power={power:g}: must be at least 0.5 and below 1")
    if math.isnan(difference):
        raise ValueError("difference is not a number")
    if n_pairs < 2 or difference == 0:
        return math.inf, math.inf
    freedom = n_pairs - 1
    upper = sd * math.sqrt(freedom / float(chdtri(freedom, SD_LEVEL)))  # chdtri: the upper tail
    return _fewest(sd / abs(difference), level, power), _fewest(upper / abs(difference), level, power)


def _fewest(ratio: float, level: float, power: float) -> float:
    """Return the smallest n that tells a difference of 1 / ratio standard deviations."""

    def enough(n: int) -> bool:
        tail, reach = stdtrit(n - 1, [(1 + level) / 2, power])
        return float(tail + reach) * ratio <= math.sqrt(n)

    high = FEWEST_PAIRS
    while not enough(high):
        high *= 2
        if high > ENDLESS:
            return math.inf
    low = high // 2  # not enough, or below the fewest pairs
    while high > FEWEST_PAIRS and high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return float(high)
