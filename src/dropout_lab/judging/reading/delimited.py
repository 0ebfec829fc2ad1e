"""Tables of delimited text: comma, semicolon or tab, each row with the line on which it begins."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO

from dropout_lab.errors import TableError
from dropout_lab.judging.notes import Note
from dropout_lab.judging.reading.cells import Cells
from dropout_lab.judging.reading.decimal_commas import with_points
from dropout_lab.judging.reading.delimiters import Layout
from dropout_lab.judging.reading.lines import MOST_COLUMNS, Lines
from dropout_lab.judging.table import TextTable

CHUNK_CELLS, CHUNK_LETTERS = 1 << 21, 1 << 23
"""Cells and characters that are turned from rows into columns at once."""


def read_delimited(file: IO[str], source: str, layout: Layout, notes: Sequence[Note]) -> TextTable:
    """Read a table of delimited text.

    Args:
        file: the text from its start.
        source: names it in errors.
        layout: from `layout_of`.
        notes: what is already known of the reading.

    Raises:
        TableError: a row of another length than the header, with its line; no rows; too many.
    """
    lines = Lines(file, source)
    for _ in range(layout.passed_over):
        lines.line()
    records = lines.records(layout.delimiter)
    heads = layout.heads or next(records, None)
    if heads is None:
        raise TableError(f"{source}: is empty")
    if len(heads) > MOST_COLUMNS:
        raise TableError(f"{source}: has {len(heads)} columns, more than {MOST_COLUMNS}")
    fit = _Fit(source, len(heads) + layout.row_names, lines.began)
    cells = Cells(source)
    for rows, places in _chunks(lines, records, fit):
        cells.add(zip(*rows, strict=True), places)
    if lines.n_comments - (layout.heads is not None) > 0:
        notes = [*notes, Note("reading.comments", {"n": lines.n_comments - (layout.heads is not None)})]
    table = cells.table([""] * layout.row_names + list(heads), "line", notes)
    if layout.delimiter == ",":
        return table
    columns, converted = with_points(table.columns)
    return replace(table, columns=columns).noted(*converted)


class _Fit:
    """The cells that a row must have."""

    def __init__(self, source: str, width: int, header: int) -> None:
        self.source, self.width, self.header = source, width, header

    def fitted(self, record: list[str], line: int) -> list[str]:
        """Return a row with as many cells as the header; empty ones more are left out."""
        if not any(record[self.width :]) and len(record) > self.width:
            return record[: self.width]
        n_cells = f"{len(record)} cell{'s' * (len(record) > 1)}"
        asked = f"; does the header stand at line {line}?" if self.width == 1 else ""
        raise TableError(f"{self.source}: line {line} has {n_cells}, the header {self.width}{asked}")


def _chunks(
    lines: Lines, records: Iterator[list[str]], fit: _Fit
) -> Iterator[tuple[list[list[str]], list[int]]]:
    most_rows = max(1, CHUNK_CELLS // fit.width)
    rows: list[list[str]] = []
    places: list[int] = []
    full = lines.n_letters + CHUNK_LETTERS
    for record in records:
        rows.append(record if len(record) == fit.width else fit.fitted(record, lines.began))
        places.append(lines.began)
        if len(rows) >= most_rows or lines.n_letters > full:
            yield rows, places
            rows, places, full = [], [], lines.n_letters + CHUNK_LETTERS
    if rows:
        yield rows, places
