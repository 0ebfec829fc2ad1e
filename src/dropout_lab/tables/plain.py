"""Tables as plain texts: for the terminal, and below Markdown and LaTeX."""

from typing import NamedTuple

from dropout_lab.language import ENGLISH, Words
from dropout_lab.outcomes import badges
from dropout_lab.tables.model import Cell, Table, said


class Plain(NamedTuple):
    """Column heads and rows of text; the first ``n_names`` columns hold names, the others numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    n_names: int = 1


def plain_table(table: Table, words: Words = ENGLISH, *, icons: bool = False) -> Plain:
    """Draw a table in a language; a unit that a column shares stands in its head.

    Args:
        table: its cells.
        words: the language.
        icons: whether an outcome has its icon before its word.
    """
    heads = []
    for column in table.columns:
        head, unit = column.head(words), said(column.unit, words).strip()
        heads.append(words("units.head", head=head, unit=unit) if unit else head)
    rows = (
        tuple(
            _icon(cell, icons) + (cell.bare(words) if column.unit else cell.shown(words))
            for column, cell in zip(table.columns, row.cells, strict=True)
        )
        for row in table.rows
    )
    return Plain(tuple(heads), tuple(rows), sum(column.is_name for column in table.columns))


def _icon(cell: Cell, icons: bool) -> str:
    return f"{badges()[cell.badge].icon} " if icons and cell.badge else ""
