"""Which runs diverged: how many of each variant, with the exact interval of their share."""

from dropout_lab.evidence import Analysis
from dropout_lab.language import number
from dropout_lab.tables import cells
from dropout_lab.tables.model import Cell, Column, Row, Table


def table(analysis: Analysis) -> Table:
    """One row per variant; none where no run diverged."""
    found = analysis.divergence if analysis.divergence["diverged"].any() else analysis.divergence[:0]
    rows = (
        Row(
            (
                cells.called(analysis, row.variant),
                cells.counted(row.ended),
                cells.counted(row.diverged),
                cells.share(row.rate, 1),
                Cell(f"[{number(100 * row.ci_low, 1)}, {number(100 * row.ci_high, 1)}]", row.ci_low),
            )
        )
        for row in found.itertuples()
    )
    numbers = (Column("ended"), Column("diverged"), Column("part", unit=" %"), Column("interval", unit=" %"))
    return Table((Column("variant", is_name=True), *numbers), tuple(rows))
