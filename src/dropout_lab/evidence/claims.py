"""Published claims and what the evidence says of each: the numbers that decided, and the verdict."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dropout_lab.evidence.by_seed import Cells, metric_unit
from dropout_lab.evidence.comparisons import PLANNED, Compared
from dropout_lab.evidence.interval_choice import Look, look_at
from dropout_lab.evidence.pairs import pair_up
from dropout_lab.experiment import Claim, Experiment
from dropout_lab.stats import (
    ClaimIntervals,
    Decision,
    Interval,
    Verdict,
    claim_intervals,
    difference_sd,
    direction_verdict,
    joint_level,
    level_sd,
    number_verdict,
    smallest_reach,
)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A claim, the numbers that decided, and the verdict; claims.json holds it with its sentences.

    ``metric`` is the claim's own, or that of a stranger's table. ``intervals`` are our mean, and ours minus
    the published number, at ``joint_level``; of a direction the second is NaN. ``n`` counts seeds of a level,
    complete pairs of a difference or direction; ``n_lost`` those lost to diverged or failed runs. ``margin``
    is the smallest difference that matters, None where none is given. ``reach`` is the half-width that the
    second interval keeps however many seeds are added, at the spread seen: from ``claim.tolerance`` on, the
    claim can be refuted and hardly reproduced (by few seeds whose spread is small by luck; never, where
    rounding alone is as large). ``compared`` is the comparison that decided a direction.
    """

    claim: Claim
    metric: str
    intervals: ClaimIntervals
    n: int
    n_lost: int
    margin: float | None
    joint_level: float
    look: Look
    verdict: Verdict
    reach: float = 0.0
    compared: Compared | None = None


def judge_claims(experiment: Experiment, table: Cells, compared: Sequence[Compared]) -> tuple[Judged, ...]:
    """Judge every claim of an experiment; a direction reuses its planned comparison."""
    return tuple(
        judge_direction(claim, _row_of(claim, compared))
        if claim.kind == "direction"
        else _judge_number(claim, experiment, table)
        for claim in experiment.claims
    )


def judge_claim(
    claim: Claim,
    values: ArrayLike,
    *,
    unit: float,
    family_size: int,
    margin: float | None = None,
    n_lost: int = 0,
    look: Look = PLANNED,
    metric: str | None = None,
) -> Judged:
    """Judge a claim with a number.

    Args:
        claim: a level or a difference.
        values: float64, shape (n,), n >= 0, finite: the variant's metric by seed, or treatment minus control
            by seed.
        unit: resolution of the metric, > 0.
        family_size: M of the joint level.
        margin: smallest difference that matters; None: none is too small.
        n_lost: planned seeds or pairs with a diverged or failed run.
        look: whether the seeds were all planned.
        metric: name of a metric that is none of ours; None: the claim's own.

    Raises:
        ValueError: a direction, or a value that is not finite.
    """
    if claim.value is None:
        raise ValueError(f"claim {claim.id}: a direction has no number; use judge_direction")
    array, level = np.asarray(values, dtype=np.float64), joint_level(family_size)
    is_difference = claim.kind == "difference"
    published: dict[str, Any] = {"is_difference": is_difference, "published_runs": claim.published_runs}
    published |= {"decimals": claim.decimals, "level": level, "method": look.method}
    intervals = claim_intervals(array, unit, claim.value, **published)
    verdict = number_verdict(
        intervals,
        n_seeds=array.size,
        value=claim.value,
        tolerance=claim.tolerance,
        is_difference=is_difference,
        margin=margin,
        n_lost=n_lost,
    )
    spread = difference_sd if is_difference else level_sd
    reach = smallest_reach(spread(array, unit) if array.size > 1 else 0.0, **published)
    return Judged(
        claim=claim,
        metric=metric or claim.metric,
        intervals=intervals,
        n=int(array.size),
        n_lost=n_lost,
        margin=margin,
        joint_level=level,
        look=look,
        verdict=verdict,
        reach=reach,
    )


def judge_direction(claim: Claim, row: Compared) -> Judged:
    """Judge the claim that a treatment does better, by the comparison that was planned for it."""
    decision = Decision(row.decision, row.reason)  # pyrefly: ignore[bad-argument-type]
    ours = Interval(row.ci_low_joint, row.mean_difference, row.ci_high_joint)
    return Judged(
        claim=claim,
        metric=row.metric,
        intervals=ClaimIntervals(ours, Interval(math.nan, math.nan, math.nan)),
        n=row.n_pairs,
        n_lost=row.n_lost,
        margin=row.margin if math.isfinite(row.margin) else None,
        joint_level=row.joint_level,
        look=row.look,
        verdict=direction_verdict(decision),
        compared=row,
    )


def _judge_number(claim: Claim, experiment: Experiment, table: Cells) -> Judged:
    sides = claim.variants
    columns = [table.values[side][claim.metric] for side in sides]
    if claim.kind == "difference":
        pairs = pair_up(table, *sides)
        complete, n_lost, pending = pairs.complete, pairs.n_lost, pairs.n_pending
        values = columns[0] - columns[1]
    else:
        ends, values = table.ends[sides[0]], columns[0]
        complete, pending, n_lost = ends.done, int(ends.missing.sum()), int(ends.broken.sum())
    measured = complete & np.isfinite(values)
    return judge_claim(
        claim,
        values[measured],
        unit=metric_unit(experiment, claim.metric, *sides),
        family_size=experiment.family_size,
        margin=experiment.margins.get(claim.metric),
        n_lost=n_lost,
        look=look_at(experiment, table.beyond_plan(measured), pending),
    )


def _row_of(claim: Claim, compared: Sequence[Compared]) -> Compared:
    wanted = claim.treatment, claim.control, claim.metric
    return next(r for r in compared if not r.minus_treatment and (r.treatment, r.control, r.metric) == wanted)
