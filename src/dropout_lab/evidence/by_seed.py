"""Records of runs -> the metrics of each variant by seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.evidence.frames import METRICS, VALIDATION, Frame, padded
from dropout_lab.experiment import Experiment
from dropout_lab.plan import Cell
from dropout_lab.store import RunRecord

SELECTED = {
    "test_accuracy_at_best_test": "test_accuracy",
    "test_accuracy_at_best_validation": "validation_accuracy",
}
"""Metrics derived from curves: test accuracy at the epoch where the other metric is best."""

FOLLOWED = ("test_accuracy", "train_accuracy")
"""Metrics that some estimate follows by epoch; beside them the validation metrics, where there are any."""

SMOOTH_UNIT = 1e-6
"""Resolution of a metric that is no count of images: what float32 leaves of a mean."""


@dataclass(frozen=True)
class Cells:
    """The experiment as a table of variants and seeds.

    ``states[variant]`` is an object array of shape (n_seeds,): done, diverged, failed or missing;
    ``values[variant][metric]`` is float64 of shape (n_seeds,), NaN where the run is not done;
    ``curves[variant][metric]`` is float64 of shape (n_seeds, n_epochs), NaN likewise;
    ``errors[variant]`` holds, by seed, the misclassified test images, None where the run is not done;
    ``trained[variant]`` is int64 of shape (n_seeds,): epochs trained, after each of which the test set
    was measured.
    """

    seeds: tuple[int, ...]
    states: Mapping[str, NDArray[np.object_]]
    values: Mapping[str, Mapping[str, NDArray[np.float64]]]
    curves: Mapping[str, Mapping[str, NDArray[np.float64]]]
    errors: Mapping[str, Sequence[NDArray[np.uint16] | None]]
    trained: Mapping[str, NDArray[np.int64]]


def cells_table(
    experiment: Experiment,
    seeds: Sequence[int],
    cells: Sequence[Cell],
    found: Mapping[str, RunRecord],
) -> Cells:
    """Lay the records out by variant and seed."""
    place = {seed: index for index, seed in enumerate(seeds)}
    n = len(seeds)
    states, values, curves, errors, trained = {}, {}, {}, {}, {}
    for variant in experiment.variants:
        name, recipe = variant.name, variant.recipe
        followed = (*FOLLOWED, *(VALIDATION if recipe.dataset.validation_size else ()))
        states[name], trained[name] = np.full(n, "missing", dtype=object), np.zeros(n, np.int64)
        values[name] = {metric: np.full(n, np.nan) for metric in METRICS}
        curves[name] = {metric: np.full((n, recipe.training.epochs), np.nan) for metric in followed}
        errors[name] = [None] * n
    for cell in cells:
        record = found.get(cell.run_id)
        if record is None:
            continue
        name, index = cell.variant.name, place[cell.seed]
        states[name][index], trained[name][index] = record.status, record.epochs
        if record.status == "done":
            errors[name][index] = record.error_images
            for metric, column in values[name].items():
                value = getattr(record, metric)
                column[index] = np.nan if value is None else value
            for metric, rows in curves[name].items():
                rows[index] = padded(record.curves.get(metric), rows.shape[1])
    for name, of_variant in curves.items():
        values[name] |= _selected(of_variant)
    return Cells(tuple(seeds), states, values, curves, errors, trained)


def _selected(curves: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Test accuracy at the best epoch by test and by validation accuracy; the first of equal epochs."""
    test = curves["test_accuracy"]
    return {
        metric: test[np.arange(len(test)), curves[chosen_by].argmax(axis=1)]
        for metric, chosen_by in SELECTED.items()
        if chosen_by in curves
    }


def ledger_frame(table: Cells) -> Frame:
    """Planned, done, diverged, failed and missing runs of each variant.

    ``test_measured`` counts how often the test set was measured for it: once after each epoch.
    """
    rows = []
    for variant, states in table.states.items():
        counts = {state: int((states == state).sum()) for state in ("done", "diverged", "failed", "missing")}
        measured = int(table.trained[variant].sum())
        rows.append({"variant": variant, "planned": len(states), **counts, "test_measured": measured})
    return pd.DataFrame(rows)


def metric_unit(experiment: Experiment, metric: str, *variants: str) -> float:
    """Resolution of a metric: one test image for accuracy (the coarser of the variants')."""
    if "accuracy" not in metric:
        return SMOOTH_UNIT
    return 1 / min(experiment.variant(name).recipe.dataset.facts.test_images for name in variants)
