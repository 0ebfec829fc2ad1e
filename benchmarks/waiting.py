"""What a user waits for, now and at an earlier commit, by turns in one run.

    python -m benchmarks.waiting [--before COMMIT] [--only help,page,...] [--million] [--setup] [--stores DIR]

writes results/bench/waiting.json and waiting.md. Under twelve minutes on two quiet cores; a million stored
runs (--million) and set-up from the lock (--setup, which downloads) are measured beside the others only when
they are asked for; --stores keeps the synthetic stores, which take half an hour to fill, for the next time.
What was measured earlier and is not now stays on the page, with its commits.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.sides import ROOT, Failed, Side, checkout
from benchmarks.waiting_page import page
from benchmarks.waits import RARE, WAITS, Wait
from dropout_lab.code_state import code_state
from dropout_lab.data import load
from dropout_lab.engines import environment
from dropout_lab.recipe import Dataset, engine_choice

FOLDER = ROOT / "results" / "bench"
KEPT, PAGE = FOLDER / "waiting.json", FOLDER / "waiting.md"
PAIRS = ((10, 7), (20, 5))
"""Seconds of a turn of all sides, and how often it is done where it takes no longer; else three times."""
LONG = 60
"""Seconds of a command that is done once."""


def main() -> None:
    """Read the options, measure, write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.waiting", description=__doc__)
    parser.add_argument("--before", help="commit to measure beside this one")
    parser.add_argument("--only", default="", help=f"some of {', '.join(WAITS)}")
    parser.add_argument("--million", action="store_true", help="also a store of 1,000,000 runs")
    parser.add_argument("--setup", action="store_true", help="also set-up from the lock; it downloads")
    parser.add_argument("--stores", type=Path, help="folder of synthetic stores, filled where they lack")
    parser.add_argument("--budget", type=float, default=560, help="seconds until no wait is repeated")
    parser.add_argument("--page", action="store_true", help="only write the page of what was measured")
    options = parser.parse_args()
    if not options.page:
        asked = [word for word in options.only.split(",") if word] or [w for w in WAITS if w not in RARE]
        asked += [word for word in RARE if getattr(options, word) and word not in asked]
        if unknown := set(asked) - WAITS.keys():
            parser.error(f"--only {','.join(sorted(unknown))}: choose from {', '.join(WAITS)}")
        load(Dataset(name="mnist"))  # fetched once, before anything is timed
        measure(asked, options.before, options.budget, options.stores)
    PAGE.write_text(page(json.loads(KEPT.read_text())))
    print(PAGE.read_text())


def measure(asked: list[str], before: str | None, budget: float, stores: Path | None) -> None:
    """Measure some waits; keep each as soon as it is known."""
    began = perf_counter()
    found: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    with sides(before) as both:
        where = {
            "commits": {side.name: _commit(side.root) for side in both},
            "environment": {**environment(engine_choice()), **code_state()},
        }
        for key in asked:
            left = max(0.0, budget - (perf_counter() - began))
            found[key] = {**where, **turns(WAITS[key], both, left, stores)}
            KEPT.write_text(json.dumps(found, indent=1) + "\n")
            print(f"waiting: {key}: {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


@contextmanager
def sides(before: str | None) -> Iterator[list[Side]]:
    """Return this checkout and, where it is asked for, one of another commit."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        now = Side("now", ROOT, kept)
        now.python("-c", "import matplotlib.font_manager", caches=kept)
        if before is None:
            yield [now]
            return
        with checkout(before) as root:
            yield [now, Side("before", root, kept)]


def turns(wait: Wait, both: list[Side], left: float, stores: Path | None = None) -> dict[str, Any]:
    """Let the sides have their turns, each first in every second pair.

    Args:
        wait: what is measured.
        both: the sides.
        left: seconds after which no further turn starts.
        stores: folder in which synthetic stores stay; else they pass.

    Returns:
        ``values``: by side and label, one value a turn; ``failed``: by side, why it could not be measured.
    """
    values: dict[str, dict[str, list[float]]] = {side.name: {} for side in both}
    failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        base = stores or Path(folder)
        base.mkdir(parents=True, exist_ok=True)
        if wait.prepare is not None:
            failed |= wait.prepare(both, base)
        began, count, number = perf_counter(), 1, 0
        while number < count:
            for side in both[:: (-1) ** number]:
                if side.name not in failed:
                    _turn(wait, side, base, values[side.name], failed)
            number += 1
            if number == 1:
                count = _pairs(perf_counter() - began, values)
            if perf_counter() - began > left:
                break
    return {"values": values, "failed": failed}


def _turn(wait: Wait, side: Side, base: Path, values: dict[str, list[float]], failed: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory(dir=base) as place:
        try:
            measured = wait.turn(side, Path(place))
        except Failed as failure:
            failed[side.name] = str(failure)
            values.clear()
            return
    for label, value in measured.items():
        values.setdefault(label, []).append(value)


def _pairs(seconds: float, values: dict[str, dict[str, list[float]]]) -> int:
    """Return how often a turn is done that took so long."""
    if any(value > LONG for of_side in values.values() for (value,) in of_side.values()):
        return 1
    return next((count for most, count in PAIRS if seconds <= most), 3)


def _commit(root: Path) -> str:
    words = ["git", "-C", str(root), "rev-parse", "HEAD"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
