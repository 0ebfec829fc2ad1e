"""Test accuracy by variant: every seed a dot."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from dropout_lab.analysis import Analysis
from dropout_lab.figures.picture import Picture
from dropout_lab.figures.spans import Span, panels, tick_step
from dropout_lab.figures.style import COLOURS, GREY, INK, heading, styled
from dropout_lab.figures.wrapping import shortened
from dropout_lab.words import ENGLISH, Words

LEAST = 0.1
"""Narrowest axis, in percentage points: less would blow single images up."""
GOLDEN = 0.618034


def strip_figure(analysis: Analysis, words: Words = ENGLISH) -> Picture:
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
        figure = Picture(8, 1.45 + row_height * max(2, len(names)))
        looked = "looked" if (summary["method"] == "sequence").any() else "planned"
        said = [words(f"figures.accuracy.{looked}")]
        if len(stretches) > 1:
            said.append(words("figures.accuracy.broken"))
        heading(figure, words("figures.accuracy.title"), words("figures.sentences").join(said))
        widths = [high - low for low, high in stretches]
        axes = figure.subplots(1, len(stretches), sharey=True, squeeze=False, width_ratios=widths)[0]
        step = tick_step(sum(widths), 7)
        for axis, stretch in zip(axes, stretches, strict=True):
            _scale(axis, stretch, step)
            for row, name in enumerate(names):
                if name in dots:
                    found = dict(summary.loc[name])
                    drawn = _row(axis, row, dots[name], found, COLOURS[row % len(COLOURS)], stretch)
                    figure.belongs(name, drawn)
        axes[0].set_ylim(len(names) - 0.4, -0.6)
        labels = [_label(row, words) for row in analysis.ledger.to_dict("records")]
        axes[0].set_yticks(range(len(names)), labels)
        for name, label in zip(names, axes[0].get_yticklabels(), strict=True):
            figure.belongs(name, [label])
        _tell(figure, analysis, axes, words)
        if not dots:
            axes[0].set_xticks([])
            axes[0].text(
                0.5, 0.5, words("figures.no_run"), transform=axes[0].transAxes, ha="center", color=GREY
            )
        _mark_breaks(axes)
        figure.supxlabel(words("figures.accuracy.axis"), fontsize=9)
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
) -> list[Artist]:
    """Draw dots above, mean and interval below; an interval that leaves the panel ends in an arrow."""
    inside = values[(values >= stretch[0]) & (values <= stretch[1])]
    if not inside.size:
        return []
    alpha = 0.75 if values.size <= 50 else 0.35
    drawn: list[Artist] = [
        axis.scatter(
            values, _heights(row, values.size), s=16, color=colour, alpha=alpha, linewidths=0, zorder=3
        )
    ]
    mean, low, high = (100 * summary[part] for part in ("mean", "ci_low", "ci_high"))
    below = row + 0.24
    if math.isfinite(low) and math.isfinite(high):
        ends = max(low, stretch[0]), min(high, stretch[1])
        drawn += axis.plot(ends, (below, below), color=INK, linewidth=1.4, zorder=4, solid_capstyle="butt")
        for end, place, arrow in ((low, ends[0], "<"), (high, ends[1], ">")):
            mark = "|" if end == place else arrow
            drawn += axis.plot(place, below, marker=mark, color=INK, markersize=5, zorder=4, clip_on=False)
    return drawn + axis.plot(mean, below, marker="D", color=INK, markersize=4.5, zorder=5)


def _heights(row: int, n: int) -> np.ndarray:
    """Where the dots of a row stand: spread evenly, the same in every drawing."""
    return row - 0.3 + 0.34 * ((np.arange(n) * GOLDEN) % 1)


def _tell(figure: Picture, analysis: Analysis, axes: Sequence[Axes], words: Words) -> None:
    """Tell seed and accuracy of every dot, and the mean with its interval."""
    runs = analysis.runs[analysis.runs["status"] == "done"]
    summary = analysis.summary[analysis.summary["metric"] == "test_accuracy"].set_index("variant")
    for row, name in enumerate(analysis.ledger["variant"]):
        part = runs[runs["variant"] == name]
        if part.empty:
            continue
        levels, heights = 100 * part["test_accuracy"].to_numpy(), _heights(row, len(part))
        spots = [
            (level, height, words("figures.accuracy.dot", variant=name, seed=seed, level=f"{level:.2f}"))
            for seed, level, height in zip(part["seed"], levels, heights, strict=True)
        ]
        found = summary.loc[name]
        mean, low, high = (f"{100 * found[part]:.2f}" for part in ("mean", "ci_low", "ci_high"))
        count = words("figures.n", n=len(part))
        key = "figures.accuracy.mean" if len(part) > 1 else "figures.accuracy.single"
        said = words(key, variant=name, mean=mean, low=low, high=high, count=count)
        for axis in axes:
            figure.tell(axis, [*spots, (100 * found["mean"], row + 0.24, said)], name)


def _label(ledger: dict, words: Words) -> str:
    lines = [shortened(str(ledger["variant"])), words("figures.n", n=ledger["done"])]
    states = [state for state in ("diverged", "failed") if ledger[state]]
    lines[1] += "".join(words(f"figures.{state}", n=ledger[state]) for state in states)
    return "\n".join(lines)


def _mark_breaks(axes: np.ndarray) -> None:
    """Two slanted strokes where the axis is broken."""
    stroke = {"marker": [(-0.5, -1), (0.5, 1)], "markersize": 8, "linestyle": "none", "color": GREY}
    for left, right in pairwise(axes):
        left.plot([1], [0], transform=left.transAxes, clip_on=False, **stroke)
        right.plot([0], [0], transform=right.transAxes, clip_on=False, **stroke)
