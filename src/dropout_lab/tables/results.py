"""Each variant over its seeds: levels, spread, the metrics beside them, seconds; and its runs counted."""

import math
from collections.abc import Callable
from typing import Any

from dropout_lab.evidence import Analysis, Frame, columns_beside, row_of
from dropout_lab.language import Words, digits_of, number
from dropout_lab.tables import cells
from dropout_lab.tables.cells import MetricCells
from dropout_lab.tables.model import UNKNOWN, Cell, Column, Row, Table


def results_table(analysis: Analysis) -> Table:
    """One row per variant: the primary metric with its spread, the metrics beside it, seconds a run."""
    metric = analysis.experiment.metric
    beside, unit = columns_beside(analysis.experiment), MetricCells(metric).level_unit
    by_metric = {name: part.set_index("variant") for name, part in analysis.summary.groupby("metric")}
    ledger = analysis.ledger.set_index("variant")
    lost = [state for state in ("diverged", "failed") if ledger[state].any()]
    rows, took = [], seconds_cells(analysis)
    for name, row in by_metric[metric].iterrows():
        primary = MetricCells(metric)
        each = (
            variant_cell(analysis, str(name)),
            cells.counted(row["n"]),
            primary.level(row["mean"]),
            primary.reach(row["n"], row["ci_low"], row["ci_high"]),
            primary.spread(row["sd"]),
            primary.levels(row["min"], row["max"]),
            *(_mean(by_metric.get(other.name), other.name, name) for other in beside),
            took[str(name)],
            *(cells.counted(ledger.loc[name, state]) for state in lost),
        )
        rows.append(Row(each, str(name)))
    columns = (
        Column("variant", is_name=True),
        Column("n"),
        _primary(metric),
        Column("interval", unit=unit),
        Column("sd", unit=MetricCells(metric).difference_unit),
        Column("range", unit=unit),
        *(Column(other.column or "", unit=MetricCells(other.name).level_unit) for other in beside),
        *(Column(key) for key in ("seconds", *lost)),
    )
    return Table(columns, tuple(rows))


def seconds_cells(analysis: Analysis) -> dict[str, Cell]:
    """Return by variant the mean seconds of its finished runs."""
    done = analysis.runs[analysis.runs["status"] == "done"]
    found = done.groupby("variant")["seconds"].mean()
    means = {name: float(found.get(name, math.nan)) for name in analysis.ledger["variant"]}
    return {name: Cell(number(mean, 1), mean) for name, mean in means.items()}


def variant_cell(analysis: Analysis, name: str, called: Callable[[Words], str] | None = None) -> Cell:
    """Return a variant's name; one that no comparison and no claim speaks of is marked as not in the plan.

    Args:
        analysis: what was found.
        name: of the variant, which its rows sort by.
        called: what people call it; None: its name.
    """

    def text(words: Words) -> str:
        said = called(words) if called else name
        return words("page.results.unplanned", name=said) if name in unplanned else said

    unplanned = analysis.experiment.unplanned
    return Cell(text, name)


def sides_table(summary: Frame) -> Table:
    """One row per variant of a stranger's table: n, mean, interval, sd, range on its one metric."""
    keys = ("n", "mean", "interval", "sd", "range")
    return Table(
        (Column("variant", is_name=True), *map(Column, keys)), tuple(map(_side, summary.itertuples()))
    )


def spread_table(analysis: Analysis) -> Table:
    """Spread between seeds of a metric of errors, what image noise alone would make, what lies beyond."""
    rows, metric = [], analysis.experiment.metric
    for row in analysis.summary.itertuples():
        if math.isnan(row.image_noise):
            continue
        metric = row.metric
        values = (row.sd, row.image_noise, row.sd_beyond_images)
        spreads = map(MetricCells(metric).spread, values)
        rows.append(Row((cells.called(analysis, row.variant), cells.counted(row.n), *spreads), row.variant))
    unit = MetricCells(metric).difference_unit
    parts = (Column(key, unit=unit) for key in ("sd", "noise", "beyond"))
    return Table((Column("variant", is_name=True), Column("n"), *parts), tuple(rows))


def ledger_table(ledger: Frame) -> Table:
    """Planned, done, diverged, failed and missing runs by variant; how often the test set was measured."""
    keys = {"planned": "planned", "done": "done", "diverged": "diverged", "failed": "failed",
            "missing": "missing", "looked": "test_measured"}  # fmt: skip
    rows = (
        Row((cells.named(row["variant"]), *(cells.counted(row[name]) for name in keys.values())))
        for row in ledger.to_dict("records")
    )
    return Table((Column("variant", is_name=True), *map(Column, keys)), tuple(rows))


def _side(row: Any) -> Row:
    """Levels with the digits of their interval; the spread with its first two."""
    shown, digits = MetricCells(row.metric), digits_of(row.metric, row.ci_low, row.ci_high, row.mean)
    each = (
        cells.named(row.variant),
        cells.counted(row.n),
        shown.level(row.mean, digits),
        shown.reach(row.n, row.ci_low, row.ci_high, digits),
        shown.spread(row.sd),
        shown.levels(row.min, row.max, digits),
    )
    return Row(each, row.variant)


def _primary(metric: str) -> Column:
    """Return the column of the primary metric; one without a head of its own is headed by its name."""
    unit, key = MetricCells(metric).level_unit, row_of(metric).column
    return Column(key, unit=unit) if key else Column("mean", unit=unit, name=MetricCells(metric).name)


def _mean(part: Frame | None, metric: str, variant: object) -> Cell:
    """The mean of a metric; unknown where no run has it."""
    if part is None or variant not in part.index:
        return Cell(UNKNOWN, math.nan)
    return MetricCells(metric).level(float(part.loc[variant, "mean"]))
