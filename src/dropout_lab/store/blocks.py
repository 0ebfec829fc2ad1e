"""Reading blocks of runs at once, each run held to its digests on the way.

A block is taken whole or not at all: where anything in it is not as recorded, its runs are for `RunReader`
to look at one by one.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import numpy as np

from dropout_lab.store.digests import images_digest, packed_curves_digest, packed_facts_digest, packing
from dropout_lab.store.end_to_end import Layouts
from dropout_lab.store.run_columns import FACTS, Gathering

MOST = 5_000
"""Runs of a block, which take some 15 MB while they are read; larger ones are read no faster."""

_VALUES = "SELECT value FROM metrics WHERE {} ORDER BY run, metric"
_METRICS = "SELECT run, group_concat(metric, char(31)) FROM metrics WHERE {} GROUP BY run ORDER BY run"
_ALL_METRICS = """
    SELECT group_concat(metric, char(31)) FROM (SELECT metric FROM metrics WHERE {} ORDER BY run, metric)
"""
_PARTS = """
    group_concat(metric, char(31)), group_concat(length(by_epoch)),
    CAST(group_concat(by_epoch, '') AS BLOB)
"""
_CURVES = f"SELECT run, {_PARTS} FROM curves WHERE {{}} GROUP BY run ORDER BY run"
_ALL_CURVES = f"""
    SELECT {_PARTS} FROM (SELECT metric, by_epoch FROM curves WHERE {{}} ORDER BY run, metric)
"""
_BETWEEN = "\x1f"

Row = tuple[Any, ...]
"""Of a run: number, run_id, documents, the other columns in the table's order, three digests."""


