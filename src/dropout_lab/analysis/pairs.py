"""Seeds paired by identity: complete, lost, pending or on one side only; at the end and by epoch."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.analysis.cells import Cells, metric_unit
from dropout_lab.analysis.frames import Frame
from dropout_lab.experiment import Experiment
from dropout_lab.stats import difference_band

BAND_METRIC = "test_accuracy"


@dataclass(frozen=True)
class Pairs:
    """The seeds of a comparison: which are complete, lost, pending or only on one side."""

    complete: NDArray[np.bool_]  # shape (n_seeds,), like the rest
    n_lost: int
    n_pending: int
    n_unpaired: int


def pair_up(experiment: Experiment, table: Cells, treatment: str, control: str) -> Pairs:
    """Sort the seeds by identity.

    Lost: a planned seed with a diverged or failed run on either side, or any seed that both sides
    tried. A seed beyond the plan that one side never had is merely unpaired; any other seed with a
    run missing is pending.
    """
    left, right = table.states[treatment], table.states[control]
    planned = np.isin(np.asarray(table.seeds), experiment.planned_seeds)
    complete = (left == "done") & (right == "done")
    broken = np.isin(left, ["diverged", "failed"]) | np.isin(right, ["diverged", "failed"])
    absent = (left == "missing") | (right == "missing")
    lost = broken & (planned | ~absent)
    one_sided = absent & ~planned & ~((left == "missing") & (right == "missing"))
    pending = absent & ~lost & ~one_sided
    return Pairs(complete, int(lost.sum()), int(pending.sum()), int(one_sided.sum()))


def pairs_frame(experiment: Experiment, table: Cells) -> Frame:
    """One row per planned comparison, metric and complete pair: seed, both values, the difference."""
    columns = [
        "treatment",
        "control",
        "metric",
        "seed",
        "treatment_value",
        "control_value",
        "difference",
    ]
    rows = []
    for comparison in experiment.comparisons:
        sides = comparison.treatment, comparison.control
        complete = pair_up(experiment, table, *sides).complete
        for metric in comparison.metrics:
            left, right = (table.values[side][metric][complete] for side in sides)
            seeds = np.asarray(table.seeds)[complete]
            rows += [
                (*sides, metric, int(seed), a, b, a - b)
                for seed, a, b in zip(seeds, left, right, strict=True)
            ]
    return pd.DataFrame(rows, columns=columns)


def by_epoch_frame(experiment: Experiment, table: Cells) -> Frame:
    """Paired difference of test accuracy by epoch, with a band that holds over all epochs at once."""
    columns = [
        "treatment",
        "control",
        "metric",
        "epoch",
        "n_pairs",
        "mean_difference",
        "ci_low",
        "ci_high",
    ]
    parts = []
    for comparison in experiment.comparisons:
        sides = comparison.treatment, comparison.control
        complete = pair_up(experiment, table, *sides).complete
        curves = [table.curves[side][BAND_METRIC][complete] for side in sides]
        epochs = min(curve.shape[1] for curve in curves)
        differences = curves[0][:, :epochs] - curves[1][:, :epochs]
        if not len(differences) or not np.isfinite(differences).all():
            continue
        mean = differences.mean(axis=0)
        low, high = np.full(epochs, math.nan), np.full(epochs, math.nan)
        if len(differences) > 1:
            low, _, high = difference_band(differences, metric_unit(experiment, BAND_METRIC, *sides))
        part = pd.DataFrame(
            {
                "epoch": np.arange(1, epochs + 1),
                "mean_difference": mean,
                "ci_low": low,
                "ci_high": high,
            }
        )
        parts.append(
            part.assign(
                treatment=sides[0],
                control=sides[1],
                metric=BAND_METRIC,
                n_pairs=len(differences),
            )
        )
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
