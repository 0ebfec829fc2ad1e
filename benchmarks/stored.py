"""A store of a planned campaign with made-up runs, as large as is asked for.

    python -m benchmarks.stored STORE VARIANTS SEEDS

fills it with the campaign `many`: one net at so many learning rates, each with so many seeds.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.analysing import _experiment, _records
from dropout_lab.plan import plan_cells
from dropout_lab.store import Store

NAME = "many"


def fill(path: Path, variants: int, seeds: int) -> None:
    """Plan the campaign in a store and record its runs."""
    experiment = _experiment(variants, seeds)
    cells = plan_cells(experiment, experiment.planned_seeds)
    document = {
        "experiment": experiment.model_dump(mode="json"), "altered": False, "on_the_spot": True,
        "composed": {}, "command": f"dropout-lab run experiment={NAME}",
    }  # fmt: skip
    with Store.open(path, write=True) as store:
        named = [(cell.variant.name, cell.seed, cell.run_id) for cell in cells]
        store.plan_campaign(NAME, experiment.plan_hash, document, named)
        now = datetime.now(UTC).isoformat(timespec="microseconds")  # after the plan, as honest runs are
        store.record_all(replace(run, finished_at=now, first_seen=now) for run in _records(experiment))


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
