"""Records of runs -> tidy frames, and the metrics of each variant by seed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.experiment import Experiment
from dropout_lab.plan import Cell
from dropout_lab.store import RunRecord

if TYPE_CHECKING:
    Frame = Any  # pandas annotates a cell as nearly every type there is: checks that only find noise
else:
    Frame = pd.DataFrame

METRICS = ("test_accuracy", "test_nll", "train_accuracy", "train_loss", "ece", "brier")
"""Metrics of a run's end, each with a curve of the same name; fractions and nats."""

RUN_COLUMNS = (
    "variant",
    "seed",
    "run_id",
    "engine",
    "status",
    *METRICS,
    "seconds",
    "weights_sha256",
    "epochs",
    "diverged_epoch",
    "attempts",
    "finished_at",
    "error",
)
CURVE_COLUMNS = (
    "run_id", "epoch", "test_accuracy", "test_nll", "train_loss", "train_accuracy", "ece", "brier",
)  # fmt: skip
SMOOTH_UNIT = 1e-6
"""Resolution of a metric that is no count of images: what float32 leaves of a mean."""


@dataclass(frozen=True)
class Cells:
    """The experiment as a table of variants and seeds.

    ``states[variant]`` is an object array of shape (n_seeds,): done, diverged, failed or missing;
    ``values[variant][metric]`` is float64 of shape (n_seeds,), NaN where the run is not done;
    ``curves[variant][metric]`` is float64 of shape (n_seeds, n_epochs), NaN likewise.
    """

    seeds: tuple[int, ...]
    states: Mapping[str, NDArray[np.object_]]
    values: Mapping[str, Mapping[str, NDArray[np.float64]]]
    curves: Mapping[str, Mapping[str, NDArray[np.float64]]]


def records_by_id(records: Iterable[RunRecord]) -> dict[str, RunRecord]:
    """Index records by run_id; of two for one run, a done one is kept."""
    found: dict[str, RunRecord] = {}
    for record in records:
        if record.run_id not in found or record.status == "done":
            found[record.run_id] = record
    return found


def runs_frame(cells: Sequence[Cell], found: Mapping[str, RunRecord]) -> Frame:
    """One row per variant and seed that has a record, in the order of variants, then of seeds."""
    rows = [
        {
            "variant": cell.variant.name,
            "seed": cell.seed,
            "engine": cell.variant.engine.name,
            **{
                name: getattr(record, name)
                for name in RUN_COLUMNS
                if name not in ("variant", "seed", "engine")
            },
        }
        for cell in cells
        if (record := found.get(cell.run_id)) is not None
    ]
    frame: Frame = pd.DataFrame(rows, columns=list(RUN_COLUMNS))
    numbers = [*METRICS, "seconds"]
    frame[numbers] = frame[numbers].astype("float64")
    whole = ["epochs", "diverged_epoch", "attempts"]
    frame[whole] = frame[whole].astype("Int64")
    return frame


def curves_frame(runs: Frame, found: Mapping[str, RunRecord]) -> Frame:
    """One row per run and epoch; a run shared by two variants stands here once."""
    parts = []
    for run_id in dict.fromkeys(runs["run_id"]):
        curves = found[run_id].curves
        epochs = max((len(curve) for curve in curves.values()), default=0)
        part = {"run_id": [run_id] * epochs, "epoch": np.arange(1, epochs + 1)}
        for metric in CURVE_COLUMNS[2:]:
            part[metric] = _padded(curves.get(metric), epochs)
        parts.append(pd.DataFrame(part))
    if not parts:
        return pd.DataFrame(columns=list(CURVE_COLUMNS))
    return pd.concat(parts, ignore_index=True)


def cells_table(
    experiment: Experiment,
    seeds: Sequence[int],
    cells: Sequence[Cell],
    found: Mapping[str, RunRecord],
) -> Cells:
    """Lay the records out by variant and seed."""
    place = {seed: index for index, seed in enumerate(seeds)}
    states, values, curves = {}, {}, {}
    for variant in experiment.variants:
        name, epochs = variant.name, variant.recipe.training.epochs
        states[name] = np.full(len(seeds), "missing", dtype=object)
        values[name] = {metric: np.full(len(seeds), np.nan) for metric in METRICS}
        curves[name] = {metric: np.full((len(seeds), epochs), np.nan) for metric in METRICS}
    for cell in cells:
        record = found.get(cell.run_id)
        if record is None:
            continue
        name, index = cell.variant.name, place[cell.seed]
        states[name][index] = record.status
        if record.status == "done":
            for metric in METRICS:
                value = getattr(record, metric)
                values[name][metric][index] = np.nan if value is None else value
                row = curves[name][metric][index]
                row[:] = _padded(record.curves.get(metric), row.size)
    return Cells(tuple(seeds), states, values, curves)


def ledger_frame(table: Cells) -> Frame:
    """Planned, done, diverged, failed and missing runs of each variant."""
    rows = []
    for variant, states in table.states.items():
        counts = {state: int((states == state).sum()) for state in ("done", "diverged", "failed", "missing")}
        rows.append({"variant": variant, "planned": len(states), **counts})
    return pd.DataFrame(rows)


def metric_unit(experiment: Experiment, metric: str, *variants: str) -> float:
    """Resolution of a metric: one test image for accuracy (the coarser of the variants')."""
    if metric not in ("test_accuracy", "train_accuracy"):
        return SMOOTH_UNIT
    return 1 / min(experiment.variant(name).recipe.dataset.facts.test_images for name in variants)


def _padded(curve: NDArray[np.float64] | None, epochs: int) -> NDArray[np.float64]:
    padded = np.full(epochs, np.nan)
    if curve is not None:
        padded[: len(curve)] = np.asarray(curve)[:epochs]
    return padded
