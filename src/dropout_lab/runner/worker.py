"""What runs inside a worker process."""

import contextlib
import logging
import os
import resource
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from distributed import Worker, get_worker

from dropout_lab.causes import cause
from dropout_lab.data import Images, load
from dropout_lab.engines import (
    Device,
    Engine,
    Outcome,
    OutOfDeviceMemory,
    StackingEngine,
    environment,
    load_engine,
    train_stack,
    try_layer,
)
from dropout_lab.errors import ConfigError, Notice
from dropout_lab.foreign import VisibleStream
from dropout_lab.recipe import Dataset, EngineChoice, Jax, Recipe
from dropout_lab.runner.tasks import TOPIC, Failure, Reply, Task, TooLarge

LOG_VARIABLE = "DROPOUT_LAB_WORKER_LOG"

GROWTH_BYTES = 256 * 2**20
"""TensorFlow never gives back what a compiled program took, 16 to 40 MiB: a process that has grown by so
much since its first run is replaced, which costs some seconds of importing."""

ONE_AT_A_TIME = Lock()

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


def dask_setup(_worker: Worker) -> None:
    """Let the messages of a local worker go to the campaign's log.

    Dask calls this as a preload, before anything imports TensorFlow.
    """
    log = os.environ.get(LOG_VARIABLE)
    if log:
        _print_to(log)


def _print_to(log: str) -> None:
    """Let a file take what is printed, by a layer of the user's say, so that none of it acts when it is read.

    What compiled code prints goes there as it is.
    """
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o644)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)
    for name, number in (("stdout", 1), ("stderr", 2)):
        raw = os.fdopen(number, "wb", closefd=False)
        setattr(sys, name, VisibleStream(raw, "utf-8", "backslashreplace", line_buffering=True))
    for handler in logging.getLogger("distributed").handlers:  # which keep the streams that were there
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(sys.stderr)


def dask_teardown(_worker: Worker) -> None:
    """Leave at once: a process that TensorFlow was in takes seconds to go by itself."""
    if LOG_VARIABLE in os.environ:
        os._exit(0)


def settled_backend() -> str | None:
    """Return the Keras backend that this process has for good; None: it is still free."""
    keras = sys.modules.get("keras")
    return keras.config.backend() if keras else None


def survey(choice: EngineChoice, foreign: Sequence[Recipe], cache_dir: Path | None) -> Device | None:
    """Try the layers that are not ours; say what an engine of stacks trains on here, None of any other.

    Raises:
        ConfigError: a layer that cannot be trained, or no GPU where one is asked for.
    """
    with ONE_AT_A_TIME:
        engine = _engine(choice, cache_dir)
        for recipe in foreign:
            try:
                try_layer(engine, choice.name, recipe)
            except ConfigError as error:
                raise ConfigError(f"{_elsewhere()}{error}") from None
        return engine.device if isinstance(engine, StackingEngine) else None


def train_tasks(tasks: Sequence[Task], size: int) -> list[Reply] | TooLarge | Failure:
    """Train runs of one stack, telling of each epoch as it comes; a process trains one stack at a time.

    What is raised comes back as its cause in one line, found here where the user's file is; its traceback
    goes to the log.
    """
    with ONE_AT_A_TIME:
        try:
            return _train(tasks, size)
        except Exception as error:
            traceback.print_exc()
            return Failure(f"{_elsewhere()}{cause(error)}")


def _elsewhere() -> str:
    """Name the worker, where it is none of main's own."""
    return "" if LOG_VARIABLE in os.environ else f"worker {get_worker().address}: "


def _train(tasks: Sequence[Task], size: int) -> list[Reply] | TooLarge:
    choice, first = tasks[0].engine, tasks[0]
    engine = _engine(choice, first.cache_dir)
    images = _images(first.recipe.dataset, first.cache_dir)
    runs = [(task.recipe, task.seed) for task in tasks]
    here = _here(engine, choice, size)
    kept = _checkpoints(first, runs, here)
    worker = get_worker()
    try:
        with _telling_notices(worker):
            for steps in train_stack(engine, runs, images, size, kept):
                if isinstance(steps[0], Outcome):
                    worn = worker.address if _is_worn() else None
                    folder = kept.folder if kept else None
                    return [Reply(one, here, worn, folder) for one in steps if isinstance(one, Outcome)]
                told = {"run_ids": [task.run_id for task in tasks], "epoch": steps[0].number}
                worker.log_event(TOPIC, told)
    except OutOfDeviceMemory as error:
        return TooLarge(str(error))
    raise RuntimeError(f"run {first.run_id} ended without an outcome")


@contextlib.contextmanager
def _telling_notices(worker: Worker) -> Iterator[None]:
    """Send what warns of damage to main, whose terminal is looked at; the other warnings stay in the log."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", Notice)
        shown = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
            if issubclass(category, Notice):
                worker.log_event(TOPIC, {"note": " ".join(str(message).split())})
            else:
                shown(message, category, *place, **more)

        warnings.showwarning = show
        yield


def _here(engine: Engine | StackingEngine, choice: EngineChoice, size: int) -> dict[str, Any]:
    """Describe the environment, and of an engine of stacks the device and how large the stack is."""
    here: dict[str, Any] = environment(choice)
    if isinstance(engine, StackingEngine):
        here |= {"device": engine.device.kind, "devices": engine.device.count, "stack": size}
    return here


def _checkpoints(first: Task, runs: Sequence[tuple[Recipe, int]], here: dict[str, Any]) -> Any:
    """Return what keeps a stack in the middle of its training; None where nothing is to."""
    every = first.engine.checkpoint_epochs if isinstance(first.engine, Jax) else None
    if every is None or first.checkpoint_dir is None:
        return None
    from dropout_lab.engines.jax.checkpoints import StackCheckpoints

    return StackCheckpoints(first.checkpoint_dir, every, runs, here)


@lru_cache(maxsize=4)
def _engine(choice: EngineChoice, cache_dir: Path | None) -> Engine | StackingEngine:
    """Keep an engine, and with it its compiled programs, between the runs of a worker."""
    return load_engine(choice, cache_dir)


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
