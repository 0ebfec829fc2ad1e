"""Comparisons as rows: intervals, mean, zero and the margin on one axis; decision and numbers in words."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Compared, Drawable, plain_name, row_of
from dropout_lab.figures.drawing.form import Form
from dropout_lab.figures.drawing.intervals import ends_of, interval_lines, numbers_of, unit_of
from dropout_lab.figures.drawing.naming import counted, fitting, row_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.spans import Span, tick_step
from dropout_lab.figures.drawing.style import GREY, INK, NAMES
from dropout_lab.figures.drawing.ticks import drawn_power, step_ticks
from dropout_lab.figures.drawing.wrapping import balanced, columns, middle_cut
from dropout_lab.language import Words, decision_word
from dropout_lab.metrics import CATALOGUE
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.stats import FEWEST_PAIRS

ROW, DOTTED_ROW, NARROW_ROW = 0.72, 1.0, 1.75
"""Heights of a row, in inches: beside its name, with a dot for each seed, or under its name."""

FEW = 3
"""Rows that are so high."""

LABEL, LINES = 38, 3
"""Letters of a line of a comparison's name, and its most lines."""

UNDER_TEXT = (-0.25, 0.39)
"""What the lines of a row cross in a narrow picture, in rows: its drawing, and not the text above it."""

DWARFED = 4
"""Metrics of one unit share a scale, unless one reaches so many times less far than another."""

GOLDEN = 0.618034
THICK, THIN = 4, 1.2
CROSSED: dict[str, Any] = {"colour": GREY, "line": (0, (3, 1.2))}

Dots = Mapping[tuple[str, str], np.ndarray]
"""Label of a comparison and its metric -> its difference under each seed."""


def comparison_rows(
    figure: Picture,
    analysis: Drawable,
    rows: Sequence[Compared],
    words: Words,
    form: Form,
    right: Mapping[str, bool | None],
    dots: Dots,
) -> None:
    """Draw a panel for each metric, a row for each comparison, in a picture that is high enough.

    Args:
        figure: empty, `height_of` these rows.
        analysis: what holds them.
        rows: at least one.
        words: the language.
        form: of the picture.
        right: metric -> whether more of it is better; None: not known.
        dots: differences by seed, where they are drawn.
    """
    panels = by_metric(rows)
    heights = [_height(panel, form, dotted=bool(dots)) for panel in panels]
    axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
    for axis, panel, ends in zip(axes, panels, _scales(panels, dots), strict=True):
        _panel(figure, axis, analysis, panel, words, form, right[panel[0].metric], dots, ends)
    _legend(figure, rows, words, form)


def height_of(rows: Sequence[Compared], form: Form, *, dotted: bool = False) -> float:
    """Return the height of a picture of these rows, with or without a dot for each seed, in inches."""
    around = 1.3 if form.is_narrow else 0.45
    return around + sum(_height(panel, form, dotted=dotted) for panel in by_metric(rows))


def by_metric(rows: Sequence[Compared]) -> list[list[Compared]]:
    """Group rows by metric, in their order."""
    metrics = dict.fromkeys(row.metric for row in rows)
    return [[row for row in rows if row.metric == metric] for metric in metrics]


def leaves_out(rows: Sequence[Compared], dots: Dots) -> bool:
    """Whether a single seed lies further out than its panel reaches, so that an arrow stands for it."""
    panels = by_metric(rows)
    return any(
        factor * seed < ends[0] or factor * seed > ends[1]
        for panel, (ends, power) in zip(panels, _scales(panels, dots), strict=True)
        for factor in [row_of(panel[0].metric).scale.factor * 10.0**-power]
        for seed in _seeds(panel, dots)
    )


def has_joint(rows: Sequence[Compared]) -> bool:
    """Whether the interval that decides is wider than that of a comparison by itself: a line of its own."""
    return any(row.ci_low_joint < row.ci_low for row in rows)


def told_rows(analysis: Drawable, rows: Sequence[Compared], words: Words) -> list[str]:
    """Say each comparison with its metric, numbers and decision."""
    return [
        words(
            "figures.forest.told",
            label=row_name(analysis, row, words),
            metric=_metric_name(row.metric, words),
            numbers=numbers_of(row, words),
            decision=decision_word(row, words),
        )
        for row in rows
    ]


def _height(panel: Sequence[Compared], form: Form, *, dotted: bool) -> float:
    row = DOTTED_ROW if dotted and len(panel) <= FEW else ROW
    return 0.55 + (NARROW_ROW if form.is_narrow else row) * len(panel)


def _seeds(panel: Sequence[Compared], dots: Dots) -> list[float]:
    return [float(seed) for row in panel for seed in dots.get((row.label, row.metric), ())]


