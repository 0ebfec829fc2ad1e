"""Tables before they are drawn: columns named by key, cells that know their value and their words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from dropout_lab.language import Words

Said = str | Callable[[Words], str]
"""A text that is the same in every language, or a function that makes it in one."""

UNKNOWN = "-"


def said(text: Said, words: Words) -> str:
    """Return a text in a language."""
    return text if isinstance(text, str) else text(words)


class Column(NamedTuple):
    """A column: the key of its head in the catalogue, under ``page.table``.

    ``is_name``: its cells are names, else numbers. ``unit``: of all its cells, where they share one; a plain
    table has it in the head, a page in each cell that has it. ``name`` is the head itself, where it is a name
    that no catalogue holds.
    """

    key: str
    is_name: bool = False
    unit: Said = ""
    name: Said = ""

    def head(self, words: Words) -> str:
        """Return the head without its unit, in a language."""
        return said(self.name, words) or words(f"page.table.{self.key}")


class Cell(NamedTuple):
    """A cell: its text without unit, the value that it sorts by, and its unit.

    ``badge`` is the key of an outcome that the cell shows.
    """

    text: Said
    value: float | str = ""
    unit: Said = ""
    badge: str = ""

    def bare(self, words: Words) -> str:
        """Return the text without its unit, in a language."""
        return said(self.text, words)

    def shown(self, words: Words) -> str:
        """Return the text with its unit, in a language; an unknown number has none."""
        text = self.bare(words)
        return text if text == UNKNOWN else text + said(self.unit, words)


class Row(NamedTuple):
    """The cells of a row; ``variant`` names the one that a reader may hide with it."""

    cells: tuple[Cell, ...]
    variant: str = ""


@dataclass(frozen=True)
class Table:
    """Columns, and rows of as many cells."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def only(self, *keys: str) -> "Table":
        """Return the columns of these keys, in the order of the table."""
        kept = [place for place, column in enumerate(self.columns) if column.key in keys]
        rows = (Row(tuple(row.cells[place] for place in kept), row.variant) for row in self.rows)
        return Table(tuple(self.columns[place] for place in kept), tuple(rows))

    def without(self, *keys: str) -> "Table":
        """Return the table without the columns of these keys."""
        return self.only(*(column.key for column in self.columns if column.key not in keys))
