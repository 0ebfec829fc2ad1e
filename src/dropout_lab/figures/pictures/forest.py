"""All planned comparisons below each other: each with its intervals, the margin and what was decided."""

import math
from collections.abc import Callable, Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, Compared, Drawable, plain_name, row_of
from dropout_lab.figures.drawing.bounds import ROWS, first_of
from dropout_lab.figures.drawing.intervals import ends_of, interval_lines, numbers_of, unit_of
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.spans import Span, tick_step
from dropout_lab.figures.drawing.style import BLUE, GREY, INK, ORANGE, heading, styled
from dropout_lab.figures.drawing.ticks import drawn_power, step_ticks
from dropout_lab.figures.drawing.wrapping import middle_cut, shortened
from dropout_lab.language import ENGLISH, Words
from dropout_lab.metrics import CATALOGUE
from dropout_lab.outcomes import OUTCOMES

ROW = 0.56
LABEL = 34
"""Letters of a comparison's name in one line."""


def shows(analysis: Analysis) -> bool:
    """Whether comparisons are planned."""
    return bool(analysis.experiment.comparisons)


def draw(
    analysis: Drawable,
    words: Words = ENGLISH,
    *,
    title: str = "title",
    higher: Callable[[str], bool | None] = lambda metric: row_of(metric).higher_is_better,
) -> Picture:
    """Draw every planned comparison at the end of training: a panel for each metric, a row for each pair.

    Thick: the plain 95 % interval over seeds; thin: the joint one, which decides; dashed: over seeds and test
    images. One scale per panel; zero and the margin are marked.

    Args:
        analysis: what holds the comparisons.
        words: the language.
        title: key of the title in the catalogue.
        higher: whether more of a metric is better; None: not known.
    """
    compared = [Compared(**row) for row in analysis.comparisons.to_dict("records")]
    rows, more = first_of(compared, ROWS, words)
    metrics = list(dict.fromkeys(row.metric for row in rows))
    panels = [[row for row in rows if row.metric == metric] for metric in metrics]
    with styled():
        heights = [0.55 + ROW * len(panel) for panel in panels] or [1.0]
        figure = Picture(8.4, 1.5 + sum(heights))
        said = [words("figures.forest.explained"), *more]
        heading(figure, words(f"figures.forest.{title}"), words("figures.sentences").join(said))
        axes = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
        for axis, panel in zip(axes, panels, strict=False):
            _panel(figure, axis, panel, words, right=higher(panel[0].metric))
        if panels:
            _legend(figure, rows, words)
        else:
            axes[0].set_axis_off()
            axes[0].text(0.5, 0.5, words("figures.no_comparison"), ha="center", color=GREY)
    return figure


def _panel(
    figure: Picture, axis: Axes, panel: Sequence[Compared], words: Words, *, right: bool | None
) -> None:
    metric = panel[0].metric
    power = drawn_power(row.mean_difference for row in panel)
    factor = row_of(metric).scale.factor * 10.0**-power
    ends = ends_of(panel, factor)
    axis.set_xlim(*ends)
    margin = factor * panel[0].margin
    if math.isfinite(margin):
        axis.axvspan(-margin, margin, color=GREY, alpha=0.16, linewidth=0)
    axis.axvline(0, color=INK, linewidth=1)
    for place, row in enumerate(panel):
        _row(figure, axis, place, row, factor, ends, words)
    axis.set_ylim(len(panel) - 0.5, -0.5)
    axis.set_yticks(range(len(panel)), _labels(panel, words))
    for row, label in zip(panel, axis.get_yticklabels(), strict=True):
        figure.belongs(row.treatment, [label])
    axis.grid(visible=False, axis="y")
    axis.tick_params(axis="y", length=0, pad=7)
    axis.spines["left"].set_visible(False)
    if metric in CATALOGUE:
        axis.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    else:
        step_ticks(axis, ends, tick_step(ends[1] - ends[0]), power)
    key = f"units.metrics.{plain_name(metric)}"
    name = words(key) if key in words else plain_name(metric)
    side = {True: "right", False: "left", None: "open"}[right]
    unit = unit_of(metric, words)
    axis.set_xlabel(words(f"figures.forest.{side}", metric=name, unit=unit), fontsize=8.5)


