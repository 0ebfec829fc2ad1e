"""What choosing the epoch does to each level and difference of the primary metric."""

from functools import partial
from typing import Any

from dropout_lab.evidence import Analysis, row_of
from dropout_lab.experiment import Experiment
from dropout_lab.language import Words, comparison_labels, labels_of, shift_text
from dropout_lab.tables import cells
from dropout_lab.tables.cells import MetricCells
from dropout_lab.tables.model import Cell, Column, Row, Table


def table(analysis: Analysis) -> Table:
    """One row per variant or comparison and way to choose: at the last epoch, there, and the shift."""
    names = (Column("of", is_name=True), Column("taken", is_name=True))
    rows = (_row(row, analysis.experiment) for row in analysis.selection.itertuples())
    return Table((*names, Column("n"), Column("moved"), Column("shift")), tuple(rows))


def _row(row: Any, experiment: Experiment) -> Row:
    metric = experiment.metric
    shown, split = MetricCells(metric), row_of(row.chosen_by).split
    sides = [
        (shown.level if row.kind == "level" else shown.difference)(end) for end in (row.last, row.selected)
    ]

    def moved(words: Words) -> str:
        return words("page.table.from_to", last=sides[0].bare(words), there=sides[1].shown(words))

    def called(words: Words) -> str:
        effects = {" - ".join(sides): said for sides, said in comparison_labels(experiment, words).items()}
        return effects.get(row.what) or labels_of(experiment, words)[row.what]

    return Row(
        (
            Cell(called, row.what),
            Cell(lambda words: words(f"page.chosen.{split}"), row.chosen_by),
            cells.counted(row.n),
            Cell(moved, row.selected),
            Cell(partial(shift_text, metric, row._asdict()), row.shift),
        )
    )
