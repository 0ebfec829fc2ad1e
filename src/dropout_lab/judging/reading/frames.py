"""Tables that are there already: frames of pandas, Polars and Arrow, dicts of columns, lists of records."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dropout_lab.errors import TableError, first_line
from dropout_lab.evidence import Frame
from dropout_lab.judging.reading.cells import Cells
from dropout_lab.judging.reading.records import record_table, text_of
from dropout_lab.judging.table import TextTable

ACCEPTED = (
    "a path, '-' for standard input, a frame (pandas, Polars, Arrow), a dict of columns or a list of dicts"
)

CHUNK_ROWS = 1 << 14

NARROW: dict[str, type[np.floating]] = {
    "float32": np.float32,
    "Float32": np.float32,
    "float": np.float32,
    "float16": np.float16,
    "Float16": np.float16,
    "halffloat": np.float16,
}
"""Types, as pandas, Polars and Arrow name them, whose numbers grow digits when they become a double."""

Column = tuple[str, Sequence[Any]]


def read_object(source: object) -> TextTable:
    """Read a table that is an object of Python.

    Args:
        source: a frame of pandas, Polars or Arrow, or what becomes one by ``to_pandas`` or the Arrow stream
            interface; a mapping of columns; a list of mappings; a structured array.

    Raises:
        TableError: anything else, or one that fails while it is read.
    """
    try:
        return _read(source)
    except TableError:
        raise
    except Exception as error:  # a stranger's object may raise whatever it likes
        raise TableError(f"the {_kind(source)} cannot be read: {first_line(error, typed=True)}") from None


def _read(source: Any) -> TextTable:
    if isinstance(source, pd.DataFrame):
        return _frame(source)
    if isinstance(source, Mapping):
        return column_table(
            [(_head(head), _column(head, cells)) for head, cells in source.items()], "the dict"
        )
    if isinstance(source, list | tuple):
        return _records(source)
    if getattr(getattr(source, "dtype", None), "names", None):  # a structured array
        return _frame(pd.DataFrame(source))
    if hasattr(source, "column_names") and hasattr(source, "to_pydict"):  # Arrow
        columns = [_listed(column.to_pylist(), column.type) for column in source.columns]
        return column_table(list(zip(source.column_names, columns, strict=True)), "the table")
    if hasattr(source, "get_column") and hasattr(source, "to_dicts"):  # Polars
        columns = [source.get_column(head) for head in source.columns]
        cells = [_listed(column.to_list(), column.dtype) for column in columns]
        return column_table(list(zip(source.columns, cells, strict=True)), "the frame")
    if hasattr(source, "to_pandas"):
        return _frame(source.to_pandas())
    if hasattr(source, "__arrow_c_stream__"):
        return _frame(pd.DataFrame.from_arrow(source))
    raise TableError(f"the {_kind(source)} is no table: should be {ACCEPTED}")


def column_table(columns: Sequence[Column], source: str) -> TextTable:
    """Make a table of columns of values.

    Args:
        columns: the name of each, and its values.
        source: names the table in errors.

    Raises:
        TableError: unequal lengths, no columns, no rows, too many.
    """
    lengths = {len(values) for _, values in columns}
    if len(lengths) > 1:
        shown = ", ".join(f"{head} has {len(values)}" for head, values in columns[:4])
        raise TableError(f"{source}: its columns have unequal lengths: {shown}")
    cells, n_rows = Cells(source), max(lengths, default=0)
    for start in range(0, n_rows, CHUNK_ROWS):
        stop = min(n_rows, start + CHUNK_ROWS)
        cells.add((map(text_of, values[start:stop]) for _, values in columns), range(start + 1, stop + 1))
    return cells.table([head for head, _ in columns], "row")


def _frame(frame: Frame) -> TextTable:
    kept = [level for level in frame.index.names if level is not None]
    if not kept and pd.api.types.is_string_dtype(frame.index) and len(frame):
        frame, kept = frame.rename_axis(index="index"), ["index"]
    if kept:
        levels = frame.index.to_frame(index=False)[kept]
        frame = pd.concat([levels.set_axis(frame.index), frame], axis=1)
    parts = (frame.iloc[:, place] for place in range(frame.shape[1]))
    heads = [_head(head) for head in frame.columns]
    return column_table(
        [(head, _listed(part.tolist(), part.dtype)) for head, part in zip(heads, parts, strict=True)],
        "the frame",
    )


def _records(source: Sequence[Any]) -> TextTable:
    for place, record in enumerate(source, 1):
        if not isinstance(record, Mapping):
            raise TableError(f"the list: record {place} is a {_kind(record)}, no dict")
    return record_table(enumerate(source, 1), "the list", "record")


def _column(head: object, cells: Any) -> Sequence[Any]:
    """Return the values of a dict's column."""
    if isinstance(cells, str | bytes) or not isinstance(cells, Iterable) or isinstance(cells, Mapping):
        raise TableError(f"the dict: {_head(head)} is a {_kind(cells)}: should be a column of values")
    values = cells.tolist() if isinstance(cells, np.ndarray | pd.Series | pd.Index) else list(cells)
    return _listed(values, getattr(cells, "dtype", ""))


def _listed(values: list[Any], dtype: object) -> Sequence[Any]:
    """Return values, those of a narrow type with the digits that they have there."""
    narrow = NARROW.get(str(dtype))
    return values if narrow is None else [value if value is None else narrow(value) for value in values]


def _head(head: object) -> str:
    """Return a column's name; the levels of one with several are joined with dots."""
    return ".".join(str(part) for part in head if str(part)) if isinstance(head, tuple) else str(head)


def _kind(source: object) -> str:
    return type(source).__name__
