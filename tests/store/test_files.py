import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dropout_lab.errors import StoreError
from dropout_lab.store import Store, files, schema
from dropout_lab.store.records import pack_errors
from tests.store.examples import done, same

ROOT = Path(__file__).parents[2]


def read_all(path):
    """Every run of a store."""
    with Store.open(path, write=False) as store:
        return store.runs()


def refusal(path, write=True):
    """The one line with which a store is refused."""
    with pytest.raises(StoreError) as raised, Store.open(path, write=write):
        pass
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_a_closed_store_is_one_file(path, tmp_path):
    """After closing, the file alone holds everything, wherever it is copied."""
    with Store.open(path, write=True) as store:
        store.record(done(1))
    assert sorted(os.listdir(path.parent)) in (["store.sqlite"], ["store.sqlite", "store.sqlite.lock"])
    shutil.copy(path, tmp_path / "copy.sqlite")
    assert same(read_all(tmp_path / "copy.sqlite")[0], done(1))


def test_a_reader_leaves_the_folder_as_it_was(path):
    """Looking makes no file, after a writer and while one writes."""
    with Store.open(path, write=True) as store:
        store.record(done(1))
        before = sorted(os.listdir(path.parent))
        assert len(read_all(path)) == 1
        assert sorted(os.listdir(path.parent)) == before
    before = sorted(os.listdir(path.parent))
    assert len(read_all(path)) == 1
    assert sorted(os.listdir(path.parent)) == before


def test_a_store_left_in_wal_mode_is_read_without_a_trace(path, tmp_path):
    """A file whose writer could not leave write-ahead mode is read all the same."""
    with Store.open(path, write=True) as store:
        store.record(done(1))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    before = sorted(os.listdir(path.parent))
    assert len(read_all(path)) == 1
    assert sorted(os.listdir(path.parent)) == before


def test_readers_see_each_run_as_it_is_recorded(path):
    """Looking is possible during a run, and a reader stays open through later ones."""
    with Store.open(path, write=True) as store, Store.open(path, write=False) as reader:
        assert reader.runs() == []
        store.record(done(1))
        assert len(reader.runs()) == 1
        store.record(done(2))
        assert len(reader.runs()) == 2


def test_an_open_reader_does_not_stop_a_writer(path):
    """A report that is being made is in nobody's way."""
    with Store.open(path, write=True) as store:
        store.record(done(1))
    with Store.open(path, write=False) as reader:
        reader.runs()
        with Store.open(path, write=True) as store:
            store.record(done(2))
    assert len(read_all(path)) == 2


def test_a_second_main_is_told_of_the_first(path):
    """One main per store: the other is named by process, machine, time and command."""
    with Store.open(path, write=True):
        said = refusal(path)
        assert f"process {os.getpid()} on " in said
        assert " since 20" in said
        assert "store.path=" in said
    with Store.open(path, write=True) as store:
        assert store.record(done(1))


def test_a_lock_without_its_note_still_holds(path):
    """Where the side file is missing or damaged the second main is refused all the same."""
    with Store.open(path, write=True):
        Path(f"{path}.owner").write_text("{")
        assert "another run writes it" in refusal(path)


def test_the_note_of_a_killed_main_binds_nobody(path):
    """What a killed process left behind does not lock the store."""
    path.parent.mkdir()
    Path(f"{path}.owner").write_text(json.dumps({"pid": 1, "host": "h", "since": "s", "command": "c"}))
    with Store.open(path, write=True) as store:
        assert store.record(done(1))


@pytest.mark.parametrize("write", [True, False], ids=["write", "read"])
@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to look", b"SQLite format 3\0" + b"\7" * 99]
)
def test_a_file_that_is_no_store_is_refused(tmp_path, write, content):
    """Other files are neither read nor touched."""
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    assert "store.path=" in refusal(path, write)
    assert (path.read_bytes(), os.listdir(tmp_path)) == (content, ["notes.txt"])


def test_a_database_of_another_program_is_refused(tmp_path):
    """Somebody else's tables are not ours to add to."""
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    assert "is a database of another program" in refusal(path)
    assert os.listdir(tmp_path) == ["other.sqlite"]


@pytest.mark.parametrize("write", [True, False], ids=["write", "read"])
def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path, write):
    """The message says that it is a folder."""
    assert "is a folder" in refusal(tmp_path, write)


