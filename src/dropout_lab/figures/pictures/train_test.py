"""Train against test accuracy by epoch: the overfitting picture."""

import math
from collections.abc import Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, Frame, learning_metrics, row_of
from dropout_lab.figures.drawing.accuracies import asks_about_accuracy
from dropout_lab.figures.drawing.bounds import NARROW_PANELS, PANELS, first_of, panels_beside
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.marking import looks
from dropout_lab.figures.drawing.naming import variant_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import GREY, heading, styled
from dropout_lab.figures.drawing.wrapping import shortened
from dropout_lab.language import ENGLISH, Words, level_text, size_shown
from dropout_lab.metrics import DEFAULT_METRIC

SHOWN = DEFAULT_METRIC
"""Accuracies of all splits are written as this one is."""

LINES: dict[str, Any] = {"train_probe": (0, (4, 1.5)), "test": "-"}
"""Line by the split that a metric is measured on; the colour is the variant's."""


def shows(analysis: Analysis) -> bool:
    """Whether the question is about an accuracy; where no run is finished, the panels say so."""
    return asks_about_accuracy(analysis)


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw a panel for each variant: mean train and test accuracy by epoch, with the spread over seeds.

    The compared variants share one vertical scale; a reference that would flatten them has its own,
    and says so.
    """
    metrics = {row_of(name).split: name for name in reversed(learning_metrics(analysis.experiment))}
    renamed = {
        f"{name}_{kind}": f"{split}_{kind}" for split, name in metrics.items() for kind in ("mean", "sd")
    }
    curves = dict(list(analysis.learning.rename(columns=renamed).groupby("variant")))
    names, more = first_of(
        list(analysis.ledger["variant"]), NARROW_PANELS if form.is_narrow else PANELS, words
    )
    columns = 1 if form.is_narrow else panels_beside(len(names))
    rows = math.ceil(len(names) / columns)
    limits = _limits(curves, analysis.experiment.compared or frozenset(names))
    with styled():
        figure = Picture(form.width, 0.35 + (3.0 if rows == 1 else 2.35) * rows)
        said = [words("figures.train_test.explained"), *more]
        heading(figure, words("figures.train_test.title"), words("figures.sentences").join(said))
        axes, marks = figure.subplots(rows, columns, squeeze=False).flatten(), looks(analysis, names)
        figure.describe(
            [text for name in names if name in curves for text in _texts(analysis, curves[name], words)]
        )
        for place, axis in enumerate(axes):
            if place >= len(names):
                axis.set_visible(False)
                continue
            name = names[place]
            called = shortened(variant_name(analysis, name, words), form.over_panel(columns))
            _panel(axis, called, curves.get(name), marks[name].colour, words)
            figure.belongs(name, [axis])
            if name in curves:
                figure.tell(axis, _spots(curves[name], words), name)
            low, high, own = limits.get(names[place], (*limits[""][:2], False))
            axis.set_ylim(low, high)
            if own:
                axis.set_title(axis.get_title(loc="left") + words("figures.own_scale"), loc="left")
        first = next((axis for axis, name in zip(axes, names, strict=False) if name in curves), axes[0])
        if curves:
            first.legend(loc="lower right", handlelength=2.4)
        figure.supxlabel(words("figures.epoch"))
        figure.supylabel(words("figures.train_test.axis"))
    return figure


def _panel(axis: Axes, name: str, curves: Frame | None, colour: str, words: Words) -> None:
    if curves is None:
        axis.set_title(f"{name}\n{words('figures.n', n=0)}")
        axis.text(0.5, 0.5, words("figures.no_run"), transform=axis.transAxes, ha="center", color=GREY)
        axis.set_xticks([])
        return
    epochs = curves["epoch"].to_numpy()
    axis.set_title(f"{name}\n{words('figures.n', n=curves['n'].iloc[0])}")
    for split, line in LINES.items():
        label = words(f"figures.train_test.{split}")
        mean, sd = (100 * curves[f"{split}_{part}"].to_numpy(dtype=float) for part in ("mean", "sd"))
        marker = "o" if len(epochs) < 3 else None
        axis.plot(epochs, mean, color=colour, linestyle=line, label=label, marker=marker, markersize=4)
        axis.fill_between(epochs, mean - sd, mean + sd, color=colour, alpha=0.16, linewidth=0)
    axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))


def _texts(analysis: Analysis, curves: Frame, words: Words) -> Iterator[str]:
    """Say where a variant ends."""
    last = curves.iloc[-1:]
    named = last.assign(variant=variant_name(analysis, str(last["variant"].iloc[0]), words))
    return (said for _, _, said in _spots(named, words))


def _spots(curves: Frame, words: Words) -> Iterator[tuple[float, float, str]]:
    """Return the hover text of each mean, at its place."""
    for name in LINES:
        split = words(f"figures.train_test.{name}")
        for row in curves.to_dict("records"):
            mean, sd = row[f"{name}_mean"], row[f"{name}_sd"]
            spread = words("figures.sd", sd=size_shown(SHOWN, sd, words=words)) if math.isfinite(sd) else ""
            fields = {"variant": row["variant"], "epoch": row["epoch"], "mean": level_text(SHOWN, mean)}
            said = words("figures.train_test.point", split=split, spread=spread, **fields)
            yield row["epoch"], 100 * mean, said


def _limits(curves: dict[str, Frame], compared: frozenset[str]) -> dict[str, tuple[float, float, bool]]:
    """Return the vertical ends of each panel in %, and whether they are its own; "" is the common scale."""
    reach = {name: _reach(part) for name, part in curves.items()}
    common = (
        [span for name, span in reach.items() if name in compared] or list(reach.values()) or [(0.0, 100.0)]
    )
    low, high = min(span[0] for span in common), max(span[1] for span in common)
    pad = max(0.1, 0.05 * (high - low))
    limits = {"": (low - pad, min(high + pad, 100 + pad), False)}
    for name, (own_low, own_high) in reach.items():
        if own_low >= low - pad and own_high <= high + pad:
            limits[name] = limits[""]
        elif name not in compared:
            own_pad = max(0.1, 0.05 * (own_high - own_low))
            limits[name] = (own_low - own_pad, min(own_high + own_pad, 100 + own_pad), True)
    return limits


def _reach(curves: Frame) -> tuple[float, float]:
    """Return the lowest and the highest value drawn, in %."""
    ends = []
    for split in LINES:
        mean, sd = 100 * curves[f"{split}_mean"], 100 * curves[f"{split}_sd"].fillna(0)
        ends += [(mean - sd).min(), (mean + sd).max()]
    return float(min(ends)), float(max(ends))
