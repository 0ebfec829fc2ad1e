"""Test accuracy over the keys of a sweep: over one key a curve, over two a map."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from dropout_lab.evidence import Analysis, Sweep, find_sweep, row_of
from dropout_lab.figures.drawing.accuracies import asks_about_accuracy
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.marking import HOLLOW, Look, look
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import GREY, INDIGO, INK, PALE, heading, styled
from dropout_lab.language import (
    ENGLISH,
    UNKNOWN,
    Words,
    digits_of,
    key_label,
    known_ends,
    labels_of,
    level_text,
    levels_text,
    line_labels,
    swept_label,
)

DECADES = 30
"""Values that span a factor of so many stand on a logarithmic axis."""

DWARFED = 6
"""The better half of the values has a panel of its own where it spans so many times less than all."""

MOST_TICKS = 9
Row = Mapping[str, Any]


def shows(analysis: Analysis) -> bool:
    """Whether one or two keys order the variants, and the question is about an accuracy."""
    return find_sweep(analysis.experiment) is not None and asks_about_accuracy(analysis)


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw the sweep of an experiment that has one (`find_sweep`): curve or map, with intervals and n.

    Raises:
        ValueError: nothing is swept.
    """
    sweep = find_sweep(analysis.experiment)
    if sweep is None:
        raise ValueError(
            f"{analysis.experiment.name}: no key orders its variants, so there is no sweep to draw"
        )
    metric = row_of(analysis.experiment.metric).followed
    summary = analysis.summary[analysis.summary["metric"] == metric]
    rows = {row["variant"]: row for row in summary.to_dict("records") if math.isfinite(row["mean"])}
    called = labels_of(analysis.experiment, words)
    with styled():
        if sweep.kind == "grid":
            figure = _grid(sweep, rows, called, words, form)
        else:
            figure = _curve(sweep, rows, called, line_labels(analysis.experiment, sweep, words), words, form)
        figure.describe([_told(rows[name], called, words) for name in sweep.points if name in rows])
        return figure


def _curve(
    sweep: Sweep,
    rows: Mapping[str, Row],
    called: Mapping[str, str],
    lines_called: Mapping[str, str],
    words: Words,
    form: Form,
) -> Picture:
    """Draw a curve for each line; a line of a single point is a level, drawn across."""
    labels = list(dict.fromkeys(sweep.lines.values()))
    columns = 1 if form.is_narrow else 4
    legend = 0.2 * math.ceil(len(labels) / columns) if sweep.line_key else 0
    down = 2 if form.is_narrow and _enlarged(list(rows.values())) else 1
    figure = Picture(form.width, (2.8 if form.is_narrow else 3.4) * down + legend)
    ends, cut = _ends(list(rows.values()))
    levels = [label for label in labels if _is_level(sweep, label)]
    said = [words("figures.sweep.curve")]
    if levels:
        names = words("figures.comma").join(lines_called[label] for label in levels)
        said.append(words("figures.sweep.across", names=names))
    if cut:
        said.append(words("figures.sweep.cut"))
    title = words("figures.sweep.title", key=swept_label(sweep, words))
    heading(figure, title, words("figures.sentences").join(said))
    large = _enlarged(list(rows.values()))
    shape = (1, 1) if not large else (2, 1) if form.is_narrow else (1, 2)
    axes, lines = list(figure.subplots(*shape, squeeze=False).flatten()), []
    for place, label in enumerate(labels):
        names = [name for name in sweep.points if sweep.lines[name] == label]
        marks = look(place)
        if label in levels:
            marks = marks._replace(colour=INK, line=HOLLOW, is_filled=False)
        lines += [_line(figure, axis, sweep, names, marks, rows, called, words) for axis in axes][:1]
    _set_axes(figure, axes, [ends, *([large] if large else [])], sweep, rows, words)
    if large:
        axes[0].set_title(words("figures.sweep.all"))
        axes[1].set_title(words("figures.sweep.best"))
    if not rows:
        axes[0].set_yticks([])
        axes[0].text(0.5, 0.5, words("figures.no_run"), transform=axes[0].transAxes, ha="center", color=GREY)
    if sweep.line_key:
        below: dict[str, Any] = {"loc": "outside lower left", "ncols": columns, "handlelength": 3.2}
        figure.legend(lines, [lines_called[label] for label in labels], **below)
    return figure


