"""Comparisons, claims and moved images: what was set against what, and how it came out."""

import math
from collections.abc import Sequence
from functools import partial

from dropout_lab.evidence import Compared, Frame, Judged
from dropout_lab.experiment import comparison_label
from dropout_lab.language import (
    Words,
    chance_text,
    claim_sentence,
    decision_word,
    difference_text,
    digits_of,
    known_ends,
    mean_digits,
    metrics_in,
    number,
    p_text,
    published_text,
    row_digits,
    says_text,
    settle_text,
    signed,
    told_apart,
)
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.tables import cells
from dropout_lab.tables.cells import MetricCells
from dropout_lab.tables.model import UNKNOWN, Cell, Column, Row, Said, Table

OF_PAIRS = ("chance", "chance_higher", "correlation", "seen", "settle")
"""Columns that two groups of runs do not have."""


def comparison_table(comparisons: Frame, *, is_open: bool = False) -> Table:
    """One row per comparison and metric; intervals over images only where there are any.

    Args:
        comparisons: of an `Analysis`, or alike.
        is_open: whether no direction is known to be good, so that the chance is that of a higher treatment.
    """
    rows = [Compared(**row) for row in comparisons.to_dict("records")]
    paired = not rows or any(row.is_paired for row in rows)
    crossed = ["crossed"] if any(not math.isnan(row.ci_low_crossed) for row in rows) else []
    names = (Column(key, is_name=True) for key in ("comparison", "metric", "decision"))
    counts = Column("pairs", name="" if paired else lambda words: words("page.table.runs"))
    keys = ("difference", "joint", "interval", *crossed, "p",
            "chance_higher" if is_open else "chance", "correlation", "seen", "settle")  # fmt: skip
    columns = (*names, counts, *map(Column, keys))
    table = Table(columns, tuple(_row(row, bool(crossed)) for row in rows))
    return table if paired else table.without(*OF_PAIRS)


def claims_table(claims: Sequence[Judged]) -> Table:
    """One row per claim: its wording, the published number, ours, the verdict, and its sentence."""
    names = (Column(key, is_name=True) for key in ("claim", "says"))
    keys = ("published", "ours", "n", "verdict", "sentence")
    return Table((*names, *map(Column, keys)), tuple(map(_claim, claims)))


def claim_cell(judged: Judged) -> Cell:
    """Our mean for a claim: a level, or a difference with its sign."""
    (low, ours, high), shown = judged.intervals.ours, MetricCells(judged.metric)
    digits = digits_of(judged.metric, low, high, ours)
    if judged.claim.kind == "level":
        return shown.level(ours, digits)
    return shown.difference(ours, signed(difference_text(judged.metric, ours, told_apart(low, high), digits)))


def moved_table(moved: Frame) -> Table:
    """Candidates of each treatment on seeds that did not choose them: how many held, how many are wrong."""
    rows = []
    for (treatment, control, kind), part in moved.groupby(["treatment", "control", "moved"], sort=False):
        out_of, found = int(part["n_odd"].iloc[0]) * len(part), "more" if part["reliable"].iloc[0] else "luck"
        wrong = (int(part[f"{side}_errors_odd"].sum()) for side in ("treatment", "control"))
        row = (
            cells.named(comparison_label(treatment, control)),
            cells.named(kind),
            cells.counted(len(part)),
            cells.counted(int(part["held"].sum())),
            *(Cell(f"{n} of {out_of}", n) for n in wrong),
            Cell(lambda words, found=found: words(f"page.found.{found}"), found),
        )
        rows.append(Row(row))
    names, last = (
        (Column(key, is_name=True) for key in ("comparison", "images")),
        Column("found", is_name=True),
    )
    counts = map(Column, ("candidates", "held", "under_treatment", "under_control"))
    return Table((*names, *counts, last), tuple(rows))


def _row(row: Compared, crossed: bool) -> Row:
    metric, margin, digits = row.metric, row.margin, row_digits(row)
    shown = MetricCells(metric)
    spans = [(row.ci_low_joint, row.ci_high_joint), (row.ci_low, row.ci_high)]
    spans += [(row.ci_low_crossed, row.ci_high_crossed)] if crossed else []
    spans = [known_ends(row.n, *span) for span in spans]
    return Row(
        (
            Cell(row.label),
            Cell(lambda words: metrics_in(words)[metric].name),
            decision_cell(row),
            counted_cell(row),
            shown.difference(row.mean_difference, mean_digits(row)),
            *(shown.interval(low, high, margin, digits) for low, high in spans),
            Cell(p_text(row.p_joint), row.p_joint),
            Cell(chance_text(row.prob_better, row.prob_better_low, row.prob_better_high), row.prob_better),
            Cell(number(row.pair_correlation, 2), row.pair_correlation),
            shown.spread(row.detectable_difference),
            Cell(partial(settle_text, row), row.seeds_to_settle_low),
        )
    )


def counted_cell(row: Compared) -> Cell:
    """Return the pairs, or the runs of both sides where they do not pair."""
    if row.is_paired:
        return cells.counted(row.n_pairs)
    return Cell(lambda words: words("units.against", treatment=row.n_treatment, control=row.n_control))


def _claim(judged: Judged) -> Row:
    claim = judged.claim
    published: Said = UNKNOWN if claim.value is None else lambda words: published_text(judged, words)

    def sentence(words: Words) -> str:
        return claim_sentence(judged, words)

    return Row(
        (
            cells.named(claim.id),
            Cell(partial(says_text, claim)),
            Cell(published, math.nan if claim.value is None else claim.value),
            claim_cell(judged),
            cells.counted(judged.n),
            outcome_cell(judged.verdict.outcome),
            Cell(sentence),
        )
    )


def decision_cell(row: Compared) -> Cell:
    """Return the word of a comparison's decision with its badge; one that no table has is plain."""
    cell = outcome_cell(row.decision)
    return cell._replace(text=partial(decision_word, row)) if cell.badge else cell


def outcome_cell(found: str) -> Cell:
    """Return the word of a decision or a verdict, with its badge; one that no table has is plain."""
    if found not in OUTCOMES:
        return Cell(found, found)
    key = OUTCOMES[found].key
    return Cell(lambda words: words(f"outcomes.{key}"), found, badge=key)
