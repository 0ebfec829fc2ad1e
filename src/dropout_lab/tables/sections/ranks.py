"""The ranks that each variant can have, where all pairs were planned, and what a step of it costs."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from dropout_lab.evidence import Analysis, row_of
from dropout_lab.language import Words, level_text, metrics_in, number
from dropout_lab.tables import cells
from dropout_lab.tables.brief import MOST
from dropout_lab.tables.model import UNKNOWN, Cell, Column, Row, Table
from dropout_lab.tables.ranks import places_text

VARIANT = Column("variant", is_name=True)


def table(analysis: Analysis) -> Table:
    """One row per variant, best first, with a column for each metric; one per both where that is too wide."""
    n_metrics, costs = analysis.ranks["metric"].nunique(), 2 if analysis.costs else 0
    return _by_variant(analysis) if 1 + n_metrics + costs <= MOST else _by_both(analysis)


def _by_variant(analysis: Analysis) -> Table:
    """Return a row per variant: by its places on the first metric, of equal ones by its level, as drawn."""
    found = {(row.metric, row.variant): row for row in analysis.ranks.itertuples()}
    metrics, names = (list(dict.fromkeys(analysis.ranks[key])) for key in ("metric", "variant"))

    def order(name: str) -> tuple[float, ...]:
        row = found.get((metrics[0], name))
        side = -1 if row_of(metrics[0]).higher_is_better else 1
        return (row.best, row.worst, side * _mean(analysis, row)) if row else (math.inf,)

    names.sort(key=order)
    columns = (Column(f"place_{metric}", name=partial(_head, metric)) for metric in metrics)
    rows = (
        _row(analysis, name, [_ranked(analysis, found.get((metric, name))) for metric in metrics])
        for name in names
    )
    return Table((VARIANT, *columns, *_heads(analysis)), tuple(rows))


def _by_both(analysis: Analysis) -> Table:
    """Return a row per metric and variant."""
    rows = (
        _row(analysis, row.variant, [Cell(partial(_metric, row.metric), row.metric), _place(row)])
        for row in analysis.ranks.itertuples()
    )
    columns = Column("metric", is_name=True), Column("place")
    return Table((VARIANT, *columns, *_heads(analysis)), tuple(rows))


def _row(analysis: Analysis, name: str, ranked: Sequence[Cell]) -> Row:
    """Return the row of a variant: what people call it, its ranks, its costs."""
    return Row((cells.called(analysis, name), *ranked, *_costs(analysis, name)), name)


def _heads(analysis: Analysis) -> tuple[Column, ...]:
    return (Column("step_time"), Column("step_memory")) if analysis.costs else ()


def _head(metric: str, words: Words) -> str:
    return words("page.table.ranked_head", metric=_metric(metric, words))


def _metric(metric: str, words: Words) -> str:
    return metrics_in(words)[metric].name


def _place(row: Any) -> Cell:
    return Cell(partial(places_text, row.best, row.worst), row.best)


def _ranked(analysis: Analysis, row: Any) -> Cell:
    """Return the level of a variant with the places that it can have; unknown where it is not ranked."""
    if row is None:
        return Cell(UNKNOWN)
    mean = _mean(analysis, row)

    def text(words: Words) -> str:
        level = level_text(row.metric, mean) + metrics_in(words)[row.metric].level_unit
        return words("page.table.ranked", level=level, places=places_text(row.best, row.worst, words))

    return Cell(text, row.best)


def _mean(analysis: Analysis, row: Any) -> float:
    """Return the level of a ranked variant on the metric of its rank."""
    summary = analysis.summary
    (mean,) = summary[(summary["metric"] == row.metric) & (summary["variant"] == row.variant)]["mean"]
    return float(mean)


def _costs(analysis: Analysis, name: str) -> tuple[Cell, ...]:
    """Return time and memory of a step; unknown where they were not measured, exact without dropout."""
    if analysis.costs is None:
        return ()
    cost = analysis.costs.by_variant.get(name)
    if cost is None:
        return Cell(UNKNOWN), Cell(UNKNOWN)
    if cost.low == cost.high:
        return Cell(number(cost.time, 0), cost.time), Cell(number(cost.memory, 0), cost.memory)
    low, time, high, memory = (number(each, 2) for each in (cost.low, cost.time, cost.high, cost.memory))
    return Cell(f"{time} [{low}, {high}]", cost.time), Cell(memory, cost.memory)
