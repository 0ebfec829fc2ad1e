"""The paired difference by epoch, with a band that holds over all epochs at once."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, Frame
from dropout_lab.figures.drawing.accuracies import asks_about_accuracy
from dropout_lab.figures.drawing.bounds import NARROW_PANELS, PANELS, first_of, panels_beside
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.naming import effect_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import GREY, INK, NAMES, heading, styled
from dropout_lab.figures.drawing.wrapping import shortened
from dropout_lab.language import ENGLISH, Words, difference_shown, interval_text, margin_shown
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.stats import FEWEST_PAIRS

DWARFED = 4
"""A panel whose reach is this many times smaller than the common one calls for scales of their own."""

BEYOND = {"better": "^", "worse": "v"}
"""Markers of the epochs whose band lies on one side of zero, in the colour of that outcome."""


def shows(analysis: Analysis) -> bool:
    """Whether comparisons are planned, and the question is about an accuracy."""
    return bool(analysis.experiment.comparisons) and asks_about_accuracy(analysis)


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw treatment minus control in test accuracy by epoch: a panel for each planned comparison."""
    margin = 100 * analysis.experiment.margins.get(analysis.experiment.metric, math.nan)
    pairs = ((c.treatment, c.control) for c in analysis.experiment.comparisons if not c.minus)
    planned, more = first_of(list(dict.fromkeys(pairs)), NARROW_PANELS if form.is_narrow else PANELS, words)
    parts = dict(list(analysis.by_epoch.groupby(["treatment", "control"])))
    columns = 1 if form.is_narrow else panels_beside(len(planned))
    rows = max(1, math.ceil(len(planned) / columns))
    ends = {sides: _ends(parts.get(sides, analysis.by_epoch[:0]), margin) for sides in planned}
    common = (
        min((low for low, _ in ends.values()), default=0),
        max((high for _, high in ends.values()), default=1),
    )
    own = any((high - low) * DWARFED < common[1] - common[0] for low, high in ends.values())
    said = _explained(analysis, margin, more, words, own=own)
    with styled():
        figure = Picture(form.width, 0.45 + (3.0 if rows == 1 else 2.5) * rows)
        heading(figure, words("figures.difference_by_epoch.title"), said)
        axes = figure.subplots(rows, columns, squeeze=False, sharey=not own).flatten()
        told: list[str] = []
        for place, axis in enumerate(axes):
            if place < len(planned):
                sides = planned[place]
                part, name = parts.get(sides), effect_name(analysis, *sides, words)
                called = shortened(name, form.over_panel(columns))
                _panel(axis, called, part, margin, ends[sides] if own else common, words)
                figure.belongs(sides[0], [axis])
                if part is not None:
                    figure.tell(axis, _spots(part, words), sides[0])
                    told += _texts(name, part, words)
            else:
                axis.set_axis_off()
        figure.describe(told)
        if planned:
            figure.supxlabel(words("figures.epoch"))
            figure.supylabel(words("figures.difference_by_epoch.axis"))
        else:
            axes[0].text(0.5, 0.5, words("figures.no_comparison"), ha="center", color=GREY)
    return figure


def _explained(analysis: Analysis, margin: float, more: Sequence[str], words: Words, *, own: bool) -> str:
    """Say how to read the picture."""
    said = [words("figures.difference_by_epoch.explained"), *more]
    if math.isfinite(margin):
        shown = margin_shown(analysis.metric, margin / 100, words)
        said.append(words("figures.margin", margin=shown))
    if own:
        said.append(words("figures.difference_by_epoch.own"))
    return words("figures.sentences").join(said)


