"""Treatment minus control at the end of training: estimated, and decided at the joint level."""

import math
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.analysis.cells import Cells, metric_unit
from dropout_lab.analysis.frames import Frame
from dropout_lab.analysis.looks import Look, look_at
from dropout_lab.analysis.pairs import pair_up
from dropout_lab.experiment import HIGHER_IS_BETTER, Comparison, Experiment
from dropout_lab.stats import (
    Interval,
    decide,
    detectable_difference,
    difference_sd,
    joint_level,
    pair_correlation,
    paired_sequence_interval,
    paired_sequence_p_value,
    paired_t_interval,
    paired_t_p_value,
)


@dataclass(frozen=True)
class Compared:
    """One row of comparisons.csv; differences are fractions or nats, and NaN where undefined."""

    treatment: str
    control: str
    metric: str
    n_pairs: int
    mean_difference: float
    ci_low: float
    ci_high: float
    ci_low_joint: float
    ci_high_joint: float
    p_value: float
    p_joint: float
    equivalent: bool
    decision: str
    reason: str
    sd_difference: float
    pair_correlation: float
    detectable_difference: float
    margin: float
    joint_level: float
    n_lost: int
    n_pending: int
    n_unpaired: int
    method: str
    look: str


def comparisons_frame(experiment: Experiment, table: Cells) -> Frame:
    """One row per planned comparison and metric."""
    rows = [
        asdict(compare(experiment, table, comparison, metric))
        for comparison in experiment.comparisons
        for metric in comparison.metrics
    ]
    return pd.DataFrame(rows, columns=list(Compared.__dataclass_fields__))


def compare(experiment: Experiment, table: Cells, comparison: Comparison, metric: str) -> Compared:
    """Estimate one comparison on one metric and decide it at the joint level."""
    sides = comparison.treatment, comparison.control
    pairs = pair_up(experiment, table, *sides)
    values = [table.values[side][metric][pairs.complete] for side in sides]
    differences, n = values[0] - values[1], int(pairs.complete.sum())
    unit, level = metric_unit(experiment, metric, *sides), joint_level(experiment.family_size)
    seeds = [seed for seed, there in zip(table.seeds, pairs.complete, strict=True) if there]
    look = look_at(experiment, seeds, pairs.n_pending)
    plain, joint, p_value = _estimate(differences, unit, level, look)
    margin = experiment.margins.get(metric)  # pyright: ignore[reportArgumentType]
    decision = decide(joint, n, pairs.n_lost, margin, HIGHER_IS_BETTER[metric])
    sd = difference_sd(differences, unit) if n > 1 else math.nan
    return Compared(
        *sides,
        metric=metric,
        n_pairs=n,
        mean_difference=plain.mean,
        ci_low=plain.ci_low,
        ci_high=plain.ci_high,
        ci_low_joint=joint.ci_low,
        ci_high_joint=joint.ci_high,
        p_value=p_value,
        p_joint=min(1.0, p_value * max(1, experiment.family_size)) if n > 1 else math.nan,
        equivalent=decision.outcome == "equivalent",
        decision=decision.outcome,
        reason=decision.reason,
        sd_difference=sd,
        pair_correlation=pair_correlation(*values),
        detectable_difference=detectable_difference(sd, n, level) if n > 1 else math.nan,
        margin=math.nan if margin is None else margin,
        joint_level=level,
        n_lost=pairs.n_lost,
        n_pending=pairs.n_pending,
        n_unpaired=pairs.n_unpaired,
        method=look.method,
        look=look.reason,
    )


def _estimate(
    differences: NDArray[np.float64], unit: float, level: float, look: Look
) -> tuple[Interval, Interval, float]:
    if not differences.size:
        return (
            Interval(math.nan, math.nan, math.nan),
            Interval(math.nan, math.nan, math.nan),
            math.nan,
        )
    if differences.size < 2:
        alone = Interval(-math.inf, float(differences[0]), math.inf)
        return alone, alone, math.nan
    if look.method == "t":
        joint = paired_t_interval(differences, unit, level)
        return (
            paired_t_interval(differences, unit),
            joint,
            paired_t_p_value(differences, unit),
        )
    joint = paired_sequence_interval(differences, unit, level)
    return (
        paired_sequence_interval(differences, unit),
        joint,
        paired_sequence_p_value(differences, unit),
    )
