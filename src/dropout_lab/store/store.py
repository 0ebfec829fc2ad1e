"""The store's door: what can be recorded and asked."""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dropout_lab.errors import StoreError
from dropout_lab.store import files, schema
from dropout_lab.store.bounds import check_run
from dropout_lab.store.campaigns import CampaignReader
from dropout_lab.store.digests import curves_digest, facts_digest, images_digest
from dropout_lab.store.folding import Folding
from dropout_lab.store.plainly import plainly
from dropout_lab.store.reading import COLUMNS, DIGESTS, DOCUMENTS, TRAIN_AGAIN, RunReader
from dropout_lab.store.records import (
    CampaignRow,
    CellRow,
    CountedCampaign,
    RunRecord,
    now,
    pack_errors,
    plain,
)
from dropout_lab.store.run_columns import Runs
from dropout_lab.store.sealing import seal_runs

METRICS = "metrics"
"""The name by which `columns` gives each run's metrics, as a dictionary."""

_KEPT = (*COLUMNS, *DIGESTS, "digest_by")
_INSERT_RUN = f"""
    INSERT INTO runs ({", ".join(_KEPT)}) VALUES ({", ".join("?" * (len(_KEPT) - 1))}, 'record')
    ON CONFLICT (run_id) DO UPDATE SET {", ".join(f"{c} = excluded.{c}" for c in _KEPT if c != "first_seen")},
        first_seen = min(runs.first_seen, excluded.first_seen)
    WHERE runs.status = 'failed' RETURNING id, first_seen
"""


class _Parts(NamedTuple):
    """What a run has beside its columns, as it is stored."""

    metrics: Mapping[str, float]  # by name, in the order of the names
    curves: Mapping[str, bytes]  # likewise
    errors: bytes | None
    reliability: bytes | None

    @classmethod
    def of(cls, record: RunRecord) -> "_Parts":
        """Pack those of a record."""
        packed = bins = None
        if record.error_images is not None and record.error_labels is not None:
            packed = pack_errors(record.error_images, record.error_labels)
        if record.reliability is not None:
            bins = np.asarray(record.reliability, "<f8").tobytes()
        return cls(
            {name: float(value) for name, value in sorted(record.metrics.items())},
            {name: np.asarray(c, "<f8").tobytes() for name, c in sorted(record.curves.items())},
            packed,
            bins,
        )

    def digests(self, run_id: str, documents: tuple[str, ...], columns: tuple[Any, ...]) -> tuple[bytes, ...]:
        """Return the digests of a run with these columns, in the order of `DIGESTS`."""
        return (
            facts_digest(run_id, documents, columns, self.metrics),
            curves_digest(run_id, self.curves),
            images_digest(run_id, self.errors, self.reliability),
        )


