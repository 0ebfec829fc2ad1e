"""What choosing the epoch does to each level and difference of the primary metric."""

from typing import Any

from dropout_lab.evidence import Analysis, row_of
from dropout_lab.language import (
    UNKNOWN,
    Words,
    difference_shown,
    digits_of,
    interval_text,
    known_ends,
    told_apart,
)
from dropout_lab.tables import cells
from dropout_lab.tables.cells import MetricCells
from dropout_lab.tables.model import Cell, Column, Row, Table


def table(analysis: Analysis) -> Table:
    """One row per variant or comparison and way to choose: at the last epoch, there, and the shift."""
    metric = analysis.experiment.metric
    names = (Column("of", is_name=True), Column("taken", is_name=True))
    rows = (_row(row, metric) for row in analysis.selection.itertuples())
    return Table((*names, Column("n"), Column("moved"), Column("shift")), tuple(rows))


def _row(row: Any, metric: str) -> Row:
    shown, split = MetricCells(metric), row_of(row.chosen_by).split
    sides = [
        (shown.level if row.kind == "level" else shown.difference)(end) for end in (row.last, row.selected)
    ]
    ends = known_ends(row.n, row.ci_low, row.ci_high)
    digits = digits_of(metric, *ends, row.shift)

    def moved(words: Words) -> str:
        return words("page.table.from_to", last=sides[0].bare(words), there=sides[1].shown(words))

    def shift(words: Words) -> str:
        mean = difference_shown(metric, row.shift, told_apart(*ends), words, digits)
        interval = interval_text(metric, *ends, words=words, digits=digits)
        return mean if interval == UNKNOWN else f"{mean} {interval}"

    return Row(
        (
            cells.named(row.what),
            Cell(lambda words: words(f"page.chosen.{split}"), row.chosen_by),
            cells.counted(row.n),
            Cell(moved, row.selected),
            Cell(shift, row.shift),
        )
    )
