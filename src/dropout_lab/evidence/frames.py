"""Records of runs -> tidy frames."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.metrics import measured_metrics
from dropout_lab.plan import Cell
from dropout_lab.store import RunRecord

if TYPE_CHECKING:
    Frame = Any  # pandas annotates a cell as nearly every type there is: checks that only find noise
else:
    Frame = pd.DataFrame

RUN_COLUMNS = (
    *("variant", "seed", "run_id", "engine", "status"),
    *(
        "seconds",
        "weights_sha256",
        "epochs",
        "diverged_epoch",
        "attempts",
        "finished_at",
        "first_seen",
        "error",
    ),
)
"""Columns of runs.csv beside the metrics, which stand after the status."""

CURVE_COLUMNS = ("run_id", "epoch")
"""Columns of curves.csv before the metrics."""


def records_by_id(records: Iterable[RunRecord]) -> dict[str, RunRecord]:
    """Index records by run_id; of two for one run, a done one is kept."""
    found: dict[str, RunRecord] = {}
    for record in records:
        if record.run_id not in found or record.status == "done":
            found[record.run_id] = record
    return found


def runs_frame(cells: Sequence[Cell], found: Mapping[str, RunRecord]) -> Frame:
    """One row per variant and seed that has a record, in the order of variants, then of seeds.

    A metric of the catalogue has a column where any run has it.
    """
    there = [(cell, found[cell.run_id]) for cell in cells if cell.run_id in found]
    columns: dict[str, list[Any]] = {
        "variant": [cell.variant.name for cell, _ in there],
        "seed": [cell.seed for cell, _ in there],
        "engine": [cell.variant.engine.name for cell, _ in there],
    }
    for name in RUN_COLUMNS:
        if name not in columns:
            columns[name] = [getattr(record, name) for _, record in there]
    metrics = _known(record.metrics for _, record in there)
    for name in metrics:
        columns[name] = [record.metrics.get(name) for _, record in there]
    frame: Frame = pd.DataFrame(columns, columns=[*RUN_COLUMNS[:5], *metrics, *RUN_COLUMNS[5:]])
    numbers = [*metrics, "seconds"]
    frame[numbers] = frame[numbers].astype("float64")
    whole = ["epochs", "diverged_epoch", "attempts"]
    frame[whole] = frame[whole].astype("Int64")
    return frame


def curves_frame(runs: Frame, found: Mapping[str, RunRecord]) -> Frame:
    """One row per run and epoch; a run shared by two variants stands here once.

    A metric of the catalogue has a column where any run has its curve.
    """
    run_ids = list(dict.fromkeys(runs["run_id"]))
    curves = [found[run_id].curves for run_id in run_ids]
    epochs = [max(map(len, of_run.values()), default=0) for of_run in curves]
    columns: dict[str, NDArray[Any]] = {
        "run_id": np.repeat(np.array(run_ids, dtype=object), epochs),
        "epoch": np.concatenate([np.zeros(0, np.int64), *(np.arange(1, n + 1) for n in epochs)]),
    }
    for metric in _known(curves):
        rows = (padded(of_run.get(metric), n) for of_run, n in zip(curves, epochs, strict=True))
        columns[metric] = np.concatenate([np.zeros(0), *rows])
    return pd.DataFrame(columns)


def _known(runs: Iterable[Mapping[str, object]]) -> list[str]:
    """Metrics that any run has, in the order of the catalogue."""
    there = set().union(*runs)
    return [row.name for row in measured_metrics() if row.name in there]


def padded(curve: NDArray[np.float64] | None, epochs: int) -> NDArray[np.float64]:
    """Return a curve as float64 of shape (epochs,), NaN where it ended earlier."""
    if curve is not None and len(curve) == epochs:
        return np.asarray(curve, dtype=np.float64)
    whole = np.full(epochs, np.nan)
    if curve is not None:
        whole[: len(curve)] = np.asarray(curve)[:epochs]
    return whole
