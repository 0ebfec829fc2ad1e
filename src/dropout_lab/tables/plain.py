"""Tables as plain texts: for the terminal, and below Markdown and LaTeX."""

from typing import NamedTuple

from dropout_lab.language import ENGLISH, Words
from dropout_lab.tables.model import Table, said


class Plain(NamedTuple):
    """Column heads and rows of text; the first ``n_names`` columns hold names, the others numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    n_names: int = 1


def plain_table(table: Table, words: Words = ENGLISH) -> Plain:
    """Draw a table in a language; a unit that a column shares stands in its head."""
    heads = []
    for column in table.columns:
        unit = said(column.unit, words)
        heads.append(column.head(words) + (f",{unit}" if unit else ""))
    rows = (
        tuple(
            cell.bare(words) if column.unit else cell.shown(words)
            for column, cell in zip(table.columns, row.cells, strict=True)
        )
        for row in table.rows
    )
    return Plain(tuple(heads), tuple(rows), sum(column.is_name for column in table.columns))