class Block:
    """Runs that are read together.

    Args:
        connection: to the store; it sees one state of it throughout.
        rows: of the runs, by rising number.
        documents: by number the document and its SHA-256, of those that are sound.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        rows: Sequence[Row],
        documents: tuple[Mapping[int, Mapping[str, Any]], Mapping[int, str]],
    ) -> None:
        self._connection, self._rows = connection, rows
        self._texts, self._sha256s = documents
        first, last = rows[0][0], rows[-1][0]
        if last - first + 1 == len(rows):
            self._where, self._words = "run BETWEEN ? AND ?", (first, last)
        else:
            self._where = "run IN (SELECT value FROM json_each(?))"
            self._words = (json.dumps([row[0] for row in rows]),)

    def gather(self, into: Gathering, *, curves: bool, errors: bool) -> bool:
        """Add the runs to those gathered; return whether all were as recorded, else nothing is added.

        Raises:
            TypeError, ValueError, KeyError, sqlite3.Error: what bytes that nobody stored may raise.
        """
        facts = self._metrics(into.layouts)
        by_epoch = self._curves(into.layouts) if curves else self._without_curves(into.layouts)
        images = self._images() if errors else [(None, None)] * len(self._rows)
        if facts is None or by_epoch is None or images is None:
            return False
        self._add_columns(into)
        into.metric_kinds += facts[0]
        into.bytes["metrics"] += facts[1]
        into.curve_kinds += by_epoch[0]
        into.bytes["curves"] += by_epoch[1]
        into.add_images([packed for packed, _ in images], [bins for _, bins in images])
        return True

    def _add_columns(self, into: Gathering) -> None:
        columns = list(zip(*self._rows, strict=True))
        into.run_ids += columns[1]
        for name, column in zip(FACTS, columns[2:15], strict=True):
            is_document = name in FACTS[:3]
            into.facts[name] += [self._texts[number] for number in column] if is_document else column

    def _metrics(self, layouts: Layouts) -> tuple[list[int], bytes] | None:
        """Layouts and values of the metrics; None where a run's columns or metrics are not as recorded."""
        packed = np.fromiter(chain.from_iterable(self._fetch(_VALUES)), "<f8").tobytes()
        known, of_documents = dict[str, tuple[int, bytes, int]](), dict[Row, str]()
        kinds, at = list[int](), 0
        for row, names in zip(self._rows, self._metric_names(), strict=True):
            three = row[2:5]
            if three not in of_documents:
                of_documents[three] = "".join(self._sha256s[number] for number in three)
            if names not in known:
                each = tuple(names.split(_BETWEEN)) if names else ()
                known[names] = layouts.number(each, (1,) * len(each)), packing(each)[0], 8 * len(each)
            kind, told, size = known[names]
            values = packed[at : at + size]
            if packed_facts_digest(row[1], of_documents[three], row[5:15], told, values) != row[15]:
                return None
            at += size
            kinds.append(kind)
        return (kinds, packed) if at == len(packed) else None

    def _metric_names(self) -> list[str]:
        """Names of each run's metrics, U+001F between them: at once where all have those of the first."""
        runs = len(self._rows)
        ((names,),) = self._fetch(_ALL_METRICS)
        first = _first_of(names, runs)
        if first is not None:
            return [first] * runs
        of_run: dict[int, str] = dict(self._fetch(_METRICS))
        return [of_run.get(row[0], "") for row in self._rows]

    def _curves(self, layouts: Layouts) -> tuple[list[int], bytes] | None:
        """Layouts and values of the curves; None where a run's are not as recorded."""
        known, kinds = dict[tuple[str, str], int](), list[int]()
        packed, parts = self._curve_parts()
        for row, (names, sizes, values) in zip(self._rows, parts, strict=True):
            if packed_curves_digest(row[1], names, sizes, values) != row[16]:
                return None
            if (names, sizes) not in known:
                known[names, sizes] = layouts.number(*_read_layout(names, sizes))
            kinds.append(known[names, sizes])
        return kinds, packed

    def _curve_parts(self) -> tuple[bytes, Iterable[tuple[str, str, bytes | memoryview]]]:
        """Values of all curves; and of each run the names, the sizes and its values."""
        runs = len(self._rows)
        ((names, sizes, packed),) = self._fetch(_ALL_CURVES)
        first, bytes_each = _first_of(names, runs), _first_of(sizes, runs, ",")
        if first is not None and bytes_each is not None:
            values, size = memoryview(packed), len(packed) // runs
            each = (values[size * run : size * (run + 1)] for run in range(runs))
            return packed, zip(repeat(first, runs), repeat(bytes_each, runs), each, strict=True)
        found: dict[int, tuple[str, str, bytes]] = {row[0]: row[1:] for row in self._fetch(_CURVES)}
        parts = [found.get(row[0], ("", "", b"")) for row in self._rows]
        return b"".join(part[2] for part in parts), parts

    def _without_curves(self, layouts: Layouts) -> tuple[list[int], bytes]:
        return [layouts.number((), ())] * len(self._rows), b""

    def _images(self) -> list[tuple[bytes | None, bytes | None]] | None:
        """Packed misclassified images and bins of each run; None where a run's are not as recorded."""
        errors: dict[int, bytes] = dict(self._fetch("SELECT run, packed FROM errors WHERE {}"))
        bins: dict[int, bytes] = dict(self._fetch("SELECT run, bins FROM reliability WHERE {}"))
        both = [(errors.get(row[0]), bins.get(row[0])) for row in self._rows]
        for row, (packed, of_run) in zip(self._rows, both, strict=True):
            if images_digest(row[1], packed, of_run) != row[17]:
                return None
        return both

    def _fetch(self, select: str) -> Iterable[Any]:
        return self._connection.execute(select.format(self._where), self._words)


def _first_of(text: str | None, runs: int, between: str = _BETWEEN) -> str | None:
    """Return what stands of the first run in a text of all runs, where the others have the same; else None.

    >>> _first_of("ece,test_nll,ece,test_nll", 2, ",")
    'ece,test_nll'
    """
    first = (text or "")[: (len(text or "") + 1) // runs - 1]
    return first if first and between.join([first] * runs) == text else None


def _read_layout(names: str, sizes: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Names of a run's curves and their lengths, from the store's words: sizes are bytes."""
    bytes_each = [int(size) for size in sizes.split(",")] if sizes else []
    if any(size % 8 for size in bytes_each):
        raise ValueError(f"curves of {sizes} bytes: should be multiples of 8")
    return tuple(names.split(_BETWEEN)) if sizes else (), tuple(size // 8 for size in bytes_each)
