"""One run of everything: rounds in which each case has its turn, so that ratios are taken side by side."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.analysing import analysing_seconds, crossed_seconds
from benchmarks.host import added_mebibytes
from benchmarks.pool import Child, Pool, peak_bytes, seconds_per_epoch
from benchmarks.startup import command_seconds, planning_seconds
from benchmarks.words import DROPOUTS, LIBRARIES, SINGLE
from dropout_lab.stats import Interval, paired_t_interval

LEAST_ROUNDS = 5
PAIRS = 24
START_REPEATS = 5


@dataclass(frozen=True)
class Spread:
    """The median of repeats, and their range."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        """Summarise repeats."""
        return cls(median(values), min(values), max(values))


@dataclass
class Measured:
    """Seconds per model-epoch by case and round; seconds of starts; bytes of a worker."""

    dataset: str
    workers: list[int]
    epochs: dict[str, list[float]] = field(default_factory=dict)
    pairs: dict[str, list[tuple[float, float]]] = field(default_factory=dict)  # on JAX, on TensorFlow
    starts: dict[str, list[float]] = field(default_factory=dict)
    peak_bytes_per_worker: int = 0
    sizes: list[int] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # size of a stack -> why it was not timed
    device: dict[str, Any] | None = None  # of JAX; None: JAX is not installed
    bytes_per_second: list[float] = field(default_factory=list)  # of a copy on it
    end_to_end: float | None = None  # seconds; None: no GPU
    host_mebibytes: float = 0.0

    @property
    def has_gpu(self) -> bool:
        """Whether JAX trained on one."""
        return self.device is not None and self.device["platform"] == "gpu"

    def seconds(self, case: str) -> Spread:
        """Seconds per model-epoch of a case."""
        return Spread.of(self.epochs[case])

    def ratio(self, above: str, below: str) -> Spread:
        """Ratio of two cases, taken round by round."""
        return Spread.of([a / b for a, b in zip(self.epochs[above], self.epochs[below], strict=True)])

    def jax_over_tensorflow(self, dropout: str) -> Interval:
        """Ratio of the engines' times on a CPU: its geometric mean over pairs of epochs, 95 % interval."""
        on_jax, on_tensorflow = np.array(self.pairs[dropout]).T
        logs = paired_t_interval(np.log(on_jax / on_tensorflow), unit=1e-3)
        return Interval(*np.exp(logs))

    def floor(self, workers: int) -> str:
        """Name the case of the faster matrix products."""
        return min(
            (f"products/{library}/{workers}" for library in LIBRARIES),
            key=lambda case: self.seconds(case).median,
        )


def worker_counts(cores: int) -> list[int]:
    """Return 1, 2, 4, ... and the number of cores itself."""
    return sorted({*(2**power for power in range(cores.bit_length()) if 2**power <= cores), cores})


def measure(
    dataset: str, cores: int, rounds: int, budget: float, log: Path, tell: Callable[[str], None]
) -> Measured:
    """Measure everything.

    Args:
        dataset: data set of the epochs.
        cores: one-thread processes at most.
        rounds: rounds at most.
        budget: seconds after which no further round starts, once there are five.
        log: takes what the processes print.
        tell: takes a line for whoever waits.
    """
    began = perf_counter()
    measured = Measured(dataset, worker_counts(cores))
    tell("starting the processes; each compiles and does each of its epochs once ...")
    with Pool(dataset, cores, log) as pool:
        _note_device(measured, pool)
        for number in range(1, rounds + 1):
            for case, children, word, models in _cases(pool, measured.workers):
                seconds = seconds_per_epoch(children, word, models)
                measured.epochs.setdefault(case, []).append(seconds)
            measured.bytes_per_second += [_copy(child) for child in pool.stacks]
            tell(f"round {number} of at most {rounds}: {perf_counter() - began:.0f} s")
            if number >= LEAST_ROUNDS and perf_counter() - began > budget:
                break
        if measured.device is not None and not measured.has_gpu:
            tell("JAX and TensorFlow, by turns ...")
            for dropout in SINGLE:
                measured.pairs[dropout] = _pairs(pool, dropout, min(PAIRS, 3 * rounds))
        measured.peak_bytes_per_worker = peak_bytes(pool.engine)
    for _ in range(min(rounds, START_REPEATS)):
        measured.starts.setdefault("plan 10,000 runs", []).append(planning_seconds())
        for words in ("--help", "list", "status"):
            measured.starts.setdefault(words, []).append(command_seconds(words))
    tell("filling a store with 100,000 runs, to analyse them ...")
    measured.starts["analyse"] = [analysing_seconds(*((10, 20) if dataset == "digits" else ()))]
    measured.starts["crossed"] = [crossed_seconds() for _ in range(START_REPEATS)]
    measured.host_mebibytes = added_mebibytes()
    if measured.has_gpu:
        tell("training 256 seeds for 20 epochs, from the first import on ...")
        measured.end_to_end = _end_to_end(dataset, log)
    return measured


def _note_device(measured: Measured, pool: Pool) -> None:
    measured.sizes, measured.device = pool.device["sizes"], pool.device["device"]
    measured.skipped = {str(size): why for size, why in pool.device["skipped"].items()}


def _copy(child: Child) -> float:
    child.tell("copy")
    return child.answer()["bytes_per_second"]


def _pairs(pool: Pool, dropout: str, count: int) -> list[tuple[float, float]]:
    """Time an epoch on all workers, on JAX and on TensorFlow, either of them first in every second pair."""
    found = []
    for number in range(count):
        turns = [("jax", pool.jax), ("tensorflow", pool.engine)]
        seconds = {name: seconds_per_epoch(each, dropout) for name, each in turns[:: (-1) ** number]}
        found.append((seconds["jax"], seconds["tensorflow"]))
    return found


def _end_to_end(dataset: str, log: Path) -> float:
    child = Child("end_to_end", dataset, log, one_thread=True, backend="jax")
    seconds = child.answer()["seconds"]
    child.process.wait()
    return seconds


def _cases(pool: Pool, workers: list[int]) -> Iterator[tuple[str, list[Child], str, int]]:
    """Name a round's cases, the processes that do them, the word that starts them, and the models of each."""
    yield "fit", pool.fit, "fit", 1
    if pool.fit_jax:
        yield "fit_jax", pool.fit_jax, "fit", 1
    for n in workers:
        for library in LIBRARIES:
            yield f"products/{library}/{n}", pool.products[:n], library, 1
        for dropout in DROPOUTS:
            yield f"engine/{dropout}/{n}", pool.engine[:n], dropout, 1
        for dropout in SINGLE if n <= len(pool.jax) else ():
            yield f"jax/{dropout}/{n}", pool.jax[:n], dropout, 1
    for size in pool.device["sizes"]:
        yield f"stack/{size}", pool.stacks, str(size), size
