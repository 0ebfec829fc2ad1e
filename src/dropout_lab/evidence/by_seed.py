"""Records of runs -> the metrics of each variant by seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.evidence.frames import Frame, padded
from dropout_lab.experiment import Experiment
from dropout_lab.metrics import (
    CATALOGUE,
    PROBE_EXAMPLES,
    AtBest,
    Metric,
    Minus,
    Split,
    measured_metrics,
    twin_of,
)
from dropout_lab.plan import Cell
from dropout_lab.recipe import Dataset
from dropout_lab.store import RunRecord

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
    states, values, curves, errors, trained = {}, {}, {}, {}, {}
    there: dict[str, list[tuple[int, RunRecord]]] = {variant.name: [] for variant in experiment.variants}
    for cell in cells:
        record = found.get(cell.run_id)
        if record is not None:
            there[cell.variant.name].append((place[cell.seed], record))
    followed = _followed(experiment)
    for variant in experiment.variants:
        name, recipe = variant.name, variant.recipe
        shape = (len(seeds), recipe.training.epochs)
        states[name], trained[name] = (
            np.full(len(seeds), "missing", dtype=object),
            np.zeros(len(seeds), np.int64),
        )
        for index, record in there[name]:
            states[name][index], trained[name][index] = record.status, record.epochs
        done = [(index, record) for index, record in there[name] if record.status == "done"]
        places, records = [index for index, _ in done], [record for _, record in done]
        errors[name] = [None] * len(seeds)
        for index, record in done:
            errors[name][index] = record.error_images
        rows = [
            row for row in measured_metrics() if recipe.dataset.validation_size or not row.needs_validation
        ]
        curves[name] = {
            row.name: _spread([padded(r.curves.get(row.name), shape[1]) for r in records], places, shape)
            for row in rows
            if row.name in followed
        }
        values[name] = {
            row.name: _spread([_last(record, row.name) for record in records], places, shape[:1])
            for row in rows
        }
        derived = {row.name: _derived(row, values[name], curves[name]) for row in CATALOGUE.values()}
        values[name] |= {metric: column for metric, column in derived.items() if column is not None}
    return Cells(tuple(seeds), states, values, curves, errors, trained)


def _spread(rows: list[Any], places: list[int], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Put rows in their places among the seeds, NaN elsewhere."""
    whole = np.full(shape, np.nan)
    if rows:
        whole[places] = rows
    return whole


def _followed(experiment: Experiment) -> set[str]:
    """Metrics whose curves some estimate follows: the primary one, its twin, those that pick an epoch."""
    primary = CATALOGUE[experiment.metric].followed
    followed = {primary, twin_of(primary)}
    for row in CATALOGUE.values():
        if isinstance(row.derived, AtBest):
            followed |= {row.derived.metric, row.derived.chosen_by}
    return followed


def _last(record: RunRecord, metric: str) -> float:
    """A metric at the end of a run, NaN where it was not measured; else, of an older run, its curve's end."""
    value, curve = record.metrics.get(metric), record.curves.get(metric)
    if value is None and curve is not None and len(curve) == record.epochs > 0:
        return float(curve[-1])
    return np.nan if value is None else value


def _derived(
    row: Metric, values: Mapping[str, NDArray[np.float64]], curves: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.float64] | None:
    """Return a derived metric by seed, shape (n_seeds,); None where one that it derives from is lacking."""
    made = row.derived
    if isinstance(made, Minus) and {made.minuend, made.subtrahend} <= values.keys():
        return values[made.minuend] - values[made.subtrahend]
    if isinstance(made, AtBest) and {made.metric, made.chosen_by} <= curves.keys():
        choosing = curves[made.chosen_by]
        best = (choosing if CATALOGUE[made.chosen_by].higher_is_better else -choosing).argmax(axis=1)
        return curves[made.metric][np.arange(len(best)), best]
    return None


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


def metric_unit(experiment: Experiment, name: str, *variants: str) -> float:
    """Resolution of a metric: one example of its split where it counts them, the variants' coarsest."""
    row = CATALOGUE[name]
    if not row.by_example:
        return SMOOTH_UNIT
    return 1 / min(_examples(experiment.variant(variant).recipe.dataset, row.split) for variant in variants)


def _examples(dataset: Dataset, split: Split) -> int:
    """Examples that a metric of a split is measured on."""
    return {
        "test": dataset.facts.test_examples,
        "train_probe": min(PROBE_EXAMPLES, dataset.n_train),
        "validation": dataset.validation_size,
        "training": dataset.n_train,
    }[split]
