"""The estimate as it forms, for the progress line."""

import numpy as np
from numpy.typing import ArrayLike

from dropout_lab.language.values import difference_shown, interval_text
from dropout_lab.metrics import DEFAULT_METRIC
from dropout_lab.stats import first_pairs, joint_level, paired_sequence_interval


def live_estimate(
    differences: ArrayLike,
    treatment: str = "dropout",
    control: str = "none",
    *,
    unit: float = 1e-4,
    metric: str = DEFAULT_METRIC,
    family_size: int = 1,
) -> str:
    """Say where a comparison stands, by an interval that may be looked at after every pair.

    Args:
        differences: float64, shape (n_pairs,), treatment minus control of the complete pairs so far.
        treatment: name of the one variant.
        control: name of the other.
        unit: resolution of the metric (accuracy: 1 / number of test images).
        metric: a metric of the experiment.
        family_size: M of the joint level.

    >>> live_estimate([0.001, 0.002, 0.003, 0.002, 0.001, 0.002])
    'dropout - none so far: +0.18 pp [0.02, 0.35], 6 pairs (widened for looking)'
    >>> live_estimate([0.001, 0.002])
    'dropout - none so far: +0.15 pp, 2 pairs (interval from 5)'
    """
    values = np.asarray(differences, dtype=np.float64)
    values = values[np.isfinite(values)]
    head = f"{treatment} - {control} so far:"
    if not values.size:
        return f"{head} no pair yet"
    mean, level = difference_shown(metric, float(values.mean())), joint_level(family_size)
    pairs, first = f"{values.size} pair{'' if values.size == 1 else 's'}", first_pairs(level)
    if values.size < first:
        return f"{head} {mean}, {pairs} (interval from {first})"
    interval = paired_sequence_interval(values, unit, level)
    reach = interval_text(metric, interval.ci_low, interval.ci_high)
    return f"{head} {mean} {reach}, {pairs} (widened for looking)"
