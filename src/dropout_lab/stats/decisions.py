"""What an interval says of a comparison: equivalent, better, worse or inconclusive.

Where no direction of the metric is known to be good, higher and lower stand in the place of better and worse.
"""

from typing import Literal, NamedTuple

from dropout_lab.stats.checks import positive
from dropout_lab.stats.intervals import Interval

Outcome = Literal["equivalent", "better", "worse", "higher", "lower", "inconclusive"]
Why = Literal[
    "",  # the outcome says all
    "few_pairs", "lost_pairs", "zero_inside", "unplanned",  # of a comparison
    "few_seeds", "lost", "no_estimate", "edge", "too_small", "other_size", "sign_open",
    "no_direction",  # of a claim
]  # fmt: skip
"""Kinds of reasons; ``edge``: the interval reaches over the edge of the tolerance."""

FEWEST_PAIRS = 3
FEW_PAIRS = 20
LOST_SHARE = 0.05


class Reason(NamedTuple):
    """Why an outcome is what it is: a kind, and the counts that it speaks of.

    ``lost`` of ``planned`` seeds or pairs ended in a diverged or failed run, where the kind is ``lost`` or
    ``lost_pairs``; else both are 0.
    """

    kind: Why = ""
    lost: int = 0
    planned: int = 0


class Decision(NamedTuple):
    """An outcome and, where it is inconclusive, why."""

    outcome: Outcome
    reason: Reason = Reason()


def joint_level(family_size: int, error: float = 0.05) -> float:
    """Level at which each of `family_size` intervals holds so that all hold at 1 - `error` (Bonferroni).

    >>> joint_level(4)
    0.9875
    """
    return 1 - error / max(1, family_size)


def too_many_lost(n_pairs: int, n_lost: int) -> bool:
    """Whether the lost pairs could hide the answer: any of under 20 pairs, or over 5 %.

    Args:
        n_pairs: complete pairs.
        n_lost: planned pairs with a diverged or failed run, not among `n_pairs`.
    """
    settled = n_pairs + n_lost
    return n_lost > 0 and (settled < FEW_PAIRS or n_lost > LOST_SHARE * settled)


def decide(
    interval: Interval,
    n_pairs: int,
    n_lost: int = 0,
    margin: float | None = None,
    higher_is_better: bool | None = True,
) -> Decision:
    """Decide a comparison from its joint interval; the first that holds.

    Args:
        interval: treatment minus control, at the joint level.
        n_pairs: complete pairs behind it.
        n_lost: planned pairs lost to a diverged or failed run.
        margin: smallest difference that matters, > 0, in the metric's unit; None: no equivalence.
        higher_is_better: True for accuracy, False for NLL, None where no direction is known to be good.

    Returns:
        equivalent (interval inside (-margin, margin), whatever its sign: two one-sided tests at half of
        what the level leaves, so 2.5 % a side at 95 %); better or worse (zero
        excluded, in the metric's good direction), higher or lower where none is known; inconclusive,
        always so under 3 pairs and with too many lost pairs.

    Source: Schuirmann (1987) for equivalence by an interval inside a margin. How often it is false where
    differences are skewed towards zero stands in results/calibration.

    >>> decide(Interval(0.0002, 0.002, 0.0038), n_pairs=20, margin=0.001).outcome
    'better'
    """
    if n_pairs < FEWEST_PAIRS:
        return Decision("inconclusive", Reason("few_pairs"))
    if too_many_lost(n_pairs, n_lost):
        return Decision("inconclusive", Reason("lost_pairs", n_lost, n_pairs + n_lost))
    if margin is not None and -positive(margin, "margin") < interval.ci_low <= interval.ci_high < margin:
        return Decision("equivalent")
    if interval.ci_low > 0 or interval.ci_high < 0:
        is_higher = interval.ci_low > 0
        if higher_is_better is None:
            return Decision("higher" if is_higher else "lower")
        return Decision("better" if is_higher == higher_is_better else "worse")
    return Decision("inconclusive", Reason("zero_inside"))
