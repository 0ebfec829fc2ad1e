"""Test accuracy by epoch, all variants on one axis: how they learn, and how they end."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, Frame, learning_metrics
from dropout_lab.figures.drawing.accuracies import asks_about_accuracy
from dropout_lab.figures.drawing.bounds import CURVES, first_of
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.legends import LINE, legend_columns, legend_label, legend_lines
from dropout_lab.figures.drawing.marking import Look, looks
from dropout_lab.figures.drawing.naming import counted, variant_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.spans import Span
from dropout_lab.figures.drawing.style import GREY, heading, styled
from dropout_lab.language import ENGLISH, Words, level_text, size_shown

MANY = 6
"""Beyond so many variants their bands are paler."""

FEWEST = 6
"""Epochs from which on the second half has a panel of its own."""

DWARFED = 6
"""The better half of the variants sets the scale of that panel where it spans so many times less than all."""


def shows(analysis: Analysis) -> bool:
    """Whether the question is about an accuracy; where no run is finished, the panel says so."""
    return asks_about_accuracy(analysis)


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw mean test accuracy by epoch of every variant, with the spread over seeds.

    The second half is drawn once more, larger, at the scale of the compared variants, or of the better half
    of them where all would dwarf it: there differences of a tenth of a percentage point can be seen. What
    lies beyond that panel is named.
    """
    names, more = first_of(list(analysis.ledger["variant"]), CURVES, words)
    metric = learning_metrics(analysis.experiment)[0]
    learning = analysis.learning.rename(columns={f"{metric}_{kind}": kind for kind in ("mean", "sd")})
    parts = {name: part for name, part in learning.groupby("variant") if len(part) and name in {*names}}
    last = max((int(part["epoch"].max()) for part in parts.values()), default=0)
    spans = {name: _reach(part, last) for name, part in parts.items()}
    compared = [name for name in spans if name in (analysis.experiment.compared or frozenset(names))] or [
        *spans
    ]
    large = _padded(_close([spans[name] for name in compared]))
    outside = [name for name, (low, high) in spans.items() if high < large[0] or low > large[1]]
    called = {name: variant_name(analysis, name, words) for name in names}
    said = _explained([called[name] for name in outside if last >= FEWEST], more, words)
    with styled():
        rows = analysis.ledger.to_dict("records")[: len(names)]
        labels = [_label(row, called[row["variant"]], words, form) for row in rows]
        columns, panels = legend_columns(labels, form), 2 if last >= FEWEST else 1
        down = panels if form.is_narrow else 1
        height = 3.4 if not form.is_narrow else 2.6 * down
        figure = Picture(form.width, 0.2 + height + LINE * legend_lines(labels, columns))
        heading(figure, words("figures.learning.title"), said)
        axes = list(figure.subplots(down, panels // down, squeeze=False).flatten())
        for axis in axes:
            _axis(axis, words)
        marks = looks(analysis, names)
        lines = [
            _curve(figure, axes, place, metric, parts.get(name), name, marks[name], len(names), words)
            for place, name in enumerate(names)
        ]
        ends = [(called[name], parts[name].iloc[-1]) for name in names if name in parts]
        figure.describe([_text(metric, row, called, words) for called, row in ends])
        _zoom(axes, last, large, words)
        if not parts:
            _say_empty(axes[0], words)
        legend = figure.legend(lines, labels, loc="outside lower left", ncols=columns, handlelength=3.2)
        for name, line, text in zip(names, legend.get_lines(), legend.get_texts(), strict=True):
            figure.belongs(name, [line, text])
    return figure


def _explained(outside: Sequence[str], more: Sequence[str], words: Words) -> str:
    """Say how to read the picture, and which variants lie outside of the enlarged half."""
    said = [words("figures.learning.explained"), *more]
    if outside:
        said.append(words("figures.learning.outside", names=words("figures.comma").join(outside)))
    return words("figures.sentences").join(said)


def _say_empty(axis: Axes, words: Words) -> None:
    axis.set(xticks=[], yticks=[])
    axis.text(0.5, 0.5, words("figures.no_run"), transform=axis.transAxes, ha="center", color=GREY)


def _axis(axis: Axes, words: Words) -> None:
    axis.set_xlabel(words("figures.epoch"))
    axis.set_ylabel(words("figures.accuracy.axis"))
    axis.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axis.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))


def _curve(
    figure: Picture,
    axes: Sequence[Axes],
    place: int,
    metric: str,
    part: Frame | None,
    name: str,
    marks: Look,
    n: int,
    words: Words,
) -> Line2D:
    """Draw one variant in every panel; returns the line that the legend shows."""
    if part is None:
        return axes[0].plot([], [], **marks.of_line | {"linestyle": "none", "marker": "none"})[0]
    epochs = part["epoch"].to_numpy()
    mean, sd = (100 * part[kind].to_numpy(dtype=float) for kind in ("mean", "sd"))
    every = max(1, len(epochs) // 5)
    first = place % every if len(epochs) >= FEWEST else 0
    lines = []
    for axis in axes:
        band = axis.fill_between(
            epochs, mean - sd, mean + sd, color=marks.colour, alpha=0.16 if n <= MANY else 0.05, linewidth=0
        )
        lines += axis.plot(epochs, mean, **marks.of_line, markersize=5, markevery=(first, every), zorder=3)
        figure.belongs(name, [band, lines[-1]])
        figure.tell(axis, _spots(metric, part, words), name)
    return lines[0]


def _spots(metric: str, part: Frame, words: Words) -> Iterator[tuple[float, float, str]]:
    for row in part.to_dict("records"):
        yield row["epoch"], 100 * row["mean"], _text(metric, row, row["variant"], words)


def _text(metric: str, row: Mapping[str, Any], name: str, words: Words) -> str:
    """Say where a variant is after an epoch."""
    known = math.isfinite(row["sd"])
    spread = words("figures.sd", sd=size_shown(metric, row["sd"], words=words)) if known else ""
    mean = level_text(metric, row["mean"])
    return words("figures.learning.point", variant=name, epoch=row["epoch"], mean=mean, spread=spread)


def _zoom(axes: Sequence[Axes], last: int, ends: Span, words: Words) -> None:
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


def _close(spans: Sequence[Span]) -> Sequence[Span]:
    """Return the better half of the spans where it lies close together for the others, else all.

    >>> _close([(98.4, 98.6), (92, 93), (98.3, 98.5), (94, 95)]), _close([(98, 99), (96, 97)])
    ([(98.3, 98.5), (98.4, 98.6)], [(98, 99), (96, 97)])
    """
    best = sorted(spans, key=lambda span: span[1])[len(spans) // 2 :]
    return best if len(best) > 1 and DWARFED * _room(best) < _room(spans) else spans


def _room(spans: Sequence[Span]) -> float:
    return max(high for _, high in spans) - min(low for low, _ in spans)


def _padded(spans: Sequence[Span]) -> Span:
    low = min((span[0] for span in spans), default=0.0)
    high = max((span[1] for span in spans), default=100.0)
    pad = max(0.05, 0.06 * (high - low))
    return low - pad, high + pad


def _label(row: dict, called: str, words: Words, form: Form) -> str:
    states = [words(f"figures.{state}", n=row[state]) for state in ("diverged", "failed") if row[state]]
    count = words("figures.n", n=row["done"])
    return legend_label(called, counted("", count, words, states), form)
