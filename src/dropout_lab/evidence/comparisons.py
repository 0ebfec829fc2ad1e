"""Treatment minus control at the end of training: estimated, and decided at the joint level."""

import math
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.evidence.by_seed import Cells, metric_unit
from dropout_lab.evidence.frames import Frame
from dropout_lab.evidence.images import Errors, paired_errors
from dropout_lab.evidence.interval_choice import Look, look_at
from dropout_lab.evidence.pairs import pair_up
from dropout_lab.experiment import Comparison, Experiment, comparison_label
from dropout_lab.metrics import CATALOGUE
from dropout_lab.stats import (
    Interval,
    Reason,
    chance_of_beating,
    crossed_interval,
    decide,
    detectable_difference,
    difference_sd,
    effect_size,
    joint_level,
    pair_correlation,
    paired_differences,
    paired_sequence_interval,
    paired_sequence_p_value,
    paired_t_interval,
    paired_t_p_value,
    seeds_to_settle,
    welch_detectable_difference,
    welch_interval,
    welch_p_value,
)

PLANNED = Look()
"""The look of seeds that were all fixed before the data."""

TRACE = 1e-9
"""Part of a unit below which a difference is what floats leave of equal values, and a tie."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One row of comparisons.csv; differences are fractions or nats, and NaN where undefined.

    ``ci_low`` and ``ci_high`` are the plain 95 % interval; ``_joint`` the one that decides; ``_crossed`` the
    plain one over seeds and test images. ``prob_better`` is the chance that treatment beats control at a
    fresh seed, with its 95 % interval. ``sd_beyond_images`` is the spread of the difference between seeds
    that image noise does not explain. ``effect_size`` is d_z, which depends on pairing.
    ``seeds_to_settle``: seeds to tell the difference from zero, or to keep it inside the margin, where the
    spread is as estimated and where it is at its upper 90 % limit; infinite: never.

    ``reason`` and ``look`` are kinds and counts here, and words in the file. An interaction has
    ``minus_treatment`` and ``minus_control``: its difference is (treatment - control)
    minus (minus_treatment - minus_control).

    Of a stranger's table alone: ``group``, rows of one value of a column; and of two groups of runs that do
    not pair (``method`` welch) the runs of each, ``n_treatment`` and ``n_control``, with no pairs.
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
    reason: Reason
    ci_low_crossed: float = math.nan
    ci_high_crossed: float = math.nan
    sd_beyond_images: float = math.nan
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
    look: Look
    minus_treatment: str = ""
    minus_control: str = ""
    group: str = ""
    n_treatment: int = 0
    n_control: int = 0

    @property
    def label(self) -> str:
        """The comparison as people read it."""
        label = comparison_label(self.treatment, self.control, self.minus_treatment, self.minus_control)
        return f"{label} [{self.group}]" if self.group else label

    @property
    def sides(self) -> tuple[str, ...]:
        """The names of its two variants, or of the four of an interaction."""
        names = self.treatment, self.control, self.minus_treatment, self.minus_control
        return tuple(filter(None, names))

    @property
    def is_paired(self) -> bool:
        """Whether it is of pairs, not of two groups of runs."""
        return self.method != "welch"

    @property
    def n(self) -> int:
        """Pairs; of two groups of runs the size of the smaller."""
        return self.n_pairs if self.is_paired else min(self.n_treatment, self.n_control)


def comparisons_frame(experiment: Experiment, table: Cells) -> Frame:
    """One row per planned comparison and metric."""
    rows = [
        asdict(compare(experiment, table, comparison, metric))
        for comparison in experiment.comparisons
        for metric in comparison.metrics
    ]
    return pd.DataFrame(rows, columns=list(Compared.__dataclass_fields__))


def compare(experiment: Experiment, table: Cells, comparison: Comparison, metric: str) -> Compared:
    """Estimate one comparison on one metric and decide it at the joint level.

    A pair without this metric (an engine that did not measure it) is no pair.
    """
    pairs = pair_up(table, *comparison.variants)
    columns = np.stack([table.values[side][metric] for side in comparison.variants])
    measured = pairs.complete & np.isfinite(columns).all(axis=0)
    values, unit = columns[:, measured], metric_unit(experiment, metric, *comparison.variants)
    minus, errors = comparison.minus, None
    if minus:  # four roundings instead of two: twice the variance
        values, unit = (values[0] - values[1], values[2] - values[3]), unit * math.sqrt(2)
    elif CATALOGUE[metric].of_errors:
        errors = paired_errors(experiment, table, comparison.treatment, comparison.control, measured)
    return compare_values(
        comparison.treatment,
        comparison.control,
        metric,
        (values[0], values[1]),
        unit=unit,
        margin=experiment.margins.get(metric),
        family_size=experiment.family_size,
        n_lost=pairs.n_lost,
        n_pending=pairs.n_pending,
        n_unpaired=pairs.n_unpaired + int((pairs.complete & ~measured).sum()),
        look=look_at(experiment, table.beyond_plan(measured), pairs.n_pending),
        higher_is_better=CATALOGUE[metric].higher_is_better,
        errors=errors,
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
    higher_is_better: bool | None = True,
    errors: Errors | None = None,
    minus: tuple[str, str] = ("", ""),
) -> Compared:
    """Make one row of comparisons.csv from paired values.

    Args:
        treatment: name of the one variant.
        control: name of the other.
        metric: its name, of the catalogue or of a stranger's table.
        values: float64, shape (n_pairs,) each: treatment and control, in the order of the same seeds; of
            an interaction the difference here and the difference there. Fractions or nats.
        unit: resolution of the metric, > 0 (accuracy: 1 / number of test images).
        margin: smallest difference that matters, in the metric's unit; None: no equivalence.
        family_size: M of the joint level.
        n_lost: planned pairs with a diverged or failed run, not among the values.
        n_pending: pairs still to come.
        n_unpaired: seeds that only one side ever had.
        look: whether the seeds were all planned, or looked at on the way.
        higher_is_better: True for accuracy, False for NLL, None where no direction is known to be good: the
            row then decides higher or lower, and its chance is that of a higher treatment.
        errors: the misclassified test images of both sides, for the interval over seeds and images.
        minus: of an interaction the names of the other two variants.

    Raises:
        ValueError: sides of different lengths, or a value that is not finite.
    """
    left, right = values
    if left.shape != right.shape:
        raise ValueError(f"{treatment} has {left.size} values, {control} {right.size}; pair them by seed")
    differences, n, level = paired_differences(left, right), left.size, joint_level(family_size)
    differences[np.abs(differences) < TRACE * unit] = 0
    joint, estimated = _estimated(differences, unit, family_size, look)
    decision = decide(joint, n, n_lost, margin, higher_is_better)
    chance = chance_of_beating(differences, higher_is_better=higher_is_better)
    return Compared(
        treatment=treatment,
        control=control,
        metric=metric,
        n_pairs=n,
        **estimated,
        **_crossed(errors, estimated, n),
        **_planned(estimated, n, margin, level),
        prob_better=chance.mean,
        prob_better_low=chance.ci_low if n else math.nan,
        prob_better_high=chance.ci_high if n else math.nan,
        equivalent=decision.outcome == "equivalent",
        decision=decision.outcome,
        reason=decision.reason,
        pair_correlation=pair_correlation(left, right),
        effect_size=effect_size(differences, unit) if n > 1 else math.nan,
        margin=math.nan if margin is None else margin,
        joint_level=level,
        n_lost=n_lost,
        n_pending=n_pending,
        n_unpaired=n_unpaired,
        method=look.method,
        look=look,
        minus_treatment=minus[0],
        minus_control=minus[1],
        group="",
        n_treatment=0,
        n_control=0,
    )


def compare_unpaired(
    treatment: str,
    control: str,
    metric: str,
    values: tuple[NDArray[np.float64], NDArray[np.float64]],
    *,
    unit: float,
    margin: float | None,
    family_size: int,
    n_lost: int = 0,
    higher_is_better: bool | None = True,
) -> Compared:
    """Make a row of comparisons.csv from two groups of runs, by Welch's interval.

    Args:
        treatment: name of the one variant.
        control: name of the other.
        metric: its name.
        values: float64, of shapes (n_treatment,) and (n_control,), in any order.
        unit: resolution of the metric, > 0.
        margin: smallest difference that matters; None: no equivalence.
        family_size: M of the joint level.
        n_lost: runs of both sides that diverged or failed, not among the values.
        higher_is_better: the good direction; None: not known.
    """
    left, right = values
    n, level = min(left.size, right.size), joint_level(family_size)
    p_value = seen = math.nan
    if n > 1:
        plain, joint = (welch_interval(left, right, unit, at) for at in (0.95, level))
        p_value = welch_p_value(left, right, unit)
        seen = welch_detectable_difference(left, right, unit, level)
    else:
        mean = float(left.mean() - right.mean()) if n else math.nan
        plain = joint = Interval(-math.inf if n else math.nan, mean, math.inf if n else math.nan)
    decision = decide(joint, n, n_lost, margin, higher_is_better)
    return Compared(
        treatment=treatment,
        control=control,
        metric=metric,
        n_pairs=0,
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
        sd_difference=math.nan,
        pair_correlation=math.nan,
        detectable_difference=seen,
        margin=math.nan if margin is None else margin,
        joint_level=level,
        n_lost=n_lost,
        n_pending=0,
        n_unpaired=0,
        method="welch",
        look=PLANNED,
        n_treatment=left.size,
        n_control=right.size,
    )


def _estimated(
    differences: NDArray[np.float64], unit: float, family_size: int, look: Look
) -> tuple[Interval, dict[str, float]]:
    """The joint interval; and mean, both intervals, spread and p-value as columns."""
    n, sd, p_value = differences.size, math.nan, math.nan
    if n < 2:
        mean, reach = (float(differences[0]), math.inf) if n else (math.nan, math.nan)
        plain = joint = Interval(mean - reach, mean, mean + reach)
    else:
        planned = look.method == "t"
        interval = paired_t_interval if planned else paired_sequence_interval
        plain, joint = interval(differences, unit), interval(differences, unit, joint_level(family_size))
        p_value = (paired_t_p_value if planned else paired_sequence_p_value)(differences, unit)
        sd = difference_sd(differences, unit)
    return joint, {
        "mean_difference": plain.mean,
        "ci_low": plain.ci_low,
        "ci_high": plain.ci_high,
        "ci_low_joint": joint.ci_low,
        "ci_high_joint": joint.ci_high,
        "p_value": p_value,
        "p_joint": min(1.0, p_value * max(1, family_size)) if n > 1 else math.nan,
        "sd_difference": sd,
    }


def _crossed(errors: Errors | None, estimated: dict[str, float], n: int) -> dict[str, float]:
    """The plain interval made wider by what other test images would change, and the spread beyond them."""
    if errors is None or n < 2:
        return {}
    found = crossed_interval(errors.treatment, errors.control, errors.n_images)
    images = max(0.0, found.images_variance - found.interaction_variance)
    wider = math.hypot(1, math.sqrt(images * n) / estimated["sd_difference"])
    mean, reach = estimated["mean_difference"], estimated["ci_high"] - estimated["mean_difference"]
    return {
        "ci_low_crossed": mean - reach * wider,
        "ci_high_crossed": mean + reach * wider,
        "sd_beyond_images": math.sqrt(max(0.0, found.spread_beyond_images)),
    }


def _planned(estimated: dict[str, float], n: int, margin: float | None, level: float) -> dict[str, float]:
    """What these seeds could have seen, and how many would settle the question either way."""
    if n < 2:
        return {"detectable_difference": math.nan}
    sd, size = estimated["sd_difference"], abs(estimated["mean_difference"])
    nearest = max(size, (margin or 0.0) - size)  # told from zero, or kept inside the margin
    low, high = seeds_to_settle(sd, n, nearest, level)
    return {
        "detectable_difference": detectable_difference(sd, n, level),
        "seeds_to_settle_low": low,
        "seeds_to_settle_high": high,
    }
