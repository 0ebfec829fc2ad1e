"""What stands below the answer on a card: the evidence of what the question asks, as intervals or a band."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import POKE, Analysis, Compared, Frame, needed, row_of
from dropout_lab.figures.drawing.intervals import ends_of, interval_lines, numbers_of, unit_of
from dropout_lab.figures.drawing.naming import effect_name, fitting, row_name, variant_name
from dropout_lab.figures.drawing.style import GREY, INK, NAMES
from dropout_lab.figures.drawing.wrapping import one_line
from dropout_lab.language import Words, decision_word, metrics_in
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.stats import FEWEST_PAIRS

WIDTH, HEIGHT, LEFT = 12.0, 6.3, 0.45
"""Of a card, and of its left margin, in inches."""

BOTTOM, TALL, RIGHT = 1.05, 1.5, 8.35
"""Of the axes: their lower edge and height; where words stand to the right of them."""

ROWS = 7
"""Intervals that are drawn; the answer speaks of the others."""


IN_TWO = 3
"""Rows that leave room for names in two lines."""


class Line(NamedTuple):
    """A mean with its interval, in the unit of the axis."""

    label: str
    mean: float
    low: float
    high: float


def draw_evidence(figure: Figure, analysis: Analysis, words: Words) -> None:
    """Draw what the answer rests on: shares, shifts, a band, comparisons; levels where there is no other."""
    asks, metric, rows = analysis.experiment.asks, analysis.experiment.metric, needed(analysis)
    if asks == "how much" and len(analysis.shares):
        _lines(
            figure,
            _shares(analysis.shares, words),
            words("figures.card.shares"),
            zero=True,
            left=4.5,
            is_share=True,
        )
    elif asks == "selection" and len(analysis.selection):
        said = words(
            "figures.card.shifts", metric=metrics_in(words)[metric].name, unit=unit_of(metric, words)
        )
        _lines(figure, _shifts(analysis.selection, metric, words), said, zero=True, left=4.0)
    elif asks == "epochs" and len(analysis.by_epoch):
        _band(figure, analysis, words)
    elif asks == "ranks":
        _drawn_levels(figure, analysis, words)
    elif len(rows) == 1:
        _compared(figure, analysis, rows[0], words)
    elif rows:
        _several(figure, analysis, rows[:ROWS], words)
    else:
        _drawn_levels(figure, analysis, words)


def _drawn_levels(figure: Figure, analysis: Analysis, words: Words) -> None:
    shown = metrics_in(words)[analysis.metric]
    unit = shown.level_unit.strip() or words("figures.forest.plain")
    said = words("figures.card.levels", metric=shown.name, unit=unit)
    _lines(figure, _levels(analysis, analysis.metric, words), said, none=words("figures.no_run"))


def _shares(shares: Frame, words: Words) -> list[Line]:
    def named(row: dict[str, Any]) -> str:
        stream = words(f"page.stream.{row['stream']}")
        if row["stream"] == POKE:  # with every stream the same, nothing acts together with it
            return stream
        part = words(f"page.share.{row['share'].replace('-', '_')}")
        return words("figures.card.share", stream=stream, share=part)

    return [
        Line(named(row), *(100 * row[name] for name in ("estimate", "ci_low", "ci_high")))
        for row in shares.to_dict("records")
    ]


def _shifts(selection: Frame, metric: str, words: Words) -> list[Line]:
    factor = row_of(metric).scale.factor
    return [
        Line(
            words(f"figures.card.best_{row_of(str(row['chosen_by'])).split}", what=row["what"]),
            *(factor * row[name] for name in ("shift", "ci_low", "ci_high")),
        )
        for row in selection.to_dict("records")
    ]


def _levels(analysis: Analysis, metric: str, words: Words) -> list[Line]:
    summary, factor = analysis.summary[analysis.summary["metric"] == metric], row_of(metric).scale.factor
    return [
        Line(
            f"{fitting(variant_name(analysis, row['variant'], words), 24, 1)}, n = {row['n']}",
            *(factor * row[name] for name in ("mean", "ci_low", "ci_high")),
        )
        for row in summary.to_dict("records")
        if math.isfinite(row["mean"])
    ]


def _lines(
    figure: Figure,
    lines: Sequence[Line],
    said: str,
    *,
    none: str = "",
    zero: bool = False,
    left: float = 2.6,
    is_share: bool = False,
) -> None:
    """Draw intervals below each other, each with its name at the left.

    Args:
        figure: the card.
        lines: of one axis; the first `ROWS` are drawn.
        said: what the axis shows.
        none: said where there is no line.
        zero: whether zero is marked.
        left: lower edge of the axes, in inches from the card's.
        is_share: whether nothing lies under 0 or over 100 %; what reaches beyond ends in an arrow.
    """
    lines = lines[:ROWS]
    bounds = (0.0, 100.0) if is_share else (-math.inf, math.inf)
    axis = _axes(figure, left=left, width=WIDTH - left - LEFT, height=TALL)
    if zero:
        axis.axvline(0, color=INK, linewidth=1.5)
    for place, line in enumerate(lines):
        if math.isfinite(line.low) and math.isfinite(line.high):
            interval_lines(axis, (line.low, line.high), place, bounds, 4, colour=GREY, capped=False)
        axis.plot(
            min(max(line.mean, bounds[0]), bounds[1]), place, marker="D", color=INK, markersize=6, zorder=5
        )
    _name_rows(axis, [line.label for line in lines])
    axis.set_xlabel(said, fontsize=12)
    if not lines:
        axis.set_xticks([])
        look = {"transform": axis.transAxes, "ha": "center", "fontsize": 15, "color": GREY}
        axis.text(0.5, 0.5, none, **look)


def _several(figure: Figure, analysis: Analysis, rows: Sequence[Compared], words: Words) -> None:
    """Draw comparisons below each other, each with its decision and its numbers at the right."""
    factor = row_of(rows[0].metric).scale.factor
    axis = _axes(figure, left=4.4, width=RIGHT - 4.6, height=TALL)
    ends = ends_of(rows, factor)
    axis.set_xlim(*ends)
    _mark(axis, rows[0], factor)
    for place, row in enumerate(rows):
        _interval(axis, row, place, factor, ends, 5)
    lines = 2 if len(rows) <= IN_TWO else 1
    names = [fitting(row_name(analysis, row, words), 44, lines) for row in rows]
    _name_rows(axis, names, fontsize=10)
    axis.set_xlabel(_axis_words(rows[0], words, "short"), fontsize=12)
    for place, row in enumerate(rows):
        badge, height = OUTCOMES[row.decision], BOTTOM + TALL * (len(rows) - 0.4 - place) / (len(rows) + 0.2)
        word = f"{badge.icon} {decision_word(row, words)}  {numbers_of(row, words)}"
        look = {"fontsize": 12, "fontweight": "bold", "color": NAMES[badge.colour], "va": "center"}
        figure.text(RIGHT / WIDTH, height / HEIGHT, word, **look)


def _compared(figure: Figure, analysis: Analysis, row: Compared, words: Words) -> None:
    """Draw one comparison with its intervals at the left, and what was decided at the right."""
    factor = row_of(row.metric).scale.factor
    axis = _axes(figure)
    ends = ends_of([row], factor)
    axis.set_xlim(*ends)
    axis.set_ylim(-0.5, 0.62)
    _mark(axis, row, factor)
    _interval(axis, row, 0, factor, ends, 9)
    axis.set_title(fitting(row_name(analysis, row, words), 68, 1), fontsize=14, pad=7)
    axis.set_xlabel(_axis_words(row, words, "axis"), fontsize=12)
    badge = OUTCOMES[row.decision]
    word = f"{badge.icon} {decision_word(row, words)}"
    look = {"fontsize": 25, "fontweight": "bold", "color": NAMES[badge.colour], "va": "center"}
    figure.text(RIGHT / WIDTH, 1.68 / HEIGHT, word, **look)
    numbers = f"{numbers_of(row, words)}\n{words('figures.pairs', n=row.n_pairs)}"
    figure.text(RIGHT / WIDTH, 1.06 / HEIGHT, numbers, fontsize=14, va="center", linespacing=1.35)


def _band(figure: Figure, analysis: Analysis, words: Words) -> None:
    """Draw the first comparison's difference by epoch with its band."""
    _, part = next(iter(analysis.by_epoch.groupby(["treatment", "control"], sort=False)))
    first, metric = part.iloc[0], analysis.experiment.metric
    factor = row_of(metric).scale.factor
    axis = _axes(figure, left=LEFT + 0.6, width=WIDTH - 2 * LEFT - 0.6, height=1.15)
    margin = factor * analysis.experiment.margins.get(metric, math.nan)
    if math.isfinite(margin):
        axis.axhspan(-margin, margin, color=GREY, alpha=0.16, linewidth=0)
    axis.axhline(0, color=INK, linewidth=1.5)
    mean, low, high = (
        factor * part[name].to_numpy(float) for name in ("mean_difference", "ci_low", "ci_high")
    )
    axis.fill_between(part["epoch"], low, high, color=INK, alpha=0.16, linewidth=0)
    axis.plot(part["epoch"], mean, color=INK, linewidth=3)
    axis.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axis.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axis.tick_params(axis="y", labelsize=12)
    label = fitting(effect_name(analysis, first["treatment"], first["control"], words), 40, 1)
    name = metrics_in(words)[metric].name
    axis.set_xlabel(
        words("figures.card.band", label=label, metric=name, unit=unit_of(metric, words)), fontsize=12
    )


