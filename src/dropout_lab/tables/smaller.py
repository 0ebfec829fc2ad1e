"""The smaller tables of a report: claims, spread, streams, images, choice of the epoch."""

import math
from collections.abc import Sequence

from dropout_lab.evidence import Frame, Judged, row_of
from dropout_lab.experiment import comparison_label
from dropout_lab.language import (
    ENGLISH,
    SHOWN,
    claim_sentence,
    difference_text,
    interval_text,
    level_text,
    number,
)
from dropout_lab.tables.main import Table


def claims_table(claims: Sequence[Judged]) -> Table:
    """One row per claim: what it says, the published number, ours at the joint level, the verdict."""
    heads = ("claim", "says", "published", "ours", "n", "verdict", "sentence")
    rows = []
    for judged in claims:
        claim, metric, ours = judged.claim, judged.metric, judged.intervals.ours.mean
        shown = SHOWN[metric]
        text, unit = level_text, shown.level_unit
        if claim.kind != "level":
            text, unit = difference_text, shown.difference_unit
        value = "-" if claim.value is None else f"{claim.value * shown.factor:.6g}{unit}"
        mean = text(metric, ours) + unit if math.isfinite(ours) else "-"
        said = f"{claim.says.en} {claim.says.zh}"
        verdict = judged.verdict.outcome
        rows.append((claim.id, said, value, mean, str(judged.n), verdict, claim_sentence(judged)))
    return Table(heads, tuple(rows), n_names=2)


def spread_table(summary: Frame) -> Table:
    """Spread of accuracy between seeds, what image noise alone would make, and what lies beyond."""
    rows = [
        (
            row.variant,
            str(row.n),
            *(
                difference_text(row.metric, value)
                for value in (row.sd, row.image_noise, row.sd_beyond_images)
            ),
        )
        for row in summary.itertuples()
        if not math.isnan(row.image_noise)
    ]
    heads = ("variant", "n", "sd between seeds, pp", "image noise alone, pp", "beyond it, pp")
    return Table(heads, tuple(rows))


def shares_table(shares: Frame) -> Table:
    """Shares of the streams in the variance of the primary metric."""
    rows = [
        (
            row.stream,
            row.share,
            row.variant,
            str(row.n_pairs),
            number(row.estimate, 2),
            f"[{number(row.ci_low, 2)}, {number(row.ci_high, 2)}]",
        )
        for row in shares.itertuples()
    ]
    heads = ("stream", "share", "measured by", "pairs", "of the variance", "95 % interval")
    return Table(heads, tuple(rows), n_names=3)


def moved_table(moved: Frame) -> Table:
    """How many images each treatment rescued or broke, and how they fared on the seeds that count."""
    rows = []
    keys = ["treatment", "control", "moved"]
    for (treatment, control, word), part in moved.groupby(keys, sort=False):
        out_of = int(part["n_counting"].iloc[0]) * len(part)
        counts = [f"{part[f'{side}_errors'].sum()} of {out_of}" for side in ("treatment", "control")]
        rows.append((comparison_label(treatment, control), word, str(len(part)), *counts))
    heads = ("comparison", "images", "chosen", "then wrong under treatment", "then wrong under control")
    return Table(heads, tuple(rows), n_names=2)


def selection_table(selection: Frame, metric: str) -> Table:
    """What choosing the epoch adds to each level and difference of the primary metric."""
    rows, shown = [], SHOWN[metric]
    for row in selection.itertuples():
        is_level = row.kind == "level"
        text = level_text if is_level else difference_text
        unit = shown.level_unit if is_level else shown.difference_unit
        values = [text(metric, value) + unit for value in (row.last, row.selected)]
        shift = difference_text(metric, row.shift) + shown.difference_unit
        interval = interval_text(metric, row.ci_low, row.ci_high)
        rows.append(
            (
                row.what,
                ENGLISH(f"page.chosen.{row_of(row.chosen_by).split}"),
                str(row.n),
                *values,
                shift,
                interval,
            )
        )
    heads = ("of", "taken at", "n", "at the last epoch", "there", "there minus last", "95 % interval")
    return Table(heads, tuple(rows), n_names=2)
