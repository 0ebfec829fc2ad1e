"""Tables as narrow as a page: at most five columns, and all others in parts that are as narrow."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from dropout_lab.evidence import Analysis, Compared, Frame, row_of
from dropout_lab.experiment import Experiment
from dropout_lab.language import (
    UNKNOWN,
    Words,
    comparison_labels,
    found_text,
    known_ends,
    labels_of,
    level_text,
    levels_text,
    metrics_in,
    seeds_range_text,
)
from dropout_lab.tables import cells
from dropout_lab.tables.cells import MetricCells
from dropout_lab.tables.comparisons import counted_cell, decision_cell
from dropout_lab.tables.model import Cell, Column, Row, Table
from dropout_lab.tables.results import seconds_cells, variant_cell

MOST = 5
"""Columns of a table on a page; more would be cut off or scroll sideways at the width of its text."""

Named = Callable[[Compared, Words], str]


class Fitted(NamedTuple):
    """A table as a page shows it: its few columns that answer, and all columns in parts, one click away."""

    brief: Table
    parts: tuple[Table, ...] = ()


def brief_comparisons(comparisons: Frame, named: Named = lambda row, _words: row.label) -> Table:
    """One row per comparison and metric: decision, difference with its interval, n, what would settle it.

    Args:
        comparisons: of an `Analysis`, or alike.
        named: what people call a comparison.
    """
    rows = [Compared(**row) for row in comparisons.to_dict("records")]
    several = len({row.metric for row in rows}) > 1
    paired = not rows or any(row.is_paired for row in rows)
    counts = Column("pairs", name="" if paired else lambda words: words("page.table.runs"))
    names = (Column("comparison", is_name=True), Column("decision", is_name=True))
    others = (Column("differs"), counts, *([Column("settles", is_name=True)] if paired else []))
    return Table((*names, *others), tuple(_comparison(row, named, several, paired) for row in rows))


def brief_results(analysis: Analysis) -> Table:
    """One row per variant: n, the primary metric with its interval, its spread and its range.

    Where nothing is compared, the seconds of a run stand in place of the range: all there is to weigh.
    """
    metric = analysis.experiment.metric
    shown, took = MetricCells(metric), seconds_cells(analysis) if _is_tour(analysis) else None
    rows = []
    for row in analysis.summary[analysis.summary["metric"] == metric].to_dict("records"):
        name = str(row["variant"])
        each = (
            variant_cell(analysis, name, partial(_called, analysis.experiment, name)),
            cells.counted(row["n"]),
            Cell(lambda words, row=row: _level(metric, row, words), row["mean"]),
            shown.spread(row["sd"]),
            took[name] if took else shown.levels(row["min"], row["max"]),
        )
        rows.append(Row(each, name))
    key = row_of(metric).column
    primary = Column(key) if key else Column("mean", name=lambda words: metrics_in(words)[metric].name)
    columns = (
        Column("variant", is_name=True),
        Column("n"),
        primary,
        Column("sd", unit=shown.difference_unit),
        Column("seconds") if took else Column("range", unit=shown.level_unit),
    )
    return Table(columns, tuple(rows))


def _is_tour(analysis: Analysis) -> bool:
    """Whether nothing is compared in any way, so that levels and their cost are all there is."""
    return not analysis.compared and not len(analysis.shares)


def comparison_namer(analysis: Analysis) -> Named:
    """Return what names the comparisons of an experiment as people do."""

    def named(row: Compared, words: Words) -> str:
        return comparison_labels(analysis.experiment, words).get(row.sides, row.label)

    return named


def parts_of(table: Table, n_names: int = 1) -> tuple[Table, ...]:
    """Return a table in parts of at most `MOST` columns, each with its first `n_names` columns."""
    keys = [column.key for column in table.columns]
    names, others, room = keys[:n_names], keys[n_names:], MOST - n_names
    starts = range(0, len(others), room)
    return tuple(table.only(*names, *others[start : start + room]) for start in starts)


def _comparison(row: Compared, named: Named, several: bool, paired: bool) -> Row:
    def name(words: Words) -> str:
        label = named(row, words)
        return f"{label}{words('methods.comma')}{metrics_in(words)[row.metric].name}" if several else label

    each = (
        Cell(name, row.label),
        decision_cell(row),
        Cell(lambda words: found_text(row, words), row.mean_difference),
        counted_cell(row),
        Cell(lambda words: _settles(row, words), row.seeds_to_settle_low),
    )
    return Row(each if paired else each[:-1])


def _settles(row: Compared, words: Words) -> str:
    """Say that a comparison is settled, or how many seeds in all would settle it."""
    if row.decision != "inconclusive":
        return words("units.settled")
    seeds = seeds_range_text(row.seeds_to_settle_low, row.seeds_to_settle_high, words)
    return (
        seeds if seeds in (UNKNOWN, words("units.never")) else words("page.table.seeds_in_all", seeds=seeds)
    )


def _called(experiment: Experiment, name: str, words: Words) -> str:
    """Return what people call a variant."""
    return labels_of(experiment, words)[name]


def _level(metric: str, row: dict, words: Words) -> str:
    """Write a level with its unit and its interval."""
    level = level_text(metric, row["mean"]) + metrics_in(words)[metric].level_unit
    interval = levels_text(metric, *known_ends(row["n"], row["ci_low"], row["ci_high"]), words=words)
    return level if UNKNOWN in (interval, level_text(metric, row["mean"])) else f"{level} {interval}"
