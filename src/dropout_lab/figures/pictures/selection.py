"""What choosing the epoch does: each level at the last epoch, and at the one that looks best."""

from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, row_of
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.marking import Look, looks
from dropout_lab.figures.drawing.naming import variant_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.spans import Span
from dropout_lab.figures.drawing.style import GREY, heading, styled
from dropout_lab.figures.drawing.wrapping import one_line
from dropout_lab.language import ENGLISH, ShownMetric, Words, metrics_in, shift_text

Row = dict[str, Any]


def shows(analysis: Analysis) -> bool:
    """Whether the epoch is chosen in some way besides the last one."""
    return len(analysis.selection) > 0


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw a slope for each compared variant and way to choose: from the last epoch to the chosen one."""
    metric = analysis.experiment.metric
    rows = analysis.selection[analysis.selection["kind"] == "level"]
    compared = rows[rows["what"].isin(analysis.experiment.compared)]
    rows = compared if len(compared) else rows
    ways = [(str(way), part.to_dict("records")) for way, part in rows.groupby("chosen_by", sort=False)]
    factor, shown = row_of(metric).scale.factor, metrics_in(words)[metric]
    marks = looks(analysis, list(analysis.ledger["variant"]))
    with styled():
        n = max(1, len(ways))
        figure = Picture(form.width, 3.0 * n if form.is_narrow else 3.3)
        heading(figure, words("figures.selection.title"), words("figures.selection.explained"))
        axes = figure.subplots(*((n, 1) if form.is_narrow else (1, n)), squeeze=False, sharey=True).flatten()
        spans: list[Span] = []
        for axis, (way, part) in zip(axes, ways, strict=False):
            split = row_of(way).split
            axis.set_title(words(f"figures.selection.{split}"))
            spans.append(_panel(figure, axis, analysis, part, marks, factor, words, form))
            axis.set_xticks(
                [0, 1], [words("figures.selection.last"), words(f"figures.selection.best_{split}")]
            )
        for axis in axes:
            axis.set_ylabel(_axis_name(shown, words) if axis is axes[0] or form.is_narrow else "")
        if spans:
            axes[0].set_ylim(min(low for low, _ in spans), max(high for _, high in spans))
        figure.describe([_text(analysis, way, row, metric, words) for way, part in ways for row in part])
        if not ways:
            axes[0].text(
                0.5, 0.5, words("figures.no_run"), transform=axes[0].transAxes, ha="center", color=GREY
            )
    return figure


def _panel(
    figure: Picture,
    axis: Axes,
    analysis: Analysis,
    rows: list[Row],
    marks: Any,
    factor: float,
    words: Words,
    form: Form,
) -> Span:
    """Draw the slopes of one way to choose; return the vertical ends that hold them."""
    ends = [factor * row[name] for row in rows for name in ("last", "selected")]
    heights = _apart([factor * row["selected"] for row in rows], (max(ends) - min(ends)) * 0.2 or 0.01)
    for row, height in zip(rows, heights, strict=True):
        name, look = str(row["what"]), marks[row["what"]]
        values = [factor * row["last"], factor * row["selected"]]
        (line,) = axis.plot([0, 1], values, **_style(look), markersize=8, linewidth=2, zorder=3)
        letters = 18 if form.is_narrow else 26
        shift = shift_text(analysis.metric, row, words).replace(" [", "\n[" if form.is_narrow else " [")
        label = f"{one_line(variant_name(analysis, name, words), letters)}\n{shift}"
        text = axis.text(1.1 if form.is_narrow else 1.06, height, label, va="center")
        figure.belongs(name, [line, text])
        said = _text(analysis, str(row["chosen_by"]), row, analysis.metric, words)
        figure.tell(axis, [(place, value, said) for place, value in enumerate(values)], name)
    axis.set_xlim(-0.12, 2.1)
    pad = (0.22 if form.is_narrow else 0.12) * (max(ends) - min(ends)) or 0.01
    axis.grid(visible=False, axis="x")
    axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    return min([*ends, *heights]) - pad, max([*ends, *heights]) + pad


def _axis_name(shown: ShownMetric, words: Words) -> str:
    unit = shown.level_unit.strip()
    return words("labels.comma").join((shown.name, unit)) if unit else shown.name


def _style(look: Look) -> dict[str, Any]:
    return look.of_line | {"linestyle": "-"}


def _apart(values: list[float], least: float) -> list[float]:
    """Return heights for labels: those of the values, moved until none is nearer to the next than `least`."""
    order = sorted(range(len(values)), key=values.__getitem__)
    heights = list(values)
    for below, above in pairwise(order):
        heights[above] = max(heights[above], heights[below] + least)
    return heights


def _text(analysis: Analysis, way: str, row: Row, metric: str, words: Words) -> str:
    named = words(
        f"figures.card.best_{row_of(way).split}", what=variant_name(analysis, str(row["what"]), words)
    )
    return f"{named}{words('units.join.colon')}{shift_text(metric, row, words)}"