def _mark(axis: Axes, row: Compared, factor: float) -> None:
    """Mark zero and the margin."""
    margin = factor * row.margin
    if math.isfinite(margin):
        axis.axvspan(-margin, margin, color=GREY, alpha=0.16, linewidth=0)
    axis.axvline(0, color=INK, linewidth=1.5)


def _interval(
    axis: Axes, row: Compared, place: int, factor: float, ends: tuple[float, float], width: float
) -> None:
    """Draw the joint interval thin, the plain one thick, and the mean."""
    if row.n >= FEWEST_PAIRS:
        colour = NAMES[OUTCOMES[row.decision].colour]
        joint, plain = (row.ci_low_joint, row.ci_high_joint), (row.ci_low, row.ci_high)
        interval_lines(axis, (factor * joint[0], factor * joint[1]), place, ends, 2, colour=colour)
        plain = factor * plain[0], factor * plain[1]
        interval_lines(axis, plain, place, ends, width, colour=colour, capped=False)
    if math.isfinite(row.mean_difference):
        axis.plot(factor * row.mean_difference, place, marker="D", color=INK, markersize=width + 2, zorder=5)


def _axis_words(row: Compared, words: Words, key: str) -> str:
    name = metrics_in(words)[row.metric].name
    return words(f"figures.card.{key}", metric=one_line(name, 44), unit=unit_of(row.metric, words))


def _name_rows(axis: Axes, labels: Sequence[str], fontsize: float = 11) -> None:
    axis.set_yticks(range(len(labels)), labels, fontsize=fontsize)
    axis.set_ylim(max(1, len(labels)) - 0.4, -0.6)


def _axes(figure: Figure, left: float = LEFT + 0.1, width: float = 7.3, height: float = 0.85) -> Axes:
    axis = figure.add_axes((left / WIDTH, BOTTOM / HEIGHT, width / WIDTH, height / HEIGHT))
    axis.spines["left"].set_visible(False)
    axis.set_yticks([])
    axis.grid(visible=False, axis="y")
    axis.tick_params(axis="x", labelsize=12)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    return axis