def _scales(panels: Sequence[Sequence[Compared]], dots: Dots) -> list[tuple[Span, int]]:
    """Return ends and power of ten of each panel: in pp the same, so that equal lengths mean the same."""
    found = []
    for panel in panels:
        power = drawn_power(row.mean_difference for row in panel)
        factor = row_of(panel[0].metric).scale.factor * 10.0**-power
        found.append((ends_of(panel, factor, _seeds(panel, dots)), power))
    points = [
        place
        for place, panel in enumerate(panels)
        if row_of(panel[0].metric).scale.difference == "points" and not found[place][1]
    ]
    if points:
        low, high = min(found[place][0][0] for place in points), max(found[place][0][1] for place in points)
        reaches = [found[place][0][1] - found[place][0][0] for place in points]
        if min(reaches) * DWARFED >= high - low:
            for place in points:
                found[place] = ((low, high), 0)
    return found


def _panel(
    figure: Picture,
    axis: Axes,
    analysis: Drawable,
    panel: Sequence[Compared],
    words: Words,
    form: Form,
    right: bool | None,
    dots: Dots,
    scale: tuple[Span, int],
) -> None:
    metric, (ends, power) = panel[0].metric, scale
    factor = row_of(metric).scale.factor * 10.0**-power
    axis.set_xlim(*ends)
    margin = factor * panel[0].margin
    _mark_zero(axis, len(panel), margin, form)
    for place, row in enumerate(panel):
        seeds = dots.get((row.label, metric))
        _row(figure, axis, analysis, place, row, factor, ends, words, form, seeds)
    axis.set_ylim(len(panel) - 0.5, -0.72 if form.is_narrow else -0.5)
    _name_rows(figure, axis, analysis, panel, words, form)
    axis.grid(visible=False, axis="y")
    axis.tick_params(axis="y", length=0, pad=7)
    axis.spines["left"].set_visible(False)
    if metric in CATALOGUE:
        axis.xaxis.set_major_locator(MaxNLocator(form.ticks, steps=[1, 2, 5, 10]))
    else:
        step_ticks(axis, ends, tick_step(ends[1] - ends[0], form.ticks), power)
    side = {True: "right", False: "left", None: "open"}[right]
    said = words(f"figures.forest.{side}", metric=_metric_name(metric, words), unit=unit_of(metric, words))
    axis.set_xlabel("\n".join(_in_lines(said, form.letters)) if form.is_narrow else said)


def _mark_zero(axis: Axes, rows: int, margin: float, form: Form) -> None:
    """Mark zero and the margin: through all rows, or in a narrow picture below the text of each."""
    if not form.is_narrow:
        if math.isfinite(margin):
            axis.axvspan(-margin, margin, color=GREY, alpha=0.16, linewidth=0)
        axis.axvline(0, color=INK, linewidth=1)
        return
    for top, bottom in ((place + UNDER_TEXT[0], place + UNDER_TEXT[1]) for place in range(rows)):
        if math.isfinite(margin):
            axis.fill_betweenx((top, bottom), -margin, margin, color=GREY, alpha=0.16, linewidth=0)
        axis.vlines(0, top, bottom, color=INK, linewidth=1, zorder=2)


def _in_lines(said: str, letters: int) -> list[str]:
    """Break the name of an axis before its last bracket, and where it is wider than a picture.

    >>> _in_lines("difference in test accuracy, pp (treatment is better on the right)", 45)
    ['difference in test accuracy, pp', '(treatment is better on the right)']
    """
    bracket = max(said.rfind("("), said.rfind("（"))
    parts = [said[:bracket].rstrip(), said[bracket:]] if bracket > 0 else [said]
    return [line for part in parts for line in balanced(part, letters)]


def _metric_name(metric: str, words: Words) -> str:
    key = f"units.metrics.{plain_name(metric)}"
    return words(key) if key in words else plain_name(metric)


def _row(
    figure: Picture,
    axis: Axes,
    analysis: Drawable,
    place: int,
    row: Compared,
    factor: float,
    ends: Span,
    words: Words,
    form: Form,
    seeds: np.ndarray | None,
) -> None:
    above, below = (place + 0.16, place + 0.34) if form.is_narrow else (place, place + 0.22)
    colour, drawn = NAMES[OUTCOMES[row.decision].colour], list[Artist]()
    if seeds is not None:
        heights = above - 0.36 + 0.2 * ((np.arange(seeds.size) * GOLDEN) % 1)
        drawn += _dots(axis, factor * seeds, heights, ends)
    joint, plain, crossed = (
        (factor * low, factor * high)
        for low, high in (
            (row.ci_low_joint, row.ci_high_joint),
            (row.ci_low, row.ci_high),
            (row.ci_low_crossed, row.ci_high_crossed),
        )
    )
    if row.n >= FEWEST_PAIRS:
        drawn += interval_lines(axis, joint, above, ends, THIN, colour=colour)
        drawn += interval_lines(axis, plain, above, ends, THICK, colour=colour, capped=False)
        drawn += interval_lines(axis, crossed, below, ends, 1.6, **CROSSED)
    mean = factor * row.mean_difference
    if math.isfinite(mean):
        drawn += axis.plot(mean, above, marker="D", color=INK, markersize=5.5, zorder=5)
        said = f"{row_name(analysis, row, words)}{words('units.join.colon')}{numbers_of(row, words)}"
        figure.tell(axis, [(mean, above, said)], row.treatment)
    figure.belongs(row.treatment, drawn)


