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
from dropout_lab.store.bounds import RUN_ID
from dropout_lab.store.digests import curves_digest, facts_digest, images_digest
from dropout_lab.store.plainly import plainly
from dropout_lab.store.records import UNREAD, RunRecord, unpack_errors

DOCUMENTS = ("recipe", "engine", "environment")
COLUMNS = (
    *("run_id", *DOCUMENTS, "seed", "status", "diverged_epoch", "epochs", "seconds", "weights_sha256"),
    *("error", "attempts", "finished_at", "first_seen"),
)
"""Columns of a run, which are also fields of `RunRecord`; a document's is the number of its row."""

DIGESTS = ("facts_digest", "curves_digest", "images_digest")
_SELECT = ", ".join(("id", *COLUMNS, *DIGESTS))
_FIELDS, _VALUES = (*COLUMNS, *UNREAD), tuple(UNREAD.values())
UNREADABLE = (KeyError, TypeError, ValueError, struct.error)
"""What bytes that nobody stored may raise; a text that is no UTF-8 comes with surrogates, a ValueError."""

TRAIN_AGAIN = "the command of its experiment, typed again, trains it anew"

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

    def records(self, run_ids: Sequence[str] | None, *, curves: bool, errors: bool) -> list[RunRecord]:
        """Read sound runs, with curves and errors where they are asked for; warn of others."""
        with _no_collection():
            facts, damaged = self._facts(run_ids)
            asked = None if run_ids is None else [each.number for each in facts]
            by_run = self.curves(asked) if curves else {}
            errors_of, bins_of = self.images(asked) if errors else ({}, {})
            records: list[RunRecord] = []
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
                    records.append(RunRecord.read(fields))
        self._warn(damaged)
        return records

    def facts(self, run_ids: Sequence[str] | None) -> list[dict[str, Any]]:
        """Read the columns and metrics of sound runs; warn of others."""
        facts, damaged = self._facts(run_ids)
        self._warn(damaged)
        return [each.fields for each in facts]

    def is_sound(self, run_id: str) -> bool:
        """Whether all of a run that is here is as it was stored."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DamageWarning)
            return len(self.records([run_id], curves=True, errors=True)) == 1

    def _facts(self, run_ids: Sequence[str] | None) -> tuple[list[Facts], list[str]]:
        """Read the columns of runs, and name those that are not as they were stored."""
        rows = self.rows(run_ids)
        texts, digests = self.documents({number for row in rows for number in row[2:5]})
        of_runs = self.metrics(None if run_ids is None else [row[0] for row in rows])
        none: dict[str, float] = {}
        sound, damaged = [], []
        for row in rows:
            number, run_id, recipe, engine, environment = row[:5]
            metrics = of_runs.get(number, none)
            try:
                three = (digests[recipe], digests[engine], digests[environment])
                if facts_digest(run_id, three, row[5:15], metrics) != row[15]:
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
        if run_ids is None:
            return sound, damaged
        by_id = {each.fields["run_id"]: each for each in sound}
        return [by_id[run_id] for run_id in run_ids if run_id in by_id], damaged

    def rows(self, run_ids: Sequence[str] | None) -> list[Any]:
        """Read the rows of some runs in any order, or of all in the order of recording.

        Where one is not found, or all are asked for, the table is held to its index: a row may be hidden.
        """
        if run_ids is None:
            rows = self.fetch(f"SELECT {_SELECT} FROM runs ORDER BY id")
        else:
            chosen = f"SELECT {_SELECT} FROM runs WHERE run_id IN (SELECT value FROM json_each(?))"
            rows = self.fetch(chosen, json.dumps(list(run_ids)))
        if run_ids is None or len(rows) < len(set(run_ids)):
            self.check_table("runs")
        return rows

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

    def _of_runs(self, select: str, numbers: Sequence[int] | None) -> list[Any]:
        """Read a table that refers to runs by their number: faster than by run_id."""
        if numbers is None:
            return self.fetch(f"SELECT {select}")
        table, _, order = select.partition(" ORDER BY ")
        chosen = f"SELECT {table} WHERE run IN (SELECT value FROM json_each(?))"
        return self.fetch(f"{chosen} ORDER BY {order}" if order else chosen, json.dumps(numbers))

    def metrics(self, numbers: Sequence[int] | None) -> dict[int, dict[str, float]]:
        """Read the metrics of runs, by their numbers, in the order of the names."""
        by_run: dict[int, dict[str, float]] = {}
        select = "run, metric, value FROM metrics ORDER BY run, metric"
        for number, metric, value in self._of_runs(select, numbers):
            if number in by_run:
                by_run[number][metric] = value
            else:
                by_run[number] = {metric: value}
        return by_run

    def curves(self, numbers: Sequence[int] | None) -> dict[int, dict[str, bytes]]:
        """Read the curves of runs, by their numbers: the bytes of each metric, in the order of the names."""
        by_run: dict[int, dict[str, bytes]] = {}
        select = "run, metric, by_epoch FROM curves ORDER BY run, metric"
        for number, metric, blob in self._of_runs(select, numbers):
            if number in by_run:
                by_run[number][metric] = blob
            else:
                by_run[number] = {metric: blob}
        return by_run

    def images(self, numbers: Sequence[int] | None) -> tuple[dict[int, bytes], dict[int, bytes]]:
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
