"""Folding the write-ahead log into a store's file while runs are recorded: soon, never after each run.

A run is on the disk when it is recorded, in the log. A copy of the file alone lacks what the log still holds,
which is what was recorded within `FOLD_SECONDS`. A thread folds, so that recording waits for nothing.
"""

import contextlib
import sqlite3
import threading
from pathlib import Path
from types import TracebackType

FOLD_SECONDS = 10.0
"""From a change to its place in the file; a copy may lack a minute."""


class Folding:
    """Folds the log of a store that this process writes; use it as a context manager.

    It begins with what a writer that was killed has left in the log.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._fold_at_times, name="folds the log", daemon=True)

    def __enter__(self) -> "Folding":
        self._thread.start()
        return self

    def __exit__(self, _: type | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """End it before the store is closed, which folds what is left."""
        self._ended.set()
        self._changed.set()
        self._thread.join()

    def soon(self) -> None:
        """Fold what was just written, within `FOLD_SECONDS`."""
        if not self._changed.is_set():
            self._changed.set()

    def _fold_at_times(self) -> None:
        self._fold()  # what a writer that was killed has left
        while self._changed.wait() and not self._ended.wait(FOLD_SECONDS):
            self._changed.clear()
            if not self._fold():
                self._changed.set()

    def _fold(self) -> bool:
        """Fold, waiting for nobody; return whether all is in the file: a reader may look, a disk be full."""
        with contextlib.suppress(sqlite3.Error):
            address = f"{self._path.resolve().as_uri()}?mode=rw"
            with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
                _, in_log, folded = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                return in_log == folded
        return False
