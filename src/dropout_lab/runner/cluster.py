"""Workers: processes of this machine, or those of a running Dask scheduler."""

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dask.config
from dask.system import CPU_COUNT
from distributed import Client
from distributed.system import MEMORY_LIMIT

from dropout_lab.errors import ClusterError, ConfigError, Notice, first_line
from dropout_lab.foreign import visible_lines
from dropout_lab.runner.address import CONNECT_SECONDS, check_address
from dropout_lab.runner.closed import closed_cluster
from dropout_lab.runner.starting import Starting
from dropout_lab.runner.worker import LOG_VARIABLE
from dropout_lab.spawning import end_children

WORKER_BYTES = 1.3 * 2**30

SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,  # a death is counted by us, beside exceptions
    "distributed.worker.preload": ["dropout_lab.runner.worker"],
    "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
}


LEAST_BYTES = 0.45 * 2**30
"""What a worker takes at the very least: its engine, before any data."""


def check_memory(wanted: int | None, n_runs: int) -> None:
    """Refuse more workers than this machine's memory can hold, before any is started.

    Args:
        wanted: ``executor.workers``; None: as many as fit.
        n_runs: no more workers than runs are started.

    Raises:
        ConfigError: with the most that can be given.
    """
    most = max(1, int(MEMORY_LIMIT // LEAST_BYTES))
    if wanted is not None and min(wanted, n_runs) > most:
        there = MEMORY_LIMIT / 2**30
        raise ConfigError(
            f"executor.workers={wanted}: each takes at least {LEAST_BYTES / 2**30:.2f} GiB, and there are "
            f"{there:.1f} GiB for all; give at most {most}, or leave it out for as many as fit well"
        )


def local_workers(wanted: int | None, n_runs: int) -> int:
    """Return how many workers this machine takes: one a core, bounded by memory and by the runs."""
    fitting = max(1, int(MEMORY_LIMIT // WORKER_BYTES))
    return max(1, min(wanted or min(CPU_COUNT, fitting), n_runs))


@contextlib.contextmanager
def connect(
    address: str | None, workers: int, threads: int, dashboard: bool, log: Path
) -> Iterator[Starting[Client]]:
    """Start workers, or reach those of a scheduler, while main goes on; end with the block what was started.

    `Starting.wait` gives the Dask client of them.

    Args:
        address: ``tcp://host:port`` or ``tls://host:port`` of a running scheduler, taken as it is, or None
            for processes of this machine that only their owner can talk to.
        workers: how many processes to start where there is no address.
        threads: threads of a worker's arithmetic; each process trains one run at a time.
        dashboard: whether to serve Dask's dashboard on this machine's loopback.
        log: file that takes the messages of Dask and of the local workers.

    Raises:
        ClusterError: to who waits: no scheduler answers at the address, or the workers of this machine do
            not start.
    """
    there = _at(address) if address else _on_this_machine(workers, threads, dashboard, log)
    with _logging_to(log), Starting(there) as starting:
        yield starting


@contextlib.contextmanager
def _at(address: str) -> Iterator[Client]:
    check_address(address)
    with Client(address, timeout=CONNECT_SECONDS, set_as_default=False) as client:
        yield client


@contextlib.contextmanager
def _on_this_machine(workers: int, threads: int, dashboard: bool, log: Path) -> Iterator[Client]:
    # An interrupted main leaves at once; Python's tracker of semaphores, a process, would complain of that.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
    environ = {LOG_VARIABLE: str(log.resolve()), **_environment(threads)}
    with contextlib.ExitStack() as opened:
        opened.enter_context(dask.config.set(SETTINGS))
        try:
            cluster = opened.enter_context(closed_cluster(workers, dashboard, environ))
            client = opened.enter_context(Client(cluster, set_as_default=False))
        except Exception as error:  # whatever a process that cannot be started is answered with
            end_children()
            raise ClusterError(
                f"the workers of this machine do not start ({first_line(error, typed=True)}); "
                f"their messages: {log}"
            ) from None
        if dashboard:
            plots = "" if find_spec("bokeh") else " (its plots need a package: pip install 'bokeh>=3.1')"
            warnings.warn(Notice(f"Dask's dashboard: {cluster.dashboard_link}{plots}"), stacklevel=2)
        yield client


def _environment(threads: int) -> dict[str, str]:
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return {
        **{name: str(threads) for name in names},
        "DASK_LOGGING__DISTRIBUTED": "warning",  # a good run says nothing
    }


class _Log(logging.FileHandler):
    """A log that stops no run where its disk is full, and in which nothing acts when it is read."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a message as `visible_lines` shows it."""
        return visible_lines(super().format(record))

    def handleError(self, record: logging.LogRecord) -> None:
        """Lose the message."""


@contextlib.contextmanager
def _logging_to(log: Path) -> Iterator[None]:
    """Let a file take the messages of Dask, which go on after the block, and what warns in it."""
    handler = _Log(log, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    for name in ("distributed", "asyncio", "tornado", "py.warnings"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = list[logging.Handler]([handler]), False
        logger.setLevel(logging.WARNING)
    shown = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, Notice):
            shown(message, category, *place, **more)
        else:
            logging.getLogger("py.warnings").warning("%s", warnings.formatwarning(message, category, *place))

    warnings.showwarning = show
    try:
        yield
    finally:
        warnings.showwarning = shown
        handler.close()  # opened again by what Dask says later