def _dots(axis: Axes, values: np.ndarray, heights: np.ndarray, ends: Span) -> list[Artist]:
    """Draw a dot for each seed; one beyond an end is an arrow there."""
    look: dict[str, Any] = {"color": INK, "alpha": 0.4, "linewidths": 0, "zorder": 2}
    beyond = {"<": values < ends[0], ">": values > ends[1]}
    inside = ~(beyond["<"] | beyond[">"])
    drawn: list[Artist] = [axis.scatter(values[inside], heights[inside], s=12, **look)]
    for arrow, end in zip(beyond, ends, strict=True):
        if beyond[arrow].any():
            there = heights[beyond[arrow]]
            edge = np.full(there.shape, end)
            drawn.append(axis.scatter(edge, there, s=20, marker=arrow, clip_on=False, **look))
    return drawn


def _said(row: Compared, words: Words, between: str = "\n") -> str:
    """Say the decision, with its icon, and the numbers; where so few have no interval, that too."""
    badge = OUTCOMES[row.decision]
    said = f"{badge.icon} {decision_word(row, words)}{between}{numbers_of(row, words)}"
    return f"{said}\n{words('figures.forest.single')}" if 0 < row.n < FEWEST_PAIRS else said


def _name_rows(
    figure: Picture, axis: Axes, analysis: Drawable, panel: Sequence[Compared], words: Words, form: Form
) -> None:
    """Name each row at its left, with what was found at its right; in a narrow picture both above it."""
    beside = words("figures.all_groups") if any(row.group for row in panel) else ""
    across = axis.get_yaxis_transform()
    labels = [_label(analysis, row, words, form) + ("" if row.group else beside) for row in panel]
    if not form.is_narrow:
        axis.set_yticks(range(len(panel)), labels)
        for place, (row, label) in enumerate(zip(panel, axis.get_yticklabels(), strict=True)):
            said = axis.text(1.02, place, _said(row, words), transform=across, va="center")
            figure.belongs(row.treatment, [label, said])
        return
    axis.set_yticks([])
    for place, (row, label) in enumerate(zip(panel, labels, strict=True)):
        said = f"{label}\n{_said(row, words, between='  ')}"
        text = axis.text(0, place - 0.27, said, transform=across, va="bottom", zorder=6)
        text.set_in_layout(False)
        figure.belongs(row.treatment, [text])


def _label(analysis: Drawable, row: Compared, words: Words, form: Form) -> str:
    letters, name = form.letters - 4 if form.is_narrow else LABEL, row_name(analysis, row, words)
    if name == row.label and not row.minus_treatment and len(name) > 2 * letters:
        group = f" [{row.group}]" if row.group else ""
        sides = row.treatment, f"- {row.control}{group}"  # each with both of its ends
        name = "\n".join(middle_cut(side, letters) for side in sides)
    else:
        name = fitting(name, letters, LINES)
    if row.is_paired:
        count = words("figures.pairs", n=row.n_pairs)
    else:
        count = words("figures.groups", treatment=row.n_treatment, control=row.n_control)
    last = name.rpartition("\n")[2]
    beside = form.is_narrow and columns(last) + columns(count) + 2 <= form.letters
    return counted(name, count, words) if beside else f"{name}\n{count}"


def _legend(figure: Picture, rows: Sequence[Compared], words: Words, form: Form) -> None:
    handles: list[Artist] = [
        Line2D(
            [], [], color=INK, linewidth=THICK, solid_capstyle="butt", label=words("figures.forest.seeds")
        ),
    ]
    if has_joint(rows):
        handles.append(Line2D([], [], color=INK, linewidth=THIN, label=words("figures.forest.joint")))
    if any(math.isfinite(row.ci_low_crossed) for row in rows):
        dashes = {"color": CROSSED["colour"], "linestyle": CROSSED["line"]}
        handles.append(Line2D([], [], **dashes, label=words("figures.forest.crossed")))
    if any(math.isfinite(row.margin) for row in rows):
        grey = Patch(facecolor=GREY, alpha=0.16, linewidth=0, label=words("figures.forest.margin"))
        handles.append(grey)
    beside = 1 if form.is_narrow else len(handles)
    figure.legend(handles=handles, loc="outside lower left", ncols=beside, columnspacing=1.4)
