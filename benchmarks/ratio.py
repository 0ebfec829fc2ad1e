"""Ratios of times that were taken by pairs."""

from collections.abc import Sequence

import numpy as np

from dropout_lab.stats import Interval, paired_t_interval


def ratio_of(pairs: Sequence[tuple[float, float]]) -> Interval:
    """Return the geometric mean of the pairs' ratios, first over second, with its 95 % interval."""
    above, below = np.array(pairs).T
    logs = paired_t_interval(np.log(above / below), unit=1e-3)
    return Interval(*np.exp(logs))