def _panel(
    axis: Axes, name: str, part: Frame | None, margin: float, ends: tuple[float, float], words: Words
) -> None:
    n = 0 if part is None else int(part["n_pairs"].iloc[0])
    title = f"{name}\n{words('figures.pairs', n=n)}"
    axis.set_ylim(*ends)
    if math.isfinite(margin):
        axis.axhspan(-margin, margin, color=GREY, alpha=0.16, linewidth=0)
    axis.axhline(0, color=INK, linewidth=1)
    axis.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    if part is None:
        axis.set_title(title)
        axis.text(0.5, 0.6, words("figures.no_pair"), transform=axis.transAxes, ha="center", color=GREY)
        axis.set_xticks([])
        return
    epochs = part["epoch"].to_numpy()
    mean, low, high = (
        100 * part[name].to_numpy(dtype=float) for name in ("mean_difference", "ci_low", "ci_high")
    )
    if n < FEWEST_PAIRS:
        low, high = np.full_like(mean, math.nan), np.full_like(mean, math.nan)
    few = len(epochs) < 3
    axis.plot(epochs, mean, color=INK, marker="o" if few else None, markersize=3.5, zorder=4)
    if few:
        axis.vlines(epochs, low, high, color=INK, alpha=0.5, linewidth=3)
    else:
        axis.fill_between(epochs, low, high, color=INK, alpha=0.16, linewidth=0, zorder=3)
    for outcome, beyond in {"better": low > 0, "worse": high < 0}.items():
        colour = NAMES[OUTCOMES[outcome].colour]
        axis.plot(epochs[beyond], mean[beyond], BEYOND[outcome], color=colour, markersize=9, zorder=5)
    axis.xaxis.set_major_locator(MaxNLocator(6 if n else 5, integer=True))
    if n < FEWEST_PAIRS:
        title += words("figures.difference_by_epoch.few")
    elif np.nanmin(low) < ends[0] or np.nanmax(high) > ends[1]:
        title += words("figures.difference_by_epoch.cut")
    axis.set_title(title)


def _spots(part: Frame, words: Words) -> Iterator[tuple[float, float, str]]:
    """Return the hover text of each mean with its band, at its place."""
    for row in part.to_dict("records"):
        yield row["epoch"], 100 * row["mean_difference"], _text(row, words)


def _text(row: dict, words: Words) -> str:
    metric, band = row["metric"], ""
    if row["n_pairs"] >= FEWEST_PAIRS:
        unit = words("units.points")
        interval = interval_text(metric, row["ci_low"], row["ci_high"], words=words) + unit
        band = words("figures.difference_by_epoch.band", interval=interval)
    mean = difference_shown(metric, row["mean_difference"], words=words)
    return words("figures.difference_by_epoch.point", epoch=row["epoch"], mean=mean, band=band)


def _texts(name: str, part: Frame, words: Words) -> Iterator[str]:
    """Say the first and the last epoch, and the epochs whose band lies on one side of zero."""
    rows = part.to_dict("records")
    beyond = [row for row in rows if row["ci_low"] > 0 or row["ci_high"] < 0]
    kept = {row["epoch"]: row for row in (rows[0], *beyond, rows[-1])}
    for place, epoch in enumerate(sorted(kept)):
        said = _text(kept[epoch], words)
        yield said if place else f"{name}{words('units.join.colon')}{said}"


def _ends(by_epoch: Frame, margin: float) -> tuple[float, float]:
    """Return the vertical ends of a panel in pp; a band that would dwarf means and margin is cut."""
    base = 1.3 * margin if math.isfinite(margin) else 0.1
    if by_epoch.empty:
        return -2 * base, 2 * base
    mean = 100 * by_epoch["mean_difference"]
    low, high = min(-base, mean.min()), max(base, mean.max())
    room = 2.5 * (high - low)
    band_low, band_high = 100 * by_epoch["ci_low"].min(), 100 * by_epoch["ci_high"].max()
    if math.isfinite(band_low) and math.isfinite(band_high):
        low, high = min(low, max(band_low, low - room)), max(high, min(band_high, high + room))
    pad = 0.06 * (high - low)
    return low - pad, high + pad
