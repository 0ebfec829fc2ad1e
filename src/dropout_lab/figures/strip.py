"""Test accuracy by variant: every seed a dot."""

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from dropout_lab.analysis import Analysis
from dropout_lab.figures.spans import Span, panels, tick_step
from dropout_lab.figures.style import COLOURS, GREY, INK, heading, shortened, styled

LEAST = 0.1
"""Narrowest axis, in percentage points: less would blow single images up."""
GOLDEN = 0.618034


def strip_figure(analysis: Analysis) -> Figure:
    """Draw every done run as a dot in the row of its variant, with mean and 95 % interval.

    Variants far from the others stand in a panel of their own beyond a break, at the same scale.
    """
    runs = analysis.runs[analysis.runs["status"] == "done"]
    dots = {name: 100 * part["test_accuracy"].to_numpy() for name, part in runs.groupby("variant")}
    summary = analysis.summary[analysis.summary["metric"] == "test_accuracy"].set_index("variant")
    names = list(analysis.ledger["variant"])
    stretches = panels([_reach(dots[name], dict(summary.loc[name])) for name in names if name in dots], LEAST)
    with styled():
        row_height = 0.52 if len(names) <= 6 else 0.4
        figure = Figure(figsize=(8, 1.45 + row_height * max(2, len(names))), layout="constrained")
        looked = " (allowing for looks on the way)" if (summary["method"] == "sequence").any() else ""
        explained = f"A dot is a seed. Diamond and line: mean with its 95 % interval over seeds{looked}."
        if len(stretches) > 1:
            explained += " The axis is broken where nothing is; all parts have one scale."
        heading(figure, "Test accuracy by variant", explained)
        widths = [high - low for low, high in stretches]
        axes = figure.subplots(1, len(stretches), sharey=True, squeeze=False, width_ratios=widths)[0]
        step = tick_step(sum(widths), 7)
        for axis, stretch in zip(axes, stretches, strict=True):
            _scale(axis, stretch, step)
            for row, name in enumerate(names):
                if name in dots:
                    _row(axis, row, dots[name], dict(summary.loc[name]), COLOURS[row % len(COLOURS)], stretch)
        axes[0].set_ylim(len(names) - 0.4, -0.6)
        axes[0].set_yticks(range(len(names)), [_label(row) for row in analysis.ledger.to_dict("records")])
        if not dots:
            axes[0].set_xticks([])
            axes[0].text(0.5, 0.5, "no finished run", transform=axes[0].transAxes, ha="center", color=GREY)
        _mark_breaks(axes)
        figure.supxlabel("test accuracy, %", fontsize=9)
    return figure


def _reach(values: np.ndarray, row: Mapping[str, float]) -> Span:
    """From the lowest to the highest dot, and as much of the interval as lets the dots be seen."""
    low, high = float(values.min()), float(values.max())
    room = max(LEAST, high - low)
    ends = [100 * row[end] for end in ("ci_low", "ci_high")]
    if math.isfinite(ends[0]) and math.isfinite(ends[1]):
        return min(low, max(ends[0], low - room)), max(high, min(ends[1], high + room))
    return low, high


def _scale(axis: Axes, stretch: Span, step: float) -> None:
    axis.set_xlim(*stretch)
    axis.xaxis.set_major_locator(MultipleLocator(step))
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.{decimals}f}"))
    axis.grid(visible=False, axis="y")
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)


def _row(
    axis: Axes, row: int, values: np.ndarray, summary: Mapping[str, float], colour: str, stretch: Span
) -> None:
    """Draw dots above, mean and interval below; an interval that leaves the panel ends in an arrow."""
    inside = values[(values >= stretch[0]) & (values <= stretch[1])]
    if not inside.size:
        return
    height = (np.arange(values.size) * GOLDEN) % 1  # spread evenly, the same in every drawing
    alpha = 0.75 if values.size <= 50 else 0.35
    axis.scatter(values, row - 0.3 + 0.34 * height, s=16, color=colour, alpha=alpha, linewidths=0, zorder=3)
    mean, low, high = (100 * summary[part] for part in ("mean", "ci_low", "ci_high"))
    below = row + 0.24
    if math.isfinite(low) and math.isfinite(high):
        ends = max(low, stretch[0]), min(high, stretch[1])
        axis.plot(ends, (below, below), color=INK, linewidth=1.4, zorder=4, solid_capstyle="butt")
        for end, drawn, arrow in ((low, ends[0], "<"), (high, ends[1], ">")):
            mark = "|" if end == drawn else arrow
            axis.plot(drawn, below, marker=mark, color=INK, markersize=5, zorder=4, clip_on=False)
    axis.plot(mean, below, marker="D", color=INK, markersize=4.5, zorder=5)


def _label(ledger: dict) -> str:
    lines = [shortened(str(ledger["variant"])), f"n = {ledger['done']}"]
    lines[1] += "".join(f", {ledger[state]} {state}" for state in ("diverged", "failed") if ledger[state])
    return "\n".join(lines)


def _mark_breaks(axes: np.ndarray) -> None:
    """Two slanted strokes where the axis is broken."""
    stroke = {"marker": [(-0.5, -1), (0.5, 1)], "markersize": 8, "linestyle": "none", "color": GREY}
    for left, right in pairwise(axes):
        left.plot([1], [0], transform=left.transAxes, clip_on=False, **stroke)
        right.plot([0], [0], transform=right.transAxes, clip_on=False, **stroke)
