"""Waiting for a store that another program holds a lock on: said, bounded, and ended by a signal."""

import time
import warnings
from collections.abc import Callable
from typing import TypeVar

from dropout_lab.errors import LockedError, WaitNotice
from dropout_lab.interruption import held

LOCK_SECONDS = 600.0
"""As long as results wait for their store; the workers wait with them, each with what it has trained."""

Result = TypeVar("Result")


def when_unlocked(write: Callable[[], Result]) -> Result:
    """Write a store, whole; while another program holds a lock on it try again, and say so once.

    Signals that ask to end wait for a try, which SQLite gives up after `files.BUSY_SECONDS`, and end the wait
    between two.

    Args:
        write: one transaction, and what belongs to it.

    Raises:
        LockedError: the lock is held for longer than `LOCK_SECONDS`.
        StoreError: whatever else `write` raises, at once.
    """
    end, is_said = time.monotonic() + LOCK_SECONDS, False
    while True:
        try:
            with held():
                return write()
        except LockedError as error:
            if not is_said:
                said = f"{error}; results wait up to {LOCK_SECONDS / 60:.0f} min for it"
                warnings.warn(said, WaitNotice, stacklevel=2)
                is_said = True
            if time.monotonic() > end:
                raise
