"""Records of runs -> the metrics of each variant by seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.analysis.frames import METRICS, Frame, padded
from dropout_lab.experiment import Experiment
from dropout_lab.plan import Cell
from dropout_lab.store import RunRecord

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
                row[:] = padded(record.curves.get(metric), row.size)
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
