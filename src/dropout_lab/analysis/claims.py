"""Published claims and what the evidence says of them: one object of claims.json each."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from pydantic import Field

from dropout_lab.analysis.cells import Cells, metric_unit
from dropout_lab.analysis.claim_words import found_sentence, limit_note, number_sentence
from dropout_lab.analysis.comparisons import PLANNED, Compared
from dropout_lab.analysis.looks import Look, look_at
from dropout_lab.analysis.pairs import pair_up
from dropout_lab.analysis.sentences import sentence
from dropout_lab.canonical import Part
from dropout_lab.experiment import Claim, Experiment, Says, Source
from dropout_lab.stats import (
    Decision,
    Finding,
    Interval,
    claim_intervals,
    difference_sd,
    direction_verdict,
    joint_level,
    level_sd,
    number_verdict,
    smallest_reach,
)
from dropout_lab.words import ENGLISH, Words

CHINESE = Words("zh")


class Judged(Part):
    """One object of claims.json: a claim, the numbers that decided, and the verdict.

    Levels and differences are fractions (or nats); null stands for unbounded, unknown or not given.
    """

    id: str = Field(description="name of the claim inside its experiment")
    says: Says = Field(description="the sentence in our wording, by language")
    source: Source = Field(description="where it was published")
    kind: str = Field(description="level, difference or direction")
    metric: str = Field(description="such as test_accuracy")
    variant: str | None = Field(description="of a level: the variant that it speaks of")
    treatment: str | None = Field(description="of a difference or a direction")
    control: str | None = Field(description="of a difference or a direction")
    value: float | None = Field(description="the published number; null for a direction")
    tolerance: float = Field(description="how near a published number counts")
    published_runs: int | None = Field(description="runs behind it; null: said of the recipe itself")
    decimals: int | None = Field(description="decimals of the published fraction; null: not rounded")
    estimate: float | None = Field(description="our mean over seeds, or over pairs of seeds")
    ci_low: float | None = Field(description="lower end of our interval at the joint level")
    ci_high: float | None = Field(description="upper end of our interval at the joint level")
    gap_ci_low: float | None = Field(description="lower end of the interval of ours minus published")
    gap_ci_high: float | None = Field(description="upper end of the interval of ours minus published")
    n: int = Field(description="seeds of a level, complete pairs of a difference or direction")
    n_lost: int = Field(description="planned seeds or pairs lost to diverged or failed runs")
    margin: float | None = Field(description="smallest difference that matters; null: none given")
    joint_level: float = Field(description="level of the intervals: all of the family hold at 95 %")
    method: str = Field(description="t, or sequence where seeds were looked at on the way")
    verdict: Finding = Field(description="what the evidence says")
    reason: str = Field(description="why, where one word leaves it open")
    note: str = Field(description="says so where the claim can be refuted, never reproduced; else empty")
    sentence: str = Field(description="the verdict as one plain sentence")
    sentence_zh: str = Field(default="", description="the same in Chinese")
    note_zh: str = Field(default="", description="the note in Chinese")

    def sentence_in(self, language: str) -> str:
        """The verdict as one plain sentence in a language."""
        return self.sentence_zh if language == "zh" else self.sentence

    def note_in(self, language: str) -> str:
        """The note in a language; empty where there is none."""
        return self.note_zh if language == "zh" else self.note


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
    is_difference, name = claim.kind == "difference", metric or claim.metric
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

    def said(words: Words) -> str:
        return number_sentence(
            claim, verdict, intervals, n=array.size, n_lost=n_lost, margin=margin, level=level, look=look,
            metric=name, words=words,
        )  # fmt: skip

    return Judged(
        **_said(claim, name),
        **_ends(*intervals),
        n=int(array.size),
        n_lost=n_lost,
        margin=margin,
        joint_level=level,
        method=look.method,
        verdict=verdict.outcome,
        reason=verdict.reason,
        note=limit_note(claim, reach, name),
        note_zh=limit_note(claim, reach, name, CHINESE),
        sentence=said(ENGLISH),
        sentence_zh=said(CHINESE),
    )


def judge_direction(claim: Claim, row: Compared) -> Judged:
    """Judge the claim that a treatment does better, by the comparison that was planned for it."""
    verdict = direction_verdict(Decision(row.decision, row.reason))  # pyright: ignore[reportArgumentType]
    return Judged(
        **_said(claim, row.metric),
        estimate=_finite(row.mean_difference),
        ci_low=_finite(row.ci_low_joint),
        ci_high=_finite(row.ci_high_joint),
        gap_ci_low=None,
        gap_ci_high=None,
        n=row.n_pairs,
        n_lost=row.n_lost,
        margin=_finite(row.margin),
        joint_level=row.joint_level,
        method=row.method,
        verdict=verdict.outcome,
        reason=verdict.reason,
        note="",
        sentence=found_sentence(verdict.outcome, sentence(row)),
        sentence_zh=found_sentence(verdict.outcome, sentence(row, CHINESE), CHINESE),
    )


def _judge_number(claim: Claim, experiment: Experiment, table: Cells) -> Judged:
    sides = claim.variants
    columns = [table.values[side][claim.metric] for side in sides]
    if claim.kind == "difference":
        pairs = pair_up(experiment, table, *sides)
        complete, n_lost, pending = pairs.complete, pairs.n_lost, pairs.n_pending
        values = columns[0] - columns[1]
    else:
        states, values = table.states[sides[0]], columns[0]
        complete, pending = states == "done", int((states == "missing").sum())
        n_lost = int(((states == "diverged") | (states == "failed")).sum())
    measured = complete & np.isfinite(values)
    seeds = [seed for seed, there in zip(table.seeds, measured, strict=True) if there]
    return judge_claim(
        claim,
        values[measured],
        unit=metric_unit(experiment, claim.metric, *sides),
        family_size=experiment.family_size,
        margin=experiment.margins.get(claim.metric),
        n_lost=n_lost,
        look=look_at(experiment, seeds, pending),
    )


def _row_of(claim: Claim, compared: Sequence[Compared]) -> Compared:
    wanted = claim.treatment, claim.control, claim.metric
    return next(r for r in compared if not r.minus_treatment and (r.treatment, r.control, r.metric) == wanted)


def _said(claim: Claim, metric: str) -> dict[str, Any]:
    """What the claim itself says."""
    names = ("id", "says", "source", "kind", "variant", "treatment", "control", "value", "tolerance",
             "published_runs", "decimals")  # fmt: skip
    return {name: getattr(claim, name) for name in names} | {"metric": metric}


def _ends(ours: Interval, gap: Interval) -> dict[str, Any]:
    """What was measured: our mean and interval, and the interval of ours minus published."""
    numbers = {"estimate": ours.mean, "ci_low": ours.ci_low, "ci_high": ours.ci_high}
    numbers |= {"gap_ci_low": gap.ci_low, "gap_ci_high": gap.ci_high}
    return {name: _finite(value) for name, value in numbers.items()}


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
