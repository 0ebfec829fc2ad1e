"""Seeds paired by identity: complete, lost, pending or on one side only; at the end and by epoch."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.evidence.by_seed import Cells, metric_unit
from dropout_lab.evidence.frames import Frame
from dropout_lab.experiment import Experiment
from dropout_lab.metrics import CATALOGUE
from dropout_lab.stats import difference_band

PAIR_COLUMNS = [
    "treatment", "control", "minus_treatment", "minus_control", "metric", "seed",
    "treatment_value", "control_value", "difference",
]  # fmt: skip


@dataclass(frozen=True)
class Pairs:
    """The seeds of a comparison: which are complete, lost, pending or only on one side."""

    complete: NDArray[np.bool_]  # shape (n_seeds,), like the rest
    n_lost: int
    n_pending: int
    n_unpaired: int


def pair_up(experiment: Experiment, table: Cells, *variants: str) -> Pairs:
    """Sort the seeds of two variants, or of the four of an interaction, by identity.

    Lost: a planned seed with a diverged or failed run on any side, or any seed that all sides
    tried. A seed beyond the plan that one side never had is merely unpaired; any other seed with a
    run missing is pending.
    """
    states = np.stack([table.states[name] for name in variants])
    planned = np.isin(np.asarray(table.seeds), experiment.planned_seeds)
    missing = states == "missing"
    absent, broken = missing.any(axis=0), ((states == "diverged") | (states == "failed")).any(axis=0)
    complete = (states == "done").all(axis=0)
    lost = broken & (planned | ~absent)
    one_sided = absent & ~planned & ~missing.all(axis=0)
    pending = absent & ~lost & ~one_sided
    return Pairs(complete, int(lost.sum()), int(pending.sum()), int(one_sided.sum()))


def pairs_frame(experiment: Experiment, table: Cells) -> Frame:
    """One row per planned comparison, metric and complete pair: seed, both values, the difference.

    Of an interaction the values are the difference here and the difference there.
    """
    parts = []
    for comparison in experiment.comparisons:
        complete = pair_up(experiment, table, *comparison.variants).complete
        minus = comparison.minus
        for metric in comparison.metrics:
            values = [table.values[side][metric][complete] for side in comparison.variants]
            left, right = (values[0] - values[1], values[2] - values[3]) if minus else values
            part = {
                "treatment": comparison.treatment,
                "control": comparison.control,
                "minus_treatment": minus.treatment if minus else "",
                "minus_control": minus.control if minus else "",
                "metric": metric,
                "seed": np.asarray(table.seeds)[complete],
                "treatment_value": left,
                "control_value": right,
                "difference": left - right,
            }
            parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=PAIR_COLUMNS)


def by_epoch_frame(experiment: Experiment, table: Cells) -> Frame:
    """Paired difference of the primary metric by epoch, with a band that holds over all epochs at once.

    An interaction has none.
    """
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
    metric, parts = CATALOGUE[experiment.metric].followed, []
    for sides in dict.fromkeys((c.treatment, c.control) for c in experiment.comparisons if not c.minus):
        complete = pair_up(experiment, table, *sides).complete
        curves = [table.curves[side][metric][complete] for side in sides]
        epochs = min(curve.shape[1] for curve in curves)
        differences = curves[0][:, :epochs] - curves[1][:, :epochs]
        if not len(differences) or not np.isfinite(differences).all():
            continue
        mean = differences.mean(axis=0)
        low, high = np.full(epochs, math.nan), np.full(epochs, math.nan)
        if len(differences) > 1:
            low, _, high = difference_band(differences, metric_unit(experiment, metric, *sides))
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
                metric=metric,
                n_pairs=len(differences),
            )
        )
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
