"""Times before any training: planning a large sweep, and the command line's first word."""

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

PLAN = """
import sys, time
started = time.perf_counter()
from dropout_lab.campaign import plan_command
from dropout_lab.config import read_command
imported = time.perf_counter()
rates = ",".join(f"{step / 100:.2f}" for step in range(1, 26))
words = [f"dropout.rate={rates}", "optimizer=rmsprop,adam", "model.hidden_units=[256,256],[512,512]"]
plan = plan_command(read_command([*words, "seeds=100", "store.path=" + sys.argv[1]], multirun=True))
assert len(plan.missing) == 10_000, len(plan.missing)
print(time.perf_counter() - imported, imported - started)
"""


def planning_seconds() -> float:
    """Plan 10,000 runs of 100 variants (25 rates, 2 optimizers, 2 widths) against an empty store.

    Returns:
        Seconds in a fresh process, without its imports.
    """
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.sqlite"
        done = subprocess.run(
            [sys.executable, "-c", PLAN, str(store)], check=True, capture_output=True, text=True
        )
    return float(done.stdout.split()[0])


def command_seconds(*words: str) -> float:
    """Return the seconds of a whole `dropout-lab` command in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        subprocess.run(
            [sys.executable, "-m", "dropout_lab", *words], cwd=folder, check=True, capture_output=True
        )
        return perf_counter() - started
