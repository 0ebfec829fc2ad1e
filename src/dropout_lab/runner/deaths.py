"""By what a worker of this machine ended: the code that its process left, and whether memory had run out."""

import signal
import time
from pathlib import Path
from typing import Any

from distributed import Nanny

WAIT_SECONDS = 5.0
"""A connection breaks before the system tells how its process ended; rarely by more than a tenth of it."""

OOM_COUNTERS = (Path("/proc/vmstat"), Path("/sys/fs/cgroup/memory.events"))
"""Where Linux counts the processes that it ended for want of memory: on the machine, in this container."""

MEANINGS = {
    signal.SIGKILL: "as the system does where memory has run out",
    signal.SIGTERM: "as a batch system does at its limit of time",
    signal.SIGSEGV: "a fault in compiled code",
    signal.SIGBUS: "a fault in compiled code, or a full disk under mapped memory",
    signal.SIGABRT: "compiled code gave up, as where memory has run out",
    signal.SIGXCPU: "the limit of processor time is reached",
}
"""What usually sends a signal."""

LESS = "fewer workers take less: executor.workers=..."

_exits: dict[str, tuple[int, int]] = {}
"""Address of a worker that ended -> its exit code, and what the system had counted by then."""

_at_first: list[int] = []
"""What the system had counted when the first worker was started."""


class WatchedNanny(Nanny):
    """A nanny that writes down how its worker's process ended."""

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        if not _at_first:
            _at_first.append(ended_for_memory())

    def _on_worker_exit_sync(self, exitcode: int) -> None:
        if self.worker_address is not None:
            _exits[self.worker_address] = exitcode, ended_for_memory()
        super()._on_worker_exit_sync(exitcode)


def by_what(address: str) -> str:
    """Say by what the worker at an address ended; wait some seconds until that is known.

    Args:
        address: as Dask has it, such as ``tls://127.0.0.1:40123``.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while _at_first and address not in _exits and time.monotonic() < deadline:
        time.sleep(0.05)
    if address not in _exits:
        return f"the worker at {address} died; its own log, on its machine, says by what"
    code, counted = _exits[address]
    return words_of(code, memory_ran_out=counted > _at_first[0])


def words_of(code: int, *, memory_ran_out: bool) -> str:
    """Say what an exit code means.

    Args:
        code: of a process; below 0 the signal that ended it.
        memory_ran_out: whether the system has ended a process for want of memory since the workers started.

    >>> words_of(-9, memory_ran_out=True)
    'its worker died by signal 9 (SIGKILL): memory has run out; fewer workers take less: executor.workers=...'
    >>> words_of(-11, memory_ran_out=False)
    'its worker died by signal 11 (SIGSEGV): a fault in compiled code'
    >>> words_of(3, memory_ran_out=False)
    'its worker died: its process ended itself with exit code 3'
    """
    if code >= 0:
        return f"its worker died: its process ended itself with exit code {code}"
    try:
        number = signal.Signals(-code)
    except ValueError:
        return f"its worker died by signal {-code}"
    died = f"its worker died by signal {-code} ({number.name})"
    if number == signal.SIGKILL and memory_ran_out:
        return f"{died}: memory has run out; {LESS}"
    meaning = MEANINGS.get(number)
    less = f"; {LESS}" if number == signal.SIGKILL else ""
    return f"{died}: {meaning}{less}" if meaning else died


def ended_for_memory() -> int:
    """Count the processes that the system has ended for want of memory; 0 where it does not say."""
    total = 0
    for path in OOM_COUNTERS:
        try:
            rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
        except OSError:
            continue
        total += sum(int(row[1]) for row in rows if len(row) == 2 and row[0] == "oom_kill")
    return total
