"""What an epoch of the float32 engines spends beyond its bare products, on as many workers as cores.

    python -m benchmarks.shares [--budget 330] [--smoke]

writes results/bench/shares.json and, of it, docs/profile.md. Under eight minutes on two quiet cores.
"""

import argparse
import json
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from benchmarks.measure import Case
from benchmarks.pool import Child
from benchmarks.profile_page import page
from benchmarks.words import ALONE, PARTS
from dropout_lab.code_state import code_state
from dropout_lab.data import load
from dropout_lab.engines import environment
from dropout_lab.recipe import Dataset, engine_choice
from dropout_lab.runner import local_workers

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "results" / "bench" / "shares.json"
PAGE = ROOT / "docs" / "profile.md"
LEAST_ROUNDS = 3
CACHES = Path("/sys/devices/system/cpu/cpu0/cache")

Seconds = dict[str, dict[str, list[float]]]
"""Seconds a model-epoch by engine and "word/workers", one a round."""


def main() -> None:
    """Read the few options, measure, write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shares", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="rounds at most")
    parser.add_argument("--budget", type=float, default=330, help="seconds after which no round starts")
    parser.add_argument("--smoke", action="store_true", help="one round on tiny data; prints the page")
    parser.add_argument("--page", action="store_true", help="only write the page of what was measured")
    options = parser.parse_args()
    if options.page:
        PAGE.write_text(page(json.loads(KEPT.read_text())))
        return
    dataset, rounds = ("digits", 1) if options.smoke else ("mnist", options.rounds)
    load(Dataset(name=dataset))  # fetched once, before many processes want it
    workers = local_workers(None, sys.maxsize)
    with tempfile.TemporaryDirectory() as folder:
        seconds = measured(dataset, workers, rounds, options.budget, Path(folder) / "log")
    versions = {**environment(engine_choice(name="jax")), **environment(engine_choice())}
    document = {
        "environment": {**versions, **code_state()}, "caches": _caches(), "dataset": dataset,
        "workers": workers, "seconds": seconds,
    }  # fmt: skip
    if options.smoke:
        print(page(document))
        return
    KEPT.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
    PAGE.write_text(page(json.loads(KEPT.read_text())))
    print(f"written to {KEPT} and {PAGE}")


def measured(dataset: str, workers: int, rounds: int, budget: float, log: Path) -> Seconds:
    """Let each part of each engine have its turn in each round, by one worker and by all at once.

    Args:
        dataset: what is trained.
        workers: processes of one thread.
        rounds: at most.
        budget: seconds after which no further round starts, once there are three.
        log: takes what the processes print.
    """
    began, seconds = perf_counter(), Seconds()
    engines = ["tensorflow", *(["jax"] if find_spec("jax") else [])]
    _tell("starting the processes; each compiles its parts and does each once ...")
    children = {e: [Child("parts", dataset, log, True, e) for _ in range(workers)] for e in engines}
    everyone = [child for asked in children.values() for child in asked]
    try:
        for child in everyone:
            child.answer()
        for number in range(1, rounds + 1):
            for engine, asked in children.items():
                for name, case in _cases(asked).items():
                    seconds.setdefault(engine, {}).setdefault(name, []).append(case.seconds())
            _tell(f"round {number} of at most {rounds}: {perf_counter() - began:.0f} s")
            if number >= LEAST_ROUNDS and perf_counter() - began > budget:
                break
    finally:
        for child in everyone:
            child.process.kill()
            child.process.wait()
    return seconds


def _cases(children: list[Child]) -> dict[str, Case]:
    """Return all parts on all workers, and some of them on one while the others wait."""
    alone = {f"{word}/1": Case(children[:1], word) for word in ALONE}
    return {f"{word}/{len(children)}": Case(children, word) for word in PARTS} | alone


def _caches() -> list[str]:
    """Return the caches of a core as Linux tells them, such as ``L2 1024K``; none elsewhere."""
    found = []
    for folder in sorted(CACHES.glob("index*")):
        level, size, kind = ((folder / name).read_text().strip() for name in ("level", "size", "type"))
        if kind != "Instruction":
            found.append(f"L{level} {size}")
    return found


def _tell(line: str) -> None:
    print(f"shares: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
