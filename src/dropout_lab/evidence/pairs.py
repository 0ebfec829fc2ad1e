"""Seeds paired by identity: complete, lost, pending or on one side only; at the end and by epoch."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dropout_lab.evidence.by_seed import Cells, metric_unit
from dropout_lab.evidence.frames import Frame, stacked
from dropout_lab.experiment import Experiment
from dropout_lab.metrics import CATALOGUE
from dropout_lab.stats import difference_band

PAIR_COLUMNS = [
    "treatment", "control", "minus_treatment", "minus_control", "metric", "seed",
    "treatment_value", "control_value", "difference",
]  # fmt: skip
BAND_COLUMNS = [
    "treatment", "control", "metric", "epoch", "n_pairs", "mean_difference", "ci_low", "ci_high",
]  # fmt: skip


@dataclass(frozen=True)
class Pairs:
    """The seeds of a comparison: which are complete, lost, pending or only on one side."""

    complete: NDArray[np.bool_]  # shape (n_seeds,), like the rest
    n_lost: int
    n_pending: int
    n_unpaired: int


def pair_up(table: Cells, *variants: str) -> Pairs:
    """Sort the seeds of two variants, or of the four of an interaction, by identity.

    Lost: a planned seed with a diverged or failed run on any side, or any seed that all sides
    tried. A seed beyond the plan that one side never had is merely unpaired; any other seed with a
    run missing is pending.
    """
    sides = [table.ends[name] for name in variants]
    complete, broken, absent, absent_everywhere = (
        join.reduce([getattr(side, state) for side in sides])
        for join, state in (
            (np.logical_and, "done"),
            (np.logical_or, "broken"),
            (np.logical_or, "missing"),
            (np.logical_and, "missing"),
        )
    )
    lost = broken & (table.planned | ~absent)
    one_sided = absent & ~table.planned & ~absent_everywhere
    pending = absent & ~lost & ~one_sided
    return Pairs(complete, int(lost.sum()), int(pending.sum()), int(one_sided.sum()))


def pairs_frame(experiment: Experiment, table: Cells) -> Frame:
    """One row per planned comparison, metric and complete pair: seed, both values, the difference.

    Of an interaction the values are the difference here and the difference there.
    """
    parts, seeds = [], np.asarray(table.seeds)
    for comparison in experiment.comparisons:
        complete = pair_up(table, *comparison.variants).complete
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
                "seed": seeds[complete],
                "treatment_value": left,
                "control_value": right,
                "difference": left - right,
            }
            parts.append(part)
    return stacked(parts, PAIR_COLUMNS)


def means_reached(pairs: Frame) -> dict[tuple[str, ...], tuple[float, float]]:
    """Return the means of both sides of each comparison, by its variants and metric.

    Args:
        pairs: rows of `pairs_frame`.
    """
    names, sides = PAIR_COLUMNS[:5], ["treatment_value", "control_value"]
    found: dict[tuple[str, ...], tuple[float, float]] = {}
    for key, part in pairs.groupby(names, sort=False):
        ours, theirs = part[sides].mean()
        found[tuple(filter(None, key))] = (float(ours), float(theirs))
    return found


def by_epoch_frame(experiment: Experiment, table: Cells) -> Frame:
    """Paired difference of the primary metric by epoch, with a band that holds over all epochs at once.

    An interaction has none.
    """
    metric, parts = CATALOGUE[experiment.metric].followed, []
    for sides in dict.fromkeys((c.treatment, c.control) for c in experiment.comparisons if not c.minus):
        complete = pair_up(table, *sides).complete
        curves = [table.curves[side][metric][complete] for side in sides]
        epochs = min(curve.shape[1] for curve in curves)
        differences = curves[0][:, :epochs] - curves[1][:, :epochs]
        if not len(differences) or not np.isfinite(differences).all():
            continue
        mean = differences.mean(axis=0)
        low, high = np.full(epochs, math.nan), np.full(epochs, math.nan)
        if len(differences) > 1:
            low, _, high = difference_band(differences, metric_unit(experiment, metric, *sides))
        parts.append(
            {
                "treatment": sides[0],
                "control": sides[1],
                "metric": metric,
                "epoch": np.arange(1, epochs + 1),
                "n_pairs": len(differences),
                "mean_difference": mean,
                "ci_low": low,
                "ci_high": high,
            }
        )
    return stacked(parts, BAND_COLUMNS)
