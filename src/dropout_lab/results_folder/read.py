"""A results folder -> the records and the experiment it was written from. Reading runs nothing (law 9)."""

import csv
import functools
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from dropout_lab.errors import ConfigError, ResultsError, first_line
from dropout_lab.evidence import (
    CURVE_COLUMNS,
    RUN_COLUMNS,
    Planned,
    Plans,
    metric_unit,
    plan_items,
    plans_of,
)
from dropout_lab.experiment import Experiment, Variant
from dropout_lab.foreign import from_spreadsheet
from dropout_lab.metrics import CATALOGUE, checked, is_learned, measured_metrics
from dropout_lab.results_folder.digests import parts, read_file, warn_of_none
from dropout_lab.results_folder.folders import read_provenance
from dropout_lab.results_folder.packing import unpack_errors
from dropout_lab.store import LARGEST_SEED, RunRecord, check_run

Kind = TypeVar("Kind")
STATUSES = ("done", "diverged", "failed")
JOINED_LATER = "first_seen"
"""Column of runs.csv that older folders lack: their runs are as old as they ended."""

RELIABILITY = ("run_id", "images", "confidence", "accuracy")
LARGEST_FIELD = 1 << 20
"""Characters in one CSV field; a run with every image wrong packs to far less."""


class _Kept(NamedTuple):
    """Curves, errors and reliability of each run, by run_id."""

    curves: Mapping[str, Mapping[str, NDArray[np.float64]]]
    errors: Mapping[str, tuple[NDArray[np.uint16], NDArray[np.uint8]]]
    reliability: Mapping[str, NDArray[np.float64]]  # shape (bins, 3)


class ListedRun(NamedTuple):
    """A row of runs.csv, without its numbers."""

    run_id: str
    variant: str
    seed: int
    first_seen: str  # UTC, ISO 8601
    weights_sha256: str  # by which two trainings of one run are told apart; "" where it has none


def in_one_line(read: Callable[[Path], Kind]) -> Callable[[Path], Kind]:
    """Let a reader of a folder end in one line where its files hold what no folder of ours does."""

    @functools.wraps(read)
    def reader(folder: Path) -> Kind:
        try:
            return read(folder)
        except (TypeError, ValueError, LookupError, AttributeError, OverflowError, RecursionError) as error:
            said = first_line(error, typed=True)
            raise ResultsError(f"{folder}: holds what no results of dropout-lab do ({said})") from None

    return reader


@in_one_line
def read_results(folder: Path) -> list[RunRecord]:
    """Read the runs of a results folder: runs.csv, with curves, errors and reliability where they are.

    Each file is held to its digest; of a folder that carries none an `UnverifiedWarning` says so.

    A file that would be too large stands in parts: ``curves.csv``, ``curves-2.csv`` and so on.

    Returns:
        One record per run, in the order of runs.csv; every float as it was written.

    Raises:
        ResultsError: no runs.csv, a column missing, a value that is no number, or a file that is not as it
            was written.
    """
    known = read_provenance(folder)
    warn_of_none(folder, known)
    tables = _Tables(folder, known)
    rows = tables.rows("runs.csv", [name for name in RUN_COLUMNS if name != JOINED_LATER])
    variants = {variant.name: variant for variant in read_experiment(folder)[0].variants}
    kept = _Kept(
        _curves(tables),
        _errors(tables),
        _reliability(tables),
    )
    environments = known.get("environments", [])
    records: dict[str, RunRecord] = {}
    for row in rows:
        if row["variant"] not in variants:
            raise ResultsError(f"{folder}/runs.csv: variant {row['variant']} is not in provenance.json")
        if row["run_id"] not in records:
            variant = variants[row["variant"]]
            records[row["run_id"]] = _record(row, variant, folder, kept, environments)
    return list(records.values())


@in_one_line
def read_experiment(folder: Path) -> tuple[Experiment, tuple[int, ...]]:
    """Read the experiment of a results folder and the seeds that were asked for, from provenance.json.

    Raises:
        ResultsError: no provenance.json, or one without an experiment.
        ConfigError: an experiment that cannot be.
    """
    provenance = read_provenance(folder)
    if "experiment" not in provenance or "seeds" not in provenance:
        raise ResultsError(f"{folder}: provenance.json names no experiment; no results of dropout-lab here")
    experiment, seeds = Experiment.parse(provenance["experiment"]), provenance["seeds"]
    if not all(type(seed) is int and 0 <= seed <= LARGEST_SEED for seed in seeds):
        raise ResultsError(f"{folder}: provenance.json: seeds are whole numbers from 0 to {LARGEST_SEED}")
    return experiment, tuple(seeds)


