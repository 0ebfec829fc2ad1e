"""Work shared out to child processes that begin as copies of this one: what is imported need not be again."""

import os
import select
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from struct import Struct
from typing import NoReturn

from dropout_lab.interruption import ASKING_TO_END, held

MOST_CHILDREN = 8
"""At once, whatever the number of cores: each takes some 150 MB."""

MOST_JOBS = 10_000
"""Their places wait in a pipe, which holds 64 KiB."""

PLACE = Struct("!I")
HEAD = Struct("!IQ")
"""Of a result: the place of its job, and its length in bytes."""

Job = Callable[[], bytes]

_is_child: list[bool] = []
"""Holds something in a child, which has none of its own."""


def at_once() -> int:
    """Return how many children can work at once: one a core; 1 where this process had better work itself.

    A copy of this process is not sound outside Linux, where libraries hold locks, nor beside other threads.
    """
    if sys.platform != "linux" or threading.active_count() > 1 or _is_child:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_CHILDREN)


def done_by_children(jobs: Sequence[Job]) -> Iterator[bytes]:
    """Do jobs in child processes, one a core, and yield their results in the order of the jobs.

    A job that raises, or whose child died, is done again here; all are where `at_once` is 1. No child
    outlives the iteration.

    Args:
        jobs: each returns bytes; whatever else it changes in this process is lost.
    """
    n = min(len(jobs), at_once())
    if n < 2 or len(jobs) > MOST_JOBS:
        yield from (job() for job in jobs)
        return
    places = _places(len(jobs))
    children: dict[int, int] = {}  # pipe of a child's results -> its process
    try:
        try:
            for _ in range(n):
                _start(jobs, places, children)
        finally:
            os.close(places)
        yield from _in_order(jobs, [*children])
    finally:
        for pipe, process in children.items():
            _end(pipe, process)


def _places(n: int) -> int:
    """Return a pipe that holds the place of each job, for the child that takes it first."""
    read, write = os.pipe()
    with os.fdopen(write, "wb") as stream:
        stream.write(b"".join(map(PLACE.pack, range(n))))
    return read


def _start(jobs: Sequence[Job], places: int, children: dict[int, int]) -> None:
    """Start a child, and note it."""
    read, write = os.pipe()
    parent = os.getpid()
    with held(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads of BLAS, which is made for copies
        process = os.fork()
        if process == 0:
            _work(jobs, places, write, parent)
        children[read] = process
    os.close(write)


def _work(jobs: Sequence[Job], places: int, results: int, parent: int) -> NoReturn:
    """Take job after job, as long as there are some and the parent lives; never return to what was copied."""
    _is_child.append(True)
    with suppress(BaseException):  # the parent does again what lacks, and meets what was raised
        for number in ASKING_TO_END:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, signal.SIG_DFL)
        while os.getppid() == parent and (taken := os.read(places, PLACE.size)):
            (place,) = PLACE.unpack(taken)
            result = jobs[place]()
            with os.fdopen(results, "wb", closefd=False) as stream:
                stream.write(HEAD.pack(place, len(result)) + result)
    os._exit(0)


def _in_order(jobs: Sequence[Job], pipes: list[int]) -> Iterator[bytes]:
    """Yield the result of each job: a child's, else our own when all children have ended without it."""
    found: dict[int, bytes] = {}
    read = {pipe: bytearray() for pipe in pipes}
    for place, job in enumerate(jobs):
        while place not in found and pipes:
            for pipe in select.select(pipes, [], [])[0]:
                part = os.read(pipe, 1 << 20)
                if not part:
                    pipes.remove(pipe)
                read[pipe] += part
                _take_whole(read[pipe], found)
        yield found.pop(place) if place in found else job()


def _take_whole(read: bytearray, found: dict[int, bytes]) -> None:
    """Move the results that have come whole out of what was read of a child."""
    while len(read) >= HEAD.size:
        place, length = HEAD.unpack_from(read)
        end = HEAD.size + length
        if len(read) < end:
            return
        found[place] = bytes(read[HEAD.size : end])
        del read[:end]


def _end(pipe: int, process: int) -> None:
    """End a child, whatever it does, and wait until it is gone."""
    os.close(pipe)
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(process, 0)
