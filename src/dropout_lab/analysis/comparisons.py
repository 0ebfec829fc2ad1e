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
from dropout_lab.analysis.words import label_text
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

PLANNED = Look("t", "")
"""The look of seeds that were all fixed before the data."""

Errors = tuple[list[NDArray[np.uint16]], list[NDArray[np.uint16]], int]
"""Misclassified test images of the treatment and of the control, by seed, and the test images in all."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One row of comparisons.csv; differences are fractions or nats, and NaN where undefined.

    An interaction has ``minus_treatment`` and ``minus_control``: its difference is (treatment - control)
    minus (minus_treatment - minus_control).
    """

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
    prob_better: float = math.nan
    prob_better_low: float = math.nan
    prob_better_high: float = math.nan
    equivalent: bool
    decision: str
    reason: str
    ci_low_crossed: float = math.nan
    ci_high_crossed: float = math.nan
    spread_beyond_images: float = math.nan
    sd_difference: float
    pair_correlation: float
    detectable_difference: float
    effect_size: float = math.nan
    seeds_to_settle_low: float = math.nan
    seeds_to_settle_high: float = math.nan
    margin: float
    joint_level: float
    n_lost: int
    n_pending: int
    n_unpaired: int
    method: str
    look: str
    minus_treatment: str = ""
    minus_control: str = ""

    @property
    def label(self) -> str:
        """The comparison as people read it."""
        return label_text(self.treatment, self.control, self.minus_treatment, self.minus_control)


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
    pairs = pair_up(experiment, table, *comparison.variants)
    values = [table.values[side][metric][pairs.complete] for side in comparison.variants]
    unit = metric_unit(experiment, metric, *comparison.variants)
    minus = comparison.minus
    if minus:  # four roundings instead of two: twice the variance
        values, unit = [values[0] - values[1], values[2] - values[3]], unit * math.sqrt(2)
    seeds = [seed for seed, there in zip(table.seeds, pairs.complete, strict=True) if there]
    return compare_values(
        comparison.treatment,
        comparison.control,
        metric,
        (values[0], values[1]),
        unit=unit,
        margin=experiment.margins.get(metric),  # pyright: ignore[reportArgumentType]
        family_size=experiment.family_size,
        n_lost=pairs.n_lost,
        n_pending=pairs.n_pending,
        n_unpaired=pairs.n_unpaired,
        look=look_at(experiment, seeds, pairs.n_pending),
        higher_is_better=HIGHER_IS_BETTER[metric],
        minus=(minus.treatment, minus.control) if minus else ("", ""),
    )


def compare_values(
    treatment: str,
    control: str,
    metric: str,
    values: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    unit: float,
    margin: float | None,
    family_size: int,
    n_lost: int = 0,
    n_pending: int = 0,
    n_unpaired: int = 0,
    look: Look = PLANNED,
    higher_is_better: bool = True,
    errors: Errors | None = None,
    minus: tuple[str, str] = ("", ""),
) -> Compared:
    """Make one row of comparisons.csv from paired values.

    Args:
        treatment: name of the one variant.
        control: name of the other.
        metric: such as ``test_accuracy``.
        values: float64, shape (n_pairs,) each: treatment and control, in the order of the same seeds; of
            an interaction the difference here and the difference there. Fractions or nats.
        unit: resolution of the metric, > 0 (accuracy: 1 / number of test images).
        margin: smallest difference that matters, in the metric's unit; None: no equivalence.
        family_size: M of the joint level.
        n_lost: planned pairs with a diverged or failed run, not among the values.
        n_pending: pairs still to come.
        n_unpaired: seeds that only one side ever had.
        look: whether the seeds were all planned, or looked at on the way.
        higher_is_better: True for accuracy, False for NLL.
        errors: the misclassified test images of both sides, for the interval over seeds and images.
        minus: of an interaction the names of the other two variants.

    Raises:
        ValueError: sides of different lengths, or a value that is not finite.
    """
    left, right = values
    if left.shape != right.shape:
        raise ValueError(f"{treatment} has {left.size} values, {control} {right.size}; pair them by seed")
    differences, n, level = left - right, left.size, joint_level(family_size)
    plain, joint, p_value = _estimate(differences, unit, level, look)
    decision = decide(joint, n, n_lost, margin, higher_is_better)
    sd = difference_sd(differences, unit) if n > 1 else math.nan
    return Compared(
        treatment=treatment,
        control=control,
        metric=metric,
        n_pairs=n,
        mean_difference=plain.mean,
        ci_low=plain.ci_low,
        ci_high=plain.ci_high,
        ci_low_joint=joint.ci_low,
        ci_high_joint=joint.ci_high,
        p_value=p_value,
        p_joint=min(1.0, p_value * max(1, family_size)) if n > 1 else math.nan,
        equivalent=decision.outcome == "equivalent",
        decision=decision.outcome,
        reason=decision.reason,
        sd_difference=sd,
        pair_correlation=pair_correlation(left, right),
        detectable_difference=detectable_difference(sd, n, level) if n > 1 else math.nan,
        margin=math.nan if margin is None else margin,
        joint_level=level,
        n_lost=n_lost,
        n_pending=n_pending,
        n_unpaired=n_unpaired,
        method=look.method,
        look=look.reason,
        minus_treatment=minus[0],
        minus_control=minus[1],
    )


def _estimate(
    differences: NDArray[np.float64], unit: float, level: float, look: Look
) -> tuple[Interval, Interval, float]:
    """The plain interval, the joint one, and the p-value."""
    if not differences.size:
        unknown = Interval(math.nan, math.nan, math.nan)
        return unknown, unknown, math.nan
    if differences.size < 2:
        alone = Interval(-math.inf, float(differences[0]), math.inf)
        return alone, alone, math.nan
    planned = look.method == "t"
    interval = paired_t_interval if planned else paired_sequence_interval
    p_value = paired_t_p_value if planned else paired_sequence_p_value
    return (
        interval(differences, unit),
        interval(differences, unit, level),
        p_value(differences, unit),
    )
