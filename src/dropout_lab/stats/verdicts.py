"""What the evidence says of a published claim: a sentence that follows from intervals.

Every pair of intervals lands in exactly one of five verdicts. The first that holds counts, so that a
stronger statement is never made where a weaker one is all that is shown.
"""

import math
from typing import Literal, NamedTuple

from dropout_lab.stats.checks import positive
from dropout_lab.stats.decisions import FEWEST_PAIRS, Decision, Reason, too_many_lost
from dropout_lab.stats.intervals import Interval
from dropout_lab.stats.nearness import ClaimIntervals

Finding = Literal["reproduced", "direction only", "not reproduced", "contradicted", "inconclusive"]


class Verdict(NamedTuple):
    """A finding and, where one word leaves it open, why."""

    outcome: Finding
    reason: Reason = Reason()


def number_verdict(
    intervals: ClaimIntervals,
    *,
    n_seeds: int,
    value: float,
    tolerance: float,
    is_difference: bool,
    margin: float | None = None,
    n_lost: int = 0,
) -> Verdict:
    """Say what intervals show of a claimed level or difference; the first that holds.

    Args:
        intervals: of our mean, and of our mean minus `value`, at the joint level (`claim_intervals`).
        n_seeds: seeds (a difference: complete pairs) behind them.
        value: the published number, in the metric's unit.
        tolerance: how near a published number counts, > 0; below |value| for a difference that is not 0.
        is_difference: whether the claim is a difference; one of 0 is judged like a level.
        margin: smallest difference that matters, > 0; None: no difference is too small.
        n_lost: planned seeds or pairs lost to a diverged or failed run.

    Returns:
        inconclusive under 3 seeds, with too many lost, or without an estimate. With J = intervals.gap
        and I = intervals.ours, a level or a value of 0: J inside [-tolerance, tolerance] reproduced;
        wholly outside not reproduced; else inconclusive. A difference: J inside reproduced; J meets it
        inconclusive; I inside (-margin, margin) not reproduced; I wholly on the other side of zero
        contradicted; on the claimed side direction only; else not reproduced.

    Raises:
        ValueError: `tolerance` or `margin` not above 0, or a tolerance that makes zero as good as `value`.

    >>> number_verdict(
    ...     ClaimIntervals(Interval(0.003, 0.005, 0.007), Interval(-0.055, -0.052, -0.049)),
    ...     n_seeds=20, value=0.057, tolerance=0.005, is_difference=True, margin=0.001,
    ... )
    Verdict(outcome='direction only', reason=Reason(kind='other_size', lost=0, planned=0))
    """
    if is_difference and value and positive(tolerance, "tolerance") >= abs(value):
        raise ValueError(f"tolerance={tolerance:g}: must be below the claimed difference {abs(value):g}")
    reason = _no_verdict(intervals, n_seeds, n_lost)
    if reason.kind:
        return Verdict("inconclusive", reason)
    ours, gap = intervals
    if -positive(tolerance, "tolerance") <= gap.ci_low and gap.ci_high <= tolerance:
        return Verdict("reproduced")
    if gap.ci_low <= tolerance and gap.ci_high >= -tolerance:
        return Verdict("inconclusive", Reason("edge"))
    if not is_difference or value == 0:
        return Verdict("not reproduced")
    return _another_size(ours, math.copysign(1.0, value), margin)


def direction_verdict(decision: Decision) -> Verdict:
    """Say what a decision shows of the claim that the treatment does better than the control.

    Where no direction is known to be good, higher and lower show nothing of it.

    >>> direction_verdict(Decision("worse")).outcome
    'contradicted'
    """
    findings: dict[str, Finding] = {
        "better": "reproduced",
        "worse": "contradicted",
        "equivalent": "not reproduced",
    }
    reasons: dict[str, Reason] = {
        "equivalent": Reason("too_small"),
        "higher": Reason("no_direction"),
        "lower": Reason("no_direction"),
    }
    finding = findings.get(decision.outcome, "inconclusive")
    return Verdict(finding, reasons.get(decision.outcome, decision.reason))


def _no_verdict(intervals: ClaimIntervals, n_seeds: int, n_lost: int) -> Reason:
    if n_seeds < FEWEST_PAIRS:
        return Reason("few_seeds")
    if too_many_lost(n_seeds, n_lost):
        return Reason("lost", n_lost, n_seeds + n_lost)
    if any(math.isnan(end) for interval in intervals for end in interval):
        return Reason("no_estimate")
    return Reason()


def _another_size(ours: Interval, sign: float, margin: float | None) -> Verdict:
    """Judge a difference whose size is refuted by its sign."""
    if margin is not None and -positive(margin, "margin") < ours.ci_low <= ours.ci_high < margin:
        return Verdict("not reproduced", Reason("too_small"))
    if ours.ci_low <= 0 <= ours.ci_high:
        return Verdict("not reproduced", Reason("sign_open"))
    if (ours.ci_low > 0) == (sign > 0):
        return Verdict("direction only", Reason("other_size"))
    return Verdict("contradicted")
