"""The tables, as a list of migrations: a store of version n has had the first n of them.

Rules for the next one: append, never edit; a migration is SQL alone. All that a store lacks run in one
transaction, at the end of which the rows of a store that had no digests get theirs.
"""

import contextlib
import sqlite3
from collections.abc import Iterable

from dropout_lab.store.sealing import seal_all

APPLICATION_ID = 0x64726F70
"""Says in the file's header that the database is ours ("drop")."""

OLDEST_SQLITE = (3, 37, 0)
"""The first with STRICT tables."""

MIGRATIONS = (
    """
    -- Recipes, engines and environments, each kept once however many runs share it.
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
        json TEXT NOT NULL CHECK (json_valid(json))
    ) STRICT;

    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL UNIQUE CHECK (length(run_id) = 16 AND run_id NOT GLOB '*[^0-9a-f]*'),
        recipe INTEGER NOT NULL REFERENCES documents (id),
        engine INTEGER NOT NULL REFERENCES documents (id),
        environment INTEGER NOT NULL REFERENCES documents (id),
        seed INTEGER NOT NULL CHECK (seed BETWEEN 0 AND 4294967295),
        status TEXT NOT NULL CHECK (status IN ('done', 'diverged', 'failed')),
        diverged_epoch INTEGER CHECK (diverged_epoch BETWEEN 1 AND epochs),
        epochs INTEGER NOT NULL CHECK (epochs >= 0), -- trained, so fewer than planned where diverged
        test_accuracy REAL CHECK (test_accuracy BETWEEN 0 AND 1), -- fraction
        test_nll REAL CHECK (test_nll >= -0.001), -- nats; rounding may leave a trace below 0
        train_accuracy REAL CHECK (train_accuracy BETWEEN 0 AND 1), -- fraction, dropout off
        train_loss REAL, -- nats
        ece REAL CHECK (ece BETWEEN 0 AND 1.001), -- fraction
        brier REAL CHECK (brier BETWEEN 0 AND 2.001), -- sum over classes
        seconds REAL CHECK (seconds >= 0),
        weights_sha256 TEXT CHECK (length(weights_sha256) = 64),
        error TEXT,
        attempts INTEGER NOT NULL CHECK (attempts >= 1),
        finished_at TEXT NOT NULL CHECK (finished_at GLOB '????-??-??T??:??:??*+00:00'), -- UTC
        CHECK ((status = 'diverged') = (diverged_epoch IS NOT NULL)),
        CHECK ((status = 'failed') = (error IS NOT NULL)),
        CHECK (status <> 'done' OR (test_accuracy IS NOT NULL AND weights_sha256 IS NOT NULL))
    ) STRICT;

    CREATE TABLE curves (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        metric TEXT NOT NULL,
        by_epoch BLOB NOT NULL CHECK (length(by_epoch) % 8 = 0), -- float64, little-endian
        PRIMARY KEY (run, metric)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE errors (
        run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
        packed BLOB NOT NULL CHECK (length(packed) % 3 = 0) -- uint16 images, then uint8 labels
    ) STRICT;

    CREATE TABLE campaigns (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        plan_hash TEXT NOT NULL CHECK (length(plan_hash) = 64),
        document TEXT NOT NULL CHECK (json_valid(document)),
        planned_at TEXT NOT NULL CHECK (planned_at GLOB '????-??-??T??:??:??*+00:00'), -- first, UTC
        used_at TEXT NOT NULL CHECK (used_at >= planned_at), -- last, UTC
        UNIQUE (name, plan_hash)
    ) STRICT;

    CREATE TABLE cells (
        id INTEGER PRIMARY KEY, -- the order of training
        campaign INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
        variant TEXT NOT NULL,
        seed INTEGER NOT NULL CHECK (seed BETWEEN 0 AND 4294967295),
        run_id TEXT NOT NULL CHECK (length(run_id) = 16),
        added_at TEXT NOT NULL,
        UNIQUE (campaign, variant, seed)
    ) STRICT;
    """,
    """
    -- How confident a run is at its end, and how often right. Runs of version 1 have no row.
    CREATE TABLE reliability (
        run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
        bins BLOB NOT NULL CHECK (length(bins) % 24 = 0) -- float64: images, mean confidence, accuracy
    ) STRICT;
    """,
    """
    -- A metric of a run is a row, whatever the task; the catalogue says at the door which values can be.
    CREATE TABLE metrics (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        metric TEXT NOT NULL,
        value REAL NOT NULL, -- of the last epoch; fraction, nats or plain, as the catalogue says
        PRIMARY KEY (run, metric)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO metrics SELECT id, 'test_accuracy', test_accuracy FROM runs WHERE test_accuracy IS NOT NULL;
    INSERT INTO metrics SELECT id, 'test_nll', test_nll FROM runs WHERE test_nll IS NOT NULL;
    INSERT INTO metrics SELECT id, 'train_accuracy', train_accuracy FROM runs
        WHERE train_accuracy IS NOT NULL;
    INSERT INTO metrics SELECT id, 'train_loss', train_loss FROM runs WHERE train_loss IS NOT NULL;
    INSERT INTO metrics SELECT id, 'ece', ece FROM runs WHERE ece IS NOT NULL;
    INSERT INTO metrics SELECT id, 'brier', brier FROM runs WHERE brier IS NOT NULL;

    CREATE TABLE runs_without_metrics (
        id INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL UNIQUE CHECK (length(run_id) = 16 AND run_id NOT GLOB '*[^0-9a-f]*'),
        recipe INTEGER NOT NULL REFERENCES documents (id),
        engine INTEGER NOT NULL REFERENCES documents (id),
        environment INTEGER NOT NULL REFERENCES documents (id),
        seed INTEGER NOT NULL CHECK (seed BETWEEN 0 AND 4294967295),
        status TEXT NOT NULL CHECK (status IN ('done', 'diverged', 'failed')),
        diverged_epoch INTEGER CHECK (diverged_epoch BETWEEN 1 AND epochs),
        epochs INTEGER NOT NULL CHECK (epochs >= 0), -- trained, so fewer than planned where diverged
        seconds REAL CHECK (seconds >= 0),
        weights_sha256 TEXT CHECK (length(weights_sha256) = 64), -- of all that was learnt
        error TEXT,
        attempts INTEGER NOT NULL CHECK (attempts >= 1),
        finished_at TEXT NOT NULL CHECK (finished_at GLOB '????-??-??T??:??:??*+00:00'), -- UTC
        CHECK ((status = 'diverged') = (diverged_epoch IS NOT NULL)),
        CHECK ((status = 'failed') = (error IS NOT NULL)),
        CHECK (status <> 'done' OR weights_sha256 IS NOT NULL)
    ) STRICT;

    INSERT INTO runs_without_metrics
        SELECT id, run_id, recipe, engine, environment, seed, status, diverged_epoch, epochs, seconds,
            weights_sha256, error, attempts, finished_at
        FROM runs;
    DROP TABLE runs;
    ALTER TABLE runs_without_metrics RENAME TO runs;
    """,
    """
    -- A run is as old as the first time it was seen, and a plan may name the commit it was made at.
    ALTER TABLE runs ADD COLUMN first_seen TEXT
        CHECK (first_seen <= finished_at AND first_seen GLOB '????-??-??T??:??:??*+00:00'); -- UTC
    UPDATE runs SET first_seen = finished_at;
    ALTER TABLE campaigns ADD COLUMN planned_commit TEXT;
    ALTER TABLE campaigns ADD COLUMN planned_dirty INTEGER CHECK (planned_dirty IN (0, 1));
    """,
    """
    -- Digests of all that the numbers of a run and of a plan follow from, held to when they are read. A row
    -- of an older version got its own at migration, which vouches for the time since; none where it was
    -- damaged.
    ALTER TABLE runs ADD COLUMN facts_digest BLOB CHECK (length(facts_digest) = 16); -- columns and metrics
    ALTER TABLE runs ADD COLUMN curves_digest BLOB CHECK (length(curves_digest) = 16);
    ALTER TABLE runs ADD COLUMN images_digest BLOB CHECK (length(images_digest) = 16); -- errors, reliability
    ALTER TABLE runs ADD COLUMN digest_by TEXT CHECK (digest_by IN ('record', 'migration'));
    ALTER TABLE campaigns ADD COLUMN digest BLOB CHECK (length(digest) = 16);
    ALTER TABLE campaigns ADD COLUMN cells_digest BLOB CHECK (length(cells_digest) = 16);
    """,
)

