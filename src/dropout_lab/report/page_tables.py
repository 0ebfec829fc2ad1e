"""The tables of a page: cells that sort by value, and accuracy both in % and in wrong images."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from dropout_lab.evidence import Analysis, Frame, columns_beside, row_of
from dropout_lab.experiment import comparison_label
from dropout_lab.language import (
    chance_text,
    difference_text,
    interval_text,
    level_text,
    metrics_in,
    number,
    seeds_range_text,
)
from dropout_lab.report.bilingual import Both, both, outcome, with_unit

UNKNOWN = "-"


class Cell(NamedTuple):
    """What a cell shows; ``errors`` is the same as a count of wrong test images, where that can be."""

    text: str | Both
    value: float | str = ""
    errors: str = ""
    badge: str = ""


class Row(NamedTuple):
    """Cells of one line; ``variant`` names the one that a reader may hide with it."""

    cells: tuple[Cell, ...]
    variant: str = ""


class Grid(NamedTuple):
    """Heads by their key in the catalogue; the first ``n_names`` columns hold names, the others numbers."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    n_names: int = 1


def results_grid(analysis: Analysis) -> Grid:
    """One row per variant: levels, spread, likelihood, calibration, gap, seconds."""
    by_metric = {name: part.set_index("variant") for name, part in analysis.summary.groupby("metric")}
    ledger = analysis.ledger.set_index("variant")
    done = analysis.runs[analysis.runs["status"] == "done"]
    seconds = done.groupby("variant")["seconds"].mean()
    metric = analysis.experiment.metric
    beside = columns_beside(metric)
    primary, columns = row_of(metric).column or "mean", [row.column or "" for row in beside]
    heads = ["variant", "n", primary, "interval", "sd", "range", *columns, "seconds"]
    lost = [state for state in ("diverged", "failed") if ledger[state].any()]
    rows = []
    for name, row in by_metric[metric].iterrows():
        images = _test_images(analysis, str(name)) if row_of(metric).of_errors else 0
        took = float(seconds.get(name, math.nan))
        cells = [
            Cell(str(name), str(name)),
            Cell(str(row["n"]), int(row["n"])),
            _level(metric, row["mean"], images),
            _span(metric, row["ci_low"], row["ci_high"], images, joined=", ", ends="[]"),
            Cell(difference_text(metric, row["sd"]), row["sd"], _count(row["sd"], images)),
            _span(metric, row["min"], row["max"], images, joined=" - "),
            *(_mean(by_metric, other.name, name) for other in beside),
            Cell(number(took, 1), took),
            *(Cell(str(ledger.loc[name, state]), int(ledger.loc[name, state])) for state in lost),
        ]
        rows.append(Row(tuple(cells), str(name)))
    return Grid((*heads, *lost), tuple(rows))


def comparisons_grid(comparisons: Frame, images: int) -> Grid:
    """One row per comparison and metric; intervals over images only where there are any.

    Args:
        comparisons: rows of comparisons.csv.
        images: size of the test set; 0: not known, so that nothing is counted in images.
    """
    ends = ["joint", "interval", *(["crossed"] if comparisons["ci_low_crossed"].notna().any() else [])]
    heads = (
        "comparison", "metric", "decision", "pairs", "difference", *ends, "p", "chance", "seen", "settle",
    )  # fmt: skip
    rows = []
    for row in comparisons.itertuples():
        counted = images if row_of(row.metric).by_example else 0
        spans = [(row.ci_low_joint, row.ci_high_joint), (row.ci_low, row.ci_high),
                 (row.ci_low_crossed, row.ci_high_crossed)]  # fmt: skip
        cells = (
            Cell(comparison_label(row.treatment, row.control, row.minus_treatment, row.minus_control)),
            Cell(both(lambda words, name=row.metric: metrics_in(words)[name].name)),
            Cell(outcome(row.decision), row.decision, badge=row.decision),
            Cell(str(row.n_pairs), row.n_pairs),
            Cell(
                with_unit(row.metric, _signed(difference_text(row.metric, row.mean_difference))),
                row.mean_difference,
                _signed(_count(-row.mean_difference, counted)),
            ),
            *(
                Cell(_interval(row.metric, low, high, row.margin), low, _between(-high, -low, counted))
                for low, high in spans[: len(ends)]
            ),
            Cell(number(row.p_joint, 4), row.p_joint),
            Cell(chance_text(row.prob_better, row.prob_better_low, row.prob_better_high), row.prob_better),
            Cell(
                with_unit(row.metric, difference_text(row.metric, row.detectable_difference)),
                row.detectable_difference,
                _count(row.detectable_difference, counted),
            ),
            Cell(
                seeds_range_text(row.seeds_to_settle_low, row.seeds_to_settle_high), row.seeds_to_settle_low
            ),
        )
        rows.append(Row(cells))
    return Grid(heads, tuple(rows), n_names=3)


