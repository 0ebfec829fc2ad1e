"""Giving digests to rows that have none, or whose values were changed by us."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dropout_lab.store.bounds import check_run
from dropout_lab.store.campaigns import CampaignReader
from dropout_lab.store.digests import curves_digest, facts_digest, images_digest
from dropout_lab.store.reading import COLUMNS, UNREADABLE, RunReader
from dropout_lab.store.records import UNREAD, RunRecord, unpack_errors


def seal_all(connection: sqlite3.Connection) -> None:
    """Give every run and plan of an older version its digests, but for runs out of their bounds."""
    reader = RunReader(connection, Path(":memory:"))
    seal_runs(connection, reader, None)
    connection.execute("UPDATE runs SET digest_by = 'migration'")
    campaigns = CampaignReader(reader)
    for (number,) in connection.execute("SELECT id FROM campaigns").fetchall():
        connection.execute(
            "UPDATE campaigns SET digest = ?, cells_digest = ? WHERE id = ?",
            (*campaigns.digest(number), number),
        )


def seal_runs(connection: sqlite3.Connection, reader: RunReader, run_ids: Sequence[str] | None) -> None:
    """Give runs the digests of what they hold, in the caller's transaction; all of them for None."""
    rows = reader.rows(run_ids)
    texts, digests = reader.documents({number for row in rows for number in row[2:5]})
    asked = [row[0] for row in rows]
    metrics, curves, (errors, bins) = reader.metrics(asked), reader.curves(asked), reader.images(asked)
    sealed = []
    for row in rows:
        number, run_id, *documents = row[:5]
        of_run, by_epoch = metrics.get(number, {}), curves.get(number, {})
        packed, reliability = errors.get(number), bins.get(number)
        try:
            fields = {**UNREAD, **dict(zip(COLUMNS, row[1:15], strict=True)), "metrics": of_run}
            fields |= dict(zip(COLUMNS[1:4], (texts[document] for document in documents), strict=True))
            fields["curves"] = {name: np.frombuffer(blob, "<f8") for name, blob in by_epoch.items()}
            if packed is not None:
                fields["error_images"], fields["error_labels"] = unpack_errors(packed)
            if reliability is not None:
                fields["reliability"] = np.frombuffer(reliability, "<f8").reshape(-1, 3)
            check_run(RunRecord.read(fields))
            recipe, engine, environment = (digests[document] for document in documents)
            three = (
                facts_digest(run_id, (recipe, engine, environment), row[5:15], of_run),
                curves_digest(run_id, by_epoch),
                images_digest(run_id, packed, reliability),
            )
        except UNREADABLE:
            continue
        sealed.append((*three, number))
    connection.executemany(
        "UPDATE runs SET facts_digest = ?, curves_digest = ?, images_digest = ? WHERE id = ?", sealed
    )
