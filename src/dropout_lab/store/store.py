"""The store's door: what can be recorded and asked."""

import contextlib
import gc
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dropout_lab.errors import StoreError
from dropout_lab.metrics import checked
from dropout_lab.store import files
from dropout_lab.store.records import (
    CampaignRow,
    CellRow,
    RunRecord,
    now,
    pack_errors,
    plain,
    unpack_errors,
)

DOCUMENTS = ("recipe", "engine", "environment")
COLUMNS = (
    *("run_id", *DOCUMENTS, "seed", "status", "diverged_epoch", "epochs", "seconds", "weights_sha256"),
    *("error", "attempts", "finished_at", "first_seen"),
)
"""Columns of a run, as `columns` takes them; they are also fields of `RunRecord`."""

ID = "id"
"""Column of a run's number in this store, by which the other tables know it."""

METRICS = "metrics"
"""The name by which `columns` gives each run's metrics, as a dictionary."""

_INSERT_RUN = f"""
    INSERT INTO runs ({", ".join(COLUMNS)}) VALUES ({", ".join("?" * len(COLUMNS))})
    ON CONFLICT (run_id) DO UPDATE SET {", ".join(f"{c} = excluded.{c}" for c in COLUMNS[:-1])},
        first_seen = min(runs.first_seen, excluded.first_seen)
    WHERE runs.status = 'failed' RETURNING id
"""

_SEEN_EARLIER = "UPDATE runs SET first_seen = ? WHERE run_id = ? AND first_seen > ?"

_CAMPAIGNS = """
    SELECT c.id, c.name, c.plan_hash, c.document, c.planned_at, c.used_at, c.planned_commit, c.planned_dirty,
        count(p.run_id), total(r.status = 'done'), total(r.status = 'diverged'), total(r.status = 'failed')
    FROM campaigns AS c
    LEFT JOIN (SELECT DISTINCT campaign, run_id FROM cells) AS p ON p.campaign = c.id
    LEFT JOIN runs AS r ON r.run_id = p.run_id
    WHERE c.name = coalesce(?, c.name) GROUP BY c.id ORDER BY c.used_at, c.id
"""


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


