"""Records, each with keys of its own, as one table: nested keys with dots, values as they are written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dropout_lab.errors import TableError
from dropout_lab.judging.notes import Note
from dropout_lab.judging.reading.cells import Cells
from dropout_lab.judging.reading.lines import MOST_COLUMNS
from dropout_lab.judging.table import TextTable

Row = dict[str, str]

CHUNK_LETTERS = 1 << 22

DEEPEST = 8
"""Levels of nested keys that become columns; what lies deeper is one text."""

ABSENT_OBJECTS = (None, pd.NaT, pd.NA)

MOST_CELLS = 60_000_000
"""Rows times columns: records of unlike keys fill a table with absent cells."""


def record_table(
    records: Iterable[tuple[int, Mapping[str, object]]], source: str, word: str, notes: Sequence[Note] = ()
) -> TextTable:
    """Make a table of records.

    Args:
        records: the place of each, and its values by key.
        source: names the table in errors.
        word: what a place is.
        notes: what is already known of the reading.

    Raises:
        TableError: no records, too many cells.
    """
    cells, heads = Cells(source), dict[str, None]()
    for rows, places in _parts(records):
        for row in rows:
            heads.update(dict.fromkeys(row))
        if len(heads) > MOST_COLUMNS or (len(cells.places) + len(rows)) * len(heads) > MOST_CELLS:
            raise TableError(
                f"{source}: its records have {len(heads)} unlike keys in all; keep those of a run"
            )
        cells.add(([row.get(head, "") for row in rows] for head in heads), places)
    return cells.table(list(heads), word, notes)


def _parts(records: Iterable[tuple[int, Mapping[str, object]]]) -> Iterator[tuple[list[Row], list[int]]]:
    """Return flat records and their places, in parts of limited size."""
    rows: list[Row] = []
    places: list[int] = []
    n_letters = 0
    for place, record in records:
        row = dict(flattened(record))
        rows.append(row)
        places.append(place)
        n_letters += sum(map(len, row.values())) + 64 * len(row) + 64
        if n_letters > CHUNK_LETTERS:
            yield rows, places
            rows, places, n_letters = [], [], 0
    if rows:
        yield rows, places


def flattened(record: Mapping[str, object], under: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Return the values of a record as texts, those of records in it by joined keys.

    >>> dict(flattened({"config": {"seed": 1, "sizes": [64, 32]}, "acc": None}))
    {'config.seed': '1', 'config.sizes': '[64, 32]', 'acc': ''}
    """
    for key, value in record.items():
        if isinstance(value, Mapping) and value and depth < DEEPEST:
            yield from flattened(value, f"{under}{key}.", depth + 1)
        else:
            yield f"{under}{key}", text_of(value)


def text_of(value: Any) -> str:
    """Return a value as the text of a cell; an absent one is empty."""
    if any(value is absent for absent in ABSENT_OBJECTS):
        return ""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(text_of, value))}]"
    if getattr(value, "shape", None) == () and hasattr(value, "item"):  # a scalar of NumPy, torch or JAX
        value = value if isinstance(value, np.generic) else value.item()
    return "" if isinstance(value, float | np.floating) and np.isnan(value) else str(value)
