"""Workers: processes of this machine, or those of a running Dask scheduler."""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import dask.config
from dask.system import CPU_COUNT
from distributed import Client, LocalCluster
from distributed.comm.core import connect as comm_connect
from distributed.system import MEMORY_LIMIT

from dropout_lab.errors import ClusterError
from dropout_lab.runner.worker import LOG_VARIABLE

WORKER_BYTES = 1.3 * 2**30
CONNECT_SECONDS = 10

SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,  # a death is counted by us, beside exceptions
    "distributed.worker.preload": ["dropout_lab.runner.worker"],
    "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
}


def local_workers(wanted: int | None, n_runs: int) -> int:
    """Return how many workers this machine takes: one a core, bounded by memory and by the runs."""
    fitting = max(1, int(MEMORY_LIMIT // WORKER_BYTES))
    return max(1, min(wanted or min(CPU_COUNT, fitting), n_runs))


def check_address(address: str) -> None:
    """Knock at a scheduler's door, and shake hands.

    Raises:
        ClusterError: nobody opens within ten seconds, or who does is no Dask scheduler.
    """
    host, _, port = address.partition("://")[2].rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(
            f"executor.address={address}: nobody answers there ({error}); start a scheduler with "
            "`dask scheduler`, or leave the key out to train on this machine"
        ) from None

    async def shake_hands() -> None:
        comm = await asyncio.wait_for(comm_connect(address, timeout=CONNECT_SECONDS), CONNECT_SECONDS)
        comm.abort()

    try:
        asyncio.run(shake_hands())
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"executor.address={address}: what answers there is no Dask scheduler ({type(error).__name__})"
        ) from None


@contextlib.contextmanager
def connect(address: str | None, workers: int, threads: int, dashboard: bool, log: Path) -> Iterator[Client]:
    """Give a Dask client, and end the workers that were started for it.

    Args:
        address: ``tcp://host:port`` of a running scheduler, or None for processes of this machine.
        workers: how many processes to start where there is no address.
        threads: threads of a worker's arithmetic; each process trains one run at a time.
        dashboard: whether to serve Dask's dashboard on this machine's loopback.
        log: file that takes the messages of Dask and of the local workers.

    Raises:
        ClusterError: no scheduler answers at the address.
    """
    _log_to(log)
    if address:
        check_address(address)
        with Client(address, timeout=CONNECT_SECONDS, set_as_default=False) as client:
            yield client
        return
    # An interrupted main leaves at once; Python's tracker of semaphores, a process, would complain of that.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
    environ = {LOG_VARIABLE: str(log.resolve()), **_environment(threads)}
    with (
        dask.config.set({**SETTINGS, "distributed.nanny.pre-spawn-environ": environ}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            memory_limit=0,
            dashboard_address=f"127.0.0.1:{8787 if dashboard else 0}",
            scheduler_kwargs={"dashboard": dashboard},
            host="127.0.0.1",
            silence_logs=False,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def _environment(threads: int) -> dict[str, str]:
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    path = os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH")]))
    return {
        **{name: str(threads) for name in names},
        "DASK_LOGGING__DISTRIBUTED": "warning",  # a good run says nothing
        "PYTHONPATH": path,  # a user's own layer may stand in the current folder
    }


def _log_to(log: Path) -> None:
    handler = logging.FileHandler(log, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    for name in ("distributed", "asyncio", "tornado", "py.warnings"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def stop_workers() -> None:
    """Kill the worker processes of this machine at once; main is about to leave without good-byes."""
    for child in multiprocessing.active_children():
        child.kill()
