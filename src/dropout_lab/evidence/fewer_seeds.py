"""Draw fewer of the seeds: how often they would decide what, by the sign of their mean and by our rule."""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.evidence.by_seed import metric_unit
from dropout_lab.evidence.frames import Frame
from dropout_lab.experiment import Comparison, Experiment
from dropout_lab.metrics import CATALOGUE
from dropout_lab.stats import readings

SIZES = (1, 2, 3, 5, 10)
"""Numbers of seeds to look at; those beyond half of the pairs that exist are left out."""

RUN_ONCE_COLUMNS = [
    "treatment", "control", "minus_treatment", "minus_control", "n", "n_pairs",
    "sign_better", "sign_worse", "sign_tie", "better", "worse", "equivalent", "inconclusive", "n_samples",
    "exact",
]  # fmt: skip


def run_once_frame(experiment: Experiment, pairs: Frame) -> Frame:
    """One row per planned comparison on the primary metric and number of seeds n.

    ``sign_*``: shares of the samples of n pairs, none twice and at most half of the ``n_pairs`` seen, whose
    mean is better, worse or zero. ``better`` and the rest: shares by what our rule decides from the plain
    95 % interval of each sample; NaN under 3 pairs, which decide nothing. ``exact``: all samples that there
    can be were taken, instead of ``n_samples`` drawn.
    """
    rows = [
        row
        for comparison in experiment.comparisons
        if experiment.metric in comparison.metrics
        for row in _rows(experiment, comparison, pairs)
    ]
    return pd.DataFrame(rows, columns=RUN_ONCE_COLUMNS)


def _rows(experiment: Experiment, comparison: Comparison, pairs: Frame) -> list[dict[str, object]]:
    minus = comparison.minus
    sides = {
        "treatment": comparison.treatment,
        "control": comparison.control,
        "minus_treatment": minus.treatment if minus else "",
        "minus_control": minus.control if minus else "",
    }
    metric = experiment.metric
    chosen = pairs["metric"] == metric
    for side, name in sides.items():
        chosen &= pairs[side] == name
    differences = pairs.loc[chosen, "difference"].to_numpy("float64")
    unit = metric_unit(experiment, metric, *comparison.variants)
    found = readings_by_size(
        differences if CATALOGUE[metric].higher_is_better else -differences,
        unit * (math.sqrt(2) if minus else 1),  # an interaction carries four roundings, not two
        margin=experiment.margins.get(metric),
    )
    return [{**sides, **row} for row in found]


def readings_by_size(
    differences: NDArray[np.float64], unit: float, *, margin: float | None
) -> list[dict[str, object]]:
    """Say for each number of seeds up to half of those there are what so few would have said.

    Args:
        differences: shape (n_pairs,); above zero is better.
        unit: resolution of the metric.
        margin: the smallest difference that matters; None: nothing can be equivalent.
    """
    return [
        {
            "n": n,
            "n_pairs": differences.size,
            **readings(differences, n, unit, margin=margin)._asdict(),
        }
        for n in SIZES
        if 2 * n <= differences.size
    ]