def units_beside(table: Path) -> dict[str, float]:
    """Return the resolution of metrics that count test examples, where a table stands in a folder of ours.

    Args:
        table: a file such as runs.csv.

    Returns:
        Metric -> one example of the coarsest of the experiment's variants, a fraction; empty for a table that
        the folder's provenance.json does not name, or beside one that tells no experiment.
    """
    try:
        if table.name not in read_provenance(table.parent).get("files", ()):
            return {}
        experiment, _ = read_experiment(table.parent)
    except (ResultsError, ConfigError, TypeError, AttributeError):
        return {}
    names = [variant.name for variant in experiment.variants]
    counted = [name for name, row in CATALOGUE.items() if row.by_example and row.split == "test"]
    return {name: metric_unit(experiment, name, *names) for name in counted}


@in_one_line
def read_listed_runs(folder: Path) -> list[ListedRun]:
    """Read which runs a results folder lists, from runs.csv alone.

    Raises:
        ResultsError: no runs.csv, one without these columns, or a seed that is no number.
    """
    wanted = ("run_id", "variant", "seed", "finished_at")
    rows = _Tables(folder, read_provenance(folder)).rows("runs.csv", wanted)
    try:
        return [
            ListedRun(
                row["run_id"],
                row["variant"],
                int(row["seed"]),
                row.get(JOINED_LATER) or row["finished_at"],
                row.get("weights_sha256", ""),
            )
            for row in rows
        ]
    except ValueError as error:
        raise ResultsError(f"{folder}/runs.csv: {error}") from None


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    """Read a table of a folder, such as ``comparisons``, with its cells as text; no rows where it has none.

    Raises:
        ResultsError: a file that cannot be read, or is not as it was written.
    """

    @in_one_line
    def read(folder: Path) -> list[dict[str, str]]:
        return _Tables(folder, read_provenance(folder)).rows_where_there_are(f"{name}.csv", ())

    return read(folder)


@in_one_line
def read_plans(folder: Path) -> Plans:
    """Read the plans that a folder knows: for each of its comparisons and claims the first, and its own.

    Raises:
        ResultsError: no results of ours, or a plan that cannot be.
        ConfigError: an experiment that cannot be.
    """
    experiment, _ = read_experiment(folder)
    known = read_provenance(folder)
    keys = {(item.kind, item.name, item.metric): item.key for item in plan_items(experiment)}
    try:
        first = [
            (keys[entry["kind"], entry["name"], entry["metric"]], _planned(entry))
            for entry in known.get("plan_ages", ())
            if entry["planned_at"] is not None
        ]
        own = known.get("planned_at")
        if own is None:
            return first
        plan = _planned({**known, "planned_in": experiment.name, "family_size": experiment.family_size})
        return [*first, *plans_of(experiment, plan.planned_at, plan.commit, plan.dirty)]
    except (TypeError, ValueError, KeyError) as error:
        raise ResultsError(f"{folder}: provenance.json: a plan that cannot be: {error!r}") from None


def _planned(entry: Mapping[str, Any]) -> Planned:
    commit, dirty = entry.get("planned_commit"), entry.get("planned_dirty")
    time = datetime.fromisoformat(entry["planned_at"])
    if time.utcoffset() != timedelta(0):
        raise ValueError(f"planned_at {entry['planned_at']} is not in UTC")
    return Planned(
        planned_at=entry["planned_at"],
        experiment=str(entry["planned_in"]),
        family_size=int(entry["family_size"]),
        commit=None if commit is None else str(commit),
        dirty=None if dirty is None else bool(dirty),
    )


def _record(
    row: Mapping[str, str],
    variant: Variant,
    folder: Path,
    kept: _Kept,
    environments: list[dict[str, Any]],
) -> RunRecord:
    run_id = row["run_id"]
    if row["status"] not in STATUSES:
        raise ResultsError(
            f"{folder}/runs.csv, run {run_id}: status {row['status']}; {', '.join(STATUSES)} exist"
        )
    environment = next((entry for entry in environments if run_id in entry.get("runs", [])), {})
    images, labels = kept.errors.get(run_id, (None, None))
    try:
        record = RunRecord(
            run_id=run_id,
            recipe=variant.recipe.canonical(),
            engine=variant.engine.canonical(),
            seed=int(row["seed"]),
            status=row["status"],
            epochs=int(row["epochs"]),
            metrics=checked({name: float(row[name]) for name in _metrics_of(row)}),
            seconds=float(row["seconds"]) if row["seconds"] else None,
            diverged_epoch=int(row["diverged_epoch"]) if row["diverged_epoch"] else None,
            attempts=int(row["attempts"] or 1),
            finished_at=row["finished_at"],
            first_seen=row.get(JOINED_LATER) or "",
            weights_sha256=row["weights_sha256"] or None,
            error=row["error"] or None,
            environment={key: value for key, value in environment.items() if key != "runs"},
            curves=kept.curves.get(run_id, {}),
            error_images=images,
            error_labels=labels,
            reliability=kept.reliability.get(run_id),
        )
        check_run(record, variant.recipe.dataset.facts)
    except ValueError as error:
        raise ResultsError(f"{folder}/runs.csv, run {run_id}: {error}") from None
    return record


