"""A store that another program locks: said in one line, waited for, and nothing that was trained is lost."""

import contextlib
import os
import signal
import sqlite3
import threading
import time

import pytest

from dropout_lab.errors import LockedError, StoreError, WaitNotice
from dropout_lab.interruption import Interrupted, interruptible
from dropout_lab.store import Store, files, patience, when_unlocked
from tests.store.examples import done


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Let SQLite give up at once."""
    monkeypatch.setattr(files, "BUSY_SECONDS", 0.05)


@contextlib.contextmanager
def locked(path):
    """Hold a lock on a store, as a database browser in the middle of an edit does."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        other.close()


def test_a_lock_of_another_program_is_one_line_with_the_file_and_what_to_do(path):
    """No traceback, and what was recorded before is there."""
    with Store.open(path, write=True) as store:
        store.record(done(1))
        with locked(path), pytest.raises(LockedError) as refused:
            store.record(done(2))
        said = str(refused.value)
        assert said.startswith(f"{path}: another program holds a lock on it (database is locked); ")
        assert "end that program" in said
        assert "store.path=" in said
        assert "\n" not in said
        assert len(store.runs()) == 1
        assert store.record(done(2))


def test_a_store_that_is_locked_when_it_is_opened_is_one_line(path):
    """To write it, and to read one that is locked for everybody."""
    with Store.open(path, write=True) as store:
        store.record(done(1))
    with locked(path) as other:
        with pytest.raises(StoreError, match="another program holds a lock"), Store.open(path, write=True):
            pass
        other.execute("COMMIT")
        other.execute("BEGIN EXCLUSIVE")
        with (
            pytest.raises(LockedError, match="another program holds a lock"),
            Store.open(path, write=False) as store,
        ):
            store.runs()


def test_results_wait_for_the_lock_and_are_recorded(path):
    """The wait is said once, with its bound; then the runs are kept as if nothing had been."""
    with Store.open(path, write=True) as store, contextlib.ExitStack() as lock:
        other = lock.enter_context(locked(path))
        threading.Timer(0.3, other.execute, ["COMMIT"]).start()
        with pytest.warns(WaitNotice) as said:
            assert when_unlocked(lambda: store.record_all([done(1), done(2)])) == 2
        assert len(said) == 1
        assert "results wait up to 10 min for it" in str(said[0].message)
        assert len(store.runs()) == 2


def test_the_wait_has_an_end(path, monkeypatch):
    """Then the line says that what was recorded before is safe."""
    monkeypatch.setattr(patience, "LOCK_SECONDS", 0.1)
    with (
        Store.open(path, write=True) as store,
        locked(path),
        pytest.warns(WaitNotice),
        pytest.raises(LockedError, match="every run recorded before is safe"),
    ):
        when_unlocked(lambda: store.record(done(1)))


def test_a_signal_ends_the_wait(path):
    """Ctrl-C is not held for as long as a lock is."""
    begun = time.monotonic()
    with Store.open(path, write=True) as store, locked(path), interruptible():
        threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGINT]).start()
        with pytest.warns(WaitNotice), pytest.raises(Interrupted):
            when_unlocked(lambda: store.record(done(1)))
    assert time.monotonic() - begun < 5


def test_what_is_written_is_whole_whatever_signal_comes(path):
    """A signal in the middle of a record waits for its end."""
    with Store.open(path, write=True) as store:

        def record():
            os.kill(os.getpid(), signal.SIGTERM)
            return store.record(done(1))

        with pytest.raises(Interrupted), interruptible():
            when_unlocked(record)
        assert len(store.runs()) == 1