def _is_level(sweep: Sweep, label: str) -> bool:
    """Whether a line among several has a single point, so that it is drawn across."""
    lines = [sweep.lines[name] for name in sweep.points]
    return lines.count(label) == 1 and len({*lines}) > 1


def _set_axes(
    figure: Picture,
    axes: Sequence[Axes],
    spans: Sequence[tuple[float, float]],
    sweep: Sweep,
    rows: Mapping[str, Row],
    words: Words,
) -> None:
    """Name and scale the axes, with how many seeds stand behind each value."""
    counts: dict[float, list[int]] = {}
    for name, (value,) in sorted(sweep.points.items(), key=lambda item: item[1]):
        counts.setdefault(value, []).append(int(rows[name]["n"]) if name in rows else 0)
    known = [n for found in counts.values() for n in found]
    for axis, ends in zip(axes, spans, strict=False):
        axis.set_ylim(*ends)
        axis.set_ylabel(words("figures.accuracy.axis"))
        axis.set_xlabel(f"{swept_label(sweep, words)} ({_range(known)})")
        _scale(axis, counts, each=len(set(known)) > 1)
        figure.guide(axis, sweep.values)
        axis.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))


def _line(
    figure: Picture,
    axis: Axes,
    sweep: Sweep,
    names: Sequence[str],
    marks: Look,
    rows: Mapping[str, Row],
    called: Mapping[str, str],
    words: Words,
) -> Any:
    """Draw one line with its band, through the variants of these names."""
    names = sorted((name for name in names if name in rows), key=lambda name: sweep.points[name])
    at = [sweep.points[name][0] for name in names]
    mean = np.array([100 * rows[name]["mean"] for name in names])
    spans = [known_ends(rows[name]["n"], rows[name]["ci_low"], rows[name]["ci_high"]) for name in names]
    low, high = (np.array([100 * span[end] for span in spans]) for end in (0, 1))
    known = np.isfinite(low) & np.isfinite(high)
    if len(names) == 1 and not marks.is_filled:
        axis.axhline(float(mean[0]), color=marks.colour, linestyle=marks.line, linewidth=1.2, zorder=2)
        if known.all():
            axis.axhspan(float(low[0]), float(high[0]), color=marks.colour, alpha=0.1, linewidth=0)
    (line,) = axis.plot(at, mean, **marks.of_line, markersize=5.5, zorder=4)
    axis.fill_between(at, low, high, where=known, color=marks.colour, alpha=0.16, linewidth=0)
    axis.vlines(np.array(at)[known], low[known], high[known], color=marks.colour, alpha=0.6, linewidth=1.2)
    figure.tell(
        axis, [(x, y, _told(rows[name], called, words)) for name, x, y in zip(names, at, mean, strict=True)]
    )
    return line


def _grid(
    sweep: Sweep, rows: Mapping[str, Row], called: Mapping[str, str], words: Words, form: Form
) -> Picture:
    across, up = (sorted({point[place] for point in sweep.points.values()}) for place in (0, 1))
    figure = Picture(form.width, 0.8 + (0.45 if form.is_narrow else 0.72) * len(up))
    title = words(
        "figures.sweep.title",
        key=words("figures.sweep.and").join(key_label(key, words) for key in sweep.keys),
    )
    heading(figure, title, words("figures.sweep.grid"))
    axis = figure.subplots()
    means = [row["mean"] for row in rows.values()]
    low, reach = (min(means), max(means) - min(means)) if means else (0.0, 0.0)
    cells = {(across.index(x), up.index(y)): name for name, (x, y) in sweep.points.items()}
    for column in range(len(across)):
        for line in range(len(up)):
            name = cells.get((column, line))
            row = rows.get(name) if name else None
            depth = 0.08 + 0.42 * ((row["mean"] - low) / reach if reach else 0.5) if row else 0
            colour, alpha = (INDIGO, depth) if row else (PALE, 0.5)
            patch = axis.add_patch(
                Rectangle((column - 0.5, line - 0.5), 1, 1, linewidth=0, facecolor=colour, alpha=alpha)
            )
            text = axis.text(column, line, _cell(row, words, form) if name else "", ha="center", va="center")
            if name:
                figure.belongs(name, [patch, text])
            if row:
                figure.tell(axis, [(column, line, _told(row, called, words))], str(name))
    axis.set(
        xlim=(-0.5, len(across) - 0.5),
        ylim=(-0.5, len(up) - 0.5),
        xlabel=swept_label(sweep, words),
        ylabel=key_label(sweep.keys[1], words),
    )
    axis.set_xticks(range(len(across)), [f"{value:g}" for value in across])
    axis.set_yticks(range(len(up)), [f"{value:g}" for value in up])
    axis.grid(visible=False)
    axis.tick_params(length=0)
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)
    return figure


