"""Where the deciding interval of a comparison stands, beside zero and the margin."""

from collections.abc import Iterable, Mapping, Sequence

from dropout_lab.evidence.comparisons import Compared

ORDER = (
    *("yes", "slightly", "no", "better", "slightly_better", "higher", "slightly_higher", "lower"),
    *("slightly_lower", "slightly_worse", "worse", "no_difference", "same", "open", "lost", "few", "unknown"),
)
"""Replies of single comparisons: what is shown first, what is not known last."""


def standing(row: Compared) -> str:
    """Return where the deciding interval of a comparison stands, beside zero and the margin.

    Returns:
        The decision, ``slightly_`` before it where the interval reaches into the margin, ``same`` inside the
        margin; ``open``; ``few`` under so many pairs as decide anything, ``lost`` where too many runs
        diverged, ``unknown`` without a pair.
    """
    if not row.n:
        return "unknown"
    if row.decision == "inconclusive":
        return {"few_pairs": "few", "lost_pairs": "lost"}.get(row.reason.kind, "open")
    if row.decision == "equivalent":
        return "same"
    nearest = min(abs(row.ci_low_joint), abs(row.ci_high_joint))
    return f"slightly_{row.decision}" if nearest < row.margin else row.decision


def by_standing(rows: Sequence[Compared]) -> Mapping[str, tuple[Compared, ...]]:
    """Group comparisons by where they stand, what is shown first."""
    return grouped((standing(row), row) for row in rows)


def grouped(pairs: Iterable[tuple[str, Compared]]) -> dict[str, tuple[Compared, ...]]:
    """Group comparisons by what is said of them, what is shown first."""
    found: dict[str, list[Compared]] = {}
    for kind, row in pairs:
        found.setdefault(kind, []).append(row)
    return {kind: tuple(found[kind]) for kind in sorted(found, key=ORDER.index)}
