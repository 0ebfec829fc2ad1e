"""Pure functions: arrays in, estimates out. A leaf: NumPy and SciPy alone, nothing of ours.

Words: a *unit* is the resolution of a metric (accuracy: 1 / number of test images); a
*joint level* is 1 - 0.05 / M for a family of M intervals that shall hold together at 95 %.
"""

from dropout_lab.stats.bands import Band, difference_band
from dropout_lab.stats.chances import chance_of_beating, effect_size
from dropout_lab.stats.crossed import Crossed, crossed_interval
from dropout_lab.stats.decisions import (
    FEWEST_PAIRS,
    Decision,
    Reason,
    Why,
    decide,
    joint_level,
    too_many_lost,
)
from dropout_lab.stats.divergence import clopper_pearson, mcnemar_exact
from dropout_lab.stats.grids import resolution
from dropout_lab.stats.images import MovedImages, RescuedAndBroken, image_noise, rescued_and_broken
from dropout_lab.stats.intervals import (
    Interval,
    detectable_difference,
    level_interval,
    paired_t_interval,
    paired_t_p_value,
    t_quantiles,
)
from dropout_lab.stats.moments import paired_differences, sd_of
from dropout_lab.stats.nearness import ClaimIntervals, claim_intervals, smallest_reach
from dropout_lab.stats.pairs import difference_sd, level_sd, pair_correlation
from dropout_lab.stats.planning import seeds_to_settle
from dropout_lab.stats.ranks import rank_sets
from dropout_lab.stats.resampling import Readings, readings
from dropout_lab.stats.sequences import (
    first_pairs,
    level_sequence_interval,
    paired_sequence_interval,
    paired_sequence_p_value,
)
from dropout_lab.stats.streams import stream_share, total_share
from dropout_lab.stats.verdicts import Finding, Verdict, direction_verdict, number_verdict
from dropout_lab.stats.welch import (
    means_interval,
    welch_detectable_difference,
    welch_interval,
    welch_p_value,
)
from dropout_lab.stats.wrong_images import WrongImages

__all__ = [
    "FEWEST_PAIRS",
    "Band",
    "ClaimIntervals",
    "Crossed",
    "Decision",
    "Finding",
    "Interval",
    "MovedImages",
    "Readings",
    "Reason",
    "RescuedAndBroken",
    "Verdict",
    "Why",
    "WrongImages",
    "chance_of_beating",
    "claim_intervals",
    "clopper_pearson",
    "crossed_interval",
    "decide",
    "detectable_difference",
    "difference_band",
    "difference_sd",
    "direction_verdict",
    "effect_size",
    "first_pairs",
    "image_noise",
    "joint_level",
    "level_interval",
    "level_sd",
    "level_sequence_interval",
    "mcnemar_exact",
    "means_interval",
    "number_verdict",
    "pair_correlation",
    "paired_differences",
    "paired_sequence_interval",
    "paired_sequence_p_value",
    "paired_t_interval",
    "paired_t_p_value",
    "rank_sets",
    "readings",
    "rescued_and_broken",
    "resolution",
    "sd_of",
    "seeds_to_settle",
    "smallest_reach",
    "stream_share",
    "t_quantiles",
    "too_many_lost",
    "total_share",
    "welch_detectable_difference",
    "welch_interval",
    "welch_p_value",
]
