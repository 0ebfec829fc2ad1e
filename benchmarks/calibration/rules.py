"""The product's own intervals on many experiments at once.

Each of them is a mean and a half-width that follows from the sd alone. So the product is asked a few
times for each number of seeds, and thousands of experiments then need no loop. A wrong quantile, floor
or level in the product still shows: it is measured, not copied. `tests/stats/test_coverage.py`
compares row by row.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration.draws import Floats
from dropout_lab.stats import Interval

Maker = Callable[[Floats], Interval]


class Rule(NamedTuple):
    """Half-width of an interval: fixed + per_sd max(sd, floor)."""

    fixed: float
    per_sd: float
    floor: float

    def half_widths(self, sds: Floats) -> Floats:
        """Half-widths of experiments with these sds."""
        return self.fixed + self.per_sd * np.maximum(sds, self.floor)


def rule_of(make: Maker, n: int) -> Rule:
    """Measure how an interval over `n` seeds, n >= 2, follows from their sd."""
    zigzag: Floats = np.arange(n, dtype=np.float64) % 2 - 0.5
    sd = float(zigzag.std(ddof=1))
    tied, once, twice = (_half_width(make(scale * zigzag)) for scale in (0, 1, 2))
    if math.isinf(once):
        return Rule(0.0, math.inf, sd)
    per_sd = (twice - once) / sd
    fixed = once - per_sd * sd
    return Rule(fixed, per_sd, (tied - fixed) / per_sd)


def ends(make: Maker, values: Floats) -> tuple[Floats, Floats]:
    """Ends of the interval of each experiment; `values` has shape (experiments, seeds)."""
    mean, sds = (np.asarray(part, np.float64) for part in (values.mean(axis=1), values.std(axis=1, ddof=1)))
    half = rule_of(make, values.shape[1]).half_widths(sds)
    return mean - half, mean + half


def path_ends(make: Maker, values: Floats) -> tuple[Floats, Floats]:
    """Ends after each seed from the second on, shape (experiments, seeds - 1)."""
    looks = np.arange(2, values.shape[1] + 1)
    mean = np.cumsum(values, axis=1)[:, 1:] / looks
    squares = np.cumsum(values**2, axis=1)[:, 1:] - looks * mean**2
    sds = np.sqrt(np.maximum(squares, 0) / (looks - 1))
    rules = [rule_of(make, int(n)) for n in looks]
    fixed, per_sd, floor = (np.array(part) for part in zip(*rules, strict=True))
    half = fixed + per_sd * np.maximum(sds, floor)
    return mean - half, mean + half


def covered(made: tuple[Floats, Floats], truth: Floats | float) -> float:
    """Share of the experiments whose interval holds the truth."""
    low, high = made
    return float(np.mean((low <= truth) & (truth <= high)))


def equivalent(made: tuple[Floats, Floats], margin: float) -> NDArray[np.bool_]:
    """Which experiments are called equivalent: the whole interval lies inside the margin."""
    low, high = made
    return (low > -margin) & (high < margin)


def _half_width(interval: Interval) -> float:
    return (interval.ci_high - interval.ci_low) / 2