def test_a_place_that_cannot_be_made_is_refused(tmp_path):
    """A folder that cannot be made is one line with what to type."""
    (tmp_path / "file").write_text("in the way")
    assert "choose another place by store.path=" in refusal(tmp_path / "file" / "store.sqlite")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_refused(tmp_path):
    """A folder without the right to write is one line with what to type."""
    tmp_path.chmod(0o500)
    assert "Permission denied" in refusal(tmp_path / "store.sqlite")


def test_a_store_from_a_newer_version_is_refused(path, monkeypatch):
    """A store that a later dropout-lab has changed is neither read nor written."""
    with Store.open(path, write=True) as store:
        store.record(done(1))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for write in (True, False):
        assert "is of version 99" in refusal(path, write)


def test_a_file_system_without_shared_memory_is_refused(path, monkeypatch):
    """Write-ahead mode must be granted, or two machines could write at once."""
    path.parent.mkdir()
    connect = sqlite3.connect
    # a VFS of SQLite's own that locks by files, as on a network share, and has no shared memory
    place = f"{path.as_uri()}?vfs=unix-dotfile"
    monkeypatch.setattr(
        files.sqlite3, "connect", lambda _, **more: connect(place, uri=True, isolation_level=None)
    )
    with pytest.raises(StoreError, match="needs a local file system"):
        files.connect_to_write(path)


def test_an_old_sqlite_is_named(path, monkeypatch):
    """A Python with too old a SQLite is told so, instead of a syntax error."""
    monkeypatch.setattr(schema, "OLDEST_SQLITE", (99, 0, 0))
    assert "a store needs 99.0.0 or newer" in refusal(path)


def store_of(version, folder):
    """A store as an earlier version wrote it, kept as SQL."""
    path = folder / f"version_{version}.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript((Path(__file__).parent / f"version_{version}.sql").read_text())
    connection.close()
    return path


@pytest.fixture
def version_1(tmp_path):
    """A store as the first version wrote it."""
    return store_of(1, tmp_path)


def check_version_1(store):
    """The old store's contents, whatever the tables are now."""
    known = (done(number, reliability=None) for number in (1, 2))
    assert [same(*pair) for pair in zip(store.runs(), known, strict=True)] == [True, True]
    (row,) = (row for row in store.campaigns() if row.name == "claim")
    assert (row.planned, row.done, store.seeds(row.id), row.commit) == (2, 2, [1, 2], None)


EARLIER = range(1, len(schema.MIGRATIONS))
OLD_METRICS = ("test_accuracy", "test_nll", "train_accuracy", "train_loss", "ece", "brier")
"""Columns of the metrics in the versions 1 and 2."""


