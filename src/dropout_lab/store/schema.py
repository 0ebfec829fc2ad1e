"""The tables, as a list of migrations: a store of version n has had the first n of them.

Rules for the next one: append, never edit; a migration is SQL alone, and runs in one transaction.
"""

import sqlite3

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
)


def version(connection: sqlite3.Connection) -> int:
    """How many migrations a database has had."""
    return connection.execute("PRAGMA user_version").fetchone()[0]


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether a database is a store, or holds nothing yet and may become one."""
    if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        return True
    return connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest version, each step in a transaction of its own.

    Foreign keys are not enforced meanwhile: a table that is made anew would take its runs' curves with it.
    """
    enforced = connection.execute("PRAGMA foreign_keys").fetchone()[0]
    connection.execute("PRAGMA foreign_keys = OFF")
    for number in range(version(connection), len(MIGRATIONS)):
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE; {MIGRATIONS[number]}"
                f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number + 1}; COMMIT;"
            )
        except BaseException:
            if connection.in_transaction:
                connection.rollback()
            raise
    connection.execute(f"PRAGMA foreign_keys = {enforced}")