class Store:
    """Runs and campaigns, kept in one SQLite file. Open it by `Store.open`.

    Every method raises StoreError, one line, where the file cannot be read or written.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    @contextlib.contextmanager
    def open(cls, path: Path, write: bool) -> Iterator["Store"]:
        """Open a store for the length of a ``with`` block.

        Args:
            path: the file, or a link to it. A reader takes a missing one for empty, a writer creates it.
            write: whether to record. One process may at a time; readers are never in its way.

        Raises:
            StoreError: not a store, a newer version, an unwritable place, or another main process.
        """
        path = files.at_the_door(Path(path))
        with contextlib.ExitStack() as stack:
            if write:
                stack.enter_context(files.only_main(path))
                connection = files.connect_to_write(path)
                stack.callback(files.close_written, connection)
            else:
                connection = files.connect_to_read(path)
                stack.callback(connection.close)
            yield cls(connection, path)

    def record(self, record: RunRecord) -> bool:
        """Keep a run, in one transaction that is on the disk when this returns.

        Returns:
            Whether it was kept: an earlier failed one is replaced, a done or diverged one never. In either
            case the run stays as old as the earliest of them.
        """
        return self.record_all([record]) == 1

    def record_all(self, records: Iterable[RunRecord]) -> int:
        """Keep many runs, as `record` does, all in one transaction; return how many were kept."""
        with self._transaction():
            return sum(self._keep(record) for record in records)

    def _keep(self, record: RunRecord) -> bool:
        try:
            metrics = checked(record.metrics)
        except ValueError as error:
            raise StoreError(f"{self.path}: run {record.run_id} cannot be kept: {error}") from None
        values = [
            self._document(getattr(record, name)) if name in DOCUMENTS else getattr(record, name)
            for name in COLUMNS
        ]
        row = self._connection.execute(_INSERT_RUN, values).fetchone()
        if row is not None:
            self._keep_metrics(row[0], metrics)
            self._keep_blobs(row[0], record)
        else:
            seen = (record.first_seen, record.run_id, record.first_seen)
            self._connection.execute(_SEEN_EARLIER, seen)
        return row is not None

    def _keep_metrics(self, run: int, metrics: Mapping[str, float]) -> None:
        self._connection.execute("DELETE FROM metrics WHERE run = ?", (run,))
        rows = [(run, name, value) for name, value in metrics.items()]
        self._connection.executemany("INSERT INTO metrics VALUES (?, ?, ?)", rows)

    def _keep_blobs(self, run: int, record: RunRecord) -> None:
        self._connection.execute("DELETE FROM curves WHERE run = ?", (run,))
        curves = [(run, name, np.asarray(c, "<f8").tobytes()) for name, c in record.curves.items()]
        self._connection.executemany("INSERT INTO curves VALUES (?, ?, ?)", curves)
        if record.error_images is not None and record.error_labels is not None:
            packed = pack_errors(record.error_images, record.error_labels)
            self._connection.execute("INSERT OR REPLACE INTO errors VALUES (?, ?)", (run, packed))
        if record.reliability is not None:
            bins = np.asarray(record.reliability, "<f8").tobytes()
            self._connection.execute("INSERT OR REPLACE INTO reliability VALUES (?, ?)", (run, bins))

    def _document(self, document: Mapping[str, Any]) -> int:
        text = plain(document)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        self._connection.execute(
            "INSERT OR IGNORE INTO documents (sha256, json) VALUES (?, ?)", (sha256, text)
        )
        return self._connection.execute("SELECT id FROM documents WHERE sha256 = ?", (sha256,)).fetchone()[0]

    def statuses(self, run_ids: Iterable[str]) -> dict[str, str]:
        """Say of each run that is here whether it is ``done``, ``diverged`` or ``failed``."""
        return dict(self._runs("run_id, status", run_ids))

    def find(self, prefix: str) -> list[str]:
        """The run_ids that begin so, sorted."""
        with files.plainly(self.path):
            found = self._connection.execute(
                "SELECT run_id FROM runs WHERE run_id >= ? AND run_id < ? ORDER BY run_id",
                (prefix, prefix + "g"),
            )
            return [run_id for (run_id,) in found]

    def runs(
        self, run_ids: Sequence[str] | None = None, *, curves: bool = True, errors: bool = True
    ) -> list[RunRecord]:
        """Read runs: all, in the order of recording, or those named that are here, in that order.

        Args:
            run_ids: which; None for all.
            curves: whether to read the curves; without, they are empty.
            errors: whether to read the misclassified images and the reliability; without, they are None.
        """
        with _no_collection():
            columns = self.columns(run_ids, (ID, *COLUMNS, METRICS))
            numbers = columns.pop(ID)
            asked = None if run_ids is None else numbers
            by_run = self._curves(asked) if curves else {}
            packed = dict(self._of_runs("run, packed FROM errors", asked)) if errors else {}
            bins = dict(self._of_runs("run, bins FROM reliability", asked)) if errors else {}
            records: list[RunRecord] = []
            for number, values in zip(numbers, zip(*columns.values(), strict=True), strict=True):
                fields = dict(zip(columns, values, strict=True))
                if number in packed:
                    fields["error_images"], fields["error_labels"] = unpack_errors(packed[number])
                if number in bins:
                    fields["reliability"] = np.frombuffer(bins[number], "<f8").reshape(-1, 3)
                records.append(RunRecord(**fields, curves=by_run.get(number, {})))
        return records

    def columns(self, run_ids: Sequence[str] | None, names: Sequence[str]) -> dict[str, list[Any]]:
        """Read some columns of runs, each as a list: fast, and enough for most tables.

        Args:
            run_ids: which runs, in that order; those that are not here are left out. None for all.
            names: from `COLUMNS`, and ``metrics``: those of each run by name. A recipe, an engine and an
                environment come as dictionaries.

        Raises:
            ValueError: a name that is no column.
        """
        unknown = [name for name in names if name not in (ID, *COLUMNS, METRICS)]
        if unknown:
            raise ValueError(f"columns: {', '.join(unknown)} not among {', '.join((*COLUMNS, METRICS))}")
        select = ", ".join(("run_id", *(ID if name == METRICS else name for name in names)))
        rows = self._runs(select, run_ids)
        if run_ids is not None:
            by_id = {row[0]: row for row in rows}
            rows = [by_id[run_id] for run_id in run_ids if run_id in by_id]
        lists = [list(column) for column in zip(*rows, strict=True)][1:] or [[] for _ in names]
        columns = dict(zip(names, lists, strict=True))
        for name in (name for name in names if name in DOCUMENTS):
            documents = self._documents(set(columns[name]))
            columns[name] = [documents[number] for number in columns[name]]
        if METRICS in columns:
            of_runs = self._metrics(None if run_ids is None else columns[METRICS])
            columns[METRICS] = [of_runs.get(number, {}) for number in columns[METRICS]]
        return columns

    def _runs(self, select: str, run_ids: Iterable[str] | None) -> list[Any]:
        """Read columns of some runs in any order, or of all in the order of recording."""
        with files.plainly(self.path):
            if run_ids is None:
                return self._connection.execute(f"SELECT {select} FROM runs ORDER BY id").fetchall()
            chosen = f"SELECT {select} FROM runs WHERE run_id IN (SELECT value FROM json_each(?))"
            return self._connection.execute(chosen, (json.dumps(list(run_ids)),)).fetchall()

    def _of_runs(self, select: str, numbers: Sequence[int] | None) -> list[Any]:
        """Read a table that refers to runs by their number: faster than by run_id."""
        with files.plainly(self.path):
            if numbers is None:
                return self._connection.execute(f"SELECT {select}").fetchall()
            chosen = f"SELECT {select} WHERE run IN (SELECT value FROM json_each(?))"
            return self._connection.execute(chosen, (json.dumps(numbers),)).fetchall()

    def _metrics(self, numbers: Sequence[int] | None) -> dict[int, dict[str, float]]:
        by_run: dict[int, dict[str, float]] = {}
        for number, metric, value in self._of_runs("run, metric, value FROM metrics", numbers):
            if number in by_run:
                by_run[number][metric] = value
            else:
                by_run[number] = {metric: value}
        return by_run

    def _curves(self, numbers: Sequence[int] | None) -> dict[int, dict[str, Any]]:
        by_run: dict[int, dict[str, Any]] = {}
        for number, metric, blob in self._of_runs("run, metric, by_epoch FROM curves", numbers):
            by_run.setdefault(number, {})[metric] = np.frombuffer(blob, "<f8")
        return by_run

    def _documents(self, numbers: set[int]) -> dict[int, dict[str, Any]]:
        with files.plainly(self.path):
            wanted = json.dumps(list(numbers))
            found = self._connection.execute(
                "SELECT id, json FROM documents WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
            )
            return {number: json.loads(text) for number, text in found}

    def plan_campaign(
        self,
        name: str,
        plan_hash: str,
        document: Mapping[str, Any],
        cells: Iterable[tuple[str, int, str]],
        *,
        commit: str | None = None,
        dirty: bool | None = None,
    ) -> int:
        """Store a plan before its runs, or find it again and add cells that it lacked.

        Args:
            name: of the experiment.
            plan_hash: SHA-256, in hex, of all that is fixed before the data. Another hash under the
                same name is another campaign, and the older one stays.
            document: the experiment, as plain data. The last one is kept: it has the same plan, and may have
                exploratory variants beside it.
            cells: (variant, seed, run_id), in the order of training.
            commit: of the checkout, 40 hex digits; that of the first planning is kept.
            dirty: whether the checkout has uncommitted changes.

        Returns:
            The campaign's id: the same for the same name and hash.
        """
        time = now()
        with self._transaction():
            (campaign,) = self._connection.execute(
                "INSERT INTO campaigns (name, plan_hash, document, planned_at, used_at, planned_commit, "
                "planned_dirty) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name, plan_hash) "
                "DO UPDATE SET used_at = max(used_at, excluded.used_at), document = excluded.document "
                "RETURNING id",
                (name, plan_hash, plain(document), time, time, commit, dirty),
            ).fetchone()
            self._connection.executemany(
                "INSERT INTO cells (campaign, variant, seed, run_id, added_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (campaign, variant, seed) DO UPDATE SET run_id = excluded.run_id",
                ((campaign, variant, seed, run_id, time) for variant, seed, run_id in cells),
            )
        return campaign

    def campaigns(self) -> list[CampaignRow]:
        """All campaigns with their counts, the one last used at the end."""
        return self._campaigns(None)

    def campaign(self, name: str) -> CampaignRow | None:
        """The campaign of that name that was last used; None where there is none."""
        return next(reversed(self._campaigns(name)), None)

    def campaigns_sharing_runs(self, campaign_id: int) -> list[CampaignRow]:
        """The campaigns that plan some run of a campaign, itself among them, the one last used at the end."""
        with files.plainly(self.path):
            found = self._connection.execute(
                "SELECT DISTINCT campaign FROM cells WHERE run_id IN "
                "(SELECT run_id FROM cells WHERE campaign = ?)",
                (campaign_id,),
            )
            sharing = {campaign for (campaign,) in found}
        return [row for row in self._campaigns(None) if row.id in sharing]

    def _campaigns(self, name: str | None) -> list[CampaignRow]:
        with files.plainly(self.path):
            rows = self._connection.execute(_CAMPAIGNS, (name,)).fetchall()
            return [self._campaign_row(*row) for row in rows]

    def _campaign_row(
        self,
        number: int,
        name: str,
        plan_hash: str,
        document: str,
        planned_at: str,
        used_at: str,
        commit: str | None,
        dirty: int | None,
        *counts: float,
    ) -> CampaignRow:
        planned, done, diverged, failed = map(int, counts)
        return CampaignRow(
            id=number,
            name=name,
            plan_hash=plan_hash,
            document=json.loads(document),
            planned_at=planned_at,
            used_at=used_at,
            commit=commit,
            dirty=None if dirty is None else bool(dirty),
            planned=planned,
            done=done,
            diverged=diverged,
            failed=failed,
            planned_seeds=self._first_seeds(number),
        )

    def _first_seeds(self, campaign: int) -> tuple[int, ...]:
        found = self._connection.execute(
            "SELECT seed FROM cells JOIN campaigns AS c ON c.id = campaign "
            "WHERE campaign = ? AND added_at = planned_at GROUP BY seed ORDER BY min(cells.id)",
            (campaign,),
        )
        return tuple(seed for (seed,) in found)

    def cells(self, campaign_id: int) -> list[CellRow]:
        """The cells of a campaign in the order of training."""
        with files.plainly(self.path):
            select = "SELECT variant, seed, run_id, added_at FROM cells WHERE campaign = ? ORDER BY id"
            return [CellRow(*row) for row in self._connection.execute(select, (campaign_id,))]

    def find_cell(self, name: str, variant: str, seed: int) -> list[str]:
        """The run of a variant and a seed in the campaign last used, where it is here: one or none."""
        campaign = self.campaign(name)
        cells = self.cells(campaign.id) if campaign else []
        wanted = [cell.run_id for cell in cells if (cell.variant, cell.seed) == (variant, seed)]
        return list(self.statuses(wanted))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with files.plainly(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise
