-- A store as version 1 wrote it. Never rewrite it: it stands for the stores that people have.
PRAGMA application_id = 1685221232;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE campaigns (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        plan_hash TEXT NOT NULL CHECK (length(plan_hash) = 64),
        document TEXT NOT NULL CHECK (json_valid(document)),
        planned_at TEXT NOT NULL CHECK (planned_at GLOB '????-??-??T??:??:??*+00:00'), -- first, UTC
        used_at TEXT NOT NULL CHECK (used_at >= planned_at), -- last, UTC
        UNIQUE (name, plan_hash)
    ) STRICT;
INSERT INTO "campaigns" VALUES(1,'claim','1111111111111111111111111111111111111111111111111111111111111111','{"question":"?"}','2026-11-23T22:03:49.695293+00:00','2026-11-23T22:03:49.695293+00:00');
CREATE TABLE cells (
        id INTEGER PRIMARY KEY, -- the order of training
        campaign INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
        variant TEXT NOT NULL,
        seed INTEGER NOT NULL CHECK (seed BETWEEN 0 AND 4294967295),
        run_id TEXT NOT NULL CHECK (length(run_id) = 16),
        added_at TEXT NOT NULL,
        UNIQUE (campaign, variant, seed)
    ) STRICT;
INSERT INTO "cells" VALUES(1,1,'none',1,'6b86b273ff34fce1','2026-11-23T22:03:49.695293+00:00');
INSERT INTO "cells" VALUES(2,1,'none',2,'d4735e3a265e16ee','2026-11-23T22:03:49.695293+00:00');
CREATE TABLE curves (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        metric TEXT NOT NULL,
        by_epoch BLOB NOT NULL CHECK (length(by_epoch) % 8 = 0), -- float64, little-endian
        PRIMARY KEY (run, metric)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "curves" VALUES(1,'test_accuracy',X'CDCCCCCCCCCCEC3F5C8FC2F5285CEF3F');
INSERT INTO "curves" VALUES(1,'train_loss',X'9A9999999999C93FB81E85EB51B89E3F');
INSERT INTO "curves" VALUES(2,'test_accuracy',X'CDCCCCCCCCCCEC3F5C8FC2F5285CEF3F');
INSERT INTO "curves" VALUES(2,'train_loss',X'9A9999999999C93FB81E85EB51B89E3F');
CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
        json TEXT NOT NULL CHECK (json_valid(json))
    ) STRICT;
INSERT INTO "documents" VALUES(1,'b8e80c8f216bd20aae21baaab3b085f4a9b2a5d6a18684eef5ffa904f4360c4e','{"model":{"hidden_units":[512,512]}}');
INSERT INTO "documents" VALUES(2,'4668e03217e07cefcea8077d260750e5bdca3e48f7ef3037d3c63e4bcd144363','{"name":"tensorflow"}');
INSERT INTO "documents" VALUES(3,'f87219d82b1e85af4c7e434c8f8d19b2ff144a79b852dd39b88f62af7b3e3899','{"tensorflow":"2.21.0"}');
CREATE TABLE errors (
        run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
        packed BLOB NOT NULL CHECK (length(packed) % 3 = 0) -- uint16 images, then uint8 labels
    ) STRICT;
INSERT INTO "errors" VALUES(1,X'03000F270500');
INSERT INTO "errors" VALUES(2,X'03000F270500');
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
INSERT INTO "runs" VALUES(1,'6b86b273ff34fce1',1,2,3,1,'done',NULL,2,0.98,0.08,0.99,0.03,0.01,0.03,51.5,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',NULL,1,'2026-01-01T00:00:00+00:00');
INSERT INTO "runs" VALUES(2,'d4735e3a265e16ee',1,2,3,2,'done',NULL,2,0.98,0.08,0.99,0.03,0.01,0.03,51.5,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',NULL,1,'2026-01-01T00:00:00+00:00');
COMMIT;
