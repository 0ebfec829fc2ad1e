"""What runs inside a worker process."""

import os
import resource
import signal
import sys
from functools import lru_cache
from pathlib import Path
from threading import Lock

from distributed import Worker, get_worker

from dropout_lab.data import Images, load
from dropout_lab.engines import Engine, Outcome, environment, load_engine, train
from dropout_lab.recipe import Dataset, EngineChoice
from dropout_lab.runner.tasks import TOPIC, Reply, Task

LOG_VARIABLE = "DROPOUT_LAB_WORKER_LOG"

GROWTH_BYTES = 256 * 2**20
"""TensorFlow never gives back what a compiled program took, 16 to 40 MiB: a process that has grown by so
much since its first run is replaced, which costs some seconds of importing."""

ONE_AT_A_TIME = Lock()

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


def dask_setup(_worker: Worker) -> None:
    """Prepare a local worker: its messages go to the campaign's log, Ctrl-C is main's alone.

    Dask calls this as a preload, before anything imports TensorFlow.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log = os.environ.get(LOG_VARIABLE)
    if log:
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        os.close(handle)


def dask_teardown(_worker: Worker) -> None:
    """Leave at once: a process that TensorFlow was in takes seconds to go by itself."""
    if LOG_VARIABLE in os.environ:
        os._exit(0)


def settled_backend() -> str | None:
    """Return the Keras backend that this process has for good; None: it is still free."""
    keras = sys.modules.get("keras")
    return keras.config.backend() if keras else None


def train_run(task: Task) -> Reply:
    """Train one run, telling of each epoch as it comes; a process trains one at a time."""
    with ONE_AT_A_TIME:
        return _train(task)


def _train(task: Task) -> Reply:
    engine = _engine(task.engine)  # pyright: ignore[reportArgumentType]: frozen, so hashable
    images = _images(task.recipe.dataset, task.cache_dir)  # pyright: ignore[reportArgumentType]
    worker = get_worker()
    for step in train(engine, task.recipe, task.seed, images):
        if isinstance(step, Outcome):
            return Reply(step, environment(task.engine), worker.address if _is_worn() else None)
        worker.log_event(TOPIC, {"run_id": task.run_id, "epoch": step.number})
    raise RuntimeError(f"run {task.run_id} ended without an outcome")


@lru_cache(maxsize=2)
def _engine(choice: EngineChoice) -> Engine:
    """Keep an engine, and with it its compiled programs, between the runs of a worker."""
    return load_engine(choice)


@lru_cache(maxsize=2)
def _images(dataset: Dataset, cache_dir: Path | None) -> Images:
    return load(dataset, cache_dir)


def _is_worn() -> bool:
    return _peak_bytes() - _peak_bytes_of_first_run() > GROWTH_BYTES


@lru_cache(maxsize=1)
def _peak_bytes_of_first_run() -> int:
    return _peak_bytes()


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT
