"""Reasons in words: why an outcome is what it is, and why an interval is not the plain one."""

from dropout_lab.evidence import Look
from dropout_lab.experiment import ROUND
from dropout_lab.language.catalogue import ENGLISH, Words
from dropout_lab.stats import FEWEST_PAIRS, Reason


def reason_text(reason: Reason, words: Words = ENGLISH) -> str:
    """Say why an outcome is what it is; empty where its word says all.

    >>> reason_text(Reason("lost_pairs", lost=1, planned=11)), reason_text(Reason())
    ('too many diverged: 1 of 11 pairs lost', '')
    """
    if not reason.kind:
        return ""
    counts = {"fewest": FEWEST_PAIRS, "lost": reason.lost, "planned": reason.planned}
    return words(f"sentences.reasons.{reason.kind}", **counts)


def look_text(look: Look, words: Words = ENGLISH) -> str:
    """Say why an interval allows for looking on the way; empty for the plain interval.

    >>> look_text(Look("sequence", "extra", extra=1, planned=20))
    '1 seed beyond the 20 planned'
    """
    if not look.kind:
        return ""
    n = ROUND if look.kind == "auto" else look.extra
    return words(f"sentences.looks.{look.kind}", n=n, planned=look.planned)
