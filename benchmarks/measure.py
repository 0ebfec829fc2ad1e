"""One run of everything: rounds in which each case has its turn, so that ratios are taken side by side."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks.analysing import analysing_seconds, crossed_seconds
from benchmarks.host import added_mebibytes
from benchmarks.pool import Child, Pool, peak_bytes, seconds_per_epoch
from benchmarks.ratio import ratio_of
from benchmarks.shared_mask import PAIRS, Beside, measure_shared_mask
from benchmarks.startup import command_seconds, planning_seconds
from benchmarks.words import DROPOUTS, LIBRARIES, PLAIN, SINGLE
from dropout_lab.stats import Interval

LEAST_ROUNDS = 3
MORE_PAIRS = {"plain": 3, "near": 9}
"""Pairs beside those of the rounds: others are far away and slow, of ours a few per cent are to be told."""
START_REPEATS = 5


class Case(NamedTuple):
    """Processes that do an epoch each at the same time, the word that starts it, and the models of each."""

    children: list[Child]
    word: str
    models: int = 1

    def seconds(self) -> float:
        """Do it; return the wall time divided by the models trained."""
        return seconds_per_epoch(self.children, self.word, self.models)


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
    pairs: dict[str, list[tuple[float, float]]] = field(default_factory=dict)  # by "case over case"
    starts: dict[str, list[float]] = field(default_factory=dict)
    peak_bytes_per_worker: int = 0
    sizes: list[int] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # size of a stack -> why it was not timed
    device: dict[str, Any] | None = None  # of JAX; None: JAX is not installed
    bytes_per_second: list[float] = field(default_factory=list)  # of a copy on it
    end_to_end: float | None = None  # seconds; None: no GPU
    host_mebibytes: float = 0.0
    shared_mask: dict[str, Beside] = field(default_factory=dict)  # by units and batch; without JAX none

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

    def by_pairs(self, pair: str) -> Interval:
        """Ratio of the times of two cases: its geometric mean over pairs of epochs, 95 % interval."""
        return ratio_of(self.pairs[pair])

    def plain(self) -> str:
        """Name the fastest case of what others have."""
        return min(PLAIN.keys() & self.epochs.keys(), key=lambda case: self.seconds(case).median)

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
        cases = dict(_cases(pool, measured.workers))
        for number in range(1, rounds + 1):
            for name, case in cases.items():
                measured.epochs.setdefault(name, []).append(case.seconds())
            measured.bytes_per_second += [_copy(child) for child in pool.stacks]
            tell(f"round {number} of at most {rounds}: {perf_counter() - began:.0f} s")
            if number >= LEAST_ROUNDS and perf_counter() - began > budget:
                break
        tell("the ratios worth quoting, by pairs ...")
        for above, below in _quoted(cases, max(measured.workers)):
            more = MORE_PAIRS["plain" if above in PLAIN else "near"]
            measured.pairs[f"{above} over {below}"] = [
                *zip(measured.epochs[above], measured.epochs[below], strict=True),
                *_pairs(cases[above], cases[below], min(more, rounds)),
            ]
        measured.peak_bytes_per_worker = peak_bytes(pool.engine)
    if measured.device is not None:
        tell("one mask for a mini-batch beside standard dropout, by pairs ...")
        measured.shared_mask = measure_shared_mask(dataset, min(rounds + 1, PAIRS), log)
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


def _pairs(above: Case, below: Case, count: int) -> list[tuple[float, float]]:
    """Time an epoch of each, either of them first in every second pair."""
    found = []
    for number in range(count):
        turns = [(0, above), (1, below)]
        seconds = {place: case.seconds() for place, case in turns[:: (-1) ** number]}
        found.append((seconds[0], seconds[1]))
    return found


def _quoted(cases: Mapping[str, Case], workers: int) -> list[tuple[str, str]]:
    """Name the cases whose ratio is measured by pairs, where both are timed here."""
    ours, half = f"engine/ours/{workers}", f"jax/bfloat16/{workers}"
    wanted = [
        *((plain, ours) for plain in PLAIN),
        *((f"jax/{dropout}/{workers}", f"engine/{dropout}/{workers}") for dropout in ("none", "ours")),
        *((above, half) for above in (f"jax/ours/{workers}", "fit_jax")),
    ]
    return [(above, below) for above, below in wanted if {above, below} <= cases.keys()]


def _end_to_end(dataset: str, log: Path) -> float:
    child = Child("end_to_end", dataset, log, one_thread=True, backend="jax")
    seconds = child.answer()["seconds"]
    child.process.wait()
    return seconds


def _cases(pool: Pool, workers: list[int]) -> Iterator[tuple[str, Case]]:
    """Name a round's cases."""
    yield "fit", Case(pool.fit, "fit")
    yield "fit_steps", Case(pool.fit, "fit_steps")
    if pool.fit_jax:
        yield "fit_jax", Case(pool.fit_jax, "fit")
    if pool.torch:
        yield "torch", Case(pool.torch, "torch")
    for n in workers:
        for library in LIBRARIES:
            yield f"products/{library}/{n}", Case(pool.products[:n], library)
        for dropout in DROPOUTS:
            yield f"engine/{dropout}/{n}", Case(pool.engine[:n], dropout)
        for word in SINGLE if n <= len(pool.jax) else ():
            yield f"jax/{word}/{n}", Case(pool.jax[:n], word)
    for size in pool.device["sizes"]:
        yield f"stack/{size}", Case(pool.stacks, str(size), size)