class Store:
    """Runs and campaigns, kept in one SQLite file. Open it by `Store.open`.

    Every method raises StoreError, one line, where the file cannot be read or written.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, folding: Folding | None = None) -> None:
        self._connection, self._folding = connection, folding
        self.path = path
        self._reader = RunReader(connection, path)
        self._campaigns = CampaignReader(self._reader)
        self._mended = False
        self._documents: dict[str, tuple[int, str]] = {}

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
                yield cls(connection, path, stack.enter_context(Folding(path)))
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
            check_run(record)
        except ValueError as error:
            raise StoreError(f"{self.path}: run {record.run_id} cannot be kept: {error}") from None
        is_new = not self._is_here_and_sound(record.run_id)
        numbers, sha256s = zip(*(self._document(getattr(record, name)) for name in DOCUMENTS), strict=True)
        seconds = None if record.seconds is None else float(record.seconds)
        values = {name: getattr(record, name) for name in COLUMNS} | {"seconds": seconds}
        values |= dict(zip(DOCUMENTS, numbers, strict=True))
        parts = _Parts.of(record)
        digests = parts.digests(record.run_id, sha256s, tuple(values.values())[4:])
        row = self._connection.execute(_INSERT_RUN, [*values.values(), *digests]).fetchone()
        if row is None:
            self._see_earlier(record)
            return False
        number, first_seen = row
        if not is_new:
            self._clear(number)
        self._keep_parts(number, parts)
        if first_seen != record.first_seen:  # an earlier one that failed was seen before
            seal_runs(self._connection, self._reader, [record.run_id])
        return True

    def _keep_parts(self, run: int, parts: "_Parts") -> None:
        keep = self._connection.execute
        rows = [(run, *metric) for metric in parts.metrics.items()]
        self._connection.executemany("INSERT INTO metrics VALUES (?, ?, ?)", rows)
        rows = [(run, *curve) for curve in parts.curves.items()]
        self._connection.executemany("INSERT INTO curves VALUES (?, ?, ?)", rows)
        if parts.errors is not None:
            keep("INSERT INTO errors VALUES (?, ?)", (run, parts.errors))
        if parts.reliability is not None:
            keep("INSERT INTO reliability VALUES (?, ?)", (run, parts.reliability))

    def _see_earlier(self, record: RunRecord) -> None:
        """Make a run that is kept as old as another training of it, where that is older."""
        (first_seen,) = self._reader.runs([record.run_id], curves=False, errors=False).fact("first_seen")
        if record.first_seen < first_seen:
            seen = (record.first_seen, record.run_id)
            self._connection.execute("UPDATE runs SET first_seen = ? WHERE run_id = ?", seen)
            seal_runs(self._connection, self._reader, [record.run_id])

    def forget_damaged(self, run_ids: Iterable[str]) -> None:
        """Make room for runs that are to be trained again, as they are here and damaged.

        Raises:
            StoreError: the file is damaged beyond that.
        """
        with self._transaction():
            here = self.statuses(run_ids)
            if set(here.values()) - {"failed"}:  # not missing: trained since by another, or damaged
                self._mend()  # what the order of a table hides from a look at one run alone
            for run_id in here:
                self._is_here_and_sound(run_id)

    def _is_here_and_sound(self, run_id: str) -> bool:
        """Look for a run; make room for it where it is damaged."""
        found = self._connection.execute("SELECT id FROM runs WHERE run_id = ?", (run_id,)).fetchone()
        if found is None or self._reader.is_sound(run_id):
            return found is not None
        self._mend()
        self._clear(found[0])
        self._connection.execute("DELETE FROM runs WHERE id = ?", found)
        return False

    def _mend(self) -> None:
        """Put the tables in order, once."""
        if not self._mended:
            schema.mend(self._connection, (*schema.NAMING, *schema.OF_RUNS))
            self._connection.execute("REINDEX runs")  # which may name the run otherwise than its row
            self._mended = True
            self._documents.clear()

    def _clear(self, number: int) -> None:
        for table in schema.OF_RUNS:
            self._connection.execute(f"DELETE FROM {table} WHERE run = ?", (number,))

    def _document(self, document: Mapping[str, Any]) -> tuple[int, str]:
        """Keep a document; return its number and its SHA-256. One whose text is damaged is mended.

        One that this store has kept before, as thousands of runs share theirs, is not looked up again.
        """
        text = plain(document)
        if text in self._documents:
            return self._documents[text]
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        self._connection.execute(
            "INSERT INTO documents (sha256, json) VALUES (?, ?) ON CONFLICT (sha256) "
            "DO UPDATE SET json = excluded.json WHERE json <> excluded.json",
            (sha256, text),
        )
        found = self._connection.execute("SELECT id FROM documents WHERE sha256 = ?", (sha256,)).fetchone()
        self._documents[text] = found[0], sha256
        return found[0], sha256

    def statuses(self, run_ids: Iterable[str]) -> dict[str, str]:
        """Say of each run that is here whether it is ``done``, ``diverged`` or ``failed``; for counting."""
        chosen = "SELECT run_id, status FROM runs WHERE run_id IN (SELECT value FROM json_each(?))"
        return dict(self._reader.fetch(chosen, json.dumps(list(run_ids))))

    def sound_statuses(self, run_ids: Iterable[str]) -> dict[str, str]:
        """Say as `statuses` does of each run that is here as it was recorded; warn of those that are not.

        A run that it leaves out is to be trained, and takes the place of what is damaged.
        """
        found = self.run_table(list(dict.fromkeys(run_ids)))
        return dict(zip(found, found.fact("status"), strict=True))

    def failures(self, run_ids: Iterable[str]) -> dict[str, int]:
        """Count the failed runs by error, the commonest first; no digest is asked, as nothing is used."""
        chosen = (
            "SELECT error, count(*) FROM runs WHERE status = 'failed' AND error IS NOT NULL "
            "AND run_id IN (SELECT value FROM json_each(?)) GROUP BY error ORDER BY count(*) DESC, error"
        )
        found = self._reader.fetch(chosen, json.dumps(list(run_ids)))
        return {str(error): count for error, count in found}

    def find(self, prefix: str) -> list[str]:
        """The run_ids that begin so, sorted."""
        chosen = "SELECT run_id FROM runs WHERE run_id >= ? AND run_id < ? ORDER BY run_id"
        return [run_id for (run_id,) in self._reader.fetch(chosen, prefix, prefix + "g")]

    def run(self, run_id: str) -> RunRecord:
        """Read one run that is here.

        Raises:
            StoreError: it is damaged.
        """
        if not self._reader.is_sound(run_id):
            raise StoreError(f"{self.path}: run {run_id}: not as recorded (damaged); {TRAIN_AGAIN}")
        return self.runs([run_id])[0]

    def runs(
        self, run_ids: Sequence[str] | None = None, *, curves: bool = True, errors: bool = True
    ) -> list[RunRecord]:
        """Read runs as `run_table` does, and make the record of each."""
        found = self.run_table(run_ids, curves=curves, errors=errors)
        return [found[run_id] for run_id in (found if run_ids is None else run_ids) if run_id in found]

    def run_table(
        self, run_ids: Sequence[str] | None = None, *, curves: bool = True, errors: bool = True
    ) -> Runs:
        """Read runs: all, in the order of recording, or those named that are here, in that order.

        What is read of a run is held to its digests; one that is damaged is left out, with a `DamageWarning`.

        Args:
            run_ids: which; None for all.
            curves: whether to read the curves; without, they are empty.
            errors: whether to read the misclassified images and the reliability; without, they are None.
        """
        return self._reader.runs(run_ids, curves=curves, errors=errors)

    def columns(self, run_ids: Sequence[str] | None, names: Sequence[str]) -> dict[str, list[Any]]:
        """Read some columns of runs, each as a list; damaged runs are left out, with a `DamageWarning`.

        Args:
            run_ids: which runs, in that order; those that are not here are left out. None for all.
            names: fields of `RunRecord` that are columns, and ``metrics``: those of each run by name. A
                recipe, an engine and an environment come as dictionaries.

        Raises:
            ValueError: a name that is no column.
        """
        unknown = [name for name in names if name not in (*COLUMNS, METRICS)]
        if unknown:
            raise ValueError(f"columns: {', '.join(unknown)} not among {', '.join((*COLUMNS, METRICS))}")
        found = self._reader.runs(run_ids, curves=False, errors=False)
        known = {"run_id": lambda: list(found), METRICS: found.metrics_of_each}
        return {name: known[name]() if name in known else found.fact(name) for name in names}

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
            self._forget_damaged(name, plan_hash)
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
            self._connection.execute(
                "UPDATE campaigns SET digest = ?, cells_digest = ? WHERE id = ?",
                (*self._campaigns.digest(campaign), campaign),
            )
        return campaign

    def _forget_damaged(self, name: str, plan_hash: str) -> None:
        """Remove what is left of a plan that is damaged: it is planned anew, and its runs stay."""
        for number, *known in list(self._campaigns.damaged()):
            if name in known or plan_hash in known:
                self._connection.execute("REINDEX campaigns")
                self._connection.execute("DELETE FROM campaigns WHERE id = ?", (number,))
                self._connection.execute("REINDEX cells")
                self._connection.execute("DELETE FROM cells WHERE campaign = ?", (number,))

    def campaigns(self) -> list[CountedCampaign]:
        """All campaigns with their counts, the one last used at the end."""
        return self._campaigns.counted()

    def campaign(self, name: str) -> CampaignRow | None:
        """The campaign of that name that was last used; None where there is none, or one is damaged."""
        return self._campaigns.last_used(name)

    def campaign_of(self, run_id: str) -> CampaignRow | None:
        """The campaign that plans a run, of several the one last used; None where none does."""
        return self._campaigns.planning(run_id)

    def campaigns_sharing_runs(self, campaign_id: int) -> list[CampaignRow]:
        """The campaigns that plan some run of a campaign, itself among them, the one last used at the end."""
        return self._campaigns.sharing_runs(campaign_id)

    def cells(self, campaign_id: int) -> list[CellRow]:
        """The cells of a campaign in the order of training."""
        return self._campaigns.cells(campaign_id)

    def seeds(self, campaign_id: int) -> list[int]:
        """The seeds of a campaign's cells, rising."""
        return self._campaigns.seeds(campaign_id)

    def find_cell(self, name: str, variant: str, seed: int) -> list[str]:
        """The run of a variant and a seed in the campaign last used, where it is here: one or none."""
        campaign = self.campaign(name)
        return list(self.statuses(self._campaigns.run_of(campaign.id, variant, seed))) if campaign else []

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with plainly(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
                if self._folding is not None:
                    self._folding.soon()
            except BaseException:
                self._documents.clear()  # what was kept in this transaction is not
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise
