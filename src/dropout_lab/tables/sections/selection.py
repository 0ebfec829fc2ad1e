"""What choosing the epoch does to each level and difference of the primary metric."""

from typing import Any

from dropout_lab.evidence import Analysis, row_of
from dropout_lab.language import known_ends
from dropout_lab.tables import cells
from dropout_lab.tables.cells import MetricCells
from dropout_lab.tables.model import Cell, Column, Row, Table


def table(analysis: Analysis) -> Table:
    """One row per variant or comparison and way to choose: at the last epoch, there, and the shift."""
    metric = analysis.experiment.metric
    names = (Column("of", is_name=True), Column("taken", is_name=True))
    keys = ("n", "last", "there", "shift", "interval")
    rows = (_row(row, metric) for row in analysis.selection.itertuples())
    return Table((*names, *map(Column, keys)), tuple(rows))


def _row(row: Any, metric: str) -> Row:
    metric_cells = MetricCells(metric)
    shown = metric_cells.level if row.kind == "level" else metric_cells.difference
    split = row_of(row.chosen_by).split
    return Row(
        (
            cells.named(row.what),
            Cell(lambda words: words(f"page.chosen.{split}"), row.chosen_by),
            cells.counted(row.n),
            shown(row.last),
            shown(row.selected),
            metric_cells.difference(row.shift),
            metric_cells.interval(*known_ends(row.n, row.ci_low, row.ci_high)),
        )
    )