def _metrics_of(row: Mapping[str, str]) -> list[str]:
    """Metrics of the catalogue for which a row has a value."""
    return [metric.name for metric in measured_metrics() if row.get(metric.name)]


def _followed(row: Mapping[str, str]) -> list[str]:
    """Curves that a run's first row of curves.csv has; those of validation and learned ones with a value."""
    there = (metric for metric in measured_metrics() if metric.name in row)
    metrics = [metric.name for metric in there if row[metric.name] or not metric.needs_validation]
    return [*metrics, *(name for name, value in row.items() if value and is_learned(name))]


def _curves(tables: "_Tables") -> dict[str, dict[str, NDArray[np.float64]]]:
    columns: dict[str, dict[str, list[float]]] = {}
    for row in tables.rows_where_there_are("curves.csv", CURVE_COLUMNS):
        if row["run_id"] not in columns:
            columns[row["run_id"]] = {name: [] for name in _followed(row)}
        for metric, values in columns[row["run_id"]].items():
            try:
                values.append(float(row[metric]) if row[metric] else float("nan"))
            except ValueError as error:
                raise ResultsError(f"{tables.folder}/curves.csv, run {row['run_id']}: {error}") from None
    return {run_id: {name: np.array(v) for name, v in run.items()} for run_id, run in columns.items()}


def _errors(tables: "_Tables") -> dict[str, tuple[NDArray[np.uint16], NDArray[np.uint8]]]:
    rows = tables.rows_where_there_are("errors.csv", ("run_id", "images", "labels"))
    return {row["run_id"]: unpack_errors(row["images"], row["labels"]) for row in rows}


def _reliability(tables: "_Tables") -> dict[str, NDArray[np.float64]]:
    """Bins of each run, shape (bins, 3), in the order of the file."""
    bins: dict[str, list[list[float]]] = {}
    for row in tables.rows_where_there_are("reliability.csv", RELIABILITY):
        try:
            bins.setdefault(row["run_id"], []).append([float(row[name]) for name in RELIABILITY[1:]])
        except ValueError as error:
            raise ResultsError(f"{tables.folder}/reliability.csv, run {row['run_id']}: {error}") from None
    return {run_id: np.array(rows) for run_id, rows in bins.items()}


class _Tables:
    """The tables of a folder, each held to its digest where the folder's provenance names one."""

    def __init__(self, folder: Path, known: Mapping[str, Any]) -> None:
        self.folder, self._known = folder, known

    def rows_where_there_are(self, name: str, wanted: Sequence[str]) -> list[dict[str, str]]:
        return self.rows(name, wanted) if parts(self.folder, name, self._known) else []

    def rows(self, name: str, wanted: Sequence[str]) -> list[dict[str, str]]:
        """Read a table, with the parts that continue it."""
        names = parts(self.folder, name, self._known) or [name]
        return [row for part in names for row in self._rows_of_one(part, wanted)]

    def _rows_of_one(self, name: str, wanted: Sequence[str]) -> list[dict[str, str]]:
        """Read a CSV file as text; pandas would guess at types, and take a variant called NA for nothing."""
        path, content = self.folder / name, read_file(self.folder, name, self._known)
        csv.field_size_limit(LARGEST_FIELD)
        try:
            reader = csv.DictReader(io.StringIO(content.decode(), newline=""))
            absent = [name for name in wanted if name not in (reader.fieldnames or ())]
            if absent:
                raise ResultsError(f"{path}: no column {', '.join(absent)}")
            rows = list(reader)
        except (UnicodeDecodeError, csv.Error) as error:
            raise ResultsError(f"{path}: cannot be read: {error}") from None
        for number, row in enumerate(rows, 1):
            if None in row or None in row.values():
                raise ResultsError(f"{path}: row {number} has not as many cells as the head; was it cut?")
        return [{head: from_spreadsheet(cell) for head, cell in row.items()} for row in rows]
