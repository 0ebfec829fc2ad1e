"""Verdicts in words that a student understands: never more than the numbers say."""

from dropout_lab.analysis.looks import Look
from dropout_lab.analysis.sentences import level_name
from dropout_lab.analysis.words import SHOWN, difference_text, interval_text, level_text, pairs_text
from dropout_lab.experiment import Claim
from dropout_lab.stats import ClaimIntervals, Interval, Verdict


def number_sentence(
    claim: Claim,
    verdict: Verdict,
    intervals: ClaimIntervals,
    *,
    n: int,
    n_lost: int,
    margin: float | None,
    level: float,
    look: Look,
    metric: str,
) -> str:
    """Say in one sentence what the evidence shows of a claim with a number.

    Args:
        claim: a level or a difference.
        verdict: from `number_verdict`.
        intervals: our mean, and ours minus published, at the joint level.
        n: seeds, or pairs of seeds.
        n_lost: of them lost.
        margin: smallest difference that matters, or None.
        level: the joint level.
        look: how the seeds were come by.
        metric: name of the metric.
    """
    finding, said = verdict.outcome.capitalize(), subject(claim)
    if n == 0:
        lost = f" ({n_lost} lost to diverged or failed runs)" if n_lost else ""
        what = "complete pair of seeds" if claim.kind == "difference" else "finished run"
        return f"{finding}: {said} has no {what} yet{lost}, so nothing is known."
    ours = _ours(claim, intervals.ours, n, level_name(level, look.method, look.reason), metric)
    published, tolerance = published_text(claim, metric), tolerance_text(claim, metric)
    gap = _gap(claim, intervals.gap, n, metric)
    if verdict.outcome == "inconclusive":
        if "diverged" in verdict.reason or n < 3:
            why = verdict.reason if "diverged" in verdict.reason else "under 3 seeds decide nothing"
            return f"{finding}: {ours}; the claim is {published}; {why}."
        open_ = f"whether that is within {tolerance} of the claimed {published} stays open"
        return f"{finding}: {ours}, and {open_}: {gap}."
    if verdict.outcome == "reproduced":
        return f"{finding}: {ours}, which is within {tolerance} of the claimed {published}: {gap}."
    if verdict.outcome == "contradicted":
        return f"{finding}: {ours}, while the claim is {published}: the sign is the opposite one."
    far = f"more than {tolerance} from the claimed {published}: {gap}"
    if verdict.outcome == "direction only":
        return f"{finding}: {ours}; the sign is the claimed one, the size is not, being {far}."
    if verdict.reason == "too small to matter":
        inside = difference_text(metric, margin or 0.0) + SHOWN[metric].difference_unit
        return f"{finding}: {ours}, too small to matter (inside {inside} either way) and {far}."
    if verdict.reason:
        return f"{finding}: {ours}, which is {far}; even its sign stays open."
    return f"{finding}: {ours}, which is {far}."


def limit_note(claim: Claim, reach: float, metric: str) -> str:
    """Say where a claim can be refuted but never reproduced; else nothing.

    Args:
        claim: a level or a difference.
        reach: half-width that the interval of ours minus published keeps however many seeds we add.
        metric: name of the metric.
    """
    if reach < claim.tolerance:
        return ""
    shown = SHOWN[metric]
    runs = claim.published_runs
    behind = f"the noise of {_runs(runs)} and " if runs else ""
    least = difference_text(metric, reach, [claim.tolerance])
    return (
        f"The claim {claim.id} can be refuted, never reproduced: {behind}the rounding of the published "
        f"number leave {least}{shown.difference_unit} open, its tolerance is {tolerance_text(claim, metric)}."
    )


def subject(claim: Claim) -> str:
    """What a claim speaks of: a variant, or a pair of them."""
    return claim.variant or f"{claim.treatment} - {claim.control}"


def published_text(claim: Claim, metric: str) -> str:
    """The published number as it was published: 92.6 %, +5.7 pp."""
    shown, value = SHOWN[metric], claim.value or 0.0
    if claim.decimals is None:
        text = f"{value * shown.factor:.6g}"
    else:
        text = f"{value * shown.factor:.{max(0, claim.decimals - (2 if shown.factor == 100 else 0))}f}"
    if claim.kind == "level":
        return text + shown.level_unit
    return ("+" if value > 0 else "") + text + shown.difference_unit


def tolerance_text(claim: Claim, metric: str) -> str:
    """The tolerance with its unit."""
    return f"{claim.tolerance * SHOWN[metric].factor:.6g}{SHOWN[metric].difference_unit}"


def _ours(claim: Claim, ours: Interval, n: int, name: str, metric: str) -> str:
    shown = SHOWN[metric]
    if claim.kind == "difference":
        mean = _signed(difference_text(metric, ours.mean, [0.0])) + shown.difference_unit
        ends = interval_text(metric, ours.ci_low, ours.ci_high) + shown.difference_unit
        head, behind = f"{subject(claim)} on {shown.name} is {mean}", pairs_text(n)
    else:
        ends = ", ".join(level_text(metric, end) for end in (ours.ci_low, ours.ci_high))
        ends = f"[{ends}]{shown.level_unit}"
        mean = level_text(metric, ours.mean) + shown.level_unit
        head = f"the variant {claim.variant} has a {shown.name} of {mean}"
        behind = f"{n} seed{'' if n == 1 else 's'}"
    bounds = f"{name} {ends}" if n > 1 else "no interval from a single seed"
    if "-, -" in bounds:
        bounds = f"{name} [unbounded]"
    return f"{head} ({bounds}, {behind})"


def _gap(claim: Claim, gap: Interval, n: int, metric: str) -> str:
    """Ours minus the published number, with what its interval allows for."""
    shown, tolerance = SHOWN[metric], claim.tolerance
    mean = _signed(difference_text(metric, gap.mean, [0.0, tolerance, -tolerance])) + shown.difference_unit
    ends = interval_text(metric, gap.ci_low, gap.ci_high, tolerance)
    noises = [f"the noise of {_runs(claim.published_runs)}"] if claim.published_runs else []
    noises += ["its rounding" if noises else "the claim's rounding"] if claim.decimals is not None else []
    counted = f", counting in {' and '.join(noises)}" if noises else ""
    return f"ours minus the claim is {mean}, {ends}{shown.difference_unit}{counted}"


def _runs(published_runs: int | None) -> str:
    return f"{published_runs} published run{'' if published_runs == 1 else 's'}"


def _signed(text: str) -> str:
    return text if text.startswith("-") or float(text) == 0 else f"+{text}"
