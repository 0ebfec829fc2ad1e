"""Time from a full store to every comparison and verdict, and of the interval over seeds and images.

    python -m benchmarks.analysing STORE VARIANTS SEEDS

prints the seconds of one analysis, without its imports, in a process of its own.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from dropout_lab.evidence import analyse
from dropout_lab.experiment import Experiment
from dropout_lab.language import sentences
from dropout_lab.metrics import measured_metrics
from dropout_lab.plan import Cell, plan_cells
from dropout_lab.stats import crossed_interval
from dropout_lab.store import RunRecord, Store

EPOCHS = 20
IMAGES = 10_000
METRICS = [row.name for row in measured_metrics() if row.is_usual]
WRONG = 160
NAME = "many"
AT_ONCE = 50_000
"""Runs of a transaction."""


def analysing_seconds(variants: int = 100, seeds: int = 1_000) -> float:
    """Read and analyse stored runs, as `dropout-lab report` does before it draws: 100,000 of 100 variants."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        fill(path, variants, seeds)
        words = [sys.executable, "-m", "benchmarks.analysing", str(path), str(variants), str(seeds)]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
    return float(done.stdout)


def fill(path: Path, variants: int, seeds: int) -> None:
    """Make a store of one experiment, `NAME`: its plan, and runs as they might have ended."""
    experiment = _experiment(variants, seeds)
    cells = plan_cells(experiment, experiment.planned_seeds)
    with Store.open(path, write=True) as store:
        store.plan_campaign(
            experiment.name,
            experiment.plan_hash,
            {
                "experiment": experiment.model_dump(mode="json"), "altered": False, "on_the_spot": True,
                "composed": {}, "command": f"dropout-lab run experiment={NAME}",
            },
            [(cell.variant.name, cell.seed, cell.run_id) for cell in cells],
        )  # fmt: skip
        records = _records(cells)
        for _ in range(0, len(cells), AT_ONCE):
            store.record_all(islice(records, AT_ONCE))


def crossed_seconds(seeds: int = 256) -> float:
    """The interval over seeds and test images, of two variants with so many seeds and 10,000 images."""
    draws = np.random.default_rng(0)
    sides = [[draws.choice(IMAGES, WRONG, replace=False) for _ in range(seeds)] for _ in range(2)]
    started = perf_counter()
    crossed_interval(*sides, n_images=IMAGES)
    return perf_counter() - started


def _experiment(variants: int, seeds: int) -> Experiment:
    """One net at many learning rates, each compared with the first."""
    recipe = {
        "dataset": {"name": "mnist"},
        "model": {"hidden_units": [512, 512]},
        "dropout": {"name": "none"},
        "training": {"epochs": EPOCHS},
    }
    named = [
        {
            "name": f"v{place}",
            "recipe": {**recipe, "optimizer": {"name": "sgd", "learning_rate": 0.01 * (place + 1)}},
            "engine": {"name": "tensorflow"},
        }
        for place in range(variants)
    ]
    claim = {"says": {"en": "It reaches 98 %.", "zh": "98%"}, "source": {"text": "nowhere", "section": "1"}}
    claim |= {"id": "level", "kind": "level", "variant": "v0", "value": 0.98, "decimals": 3}
    return Experiment.parse(
        {
            "name": NAME,
            "question": "How long does it take?",
            "variants": named,
            "planned_seeds": list(range(seeds)),
            "comparisons": [{"treatment": v["name"], "control": "v0"} for v in named[1:]],
            "claims": [claim],
        }
    )


def _records(cells: Iterable[Cell]) -> Iterator[RunRecord]:
    """Runs as they might have ended, after their plan."""
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    draws = np.random.default_rng(0)
    recipes = dict[str, tuple[dict[str, Any], dict[str, Any]]]()
    for cell in cells:
        variant = cell.variant
        if variant.name not in recipes:
            recipes[variant.name] = variant.recipe.canonical(), variant.engine.canonical()
        recipe, engine = recipes[variant.name]
        wrong = int(draws.integers(WRONG - 20, WRONG + 20))
        accuracy = 1 - wrong / IMAGES
        curve = np.linspace(0.9, accuracy, EPOCHS)
        yield RunRecord(
            run_id=cell.run_id,
            recipe=recipe,
            engine=engine,
            seed=cell.seed,
            status="done",
            epochs=EPOCHS,
            attempts=1,
            finished_at=now,
            metrics=dict.fromkeys(METRICS, accuracy),
            seconds=30.0,
            weights_sha256=cell.run_id * 4,
            curves=dict.fromkeys(METRICS, curve),
            error_images=np.sort(draws.choice(IMAGES, wrong, replace=False)).astype(np.uint16),
            error_labels=np.zeros(wrong, np.uint8),
        )


def main(store: str, variants: str, seeds: str) -> None:
    """Read, analyse, print the seconds."""
    experiment = _experiment(int(variants), int(seeds))
    started = perf_counter()
    cells = plan_cells(experiment, experiment.planned_seeds)
    with Store.open(Path(store), write=False) as opened:
        runs = opened.run_table([cell.run_id for cell in cells])
    found = analyse(experiment, runs, experiment.planned_seeds, cells=cells)
    took = perf_counter() - started
    if len(sentences(found)) != len(experiment.comparisons) or len(found.claims) != 1:
        raise SystemExit("not every comparison and claim was judged")
    print(took)


if __name__ == "__main__":
    main(*sys.argv[1:])
