"""What stands below the answer on a card: the evidence of what the question asks, as intervals or a band."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import POKE, Analysis, Compared, Frame, needed, reply_of, row_of
from dropout_lab.figures.drawing.intervals import ends_of, interval_lines, numbers_of, unit_of
from dropout_lab.figures.drawing.naming import (
    counted,
    effect_name,
    fitting,
    one_control,
    row_name,
    variant_name,
)
from dropout_lab.figures.drawing.style import GREY, INK, NAMES
from dropout_lab.figures.drawing.wrapping import columns, one_line
from dropout_lab.language import Words, decision_word, metrics_in
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.stats import FEWEST_PAIRS

WIDTH, HEIGHT, LEFT = 12.0, 6.3, 0.45
"""Of a card, and of its left margin, in inches."""

BOTTOM, TALL, RIGHT = 1.05, 1.5, 8.35
"""Of the axes: their lower edge and height; where words stand to the right of one comparison."""

EM, WIDE = 0.54 / 72, 0.62 / 72
"""Width of a letter and of a bold one in inches, of one point."""

ROWS = 10
"""Lines of intervals that there is room for; where there are more the last one counts the rest."""

IN_TWO = 3
"""Rows that leave room for names in two lines."""

NAMED, GAP, NARROWEST, CLOSE = 44, 0.2, 2.6, 7
"""Letters of the longest name of a row; inches between a name, the axes and the words at the right, and of
the narrowest axes; rows above which names are small."""


class Line(NamedTuple):
    """A mean with its interval, in the unit of the axis."""

    label: str
    mean: float
    low: float
    high: float


def draw_evidence(figure: Figure, analysis: Analysis, words: Words) -> None:
    """Draw what the answer rests on: shares, shifts, a band, comparisons; levels where there is no other."""
    asks, metric, rows = analysis.experiment.asks, analysis.experiment.metric, answering(analysis)
    if asks == "how much" and len(analysis.shares):
        _lines(
            figure,
            _shares(analysis.shares, words),
            words("figures.card.shares"),
            words,
            zero=True,
            is_share=True,
        )
    elif asks == "selection" and len(analysis.selection):
        said = words(
            "figures.card.shifts", metric=metrics_in(words)[metric].name, unit=unit_of(metric, words)
        )
        _lines(figure, _shifts(analysis.selection, metric, words), said, words, zero=True)
    elif asks == "epochs" and len(analysis.by_epoch):
        _band(figure, analysis, words)
    elif asks == "ranks":
        _drawn_levels(figure, analysis, words)
    elif len(rows) == 1:
        _compared(figure, analysis, rows[0], words)
    elif rows:
        _several(figure, analysis, rows, words)
    else:
        _drawn_levels(figure, analysis, words)


def answering(analysis: Analysis) -> list[Compared]:
    """Return the comparisons that the answer speaks of, in the order of the experiment."""
    spoken_of = {row.sides for row in reply_of(analysis).rows}
    return [row for row in needed(analysis) if row.sides in spoken_of or not spoken_of]


def _drawn_levels(figure: Figure, analysis: Analysis, words: Words) -> None:
    shown = metrics_in(words)[analysis.metric]
    unit = shown.level_unit.strip() or words("figures.forest.plain")
    said = words("figures.card.levels", metric=shown.name, unit=unit)
    _lines(figure, _levels(analysis, analysis.metric, words), said, words, none=words("figures.no_run"))


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
    """Return the levels in the order of the experiment, or of rank where it asks for one."""
    summary, factor = analysis.summary[analysis.summary["metric"] == metric], row_of(metric).scale.factor
    if analysis.experiment.asks == "ranks":
        summary = summary.sort_values("mean", ascending=not row_of(metric).higher_is_better, kind="stable")
    return [
        Line(
            counted(
                fitting(variant_name(analysis, row["variant"], words), NAMED - 8, 1),
                words("figures.n", n=row["n"]),
                words,
            ),
            *(factor * row[name] for name in ("mean", "ci_low", "ci_high")),
        )
        for row in summary.to_dict("records")
        if math.isfinite(row["mean"])
    ]


def _lines(
    figure: Figure,
    lines: Sequence[Line],
    said: str,
    words: Words,
    *,
    none: str = "",
    zero: bool = False,
    is_share: bool = False,
) -> None:
    """Draw intervals below each other, each with its name at the left.

    Args:
        figure: the card.
        lines: of one axis; of more than `ROWS` the first are drawn, and the others counted.
        said: what the axis shows.
        words: the language.
        none: said where there is no line.
        zero: whether zero is marked.
        is_share: whether nothing lies under 0 or over 100 %; what reaches beyond ends in an arrow.
    """
    names = [line.label for line in lines]
    lines, names = lines[: _shown(len(lines))], _with_more(names, words)
    bounds = (0.0, 100.0) if is_share else (-math.inf, math.inf)
    left = _left(names)
    axis = _axes(figure, left=left, width=WIDTH - left - LEFT, height=TALL)
    if zero:
        axis.axvline(0, color=INK, linewidth=1.5)
    for place, line in enumerate(lines):
        if math.isfinite(line.low) and math.isfinite(line.high):
            interval_lines(axis, (line.low, line.high), place, bounds, 4, colour=GREY, capped=False)
        axis.plot(
            min(max(line.mean, bounds[0]), bounds[1]), place, marker="D", color=INK, markersize=6, zorder=5
        )
    _name_rows(axis, names)
    axis.set_xlabel(said, fontsize=12)
    if not lines:
        axis.set_xticks([])
        look = {"transform": axis.transAxes, "ha": "center", "fontsize": 15, "color": GREY}
        axis.text(0.5, 0.5, none, **look)


def _several(figure: Figure, analysis: Analysis, rows: Sequence[Compared], words: Words) -> None:
    """Draw comparisons below each other, each with its decision and its numbers at the right."""
    factor, control = row_of(rows[0].metric).scale.factor, one_control(analysis, rows)
    lines = 2 if len(rows) <= IN_TWO else 1
    names = [
        fitting(
            variant_name(analysis, row.treatment, words) if control else row_name(analysis, row, words),
            NAMED,
            lines,
        )
        for row in rows
    ]
    rows, names = rows[: _shown(len(rows))], _with_more(names, words)
    said = [
        f"{OUTCOMES[row.decision].icon} {decision_word(row, words)}  {numbers_of(row, words)}" for row in rows
    ]
    left, widest = _left(names), max(map(columns, said))
    room = (WIDTH - left - LEFT - NARROWEST - GAP) / (widest * WIDE)
    size = min(12.0, room, 0.9 * 72 * TALL / (len(names) + 0.2))
    right = WIDTH - LEFT - widest * size * WIDE
    axis = _axes(figure, left=left, width=right - GAP - left, height=TALL)
    ends = ends_of(rows, factor)
    axis.set_xlim(*ends)
    _mark(axis, rows[0], factor)
    for place, row in enumerate(rows):
        _interval(axis, row, place, factor, ends, 5)
    _name_rows(axis, names)
    key, beside = ("short", "") if not control else ("against", variant_name(analysis, control, words))
    axis.set_xlabel(_axis_words(rows[0], words, key, control=beside), fontsize=12)
    for place, (row, text) in enumerate(zip(rows, said, strict=True)):
        height = BOTTOM + TALL * (len(names) - 0.4 - place) / (len(names) + 0.2)
        colour = NAMES[OUTCOMES[row.decision].colour]
        look = {"fontsize": size, "fontweight": "bold", "color": colour, "va": "center"}
        figure.text(right / WIDTH, height / HEIGHT, text, **look)


def _shown(n: int) -> int:
    """Return how many of n rows are drawn: all that there is room for, else one less than that.

    >>> _shown(10), _shown(11)
    (10, 9)
    """
    return n if n <= ROWS else ROWS - 1


def _with_more(names: Sequence[str], words: Words) -> list[str]:
    """Return the names of the rows that are drawn, and what the last line says of the others."""
    shown = _shown(len(names))
    more = [words("figures.card.more", n=len(names) - shown)] if shown < len(names) else []
    return [*names[:shown], *more]


def _left(names: Sequence[str]) -> float:
    """Return the left edge of the axes, behind the longest name, in inches."""
    longest = max((columns(line) for name in names for line in name.split("\n")), default=0)
    return LEFT + GAP + longest * _points(names) * EM


def _points(names: Sequence[str]) -> float:
    """Return the points of the letters of the names of rows: many rows stand close."""
    return 11.0 if len(names) <= CLOSE else 9.5


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


def _axis_words(row: Compared, words: Words, key: str, **fields: str) -> str:
    name = one_line(metrics_in(words)[row.metric].name, 44)
    return words(f"figures.card.{key}", metric=name, unit=unit_of(row.metric, words), **fields)


def _name_rows(axis: Axes, labels: Sequence[str]) -> None:
    axis.set_yticks(range(len(labels)), labels, fontsize=_points(labels))
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
