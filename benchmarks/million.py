"""A store of a million runs: what analysing it, counting it and comparing two of its variants take.

    python -m benchmarks.million STORE [RUNS]

makes the store where there is none (a million runs take ten minutes and 4 GB) and prints a line for each
command: seconds by the clock, seconds of the processor, and the largest memory of its process.
"""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.analysing import NAME, fill

RUNS, VARIANTS = 1_000_000, 100


class Cost(NamedTuple):
    """What a process took: seconds by the clock, seconds of the processor, and its largest memory."""

    seconds: float
    cpu_seconds: float
    peak_gib: float


def costs(store: Path, runs: int = RUNS) -> dict[str, Cost]:
    """Measure each command once, by its name.

    Args:
        store: a file that `fill` made with so many runs of 100 variants; made where it is missing.
        runs: a multiple of 100.
    """
    if not store.exists():
        fill(store, VARIANTS, runs // VARIANTS)
    ours = [sys.executable, "-m", "dropout_lab"]
    commands = {
        "analyse": [
            sys.executable,
            "-m",
            "benchmarks.analysing",
            str(store),
            str(VARIANTS),
            str(runs // VARIANTS),
        ],
        "status": [*ours, "status", "--store", str(store)],
        "list": [*ours, "list"],
        "compare": [*ours, "compare", f"{NAME}/v1", f"{NAME}/v0", "--store", str(store)],
    }
    return {name: cost_of(words) for name, words in commands.items()}


def cost_of(words: list[str]) -> Cost:
    """Carry out a command in a process of its own.

    Raises:
        SystemExit: it failed.
    """
    started = perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{words}: exit code {process.returncode}")
    return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20)  # KiB on Linux


def main(store: str, runs: str = str(RUNS)) -> None:
    """Measure and tell."""
    for name, (seconds, cpu, peak) in costs(Path(store), int(runs)).items():
        print(f"{name:8} {seconds:7.2f} s, {cpu:7.2f} s of the processor, {peak:5.2f} GiB")


if __name__ == "__main__":
    main(*sys.argv[1:])
