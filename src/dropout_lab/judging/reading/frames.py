"""Tables that are there already: frames of pandas, Polars and Arrow, dicts of columns, lists of records."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from dropout_lab.errors import TableError, first_line
from dropout_lab.evidence import Frame
from dropout_lab.foreign import visible
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


class Column(NamedTuple):
    """A column of values that are taken in parts, from a row to another."""

    head: str
    n_rows: int
    part: Callable[[int, int], Iterable[Any]]


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
        said = visible(first_line(error, typed=True))
        raise TableError(f"the {_kind(source)} cannot be read: {said}") from None


def _read(source: Any) -> TextTable:
    if isinstance(source, Mapping):
        return column_table([_of_dict(_head(head), cells) for head, cells in source.items()], "the dict")
    if isinstance(source, list | tuple):
        return _records(source)
    if hasattr(source, "column_names") and hasattr(source, "to_pydict"):
        arrow = zip(source.column_names, source.columns, strict=True)
        return column_table([_of_arrow(head, column) for head, column in arrow], "the table")
    if hasattr(source, "get_column") and hasattr(source, "to_dicts"):
        polars = [_of_polars(head, source.get_column(head)) for head in source.columns]
        return column_table(polars, "the frame")
    return column_table(_of_frame(_pandas(source)), "the frame")


def _pandas(source: Any) -> Frame:
    """Return what becomes a frame of pandas."""
    if isinstance(source, pd.DataFrame):
        return source
    if getattr(getattr(source, "dtype", None), "names", None):  # a structured array
        return pd.DataFrame(source)
    if hasattr(source, "to_pandas"):
        return source.to_pandas()
    if hasattr(source, "__arrow_c_stream__"):
        return pd.DataFrame.from_arrow(source)  # pyrefly: ignore[missing-attribute]: since pandas 3
    if hasattr(source, "collect"):
        raise TableError(f"the {_kind(source)} is lazy: collect() it first")
    raise TableError(f"the {_kind(source)} is no table: should be {ACCEPTED}")


def column_table(columns: Sequence[Column], source: str) -> TextTable:
    """Make a table of columns of values.

    Args:
        columns: any number.
        source: names the table in errors.

    Raises:
        TableError: unequal lengths, no columns, no rows, too many.
    """
    lengths = {column.n_rows for column in columns}
    if len(lengths) > 1:
        shown = ", ".join(f"{visible(column.head)} has {column.n_rows}" for column in columns[:4])
        raise TableError(f"{source}: its columns have unequal lengths: {shown}")
    cells, n_rows = Cells(source), max(lengths, default=0)
    for start in range(0, n_rows, CHUNK_ROWS):
        stop = min(n_rows, start + CHUNK_ROWS)
        cells.add((map(text_of, column.part(start, stop)) for column in columns), range(start + 1, stop + 1))
    return cells.table([column.head for column in columns], "row")


def _of_frame(frame: Frame) -> list[Column]:
    """Return the columns of a frame, those of its index first where they have names or hold names."""
    kept = [level for level in frame.index.names if level is not None]
    if not kept and pd.api.types.is_string_dtype(frame.index) and len(frame):
        frame, kept = frame.rename_axis(index="index"), ["index"]
    index = frame.index.to_frame(index=False)[kept]
    return [
        _of_series(_head(part.columns[place]), part.iloc[:, place])
        for part in (index, frame)
        for place in range(part.shape[1])
    ]


def _of_series(head: str, series: pd.Series) -> Column:
    return Column(head, len(series), lambda a, b: _narrow(series.iloc[a:b].tolist(), series.dtype))


def _of_arrow(head: str, column: Any) -> Column:
    return Column(head, len(column), lambda a, b: _narrow(column.slice(a, b - a).to_pylist(), column.type))


def _of_polars(head: str, column: Any) -> Column:
    return Column(head, len(column), lambda a, b: _narrow(column.slice(a, b - a).to_list(), column.dtype))


def _of_dict(head: str, cells: Any) -> Column:
    if isinstance(cells, str | bytes | Mapping) or not isinstance(cells, Iterable):
        raise TableError(f"the dict: {visible(head)} is a {_kind(cells)}: should be a column of values")
    if isinstance(cells, pd.Series):
        return _of_series(head, cells)
    values = cells if isinstance(cells, list | tuple | np.ndarray) else list(cells)
    return Column(head, len(values), lambda a, b: values[a:b])


def _records(source: Sequence[Any]) -> TextTable:
    for place, record in enumerate(source, 1):
        if not isinstance(record, Mapping):
            raise TableError(f"the list: record {place} is a {_kind(record)}, no dict")
    return record_table(enumerate(source, 1), "the list", "record")


def _narrow(values: list[Any], dtype: object) -> list[Any]:
    """Return values, those of a narrow type with the digits that they have there."""
    narrow = NARROW.get(str(dtype))
    return values if narrow is None else [value if value is None else narrow(value) for value in values]


def _head(head: object) -> str:
    """Return a column's name; the levels of one with several are joined with dots."""
    return ".".join(str(part) for part in head if str(part)) if isinstance(head, tuple) else str(head)


def _kind(source: object) -> str:
    return type(source).__name__
