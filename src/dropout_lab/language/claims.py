"""Verdicts in words that a student understands: never more than the numbers say."""

import math
import re

from dropout_lab.evidence import Analysis, Judged
from dropout_lab.experiment import Claim
from dropout_lab.language.catalogue import ENGLISH, Words, full_width
from dropout_lab.language.comparisons import level_name, lost_text, sentence
from dropout_lab.language.digits import Digits, plainly
from dropout_lab.language.labels import labels_of
from dropout_lab.language.metrics import metrics_in
from dropout_lab.language.values import (
    difference_shown,
    digits_of,
    given_text,
    interval_text,
    level_text,
    levels_text,
    margin_shown,
    size_shown,
    told_apart,
)
from dropout_lab.stats import FEWEST_PAIRS, Interval

KINDS = {
    "few_seeds": "few", "lost": "lost", "no_estimate": "open", "edge": "open", "too_small": "too_small",
    "sign_open": "sign_open",
}  # fmt: skip
"""Reason of a verdict -> the key of its sentence, where the outcome alone does not choose it."""

UNNAMED = "claim"
"""Id of the one claim that is judged with a stranger's table: it has no name that says more."""


def claim_sentence(judged: Judged, words: Words = ENGLISH) -> str:
    """Say in one sentence what the evidence shows of a claim: the verdict first, then what was found."""
    row = judged.compared
    said = sentence(row, words) if row else _number_sentence(judged, words)
    finding = words(f"sentences.finding.{judged.verdict.outcome.replace(' ', '_')}")
    return words("sentences.claim.found", finding=finding, said=said)


def claim_note(judged: Judged, words: Words = ENGLISH) -> str:
    """Say where a claim can be refuted but hardly reproduced; empty elsewhere."""
    claim, metric = judged.claim, judged.metric
    if judged.reach < claim.tolerance:
        return ""
    runs = claim.published_runs
    return words(
        "sentences.claim.limit_runs" if runs else "sentences.claim.limit",
        claim=words(f"sentences.claim.{'unnamed' if claim.id == UNNAMED else 'named'}", id=claim.id),
        runs=words("units.published_runs", n=runs or 0),
        least=size_shown(metric, judged.reach, [claim.tolerance], words),
        tolerance=tolerance_text(judged, words),
    )


def explained_text(analysis: Analysis, judged: Judged, words: Words = ENGLISH) -> str:
    """Say what the variant reaches that may explain a published level; empty where the claim names none.

    It is about the published number where it lies within the claim's tolerance.
    """
    claim, rows = judged.claim, analysis.summary
    named = next((each.explains for each in analysis.experiment.claims if each.id == claim.id), None)
    found = rows[(rows["variant"] == named) & (rows["metric"] == judged.metric) & (rows["n"] > 0)]
    if named is None or claim.value is None or found.empty:
        return ""
    mean, label = float(found["mean"].iloc[0]), labels_of(analysis.experiment, words)[named]
    key = "explained" if abs(mean - claim.value) <= claim.tolerance else "beside"
    is_net = label.split(" ")[0].casefold() in words("sentences.claim.nets").split()
    return words(
        f"sentences.claim.{key}{'_net' if is_net else ''}",
        published=published_text(judged, words),
        label=label,
        level=level_text(judged.metric, mean) + metrics_in(words)[judged.metric].level_unit,
    )


def says_text(claim: Claim, words: Words = ENGLISH) -> str:
    """Return a claim's sentence in a language; the Chinese one as Chinese is set here, however typed.

    A claim that is planned keeps its letters: a plan's hash holds them.
    """
    return set_in_chinese(claim.says.zh) if words.language == "zh" else claim.says.en


def set_in_chinese(typed: str) -> str:
    """Return a claim's Chinese sentence with Chinese punctuation, and a blank before the sign of percent.

    >>> set_in_chinese("不用时,准确率为 92.6%。")
    '不用时，准确率为 92.6 %。'
    """
    return re.sub(r"(?<=\d)%", " %", full_width(typed))


def source_text(claim: Claim, words: Words = ENGLISH) -> str:
    """Say where a claim was published; a source that the catalogue knows has its name in the language."""
    text, section = claim.source.text, claim.source.section
    known = f"labels.sources.{text}"
    named = words(known) if known in words else text
    return words("page.claims.source", text=named, section=section) if section else named


