"""Test accuracy by epoch, all variants on one axis: how they learn, and how they end."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, Frame, learning_metrics
from dropout_lab.figures.drawing.accuracies import asks_about_accuracy
from dropout_lab.figures.drawing.bounds import PANELS, first_of
from dropout_lab.figures.drawing.marking import look
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.spans import Span
from dropout_lab.figures.drawing.style import GREY, heading, styled
from dropout_lab.figures.drawing.wrapping import is_wide, one_line
from dropout_lab.language import ENGLISH, Words

MANY = 6
"""Beyond so many variants their bands are paler."""

FEWEST = 6
"""Epochs from which on the second half has a panel of its own."""


def shows(analysis: Analysis) -> bool:
    """Whether the question is about an accuracy; where no run is finished, the panel says so."""
    return asks_about_accuracy(analysis)


def draw(analysis: Analysis, words: Words = ENGLISH) -> Picture:
    """Draw mean test accuracy by epoch of every variant, with the spread over seeds.

    The second half is drawn once more, larger, at the scale of the compared variants: there differences of
    a tenth of a percentage point can be seen. What lies beyond that panel is named.
    """
    names, more = first_of(list(analysis.ledger["variant"]), PANELS, words)
    metric = learning_metrics(analysis.experiment)[0]
    learning = analysis.learning.rename(columns={f"{metric}_{kind}": kind for kind in ("mean", "sd")})
    parts = {name: part for name, part in learning.groupby("variant") if len(part) and name in {*names}}
    last = max((int(part["epoch"].max()) for part in parts.values()), default=0)
    spans = {name: _reach(part, last) for name, part in parts.items()}
    compared = [name for name in spans if name in (analysis.experiment.compared or frozenset(names))] or [
        *spans
    ]
    large = _padded([spans[name] for name in compared])
    outside = [name for name, (low, high) in spans.items() if high < large[0] or low > large[1]]
    said = [words("figures.learning.explained"), *more]
    if last >= FEWEST and outside:
        said.append(words("figures.learning.outside", names=words("figures.comma").join(outside)))
    with styled():
        labels = [_label(row, words) for row in analysis.ledger.to_dict("records")[: len(names)]]
        columns = _columns(labels)
        figure = Picture(8.4, 4.0 + 0.19 * math.ceil(len(names) / columns))
        heading(figure, words("figures.learning.title"), words("figures.sentences").join(said))
        axes = figure.subplots(1, 2 if last >= FEWEST else 1, squeeze=False)[0]
        for axis in axes:
            _axis(axis, words)
        lines = [
            _curve(figure, axes, place, parts.get(name), name, len(names), words)
            for place, name in enumerate(names)
        ]
        _zoom(axes, last, large, words)
        if not parts:
            axes[0].set(xticks=[], yticks=[])
            axes[0].text(
                0.5, 0.5, words("figures.no_run"), transform=axes[0].transAxes, ha="center", color=GREY
            )
        legend = figure.legend(lines, labels, loc="outside lower left", ncols=columns, handlelength=3.2)
        for name, line, text in zip(names, legend.get_lines(), legend.get_texts(), strict=True):
            figure.belongs(name, [line, text])
    return figure


def _axis(axis: Axes, words: Words) -> None:
    axis.set_xlabel(words("figures.epoch"))
    axis.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axis.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))


def _curve(
    figure: Picture, axes: Sequence[Axes], place: int, part: Frame | None, name: str, n: int, words: Words
) -> Line2D:
    """Draw one variant in every panel; returns the line that the legend shows."""
    marks = look(place)
    if part is None:
        return axes[0].plot([], [], **marks | {"linestyle": "none", "marker": "none"})[0]
    epochs = part["epoch"].to_numpy()
    mean, sd = (100 * part[kind].to_numpy(dtype=float) for kind in ("mean", "sd"))
    every = max(1, len(epochs) // 5)
    first = place % every if len(epochs) >= FEWEST else 0
    lines = []
    for axis in axes:
        band = axis.fill_between(
            epochs, mean - sd, mean + sd, color=marks["color"], alpha=0.2 if n <= MANY else 0.07, linewidth=0
        )
        lines += axis.plot(epochs, mean, **marks, markersize=4.5, markevery=(first, every), zorder=3)
        figure.belongs(name, [band, lines[-1]])
        figure.tell(axis, _told(part, words), name)
    return lines[0]


def _told(part: Frame, words: Words) -> Iterator[tuple[float, float, str]]:
    for row in part.to_dict("records"):
        mean, sd = 100 * row["mean"], 100 * row["sd"]
        spread = words("figures.sd", sd=f"{sd:.2f}") if math.isfinite(sd) else ""
        fields = {"variant": row["variant"], "epoch": row["epoch"], "mean": f"{mean:.2f}", "spread": spread}
        yield row["epoch"], mean, words("figures.learning.point", **fields)


def _zoom(axes: Sequence[Axes], last: int, ends: Span, words: Words) -> None:
    axes[0].set_ylabel(words("figures.accuracy.axis"))
    if len(axes) > 1:
        axes[0].set_title(words("figures.learning.all"))
        axes[1].set_title(words("figures.learning.half"))
        axes[1].set_xlim(last / 2, last + last / 40)
        axes[1].set_ylim(*ends)


def _reach(part: Frame, last: int) -> Span:
    """Return the lowest and the highest value of mean and band in the second half, in %."""
    late = part[part["epoch"] > last / 2]
    mean, sd = 100 * late["mean"], 100 * late["sd"].fillna(0)
    return float((mean - sd).min()), float((mean + sd).max())


def _padded(spans: Sequence[Span]) -> Span:
    low = min((span[0] for span in spans), default=0.0)
    high = max((span[1] for span in spans), default=100.0)
    pad = max(0.05, 0.06 * (high - low))
    return low - pad, high + pad


def _label(ledger: dict, words: Words) -> str:
    name = one_line(str(ledger["variant"]), 60)
    count = words("figures.n", n=ledger["done"])
    states = [state for state in ("diverged", "failed") if ledger[state]]
    return f"{name}, {count}" + "".join(words(f"figures.{state}", n=ledger[state]) for state in states)


def _columns(labels: Sequence[str]) -> int:
    longest = max(sum(2 if is_wide(letter) else 1 for letter in label) for label in labels)
    return int(np.clip(105 // (longest + 9), 1, 4))
