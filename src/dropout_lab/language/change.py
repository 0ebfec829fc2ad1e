"""What would change an answer: how many seeds more would settle what is still open."""

import math
from typing import NamedTuple

from dropout_lab.evidence import Analysis, Compared, needed
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.language.numbers import number, seeds_range_text
from dropout_lab.stats import FEWEST_PAIRS

COMPARES = frozenset({"difference", "better", "change", "same", "depends"})
"""What questions ask that comparisons answer, so that seeds can be counted that would settle them."""

ONE_SETTLES = frozenset({"change", "same", "depends"})
"""What questions ask that one difference that is shown answers, whatever other comparisons leave open."""

MOST_SEEDS = 2_000
"""Seeds beyond which nobody is sent to settle a question."""

FIRST = 5
"""Seeds in all that are proposed where there are too few for an estimate."""


class Change(NamedTuple):
    """Seeds in all that would settle what is open: where the spread is as seen, and at its upper limit.

    ``enough``: a number of seeds to ask for, in all; None: no number would do.
    """

    low: float
    high: float
    n: int  # pairs that there are now
    enough: int | None


def open_rows(analysis: Analysis) -> tuple[Compared, ...]:
    """Return the comparisons that leave the answer open: none where one alone has settled it.

    Where planned runs are missing these come first, and no more are counted.
    """
    asks, rows = analysis.experiment.asks, needed(analysis)
    settled = asks in ONE_SETTLES and any(row.decision not in ("inconclusive", "equivalent") for row in rows)
    if asks not in COMPARES or settled or not analysis.is_whole:
        return ()
    return tuple(row for row in rows if row.decision == "inconclusive" and row.is_paired)


def change_of(analysis: Analysis) -> Change | None:
    """Find how many seeds would settle the answer, by its most demanding open comparison; None: settled.

    The numbers are NaN where there are too few pairs to estimate them.
    """
    rows = open_rows(analysis)
    if not rows:
        return None
    n = min(row.n_pairs for row in rows)
    if any(row.n_pairs < FEWEST_PAIRS or math.isnan(row.seeds_to_settle_low) for row in rows):
        return Change(math.nan, math.nan, n, FIRST)
    low = max(n + 1.0, *(row.seeds_to_settle_low for row in rows))
    high = max(low, *(row.seeds_to_settle_high for row in rows))
    ends = [end for end in (high, low) if math.isfinite(end)]
    return Change(low, high, n, int(ends[0]) if ends and ends[0] <= MOST_SEEDS else None)


def change_sentence(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Say how many seeds more would settle the answer, and how many in all; empty once it is settled."""
    change = change_of(analysis)
    if change is None:
        return ""
    if math.isnan(change.low):
        return words("sentences.change.first", fewest=FEWEST_PAIRS, n=FIRST)
    if math.isinf(change.low):
        return words("sentences.change.never")
    low, high, n, _ = change
    if math.isinf(high):
        return words("sentences.change.least", more=number(low - n, 0), least=number(low, 0))
    more, whole = seeds_range_text(low - n, high - n, words), seeds_range_text(low, high, words)
    return words("sentences.change.open", more=more, whole=whole)


def settle_text(row: Compared, words: Words = ENGLISH) -> str:
    """Return how many seeds would settle a comparison, or that it is settled."""
    if row.decision not in ("inconclusive", "exploratory"):
        return words("units.settled")
    return seeds_range_text(row.seeds_to_settle_low, row.seeds_to_settle_high, words)
