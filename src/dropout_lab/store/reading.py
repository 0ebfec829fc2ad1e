"""Reading runs: each is held to its digests before anything of it is used."""

import contextlib
import gc
import hashlib
import json
import sqlite3
import struct
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dropout_lab.errors import DamageWarning
from dropout_lab.store.blocks import MOST, Block
from dropout_lab.store.bounds import RUN_ID
from dropout_lab.store.digests import curves_digest, facts_digest, images_digest
from dropout_lab.store.plainly import plainly
from dropout_lab.store.records import UNREAD, RunRecord, unpack_errors
from dropout_lab.store.run_columns import Gathering, Runs

DOCUMENTS = ("recipe", "engine", "environment")
COLUMNS = (
    *("run_id", *DOCUMENTS, "seed", "status", "diverged_epoch", "epochs", "seconds", "weights_sha256"),
    *("error", "attempts", "finished_at", "first_seen"),
)
"""Columns of a run, which are also fields of `RunRecord`; a document's is the number of its row."""

DIGESTS = ("facts_digest", "curves_digest", "images_digest")
_SELECT_BY = f"SELECT {', '.join(('id', *COLUMNS, *DIGESTS))} FROM runs WHERE"
_FIELDS, _VALUES = (*COLUMNS, *UNREAD), tuple(UNREAD.values())
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, struct.error)
"""What bytes that nobody stored may raise; a text that is no UTF-8 comes with surrogates, a ValueError."""

TRAIN_AGAIN = "the command of its experiment, typed again, trains it anew"

MANY = 20
"""Of a store's runs, from one in so many on, all are looked through to find those that are asked for."""

MOST_NAMED = 3
"""Damaged runs that one line names; the others it counts."""


class Facts(NamedTuple):
    """A sound run's number in the store, fields of its record, and the digests of its bytes."""

    number: int
    fields: dict[str, Any]
    curves_digest: bytes
    images_digest: bytes