def sides_grid(summary: Frame) -> Grid:
    """One row per variant of somebody's table: n, mean, interval, sd, range on its one metric."""
    rows = []
    for row in summary.itertuples():
        low, high, least, most = (
            level_text(row.metric, v) for v in (row.ci_low, row.ci_high, row.min, row.max)
        )
        cells = (
            Cell(row.variant, row.variant),
            Cell(str(row.n), row.n),
            Cell(with_unit(row.metric, level_text(row.metric, row.mean), level=True), row.mean),
            Cell(f"[{low}, {high}]", row.ci_low),
            Cell(with_unit(row.metric, difference_text(row.metric, row.sd)), row.sd),
            Cell(f"{least} - {most}", row.min),
        )
        rows.append(Row(cells, row.variant))
    return Grid(("variant", "n", "mean", "interval", "sd", "range"), tuple(rows))


def spread_grid(analysis: Analysis) -> Grid:
    """Spread of accuracy between seeds, what image noise alone would make, and what lies beyond."""
    rows = []
    for row in analysis.summary.itertuples():
        if math.isnan(row.image_noise):
            continue
        images = _test_images(analysis, row.variant)
        values = (row.sd, row.image_noise, row.sd_beyond_images)
        numbers = (
            Cell(with_unit(row.metric, difference_text(row.metric, v)), v, _count(v, images)) for v in values
        )
        rows.append(Row((Cell(row.variant), Cell(str(row.n), row.n), *numbers), row.variant))
    return Grid(("variant", "n", "sd", "noise", "beyond"), tuple(rows))


def test_images_of(analysis: Analysis) -> int:
    """Size of the test set that all variants share; 0 where they differ."""
    sizes = {variant.recipe.dataset.facts.test_examples for variant in analysis.experiment.variants}
    return sizes.pop() if len(sizes) == 1 else 0


def _test_images(analysis: Analysis, variant: str) -> int:
    return analysis.experiment.variant(variant).recipe.dataset.facts.test_examples


def _mean(by_metric: Mapping[str, Frame], metric: str, variant: object) -> Cell:
    """The mean of a metric; unknown where no run has it."""
    part = by_metric.get(metric)
    if part is None or variant not in part.index:
        return Cell(UNKNOWN, math.nan)
    value = float(part.loc[variant, "mean"])
    return Cell(with_unit(metric, level_text(metric, value), level=True), value)


def _level(metric: str, value: float, images: int) -> Cell:
    return Cell(with_unit(metric, level_text(metric, value), level=True), value, _count(1 - value, images))


def _span(metric: str, low: float, high: float, images: int, *, joined: str, ends: str = "") -> Cell:
    """Two levels, from the lower one; in wrong images the higher accuracy is the lower count."""
    left, right = ends or ("", "")
    text = joined.join(level_text(metric, value) for value in (low, high))
    counts = joined.join(_count(1 - value, images) for value in (high, low))
    return Cell(f"{left}{text}{right}", low, f"{left}{counts}{right}")


def _interval(metric: str, low: float, high: float, margin: float) -> Both:
    return both(lambda words: interval_text(metric, low, high, margin, words))


def _between(low: float, high: float, images: int) -> str:
    if not images:
        return ""
    if math.isinf(low) and math.isinf(high):
        return "[unbounded]"
    return f"[{_count(low, images)}, {_count(high, images)}]"


def _count(share: float, images: int) -> str:
    """Return a share of the test set as a number of images; empty where their number is not known."""
    return number(share * images, 1) if images else ""


def _signed(text: str) -> str:
    """Give a number above zero its sign."""
    return text if text[:1] in {"-", ""} or not any(c in "123456789" for c in text) else f"+{text}"
