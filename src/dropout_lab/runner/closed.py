"""A cluster of this machine that nobody else can talk to: own keys, no web server, a private folder."""

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dask.config
from distributed import Scheduler, SpecCluster, Worker
from distributed.security import Security

from dropout_lab.files import folder_beside, sweep
from dropout_lab.runner.deaths import WatchedNanny
from dropout_lab.spawning import METHOD, children

START_SECONDS = 300
"""A worker that has not started by then hangs: it takes a second, from a slow disk a minute."""

DASHBOARD = "127.0.0.1:8787"

PAGES = ["distributed.http.scheduler.info", "distributed.http.health", "distributed.http.statics"]
"""What the dashboard's web server answers beside its plots: pages to read, no proxy to other ports."""

SAFE_PATH = {"PYTHONSAFEPATH": "1"}
"""With this a child of `multiprocessing` imports nothing from the current folder, from its start on."""


class _NoWebServer:
    """Leaves out the HTTP server that Dask starts whatever one asks for."""

    def start_http_server(self, *_: object, **__: object) -> None:
        """Listen to nobody."""


class ClosedScheduler(_NoWebServer, Scheduler):
    """A scheduler that listens on its one TLS port."""


class ClosedWorker(_NoWebServer, Worker):
    """A worker that listens on its one TLS port."""


@contextlib.contextmanager
def closed_cluster(workers: int, dashboard: bool, environ: Mapping[str, str]) -> Iterator[Any]:
    """Give a `SpecCluster`: a scheduler in this process, workers in others; end them with the block.

    The keys are made here, live in memory, and reach the workers through the pipe of `multiprocessing`.

    Args:
        workers: how many processes.
        dashboard: whether to serve Dask's dashboard on `DASHBOARD`, to every user of this machine.
        environ: environment variables of the workers, set before they import anything.
    """
    keys = Security.temporary()
    common = {"host": "127.0.0.1", "protocol": "tls://", "security": keys}
    shown = {"dashboard": dashboard, "dashboard_address": DASHBOARD if dashboard else None}
    worker = {
        "cls": WatchedNanny,
        "options": {
            **common,
            "worker_class": ClosedWorker,
            "nthreads": 1,
            "memory_limit": 0,
            "death_timeout": START_SECONDS,
        },
    }
    private = private_folder()
    sweep(private)
    with (
        folder_beside(private / "workers") as scratch,
        _no_script_that_is_no_file(),
        _variables({**environ, **SAFE_PATH}),
        children(),
        dask.config.set(_settings(scratch, {**environ, **SAFE_PATH})),
        SpecCluster(
            scheduler={"cls": Scheduler if dashboard else ClosedScheduler, "options": {**common, **shown}},
            workers=dict.fromkeys(range(workers), worker),
            security=keys,
        ) as cluster,
    ):
        yield cluster


def private_folder() -> Path:
    """Return a folder for passing files that only this user can enter.

    Dask puts folders in it on the path that modules are looked for on, in main and in the workers, so it
    must not stand in one that others can write.
    """
    folder = Path(tempfile.gettempdir()) / f"dropout-lab-{os.getuid()}"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700)
    with contextlib.suppress(OSError):
        found = folder.lstat()
        mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        if mine and not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return folder
    return Path(tempfile.mkdtemp(prefix="dropout-lab-"))


def _settings(scratch: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        "temporary-directory": str(scratch),
        "distributed.worker.multiprocessing-method": METHOD,
        "distributed.nanny.pre-spawn-environ": dict(environ),
        "distributed.scheduler.http.routes": PAGES,
    }


@contextlib.contextmanager
def _no_script_that_is_no_file() -> Iterator[None]:
    """Keep the children of `multiprocessing` from importing the script where it came by standard input."""
    main = sys.modules["__main__"]
    file = getattr(main, "__file__", None)
    is_missing = file is not None and not Path(file).exists()
    if is_missing:
        del main.__file__
    try:
        yield
    finally:
        if is_missing:
            main.__file__ = file


@contextlib.contextmanager
def _variables(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