FIRST_WITH_DIGESTS = 5
"""Version whose writers keep digests."""

NAMING = ("documents", "runs", "campaigns", "cells")
"""Tables with an index, by which their rows are found: small, and checked when a writer opens."""

OF_RUNS = ("metrics", "curves", "errors", "reliability")
"""Tables whose rows belong to runs."""


def version(connection: sqlite3.Connection) -> int:
    """How many migrations a database has had."""
    return connection.execute("PRAGMA user_version").fetchone()[0]


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether a database is a store, or holds nothing yet and may become one."""
    if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        return True
    return connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest version, in one transaction."""
    found = version(connection)
    if found >= len(MIGRATIONS):
        return
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {''.join(MIGRATIONS[found:])}")
        if found < FIRST_WITH_DIGESTS:
            seal_all(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise


def mend(connection: sqlite3.Connection, tables: Iterable[str]) -> None:
    """Make anew what is damaged of some tables' structure, in the caller's transaction.

    First the index, then the table, of the rows that can be read and may stand in it. What the rows hold
    is for their digests.
    """
    for table in tables:
        if is_whole(connection, table):
            continue
        with contextlib.suppress(sqlite3.IntegrityError):  # two rows of one name
            connection.execute(f"REINDEX {table}")
        if not is_whole(connection, table):
            connection.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM main.{table}")
            connection.execute(f"DELETE FROM main.{table}")
            connection.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM kept")
            connection.execute("DROP TABLE kept")


def is_whole(connection: sqlite3.Connection, table: str) -> bool:
    """Whether SQLite finds the pages of a table, and its index, in order."""
    return connection.execute(f"PRAGMA integrity_check({table})").fetchone()[0] == "ok"
