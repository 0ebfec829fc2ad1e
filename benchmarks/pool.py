"""Processes that take turns: started together, asked one case at a time."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any, Self

from dropout_lab.engines import sees_gpu

THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class Child:
    """One process of `benchmarks.child`."""

    def __init__(
        self, kind: str, dataset: str, log: Path, one_thread: bool, backend: str = "tensorflow"
    ) -> None:
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": backend}
        environment.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # several processes share a GPU here
        for name in THREAD_VARIABLES:
            environment.pop(name, None)
        if one_thread:
            environment |= dict.fromkeys(THREAD_VARIABLES, "1")
        self.log = log
        with log.open("ab") as messages:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.child", kind, dataset],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=messages,
                text=True,
                env=environment,
                cwd=Path(__file__).parents[1],
            )

    def tell(self, word: str) -> None:
        """Send a word."""
        assert self.process.stdin
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for the next answer."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"benchmarks: a process ended by itself; its messages:\n{self.log.read_text()}")
        return json.loads(line)


class Pool:
    """The processes of all cases; ends them when it is left. Without JAX there are none of its engine."""

    def __init__(self, dataset: str, workers: int, log: Path) -> None:
        def children(kind: str, count: int, one_thread: bool, backend: str = "tensorflow") -> list[Child]:
            return [Child(kind, dataset, log, one_thread, backend) for _ in range(count)]

        with_jax = find_spec("jax") is not None
        self.fit = children("fit", 1, one_thread=False)
        self.engine = children("engine", workers, one_thread=True)
        self.products = children("products", workers, one_thread=True)
        self.fit_jax = children("fit", with_jax, one_thread=False, backend="jax")
        self.torch = children("torch", find_spec("torch") is not None, one_thread=False)
        singles = 1 if sees_gpu() else workers  # a GPU's runs do not share it
        self.jax = children("jax", singles * with_jax, one_thread=True, backend="jax")
        self.stacks: list[Child] = []
        self.device: dict[str, Any] = {"sizes": [], "skipped": {}, "device": None}
        self._start_stacks = partial(children, "stacks", with_jax, one_thread=True, backend="jax")

    def __enter__(self) -> Self:
        for child in self._all():
            child.answer()
        # Alone, as it times a run to see how large a stack can be timed.
        self.stacks = self._start_stacks()
        for child in self.stacks:
            self.device |= child.answer()
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._all():
            child.process.kill()
            child.process.wait()

    def _all(self) -> list[Child]:
        return [*self.fit, *self.engine, *self.products, *self.fit_jax, *self.torch, *self.jax, *self.stacks]


def seconds_per_epoch(children: Sequence[Child], word: str, models: int = 1) -> float:
    """Let processes do an epoch each at the same time; return the wall time divided by the models trained.

    Args:
        children: the processes.
        word: what starts the epoch.
        models: that each process trains in it.
    """
    started = perf_counter()
    for child in children:
        child.tell(word)
    for child in children:
        child.answer()
    return (perf_counter() - started) / len(children) / models


def peak_bytes(children: Sequence[Child]) -> int:
    """Return the largest resident memory that any of the processes has ever had."""
    for child in children:
        child.tell("peak")
    return max(child.answer()["bytes"] for child in children)
