"""Read a stranger's table of runs as columns of text. Reading runs nothing (law 9) and guesses no type."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from dropout_lab.errors import TableError
from dropout_lab.evidence import Frame

LARGEST_FIELD = 1 << 24
"""Characters in one cell; trackers export whole configurations in one."""

PARQUET = (".parquet", ".pq")
Columns = Mapping[str, Sequence[str]]
"""Column name -> its cells as text; an absent cell is empty."""


def read_table(source: Path | Frame) -> Columns:
    """Read a table: CSV (comma, semicolon or tab), Parquet, or a frame that is already there.

    Cells stay text, so that a variant called NA or None keeps its name and a seed all its digits.

    Raises:
        TableError: a file that is missing, no table, uneven, empty, or Parquet without pyarrow.
    """
    if isinstance(source, pd.DataFrame):
        return _columns_of(source, "the frame")
    if not source.is_file():
        raise TableError(f"{source}: no such file")
    if source.suffix.lower() in PARQUET:
        return _columns_of(_read_parquet(source), str(source))
    return _read_csv(source)


def _read_parquet(path: Path) -> Frame:
    try:
        return pd.read_parquet(path)
    except ImportError:
        raise TableError(
            f"{path}: reading Parquet needs pyarrow, which is not installed: pip install "
            "'dropout-lab[parquet]', or save the table as CSV"
        ) from None
    except Exception as error:  # pyarrow's errors have no base of their own
        raise TableError(f"{path}: cannot be read as Parquet: {' '.join(str(error).split())}") from None


def _columns_of(frame: Frame, name: str) -> Columns:
    heads = [str(head) for head in frame.columns]
    _refuse_twice(heads, name)
    _refuse_empty(len(frame), name)
    cells = (frame.iloc[:, place].tolist() for place in range(len(heads)))
    return {head: [_text(cell) for cell in column] for head, column in zip(heads, cells, strict=True)}


def _text(cell: object) -> str:
    absent = pd.api.types.is_scalar(cell) and bool(pd.isna(cell))  # pyright: ignore[reportGeneralTypeIssues]
    return "" if absent else str(cell).strip()


def _read_csv(path: Path) -> Columns:
    csv.field_size_limit(LARGEST_FIELD)
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=first.count)
            rows = [row for row in csv.reader(file, delimiter=delimiter, strict=True) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"{path}: cannot be read as CSV: {error}") from None
    if not rows:
        raise TableError(f"{path}: is empty")
    heads, *rows = rows
    heads = [head.strip() for head in heads]
    _refuse_twice([head for head in heads if head], str(path))
    for number, row in enumerate(rows, 1):
        if len(row) != len(heads):
            raise TableError(f"{path}: row {number} has {len(row)} cells, the header {len(heads)}")
    _refuse_empty(len(rows), str(path))
    columns = zip(*rows, strict=True)
    return {head: [cell.strip() for cell in column] for head, column in zip(heads, columns, strict=True)}


def _refuse_twice(heads: Sequence[str], name: str) -> None:
    twice = sorted({head for head in heads if heads.count(head) > 1})
    if twice:
        raise TableError(f"{name}: the column {twice[0]} stands there twice")


def _refuse_empty(n_rows: int, name: str) -> None:
    if not n_rows:
        raise TableError(f"{name}: has no rows")
