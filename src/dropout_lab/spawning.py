"""Child processes that begin as a new Python, as workers do: signals are main's, and none outlives main."""

import multiprocessing.context
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from dropout_lab.interruption import ASKING_TO_END, blocked

METHOD = "dropout-lab"
"""This way of starting a process, for `multiprocessing.get_context` and Dask's configuration."""

MAINS_ALONE = tuple({*ASKING_TO_END} - {signal.SIGTERM, signal.SIGXCPU})
"""Signals that a terminal or a batch system sends to every process, and that a child never notices. The two
others end it without a word: `multiprocessing` sends the first, and the second is for a child's own time."""

LOOK_SECONDS = 0.1
"""Between two looks whether the parent is there."""

START_SECONDS = 5.0
"""A start takes milliseconds of main; one that takes longer hangs."""

_starts = threading.Lock()
_refused = threading.Event()


class Child(SpawnProcess):
    """A process that blocks signals from its first instruction on, and ends with its parent while it imports.

    Once its target runs it looks for its parent no more: the target does, as Dask's does by a pipe.
    """

    def start(self) -> None:
        """Start it.

        Raises:
            OSError: `end_children` was called in this block of `children`.
        """
        with _starts:
            if _refused.is_set():
                raise OSError("no process is started any more: this one is about to end")
            _count_semaphores()
            with blocked(MAINS_ALONE):
                super().start()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it so that the new process looks for its parent before it imports what the target needs."""
        return _watched, (os.getpid(),), self.__dict__


class _Context(SpawnContext):
    Process = Child


# The registry of `multiprocessing`, which has no other door.
vars(multiprocessing.context)["_concrete_contexts"][METHOD] = _Context()


@contextmanager
def children() -> Iterator[None]:
    """Let children start in a block."""
    _refused.clear()
    _count_semaphores()
    yield


def end_children() -> None:
    """Kill the children at once, and those that are being started, and refuse to start others."""
    is_alone = _starts.acquire(timeout=START_SECONDS)
    _refused.set()
    for child in multiprocessing.active_children():
        if isinstance(child, Child):
            child.kill()
    if is_alone:
        _starts.release()


def _count_semaphores() -> None:
    """Start the process in which `multiprocessing` counts semaphores, where it does not run yet.

    A signal must not end it: another one, started at main's end, would complain in a traceback of what it
    does not know.
    """
    with blocked(ASKING_TO_END):
        resource_tracker.ensure_running()


def _watched(parent: int) -> Child:
    """Return an empty child, in its own process, to which pickle gives what it is."""
    threading.Thread(target=_go_with, args=(parent,), name="looks for main", daemon=True).start()
    return Child.__new__(Child)


def _go_with(parent: int) -> None:
    """End this process with its parent, until the target runs: then Python knows the parent."""
    while multiprocessing.parent_process() is None:
        if os.getppid() != parent:
            os._exit(1)
        time.sleep(LOOK_SECONDS)
