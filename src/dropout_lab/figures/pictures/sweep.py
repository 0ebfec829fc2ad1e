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
from dropout_lab.figures.drawing.marking import look
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import BLUE, GREY, PALE, heading, styled
from dropout_lab.language import ENGLISH, Words

DECADES = 30
"""Values that span a factor of so many stand on a logarithmic axis."""

MOST_TICKS = 9
Row = Mapping[str, Any]


def shows(analysis: Analysis) -> bool:
    """Whether one or two keys order the variants, and the question is about an accuracy."""
    return find_sweep(analysis.experiment) is not None and asks_about_accuracy(analysis)


def draw(analysis: Analysis, words: Words = ENGLISH) -> Picture:
    """Draw the sweep of an experiment that has one (`find_sweep`): curve or map, with intervals and n.

    Raises:
        ValueError: nothing is swept.
    """
    sweep = find_sweep(analysis.experiment)
    if sweep is None:
        raise ValueError(
            f"{analysis.experiment.name}: no key orders its variants, so there is no sweep to draw"
        )
    summary = analysis.summary[analysis.summary["metric"] == row_of(analysis.experiment.metric).followed]
    rows = {row["variant"]: row for row in summary.to_dict("records") if math.isfinite(row["mean"])}
    with styled():
        return (_grid if sweep.kind == "grid" else _curve)(sweep, rows, words)


def _curve(sweep: Sweep, rows: Mapping[str, Row], words: Words) -> Picture:
    labels = list(dict.fromkeys(sweep.lines.values()))
    figure = Picture(7.2, 4.1 + (0.19 * math.ceil(len(labels) / 3) if sweep.line_key else 0))
    ends, cut = _ends(list(rows.values()))
    said = [words("figures.sweep.curve"), words("figures.sweep.cut") if cut else ""]
    heading(
        figure,
        words("figures.sweep.title", key=sweep.keys[0]),
        words("figures.sentences").join(filter(None, said)),
    )
    axis = figure.subplots()
    lines = [
        _line(figure, axis, sweep, label, look(place), rows, words) for place, label in enumerate(labels)
    ]
    axis.set_ylim(*ends)
    axis.set_ylabel(words("figures.accuracy.axis"))
    counts: dict[float, list[int]] = {}
    for name, (value,) in sorted(sweep.points.items(), key=lambda item: item[1]):
        counts.setdefault(value, []).append(int(rows[name]["n"]) if name in rows else 0)
    known = [n for found in counts.values() for n in found]
    axis.set_xlabel(f"{sweep.keys[0]} ({_range(known)})")
    _scale(axis, counts, each=len(set(known)) > 1)
    axis.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    if not rows:
        axis.set_yticks([])
        axis.text(0.5, 0.5, words("figures.no_run"), transform=axis.transAxes, ha="center", color=GREY)
    if sweep.line_key:
        named = [f"{sweep.line_key}={label}" for label in labels]
        figure.legend(lines, named, loc="outside lower left", ncols=min(3, len(labels)), handlelength=3.2)
    return figure


def _line(
    figure: Picture,
    axis: Axes,
    sweep: Sweep,
    label: str,
    marks: dict[str, Any],
    rows: Mapping[str, Row],
    words: Words,
) -> Any:
    """Draw one line with its band."""
    names = [name for name in sweep.points if sweep.lines[name] == label and name in rows]
    names.sort(key=lambda name: sweep.points[name])
    at = [sweep.points[name][0] for name in names]
    mean, low, high = (
        np.array([100 * rows[name][part] for name in names]) for part in ("mean", "ci_low", "ci_high")
    )
    (line,) = axis.plot(at, mean, **marks, markersize=5.5, zorder=4)
    known = np.isfinite(low) & np.isfinite(high)
    axis.fill_between(at, low, high, where=known, color=marks["color"], alpha=0.2, linewidth=0)
    axis.vlines(np.array(at)[known], low[known], high[known], color=marks["color"], alpha=0.6, linewidth=1.2)
    figure.tell(axis, [(x, y, _told(rows[name], words)) for name, x, y in zip(names, at, mean, strict=True)])
    return line


def _grid(sweep: Sweep, rows: Mapping[str, Row], words: Words) -> Picture:
    across, up = (sorted({point[place] for point in sweep.points.values()}) for place in (0, 1))
    figure = Picture(max(5.2, 1.6 + 1.15 * len(across)), 1.5 + 0.72 * len(up))
    title = words("figures.sweep.title", key=words("figures.sweep.and").join(sweep.keys))
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
            colour, alpha = (BLUE, depth) if row else (PALE, 0.5)
            patch = axis.add_patch(
                Rectangle((column - 0.5, line - 0.5), 1, 1, linewidth=0, facecolor=colour, alpha=alpha)
            )
            text = axis.text(
                column, line, _cell(row, words) if name else "", ha="center", va="center", fontsize=8
            )
            if name:
                figure.belongs(name, [patch, text])
            if row:
                figure.tell(axis, [(column, line, _told(row, words))], str(name))
    axis.set(
        xlim=(-0.5, len(across) - 0.5), ylim=(-0.5, len(up) - 0.5), xlabel=sweep.keys[0], ylabel=sweep.keys[1]
    )
    axis.set_xticks(range(len(across)), [f"{value:g}" for value in across])
    axis.set_yticks(range(len(up)), [f"{value:g}" for value in up])
    axis.grid(visible=False)
    axis.tick_params(length=0)
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)
    return figure


def _cell(row: Row | None, words: Words) -> str:
    if row is None:
        return words("figures.n", n=0)
    lines = [f"{100 * row['mean']:.2f}"]
    if math.isfinite(row["ci_low"]):
        lines.append(f"[{100 * row['ci_low']:.2f}, {100 * row['ci_high']:.2f}]")
    return "\n".join([*lines, words("figures.n", n=row["n"])])


def _told(row: Row, words: Words) -> str:
    mean, low, high = (f"{100 * row[part]:.2f}" for part in ("mean", "ci_low", "ci_high"))
    key = "mean" if math.isfinite(row["ci_low"]) else "single"
    count = words("figures.n", n=row["n"])
    return words(
        f"figures.accuracy.{key}",
        variant=row["variant"],
        mean=mean,
        low=low,
        high=high,
        count=count,
        unit=words("units.percent"),
    )


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