def published_text(judged: Judged, words: Words = ENGLISH) -> str:
    """Return the published number as it was published: 92.6 %, +5.7 pp; empty for a direction."""
    claim, metric = judged.claim, judged.metric
    if claim.value is None:
        return ""
    shown = metrics_in(words)[metric]
    value = claim.value * shown.factor
    if claim.decimals is None:
        text = plainly(value)
    else:
        text = Digits.of_decimals(claim.decimals - (2 if shown.factor == 100 else 0), value).text(value)
    if claim.kind == "level":
        return text + shown.level_unit
    return ("+" if value > 0 else "") + text + shown.difference_unit


def tolerance_text(judged: Judged, words: Words = ENGLISH) -> str:
    """Return with its unit how near a published number counts."""
    metric = judged.metric
    return given_text(metric, judged.claim.tolerance) + metrics_in(words)[metric].difference_unit


def _number_sentence(judged: Judged, words: Words) -> str:
    """Say what was found of a level or a difference."""
    claim, n, metric = judged.claim, judged.n, judged.metric
    if n == 0:
        kind = "unknown_difference" if claim.kind == "difference" else "unknown_level"
        lost = lost_text(judged.n_lost, words)
        return words(f"sentences.claim.{kind}", subject=_subject(claim), lost=lost)
    kind, n_lost, planned = judged.verdict.reason
    name = level_name(judged.joint_level, judged.look, words)
    return words(
        f"sentences.claim.{KINDS.get(kind) or judged.verdict.outcome.replace(' ', '_')}",
        ours=_ours(claim, judged.intervals.ours, n, name, metric, words),
        published=published_text(judged, words),
        tolerance=tolerance_text(judged, words),
        gap=_gap(claim, *judged.intervals, metric, words),
        margin=margin_shown(metric, judged.margin or 0.0, words),
        lost=n_lost,
        planned=planned,
        fewest=FEWEST_PAIRS,
    )


def _subject(claim: Claim) -> str:
    """What a claim speaks of: a variant, or a pair of them."""
    return claim.variant or f"{claim.treatment} - {claim.control}"


def _ours(claim: Claim, ours: Interval, n: int, name: str, metric: str, words: Words) -> str:
    shown, is_difference = metrics_in(words)[metric], claim.kind == "difference"
    low, middle, high = ours
    digits = digits_of(metric, low, high, middle)
    if is_difference:
        mean = difference_shown(metric, middle, told_apart(low, high), words, digits)
        ends = interval_text(metric, low, high, words=words, digits=digits) + shown.difference_unit
    else:
        ends = levels_text(metric, low, high, digits, words) + shown.level_unit
        mean = level_text(metric, middle, digits) + shown.level_unit
    single = words("sentences.pair.single" if is_difference else "sentences.claim.single")
    bounds = f"{name} {ends}" if n >= FEWEST_PAIRS else single
    if math.isinf(low) and math.isinf(high) and n >= FEWEST_PAIRS:
        bounds = f"{name} {words('units.unbounded')}"
    return words(
        "sentences.claim.ours_difference" if is_difference else "sentences.claim.ours_level",
        subject=_subject(claim),
        metric=shown.name,
        mean=mean,
        bounds=bounds,
        count=words("units.pairs", n=n) if is_difference else words("units.seeds", n=n),
    )


def _gap(claim: Claim, ours: Interval, gap: Interval, metric: str, words: Words) -> str:
    """Ours minus the published number, with what its interval allows for."""
    unit, tolerance = metrics_in(words)[metric].difference_unit, claim.tolerance
    noises = [
        *(["runs"] if claim.published_runs else []),
        *(["rounding"] if claim.decimals is not None else []),
    ]
    kind = "both" if len(noises) > 1 else "".join(noises)
    runs = words("units.published_runs", n=claim.published_runs or 0)
    digits = digits_of(metric, gap.ci_low, gap.ci_high, gap.mean, margin=tolerance)
    boundaries = told_apart(gap.ci_low, gap.ci_high, tolerance)
    return words(
        "sentences.claim.gap",
        mean=difference_shown(
            metric, _subtracted(claim, ours, gap, metric, digits), boundaries, words, digits
        ),
        interval=interval_text(metric, gap.ci_low, gap.ci_high, tolerance, words, digits) + unit,
        counted=words(f"sentences.claim.counted_{kind}", runs=runs) if kind else "",
    )


def _subtracted(claim: Claim, ours: Interval, gap: Interval, metric: str, digits: Digits) -> float:
    """Return ours, as it is written, minus the published number: what a reader of both gets."""
    low, mean, high = ours
    own, factor = digits_of(metric, low, high, mean), metrics_in(ENGLISH)[metric].factor
    if claim.value is None or own != digits:
        return gap.mean
    return float(own.text(factor * mean)) / factor - claim.value
