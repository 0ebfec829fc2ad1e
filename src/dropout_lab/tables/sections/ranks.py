"""The ranks that each variant can have, where all pairs were planned."""

from functools import partial

from dropout_lab.evidence import Analysis
from dropout_lab.language import Words, metrics_in
from dropout_lab.tables import cells
from dropout_lab.tables.model import Cell, Column, Row, Table
from dropout_lab.tables.ranks import places_text


def table(analysis: Analysis) -> Table:
    """One row per metric and variant, best first."""
    names = Column("metric", is_name=True), Column("variant", is_name=True)
    rows = (
        Row(
            (
                Cell(partial(_named, row.metric), row.metric),
                cells.called(analysis, row.variant),
                Cell(partial(places_text, row.best, row.worst), row.best),
            )
        )
        for row in analysis.ranks.itertuples()
    )
    return Table((*names, Column("place")), tuple(rows))


def _named(metric: str, words: Words) -> str:
    return metrics_in(words)[metric].name
