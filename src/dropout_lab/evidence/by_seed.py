"""Runs -> the metrics of each variant by seed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.evidence.frames import Frame
from dropout_lab.experiment import Experiment, Variant
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
from dropout_lab.stats import WrongImages
from dropout_lab.store import Runs

SMOOTH_UNIT = 1e-6
"""Resolution of a metric that is no count of images: what float32 leaves of a mean."""


@dataclass(frozen=True, eq=False)
class SeedErrors:
    """The misclassified test images of a variant by seed, as far as runs kept them."""

    images: NDArray[np.uint16]  # shape (n_errors,), one seed after the other
    by_seed: NDArray[np.int64]  # shape (n_seeds,): errors of each seed, -1 where none are kept
    n_images: int

    def of_seeds(self, chosen: NDArray[np.bool_]) -> WrongImages:
        """Lay out the errors of some seeds, shape (n_seeds,), each of which kept some."""
        if (chosen == (self.by_seed >= 0)).all():
            return self._all_kept
        counts = np.maximum(self.by_seed, 0)
        images = self.images[np.repeat(chosen, counts)]
        return WrongImages.end_to_end(images, counts[chosen], self.n_images, "errors")

    @cached_property
    def _all_kept(self) -> WrongImages:
        kept = self.by_seed[self.by_seed >= 0]
        return WrongImages.end_to_end(self.images, kept, self.n_images, "errors")


@dataclass(frozen=True, eq=False)
class Ends:
    """How the runs of a variant ended, by seed: bool, shape (n_seeds,) each; the others are missing."""

    done: NDArray[np.bool_]
    diverged: NDArray[np.bool_]
    failed: NDArray[np.bool_]

    @cached_property
    def broken(self) -> NDArray[np.bool_]:
        """Diverged or failed."""
        return self.diverged | self.failed

    @cached_property
    def missing(self) -> NDArray[np.bool_]:
        """Not tried, or not read."""
        return ~(self.done | self.broken)


@dataclass(frozen=True)
class Cells:
    """The experiment as a table of variants and seeds.

    ``planned`` is bool of shape (n_seeds,): which seeds were fixed before the data;
    ``ends[variant]`` says how its runs ended;
    ``values[variant][metric]`` is float64 of shape (n_seeds,), NaN where the run is not done;
    ``curves[variant][metric]`` is float64 of shape (n_seeds, n_epochs), NaN likewise;
    ``errors[variant]`` are the misclassified test images by seed;
    ``trained[variant]`` is int64 of shape (n_seeds,): epochs trained, after each of which the test set
    was measured.
    """

    seeds: tuple[int, ...]
    planned: NDArray[np.bool_]
    ends: dict[str, Ends]
    values: dict[str, dict[str, NDArray[np.float64]]]
    curves: dict[str, dict[str, NDArray[np.float64]]]
    errors: dict[str, SeedErrors]
    trained: dict[str, NDArray[np.int64]]

    def beyond_plan(self, chosen: NDArray[np.bool_]) -> int:
        """Count some seeds, shape (n_seeds,), that were not fixed before the data."""
        return int((chosen & ~self.planned).sum())


def cells_table(experiment: Experiment, seeds: Sequence[int], cells: Iterable[Cell], found: Runs) -> Cells:
    """Lay the runs out by variant and seed.

    Args:
        experiment: the question.
        seeds: in the order that the table has.
        cells: places of the plan; a variant of which none is among them is not in the table.
        found: the runs that are there.
    """
    order = {seed: index for index, seed in enumerate(seeds)}
    run_ids: dict[str, list[str]] = {}
    for variant, seed, run_id in cells:
        if variant.name not in run_ids:
            run_ids[variant.name] = [""] * len(seeds)
        run_ids[variant.name][order[seed]] = run_id
    followed = _followed(experiment)
    planned = np.isin(np.asarray(seeds), np.asarray(experiment.planned_seeds))
    table = Cells(tuple(seeds), planned, {}, {}, {}, {}, {})
    for variant in experiment.variants:
        if variant.name in run_ids:
            _lay_out(table, variant, found.places(run_ids[variant.name]), found, followed)
    return table


def _lay_out(
    table: Cells, variant: Variant, places: NDArray[np.int64], found: Runs, followed: set[str]
) -> None:
    """Fill in a variant, whose run of each seed stands at a place, -1 where there is none."""
    name, recipe, here = variant.name, variant.recipe, places >= 0
    states, trained = np.full(len(places), "", object), np.zeros(len(places), np.int64)
    states[here] = found.fact_at("status", places[here])
    trained[here] = found.fact_at("epochs", places[here])
    ends = Ends(*(states == state for state in ("done", "diverged", "failed")))
    done, runs = ends.done, places[ends.done]
    rows = [row for row in measured_metrics() if recipe.has(row)]
    curves = {
        row.name: _spread(found.curves.matrix(row.name, runs, recipe.training.epochs), done)
        for row in rows
        if row.name in followed
    }
    values = {row.name: _spread(_last(found, row.name, runs, trained[done]), done) for row in rows}
    for row in CATALOGUE.values():
        if row.otherwise is not None and row.name not in values:
            values[row.name] = values[row.otherwise]
        column = _derived(row, values, curves)
        if column is not None:
            values[row.name] = column
    table.ends[name], table.trained[name] = ends, trained
    table.values[name], table.curves[name] = values, curves
    table.errors[name] = _errors(found, runs, done, recipe.dataset.facts.test_examples)


def _spread(rows: NDArray[np.float64], done: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Put the rows of the seeds that are done in their places, NaN elsewhere."""
    if done.all():
        return rows
    whole = np.full((len(done), *rows.shape[1:]), np.nan)
    whole[done] = rows
    return whole


def _errors(found: Runs, runs: NDArray[np.int64], done: NDArray[np.bool_], n_images: int) -> SeedErrors:
    images, counts = found.error_images.of_runs(runs)
    by_seed = np.full(len(done), -1)
    by_seed[done] = counts
    return SeedErrors(images.astype(np.uint16, copy=False), by_seed, n_images)


def _followed(experiment: Experiment) -> set[str]:
    """Metrics whose curves some estimate follows: the primary one, its twin, those that pick an epoch."""
    primary = CATALOGUE[experiment.metric].followed
    followed = {name for name in (primary, twin_of(primary)) if name is not None}
    for row in CATALOGUE.values():
        if isinstance(row.derived, AtBest):
            followed |= {row.derived.metric, row.derived.chosen_by}
    return followed


def _last(
    found: Runs, metric: str, runs: NDArray[np.int64], epochs: NDArray[np.int64]
) -> NDArray[np.float64]:
    """A metric at the end of runs, NaN where it was not measured; else, of an older run, its curve's end."""
    values = found.metrics.matrix(metric, runs, 1)[:, 0]
    absent = np.isnan(values)
    if absent.any():
        values[absent] = found.curves.last(metric, runs[absent], epochs[absent])
    return values


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
    for variant, ends in table.ends.items():
        counts = {
            state: int(getattr(ends, state).sum()) for state in ("done", "diverged", "failed", "missing")
        }
        measured = int(table.trained[variant].sum())
        rows.append({"variant": variant, "planned": len(table.seeds), **counts, "test_measured": measured})
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
        "evaluation": dataset.facts.test_examples,
    }[split]
