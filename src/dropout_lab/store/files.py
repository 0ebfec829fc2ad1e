"""Opening the database file: one main process writes, anybody reads, every refusal is one line."""

import contextlib
import json
import os
import shlex
import socket
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from dropout_lab.errors import StoreError
from dropout_lab.files import create
from dropout_lab.store import schema
from dropout_lab.store.plainly import ELSEWHERE, plainly
from dropout_lab.store.records import now

BUSY_SECONDS = 10
OWNER = ".owner"


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a store to read, creating nothing; a missing one reads as empty, an older one as migrated.

    Raises:
        StoreError: not a store, or one from a newer version.
    """
    _needs_sqlite()
    with plainly(path):
        if not path.exists():
            return _in_memory()
        if path.is_dir():
            raise StoreError(f"{path}: is a folder, and a store is a file; {ELSEWHERE}")
        connection = sqlite3.connect(_read_only(path), uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _ours_and_not_newer(path, connection)
            if schema.version(connection) == len(schema.MIGRATIONS):
                return connection
            copy = _in_memory(connection)
        except BaseException:
            connection.close()
            raise
        connection.close()
        return copy


def _read_only(path: Path) -> str:
    """The address of a file for a reader.

    A file in write-ahead mode whose log is gone has no writer and is whole. SQLite would make the
    log anew even for a reader; ``immutable`` tells it not to.
    """
    address = f"{path.resolve().as_uri()}?mode=ro"
    if Path(f"{path}-wal").exists():  # then do not touch the file: closing it would drop SQLite's own locks
        return address
    with path.open("rb") as file:
        writes_ahead = file.read(20)[18:19] == b"\x02"
    return f"{address}&immutable=1" if writes_ahead else address


def _in_memory(source: sqlite3.Connection | None = None) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if source is not None:
        source.backup(connection)
    schema.migrate(connection)
    return connection


def connect_to_write(path: Path) -> sqlite3.Connection:
    """Open a store to write; the caller holds the lock. Creates the file where there is none.

    Raises:
        StoreError: the place cannot be written, or its file system lends SQLite no shared memory.
    """
    with plainly(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            granted = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if granted != "wal":
                raise StoreError(
                    f"{path}: a store needs a local file system, and this one lends SQLite no "
                    f"write-ahead log; {ELSEWHERE}"
                )
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = OFF")  # digests hold more, and bind no one who mends
            schema.migrate(connection)
            if not all(schema.is_whole(connection, table) for table in schema.NAMING):
                connection.execute("BEGIN IMMEDIATE")
                schema.mend(connection, schema.NAMING)
                connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection


def close_written(connection: sqlite3.Connection) -> None:
    """Close a store so that the file alone is whole, wherever it is copied."""
    try:
        with contextlib.suppress(sqlite3.Error):  # a reader is looking, or the disk is full: the log stays
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


@contextlib.contextmanager
def only_main(path: Path) -> Iterator[None]:
    """Hold the one right to write a store; a file beside it says who does.

    Raises:
        StoreError: another process has it; says which, on what machine, since when, doing what.
    """
    lock, owner = FileLock(f"{path}.lock"), Path(f"{path}{OWNER}")
    with plainly(path):
        _refuse_links(path)
        connect_to_read(path).close()  # refuse what is no store before anything is written
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise StoreError(f"{path}: {_who(owner)}; wait for it, or {ELSEWHERE}") from None
        except NotImplementedError:
            raise StoreError(f"{path}: this file system knows no locks; {ELSEWHERE}") from None
    try:
        with plainly(path):
            me = {"pid": os.getpid(), "host": socket.gethostname(), "since": now(), "command": _command()}
            owner.unlink(missing_ok=True)  # of a run that was killed
            create(owner, json.dumps(me).encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            owner.unlink(missing_ok=True)
        lock.release()


def at_the_door(path: Path) -> Path:
    """Return the one path of a store: the file itself where a link was named, so that it has one lock.

    Raises:
        StoreError: a link that leads to nothing, which would decide where a store is made.
    """
    if not path.is_symlink():
        return path
    with plainly(path):
        if not path.exists():
            raise StoreError(f"{path}: is a link to {os.readlink(path)}, where nothing is; {ELSEWHERE}")
        return Path(os.path.realpath(path))


def _refuse_links(path: Path) -> None:
    """Refuse files beside a store that lead elsewhere: they would be written there."""
    for end in (".lock", OWNER, "-wal", "-shm", "-journal"):
        beside = Path(f"{path}{end}")
        if beside.is_symlink():
            raise StoreError(f"{beside}: is a link to {os.readlink(beside)}, and is not followed; remove it")


def _command() -> str:
    program, *words = sys.argv or [""]
    return shlex.join([Path(program).name, *words])[:200]


def _who(owner: Path) -> str:
    try:
        said = json.loads("" if owner.is_symlink() else owner.read_text())
        return "another run writes it: process {pid} on {host} since {since}, {command}".format(**said)
    except (OSError, ValueError, KeyError, TypeError):
        return "another run writes it"


def _ours_and_not_newer(path: Path, connection: sqlite3.Connection) -> None:
    if not schema.is_ours(connection):
        raise StoreError(f"{path}: is a database of another program, not a store; {ELSEWHERE}")
    found, known = schema.version(connection), len(schema.MIGRATIONS)
    if found > known:
        raise StoreError(
            f"{path}: is of version {found}, and this dropout-lab knows versions up to {known}; "
            f"install a newer dropout-lab, or {ELSEWHERE}"
        )


def _needs_sqlite() -> None:
    if sqlite3.sqlite_version_info < schema.OLDEST_SQLITE:
        wanted = ".".join(map(str, schema.OLDEST_SQLITE))
        raise StoreError(f"this Python has SQLite {sqlite3.sqlite_version}; a store needs {wanted} or newer")
