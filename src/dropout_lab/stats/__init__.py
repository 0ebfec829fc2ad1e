"""Pure functions: arrays in, estimates out. A leaf: NumPy and SciPy alone, nothing of ours.

Words: a *unit* is the resolution of a metric (accuracy: 1 / number of test images); a
*joint level* is 1 - 0.05 / M for a family of M intervals that shall hold together at 95 %.
"""

from dropout_lab.stats.agreement import means_interval
from dropout_lab.stats.bands import Band, changes_sign, difference_band
from dropout_lab.stats.decisions import Decision, decide, joint_level, too_many_lost
from dropout_lab.stats.intervals import (
    Interval,
    detectable_difference,
    level_interval,
    paired_t_interval,
    paired_t_p_value,
)
from dropout_lab.stats.pairs import difference_sd, level_sd, pair_correlation
from dropout_lab.stats.sequences import (
    level_sequence_interval,
    paired_sequence_interval,
    paired_sequence_p_value,
)

__all__ = [
    "Band",
    "Decision",
    "Interval",
    "changes_sign",
    "decide",
    "detectable_difference",
    "difference_band",
    "difference_sd",
    "joint_level",
    "level_interval",
    "level_sd",
    "level_sequence_interval",
    "means_interval",
    "pair_correlation",
    "paired_sequence_interval",
    "paired_sequence_p_value",
    "paired_t_interval",
    "paired_t_p_value",
    "too_many_lost",
]