class RunReader:
    """Reads the runs of a store; what is damaged it leaves out, and says so in one line."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    def state(self) -> tuple[int, int]:
        """What is another number once anybody has changed the store."""
        ((version,),) = self.fetch("PRAGMA data_version")
        return version, self._connection.total_changes

    def fetch(self, select: str, *parameters: Any) -> list[Any]:
        """Fetch all rows of a query; a text whose bytes are no UTF-8 keeps them, for its digest to refuse.

        Raises:
            StoreError: a file that SQLite cannot read.
        """
        with plainly(self._path):
            try:
                return self._connection.execute(select, parameters).fetchall()
            except sqlite3.OperationalError as error:
                if "decode" not in str(error):
                    raise
                self._connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
                return self._connection.execute(select, parameters).fetchall()

    def runs(self, run_ids: Sequence[str] | None, *, curves: bool, errors: bool) -> Runs:
        """Read sound runs, with curves and errors where they are asked for; warn of others."""
        gathering, damaged = Gathering(), list[str]()
        wanted = None if run_ids is None else set(run_ids)
        with _no_collection():
            for rows in self._blocks(wanted):
                with self._one_state():
                    if not self._gather(rows, wanted, gathering, curves=curves, errors=errors):
                        damaged += self._gather_one_by_one(
                            rows, wanted, gathering, curves=curves, errors=errors
                        )
        self._warn(damaged)
        return gathering.runs(run_ids)

    def is_sound(self, run_id: str) -> bool:
        """Whether all of a run that is here is as it was stored."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DamageWarning)
            return run_id in self.runs([run_id], curves=True, errors=True)

    def _blocks(self, wanted: set[str] | None) -> Iterator[list[Any]]:
        """Yield rows of runs by rising number, some at a time."""
        numbers = self._numbers(wanted)
        for first in range(0, len(numbers), MOST):
            some = numbers[first : first + MOST]
            if some[-1] - some[0] + 1 == len(some):
                rows = self.fetch(f"{_SELECT_BY} id BETWEEN ? AND ? ORDER BY id", some[0], some[-1])
            else:
                chosen = f"{_SELECT_BY} id IN (SELECT value FROM json_each(?)) ORDER BY id"
                rows = self.fetch(chosen, json.dumps(some))
            if len(rows) < len(some):  # the index names a row that is not there
                self.check_table("runs")
            if rows:
                yield rows

    def _numbers(self, wanted: set[str] | None) -> list[int]:
        """Numbers of the runs that are here, rising.

        Where one is not found, or all are asked for, the table is held to its index: a row may be hidden.
        """
        if wanted is None:
            numbers = [number for (number,) in self.fetch("SELECT id FROM runs NOT INDEXED ORDER BY id")]
        else:
            ((last,),) = self.fetch("SELECT max(id) FROM runs")
            if len(wanted) * MANY > (last or 0):
                found = self.fetch("SELECT run_id, id FROM runs")
                numbers = sorted(number for run_id, number in found if run_id in wanted)
            else:
                chosen = "SELECT id FROM runs WHERE run_id IN (SELECT value FROM json_each(?))"
                numbers = sorted(number for (number,) in self.fetch(chosen, json.dumps([*wanted])))
        if wanted is None or len(numbers) < len(wanted):
            self.check_table("runs")
        return numbers

    def _gather(
        self,
        rows: Sequence[Any],
        wanted: set[str] | None,
        gathering: Gathering,
        *,
        curves: bool,
        errors: bool,
    ) -> bool:
        """Add runs at once, where all of them are sound; else add none and return False."""
        try:
            if wanted is not None and not all(row[1] in wanted for row in rows):
                return False
            documents = self.documents({number for row in rows for number in row[2:5]})
            block = Block(self._connection, rows, documents)
            return block.gather(gathering, curves=curves, errors=errors)
        except (*UNREADABLE, sqlite3.Error):
            return False

    def _gather_one_by_one(
        self,
        rows: Sequence[Any],
        wanted: set[str] | None,
        gathering: Gathering,
        *,
        curves: bool,
        errors: bool,
    ) -> list[str]:
        """Add the sound ones of some runs; return the names of the others."""
        facts, damaged = self._facts(rows, wanted)
        asked = [each.number for each in facts]
        by_run = self.curves(asked) if curves else {}
        errors_of, bins_of = self.images(asked) if errors else ({}, {})
        none: dict[str, bytes] = {}
        for number, fields, of_curves, of_images in facts:
            run_id = fields["run_id"]
            try:
                if curves:
                    found = by_run.get(number, none)
                    if curves_digest(run_id, found) != of_curves:
                        raise ValueError("its curves")
                    fields["curves"] = {name: np.frombuffer(blob, "<f8") for name, blob in found.items()}
                if errors:
                    packed, bins = errors_of.get(number), bins_of.get(number)
                    if images_digest(run_id, packed, bins) != of_images:
                        raise ValueError("its misclassified images")
                    if packed is not None:
                        fields["error_images"], fields["error_labels"] = unpack_errors(packed)
                    if bins is not None:
                        fields["reliability"] = np.frombuffer(bins, "<f8").reshape(-1, 3)
            except UNREADABLE:
                damaged.append(run_id)
            else:
                gathering.add(RunRecord.read(fields))
        return damaged

    def _facts(self, rows: Sequence[Any], wanted: set[str] | None) -> tuple[list[Facts], list[str]]:
        """Return the columns of sound runs, and name those that are not as they were stored."""
        texts, digests = self.documents({number for row in rows for number in row[2:5]})
        of_runs = self.metrics([row[0] for row in rows])
        none: dict[str, float] = {}
        sound, damaged = [], []
        for row in rows:
            number, run_id, recipe, engine, environment = row[:5]
            metrics = of_runs.get(number, none)
            try:
                three = (digests[recipe], digests[engine], digests[environment])
                is_other = wanted is not None and run_id not in wanted
                if is_other or facts_digest(run_id, three, row[5:15], metrics) != row[15]:
                    raise ValueError("its columns or metrics")
            except UNREADABLE:
                damaged.append(run_id if _is_name(run_id) else f"in row {number}")
                continue
            fields = dict(zip(_FIELDS, row[1:15] + _VALUES, strict=True))
            fields["metrics"] = metrics
            fields["recipe"], fields["engine"], fields["environment"] = (
                texts[recipe],
                texts[engine],
                texts[environment],
            )
            sound.append(Facts(number, fields, row[16], row[17]))
        return sound, damaged

    def rows(self, run_ids: Sequence[str] | None) -> list[Any]:
        """Read the rows of some runs, or of all, by rising number."""
        return [row for rows in self._blocks(None if run_ids is None else set(run_ids)) for row in rows]

    @contextlib.contextmanager
    def _one_state(self) -> Iterator[None]:
        """Let the queries of a block see one state of the store, whatever is recorded meanwhile."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.rollback()

    def check_table(self, table: str) -> None:
        """Hold a table to its index, and warn where a row of one is not in the other."""
        (said,), *_ = self.fetch(f"PRAGMA integrity_check({table})")
        if said != "ok":
            why = " ".join(str(said).removeprefix("*** in database main ***").split())[:100]
            self.say(f"the table of {table} is damaged ({why}), so some may be missing here")

    def documents(self, numbers: set[Any]) -> tuple[dict[int, dict[str, Any]], dict[int, str]]:
        """Read documents and their SHA-256, by number; those alone that are as they were stored."""
        wanted = json.dumps([number for number in numbers if isinstance(number, int)])
        select = "SELECT id, sha256, json FROM documents WHERE id IN (SELECT value FROM json_each(?))"
        texts, digests = {}, {}
        for number, sha256, text in self.fetch(select, wanted):
            with contextlib.suppress(*UNREADABLE):
                if hashlib.sha256(text.encode()).hexdigest() == sha256:
                    texts[number], digests[number] = json.loads(text), sha256
        return texts, digests

    def _of_runs(self, select: str, numbers: Sequence[int]) -> list[Any]:
        """Read a table that refers to runs by their number: faster than by run_id."""
        table, _, order = select.partition(" ORDER BY ")
        chosen = f"SELECT {table} WHERE run IN (SELECT value FROM json_each(?))"
        return self.fetch(f"{chosen} ORDER BY {order}" if order else chosen, json.dumps(numbers))

    def metrics(self, numbers: Sequence[int]) -> dict[int, dict[str, float]]:
        """Read the metrics of runs, by their numbers, in the order of the names."""
        by_run: dict[int, dict[str, float]] = {}
        select = "run, metric, value FROM metrics ORDER BY run, metric"
        for number, metric, value in self._of_runs(select, numbers):
            if number in by_run:
                by_run[number][metric] = value
            else:
                by_run[number] = {metric: value}
        return by_run

    def curves(self, numbers: Sequence[int]) -> dict[int, dict[str, bytes]]:
        """Read the curves of runs, by their numbers: the bytes of each metric, in the order of the names."""
        by_run: dict[int, dict[str, bytes]] = {}
        select = "run, metric, by_epoch FROM curves ORDER BY run, metric"
        for number, metric, blob in self._of_runs(select, numbers):
            if number in by_run:
                by_run[number][metric] = blob
            else:
                by_run[number] = {metric: blob}
        return by_run

    def images(self, numbers: Sequence[int]) -> tuple[dict[int, bytes], dict[int, bytes]]:
        """Read the packed misclassified images of runs and their bins of reliability, by their numbers."""
        packed = dict(self._of_runs("run, packed FROM errors", numbers))
        return packed, dict(self._of_runs("run, bins FROM reliability", numbers))

    def _warn(self, damaged: Sequence[str]) -> None:
        if damaged:
            names, more = ", ".join(damaged[:MOST_NAMED]), len(damaged) - MOST_NAMED
            shown = f"{names} and {more} more" if more > 0 else names
            run = "run" if len(damaged) == 1 else "runs"
            self.say(f"{run} {shown}: not as recorded (damaged), so left out; {TRAIN_AGAIN}")

    def say(self, line: str) -> None:
        """Warn of what is damaged."""
        warnings.warn(f"{self._path}: {line}", DamageWarning, stacklevel=2)


def _is_name(run_id: object) -> bool:
    return isinstance(run_id, str) and RUN_ID.fullmatch(run_id) is not None


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Let nothing be collected while a hundred thousand records are made: it would take a third longer."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()
