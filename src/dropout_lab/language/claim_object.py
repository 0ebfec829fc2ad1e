"""Claims as claims.json holds them: numbers and verdict, with the sentences that say them."""

import math
from typing import Any

from pydantic import Field

from dropout_lab.canonical import Part
from dropout_lab.evidence import Judged
from dropout_lab.experiment import Says, Source
from dropout_lab.language.catalogue import LANGUAGES, Words
from dropout_lab.language.claims import claim_note, claim_sentence
from dropout_lab.language.reasons import reason_text
from dropout_lab.metrics import DEFAULT_METRIC
from dropout_lab.stats import Finding


class ClaimObject(Part):
    """One object of claims.json: a claim, the numbers that decided, and the verdict.

    Levels and differences are fractions (or nats); null stands for unbounded, unknown or not given.
    """

    id: str = Field(description="name of the claim inside its experiment")
    says: Says = Field(description="the sentence in our wording, by language")
    source: Source = Field(description="where it was published")
    kind: str = Field(description="level, difference or direction")
    metric: str = Field(description=f"such as {DEFAULT_METRIC}")
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
    note: str = Field(description="says so where the claim can be refuted but hardly reproduced; else empty")
    sentence: str = Field(description="the verdict as one plain sentence")
    sentence_zh: str = Field(default="", description="the same in Chinese")
    note_zh: str = Field(default="", description="the note in Chinese")


def claim_object(judged: Judged, *dialects: str) -> ClaimObject:
    """Return what claims.json holds of a claim.

    Args:
        judged: the claim and its verdict.
        dialects: in which its sentences are said.
    """
    english, chinese = (Words(language).speaking(*dialects) for language in LANGUAGES)
    said = ("id", "says", "source", "kind", "variant", "treatment", "control", "value", "tolerance",
            "published_runs", "decimals")  # fmt: skip
    (low, mean, high), (gap_low, _, gap_high) = judged.intervals
    given: dict[str, Any] = {name: getattr(judged.claim, name) for name in said}
    return ClaimObject(
        **given,
        estimate=_finite(mean),
        ci_low=_finite(low),
        ci_high=_finite(high),
        gap_ci_low=_finite(gap_low),
        gap_ci_high=_finite(gap_high),
        metric=judged.metric,
        n=judged.n,
        n_lost=judged.n_lost,
        margin=judged.margin,
        joint_level=judged.joint_level,
        method=judged.look.method,
        verdict=judged.verdict.outcome,
        reason=reason_text(judged.verdict.reason, english),
        note=claim_note(judged, english),
        note_zh=claim_note(judged, chinese),
        sentence=claim_sentence(judged, english),
        sentence_zh=claim_sentence(judged, chinese),
    )


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
