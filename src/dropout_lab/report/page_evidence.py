"""The smaller tables of a page: where the spread comes from, what choosing the epoch does, what diverged."""

from collections.abc import Mapping

from dropout_lab.evidence import Analysis, Frame, row_of
from dropout_lab.language import difference_text, interval_text, level_text, number
from dropout_lab.report.bilingual import Both, both, say, with_unit
from dropout_lab.report.page_tables import Cell, Grid, Row


def evidence_grids(analysis: Analysis) -> Mapping[str, Grid]:
    """Return the tables that have rows, by their name in the catalogue."""
    diverged = analysis.divergence["diverged"].any()
    grids = {
        "shares": _shares(analysis.shares),
        "selection": _selection(analysis.selection, analysis.experiment.metric),
        "divergence": _divergence(analysis.divergence if diverged else analysis.divergence[:0]),
    }
    return {name: grid for name, grid in grids.items() if grid.rows}


def _shares(shares: Frame) -> Grid:
    """Shares of the streams in the variance of the primary metric between seeds."""
    rows = [
        (
            Cell(say(f"stream.{row.stream}"), row.stream),
            Cell(say(f"share.{row.share.replace('-', '_')}"), row.share),
            Cell(row.variant, row.variant),
            Cell(str(row.n_pairs), row.n_pairs),
            Cell(_percent(row.estimate), row.estimate),
            Cell(f"[{number(100 * row.ci_low, 0)}, {number(100 * row.ci_high, 0)}]", row.ci_low),
        )
        for row in shares.itertuples()
    ]
    heads = ("stream", "share", "measured", "pairs", "variance", "interval")
    return Grid(heads, tuple(map(Row, rows)), n_names=3)


def _selection(selection: Frame, metric: str) -> Grid:
    """What choosing the epoch adds to each level and difference of the primary metric."""
    rows = []
    for row in selection.itertuples():
        level = row.kind == "level"
        text = level_text if level else difference_text
        rows.append(
            (
                Cell(row.what, row.what),
                Cell(say(f"chosen.{row_of(row.chosen_by).split}"), row.chosen_by),
                Cell(str(row.n), row.n),
                *(
                    Cell(with_unit(metric, text(metric, value), level=level), value)
                    for value in (row.last, row.selected)
                ),
                Cell(with_unit(metric, difference_text(metric, row.shift)), row.shift),
                Cell(_interval(metric, row.ci_low, row.ci_high), row.ci_low),
            )
        )
    return Grid(("of", "taken", "n", "last", "there", "shift", "interval"), tuple(map(Row, rows)), n_names=2)


def _divergence(divergence: Frame) -> Grid:
    """How many runs of each variant diverged, with the exact interval of their share."""
    rows = [
        (
            Cell(row.variant, row.variant),
            Cell(str(row.ended), row.ended),
            Cell(str(row.diverged), row.diverged),
            Cell(_percent(row.rate, 1), row.rate),
            Cell(f"[{number(100 * row.ci_low, 1)}, {number(100 * row.ci_high, 1)}]", row.ci_low),
        )
        for row in divergence.itertuples()
    ]
    return Grid(("variant", "ended", "diverged", "part", "interval"), tuple(map(Row, rows)))


def _interval(metric: str, low: float, high: float) -> Both:
    return both(lambda words: interval_text(metric, low, high, words=words))


def _percent(share: float, decimals: int = 0) -> str:
    text = number(100 * share, decimals)
    return text if text == "-" else f"{text} %"