def _row(
    figure: Picture, axis: Axes, place: int, row: Compared, factor: float, ends: Span, words: Words
) -> None:
    above, below = place - 0.1, place + 0.2
    drawn: list[Artist] = []
    joint, plain, crossed = (
        (factor * low, factor * high)
        for low, high in (
            (row.ci_low_joint, row.ci_high_joint),
            (row.ci_low, row.ci_high),
            (row.ci_low_crossed, row.ci_high_crossed),
        )
    )
    if row.n > 1:
        drawn += interval_lines(axis, joint, above, ends, 1.2)
        drawn += interval_lines(axis, plain, above, ends, 4, capped=False)
        drawn += interval_lines(axis, crossed, below, ends, 1.6, colour=ORANGE, line=(0, (3, 1.2)))
    mean = factor * row.mean_difference
    if math.isfinite(mean):
        drawn += axis.plot(mean, above, marker="D", color=INK, markersize=5, zorder=5)
        if math.isfinite(row.ci_low_crossed):
            drawn += axis.plot(mean, below, marker="s", color=ORANGE, markersize=4, zorder=5)
        figure.tell(axis, [(mean, above, f"{row.label}: {numbers_of(row, words)}")], row.treatment)
        if row.n == 1:
            look = {"color": GREY, "transform": axis.get_yaxis_transform(), "fontsize": 8.5}
            drawn.append(axis.text(0.01, place + 0.36, words("figures.forest.single"), **look))
    badge = OUTCOMES[row.decision]
    said = f"{badge.icon} {words(f'outcomes.{badge.key}')}\n{numbers_of(row, words)}"
    at_right = axis.get_yaxis_transform()
    drawn.append(axis.text(1.02, place, said, transform=at_right, va="center", fontsize=8.5))
    figure.belongs(row.treatment, drawn)


def _labels(panel: Sequence[Compared], words: Words) -> list[str]:
    """Name each row; beside rows of groups that of all of them says so."""
    beside = words("figures.all_groups") if any(row.group for row in panel) else ""
    return [_label(row, words) + ("" if row.group else beside) for row in panel]


def _label(row: Compared, words: Words) -> str:
    name = shortened(row.label, LABEL)
    if name.endswith("…") and not row.minus_treatment:  # both sides, each with both of its ends
        group = f" [{row.group}]" if row.group else ""
        name = "\n".join(middle_cut(side, LABEL) for side in (row.treatment, f"- {row.control}{group}"))
    if row.is_paired:
        return f"{name}\n{words('figures.pairs', n=row.n_pairs)}"
    return f"{name}\n{words('figures.groups', treatment=row.n_treatment, control=row.n_control)}"


def _legend(figure: Picture, rows: Sequence[Compared], words: Words) -> None:
    handles: list[Artist] = [
        Line2D([], [], color=BLUE, linewidth=4, solid_capstyle="butt", label=words("figures.forest.seeds")),
        Line2D([], [], color=BLUE, linewidth=1.2, label=words("figures.forest.joint")),
    ]
    if any(math.isfinite(row.ci_low_crossed) for row in rows):
        dashes = {"color": ORANGE, "linestyle": (0, (3, 1.2)), "marker": "s", "markersize": 4}
        handles.append(Line2D([], [], **dashes, label=words("figures.forest.crossed")))
    if any(math.isfinite(row.margin) for row in rows):
        grey = Patch(facecolor=GREY, alpha=0.16, linewidth=0, label=words("figures.forest.margin"))
        handles.append(grey)
    figure.legend(handles=handles, loc="outside lower left", ncols=len(handles), columnspacing=1.4)
