"""What a stack of 1,000 runs adds to the host's memory: its plan, its orders, its results, their recording.

    python -m benchmarks.host RUNS

prints the MiB that the process grew by after its imports.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.line import peak_bytes
from dropout_lab.campaign import plan_command, tasks_of
from dropout_lab.config import read_command
from dropout_lab.engines import Outcome
from dropout_lab.metrics import measured_metrics
from dropout_lab.randomness import Streams
from dropout_lab.store import RunRecord, Store

RUNS = 1_000
EPOCHS = 20
WRONG = 160
METRICS = [row.name for row in measured_metrics() if row.is_usual]


def added_mebibytes(runs: int = RUNS) -> float:
    """Plan and record so many runs of the tutorial's net in a process of its own; return what it grew by."""
    words = [sys.executable, "-m", "benchmarks.host", str(runs)]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def _outcome(generator: np.random.Generator) -> Outcome:
    """What a run may have kept."""
    wrong = np.sort(generator.choice(10_000, WRONG, replace=False)).astype(np.uint16)
    curves = {metric: generator.uniform(0.9, 1, EPOCHS) for metric in METRICS}
    return Outcome("done", curves, "0" * 64, 1.0, wrong, wrong.astype(np.uint8) % 10, np.ones((15, 3)))


def main(runs: int) -> None:
    """Plan, draw the orders of two epochs (one trains, one is drawn ahead), make outcomes, record them."""
    before = peak_bytes()
    with tempfile.TemporaryDirectory() as folder:
        store_path = Path(folder) / "store.sqlite"
        words = ["engine=jax", "dropout.rate=0.2", f"seeds={runs}", f"store.path={store_path}"]
        command = read_command(words, multirun=False)
        tasks = tasks_of(command, plan_command(command))
        n_images = tasks[0].recipe.dataset.n_train
        orders = np.zeros((2, runs, n_images), np.uint16)
        for place, task in enumerate(tasks):
            streams = Streams.of(task.seed, task.recipe.randomness)
            orders[:, place] = [streams.epoch_order(epoch, n_images) for epoch in (0, 1)]
        generator = np.random.default_rng(0)
        outcomes = [_outcome(generator) for _ in tasks]
        with Store.open(store_path, write=True) as store:
            store.record_all(
                RunRecord.of(task.recipe, task.engine, task.seed, outcome, {})
                for task, outcome in zip(tasks, outcomes, strict=True)
            )
    print((peak_bytes() - before) / 2**20)


if __name__ == "__main__":
    main(int(sys.argv[1]))