def _cell(row: Row | None, words: Words, form: Form) -> str:
    """Write mean, interval and n; on a phone the mean alone fits."""
    if row is None:
        return words("figures.n", n=0)
    mean, interval = _numbers(row, words)
    lines = [mean] if form.is_narrow else [mean, *filter(None, [interval]), words("figures.n", n=row["n"])]
    return "\n".join(lines)


def _told(row: Row, called: Mapping[str, str], words: Words) -> str:
    mean, interval = _numbers(row, words)
    unit = words("units.percent")
    key, ends = ("mean", f"{interval}{unit}") if interval else ("single", "")
    count = words("figures.n", n=row["n"])
    return words(
        f"figures.accuracy.{key}",
        variant=called[row["variant"]],
        mean=f"{mean}{unit}",
        interval=ends,
        count=count,
    )


def _numbers(row: Row, words: Words) -> tuple[str, str]:
    """Write mean and interval without their unit; of so few seeds as decide nothing only the mean."""
    ends = known_ends(row["n"], row["ci_low"], row["ci_high"])
    digits = digits_of(row["metric"], *ends, row["mean"])
    interval = levels_text(row["metric"], *ends, digits, words)
    return level_text(row["metric"], row["mean"], digits), "" if interval == UNKNOWN else interval


def _scale(axis: Axes, counts: Mapping[float, Sequence[int]], *, each: bool) -> None:
    """Set ticks at the swept values, where there are few; below each its n, where they differ."""
    values = list(counts)
    if values[0] > 0 and values[-1] / values[0] >= DECADES:
        axis.set_xscale("log")
    axis.xaxis.set_minor_locator(NullLocator())
    if len(values) <= MOST_TICKS:
        labels = [f"{value:g}\n{_range(counts[value])}" if each else f"{value:g}" for value in values]
        axis.set_xticks(values, labels)
    else:
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _range(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return f"n = {low}" if low == high else f"n = {low}\N{EN DASH}{high}"


def _enlarged(rows: Sequence[Row]) -> tuple[float, float] | None:
    """Return the vertical ends of the better half, in %, where these lie close together for the others."""
    means = sorted(100 * row["mean"] for row in rows)
    best = means[len(means) // 2 :]
    if not best or (best[-1] - best[0]) * DWARFED > means[-1] - means[0] or means[0] == means[-1]:
        return None
    pad = max(0.1, 0.5 * (best[-1] - best[0]))
    return best[0] - pad, best[-1] + pad


def _ends(rows: Sequence[Row]) -> tuple[tuple[float, float], bool]:
    """Return the vertical ends in %, and whether an interval that would dwarf the means is cut off."""
    if not rows:
        return (0.0, 100.0), False
    means = [100 * row["mean"] for row in rows]
    lows = [100 * row["ci_low"] for row in rows if math.isfinite(row["ci_low"])]
    highs = [100 * row["ci_high"] for row in rows if math.isfinite(row["ci_high"])]
    room = 2 * max(0.2, max(means) - min(means))
    low = max(min([*means, *lows]), min(means) - room)
    high = min(max([*means, *highs]), max(means) + room)
    pad = 0.1 * max(0.1, high - low)
    return (low - pad, high + pad), low > min([low, *lows]) or high < max([high, *highs])