def read_as_it_was(path):
    """Each run of an earlier store: its columns, its metrics and its blobs by table."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    documents = dict(connection.execute("SELECT id, json FROM documents"))
    runs = [dict(row) for row in connection.execute("SELECT * FROM runs ORDER BY id")]
    for run in runs:
        blobs = connection.execute("SELECT metric, by_epoch FROM curves WHERE run = ?", (run["id"],))
        run["curves"] = dict(blobs.fetchall())
        run |= {key: json.loads(documents[run[key]]) for key in ("recipe", "engine", "environment")}
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        if "metrics" in tables:
            found = connection.execute("SELECT metric, value FROM metrics WHERE run = ?", (run["id"],))
            run |= dict.fromkeys(OLD_METRICS) | dict(found.fetchall())
        for table, column in (("errors", "packed"), ("reliability", "bins")):
            where = f"SELECT {column} FROM {table} WHERE run = ?"
            row = connection.execute(where, (run["id"],)).fetchone() if table in tables else None
            run[table] = row[0] if row else None
    connection.close()
    return runs


@pytest.mark.parametrize("version", EARLIER)
@pytest.mark.parametrize("write", [False, True], ids=["read", "migrated"])
def test_every_value_of_an_earlier_version_is_kept(version, write, tmp_path):
    """A file of each earlier version, of real runs: every column, metric and blob is there, bit for bit."""
    path = store_of(version, tmp_path)
    before = read_as_it_was(path)
    with Store.open(path, write=write) as store:
        found = store.runs()
    assert len(before) == len(found) > 0
    for old, new in zip(before, found, strict=True):
        plain = set(old) - {"id", "curves", "errors", "reliability", *OLD_METRICS}
        assert {key: old[key] for key in plain} == {key: getattr(new, key) for key in plain}
        assert new.first_seen == old["finished_at"]
        assert new.metrics == {name: old[name] for name in OLD_METRICS if old[name] is not None}
        assert {metric: curve.tobytes() for metric, curve in new.curves.items()} == old["curves"]
        assert pack_errors(new.error_images, new.error_labels) == old["errors"]
        assert (None if new.reliability is None else new.reliability.tobytes()) == old["reliability"]


@pytest.mark.parametrize("version", EARLIER)
def test_a_migrated_store_has_the_tables_of_a_new_one(version, path, tmp_path):
    """Whichever version a store comes from, its tables are the same, and no row refers to nothing."""
    old = store_of(version, tmp_path)
    for place in (path, old):
        with Store.open(place, write=True) as store:
            store.record(done(1))
    tables = []
    for place in (path, old):
        connection = sqlite3.connect(place)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables.append(connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall())
        connection.close()
    assert tables[0] == tables[1]


def test_there_is_a_file_of_each_earlier_version():
    """A migration is written together with a real store of the version before it."""
    files_here = {file.name for file in Path(__file__).parent.glob("version_*.sql")}
    assert files_here == {f"version_{version}.sql" for version in EARLIER}


def test_the_first_version_is_still_understood(version_1):
    """Runs and campaigns of the first version are read without a change, and written after migrating."""
    before = version_1.read_bytes()
    with Store.open(version_1, write=False) as store:
        check_version_1(store)
    assert version_1.read_bytes() == before
    with Store.open(version_1, write=True) as store:
        check_version_1(store)
        assert store.record(done(3))


@pytest.fixture
def next_version(monkeypatch):
    """A dropout-lab of one version later."""
    later = (*schema.MIGRATIONS, "ALTER TABLE campaigns ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;")
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    return len(later)


def test_an_older_store_is_migrated_by_a_writer_alone(version_1, next_version):
    """A reader sees the new tables without touching the file; a writer brings the file up."""
    before = version_1.read_bytes()
    with Store.open(version_1, write=False) as store:
        check_version_1(store)
        assert schema.version(store._connection) == next_version
    assert version_1.read_bytes() == before
    with Store.open(version_1, write=True) as store:
        check_version_1(store)
    connection = sqlite3.connect(version_1)
    assert schema.version(connection) == next_version
    connection.close()


def test_a_migration_that_fails_changes_nothing(version_1, monkeypatch):
    """A step is done whole or not at all, and the refusal is one line."""
    broken = "CREATE TABLE half (x INTEGER); INSERT INTO absent VALUES (1);"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, broken))
        assert "no such table: absent" in refusal(version_1)
        with pytest.raises(StoreError, match="no such table: absent"):
            files.connect_to_write(version_1)
    with Store.open(version_1, write=False) as store:
        check_version_1(store)
        assert not store._connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'half'").fetchall()


def test_a_full_database_keeps_what_it_has(path):
    """When no more fits, one line says so, and every earlier run is there."""
    kept = []
    with Store.open(path, write=True) as store:
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages + 10}")
        with pytest.raises(StoreError, match=r"is full.*is safe in it.*store\.path=[^\n]*$"):
            kept.extend(number for number in range(1_000) if store.record(done(number)))
    assert len(read_all(path)) == len(kept) > 10


WRITER = """
import sys
from dropout_lab.errors import StoreError
from dropout_lab.store import Store
from tests.store.examples import done
from pathlib import Path

with Store.open(Path(sys.argv[1]), write=True) as store:
    for number in range(100_000):
        store.record(done(number))
        print(number + 1, flush=True)
"""


def writer(path, before=""):
    """A process that records runs for ever and says how many are committed."""
    return subprocess.Popen(
        [sys.executable, "-c", before + WRITER, str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_that_was_committed(path):
    """After kill -9 every run that was said to be kept is readable, and the store opens again."""
    with writer(path) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(50)]
        time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    committed = int([line for line in said if line.endswith("\n")][-1])
    runs = read_all(path)
    assert len(runs) in (committed, committed + 1)
    assert all(same(run, done(number)) for number, run in enumerate(runs))
    with Store.open(path, write=True) as store:
        assert store.record(done(len(runs)))


@pytest.mark.slow
def test_a_full_disk_keeps_what_was_committed(path):
    """When the system refuses to write on, one line says so, and every earlier run is there."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))\n"
    with writer(path, before=limit) as process:
        said, error = process.communicate(timeout=60)
    committed = int(said.splitlines()[-1])
    assert "is safe in it; make room" in error.splitlines()[-1]
    runs = read_all(path)
    assert len(runs) == committed > 10
    assert all(same(run, done(number)) for number, run in enumerate(runs))
