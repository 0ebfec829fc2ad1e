"""A metric by variant: every seed a dot."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from dropout_lab.evidence import Analysis, Drawable, Frame, row_of
from dropout_lab.figures.drawing.bounds import NARROW_ROWS, ROWS
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.marking import Look, looks
from dropout_lab.figures.drawing.naming import fitting, variant_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.spans import Span, panels, tick_step
from dropout_lab.figures.drawing.style import GREY, INK, heading, styled
from dropout_lab.figures.drawing.ticks import drawn_power, step_ticks
from dropout_lab.figures.drawing.wrapping import columns
from dropout_lab.language import (
    ENGLISH,
    UNKNOWN,
    ShownMetric,
    Words,
    digits_of,
    known_ends,
    level_text,
    levels_text,
    metrics_in,
)
from dropout_lab.metrics import DEFAULT_METRIC
from dropout_lab.stats import FEWEST_PAIRS

LEAST = 0.1
"""Narrowest axis of a fraction, in percentage points: less would blow single images up."""

GOLDEN = 0.618034
LETTERS = 40
"""Letters of a line of the name of a row, in a wide picture."""

FEW = 6
"""Rows that each have room for two lines beside them."""

ROW, LOW_ROW, NARROW_ROW, TALL_ROW, FRAME = 0.52, 0.4, 0.72, 0.9, 0.75
"""Heights of a row, of one among many, under a name of one line, under one of two, and of what is around."""


def shows(_analysis: Analysis) -> bool:
    """Always: where no run is finished, the rows say so."""
    return True


def draw(analysis: Drawable, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw every done run as a dot in the row of its variant, with mean and 95 % interval.

    Variants far from the others stand in a panel of their own beyond a break, at the same scale.
    """
    metric = analysis.metric
    runs = analysis.levels
    shown = metrics_in(words)[metric]
    power = drawn_power(analysis.summary.loc[analysis.summary["metric"] == metric, "mean"])
    shown = shown._replace(factor=shown.factor * 10.0**-power)
    dots = {name: shown.factor * part[metric].to_numpy() for name, part in runs.groupby("variant")}
    summary = _summary(analysis, metric, shown.factor)
    names, more = _drawn(analysis, NARROW_ROWS if form.is_narrow else ROWS, words)
    marks = looks(analysis, _drawn(analysis, ROWS, words)[0])  # alike on a phone
    points = row_of(metric).scale.difference == "points"
    largest = max((float(np.abs(values).max()) for values in dots.values()), default=0.0)
    least = LEAST if points else 0.001 * largest or 1.0
    reaches = [_reach(dots[name], dict(summary.loc[name]), least) for name in names if name in dots]
    stretches = panels(reaches, least)
    with styled():
        figure = Picture(form.width, FRAME + _height(analysis, names, words, form) * max(2, len(names)))
        said = _explained(summary, more, words, is_broken=len(stretches) > 1)
        title, axis_name = _names_of(metric, shown, words)
        heading(figure, title, said)
        figure.describe(_texts(analysis, names, shown, words))
        widths = [high - low for low, high in stretches]
        axes = figure.subplots(1, len(stretches), sharey=True, squeeze=False, width_ratios=widths)[0]
        step = tick_step(sum(widths), 6)
        for axis, stretch in zip(axes, stretches, strict=True):
            _scale(axis, stretch, step, power)
            for row, name in enumerate(names):
                if name in dots:
                    figure.belongs(
                        name, _row(axis, row, dots[name], dict(summary.loc[name]), marks[name], stretch)
                    )
        axes[0].set_ylim(len(names) - 0.4, -0.75 if form.is_narrow else -0.6)
        _name_rows(figure, axes, analysis, names, words, form)
        _tell(figure, axes, {name: runs[runs["variant"] == name] for name in names}, summary, shown, words)
        if not dots:
            _say_empty(axes[0], words)
        _mark_breaks(axes)
        once = [words("figures.n", n=count)] if (count := _one_count(analysis, names)) else []
        figure.supxlabel(words("methods.comma").join([axis_name, *once]))
    return figure


def _drawn(analysis: Drawable, most: int, words: Words) -> tuple[list[str], list[str]]:
    """Return the variants that are drawn, the highest and the lowest always, and what to say of more."""
    names = list(analysis.ledger["variant"])
    if len(names) <= most:
        return names, []
    rows = analysis.summary[analysis.summary["metric"] == analysis.metric]
    means = rows.set_index("variant")["mean"].dropna()
    ends = {means.idxmax(), means.idxmin()} if len(means) else set()
    others = [name for name in names if name not in ends][: most - len(ends)]
    drawn = [name for name in names if name in ends or name in others]
    return drawn, [words("figures.with_ends", shown=most, n=len(names))]


def _explained(summary: Frame, more: Sequence[str], words: Words, *, is_broken: bool) -> str:
    """Say how to read the picture."""
    looked = "looked" if (summary["method"] == "sequence").any() else "planned"
    broken = [words("figures.accuracy.broken")] if is_broken else []
    return words("figures.sentences").join([words(f"figures.accuracy.{looked}"), *more, *broken])


def _names_of(metric: str, shown: ShownMetric, words: Words) -> tuple[str, str]:
    """Return title and name of the axis."""
    if metric == DEFAULT_METRIC:
        return words("figures.accuracy.title"), words("figures.accuracy.axis")
    fraction = shown.level_unit == words("units.percent")
    axis = words("figures.accuracy.other.axis", metric=shown.name) if fraction else shown.name
    return words("figures.accuracy.other.title", metric=shown.name), axis


def _name_rows(
    figure: Picture, axes: Sequence[Axes], analysis: Drawable, names: Sequence[str], words: Words, form: Form
) -> None:
    """Name each row by its variant and the runs behind it, and say its mean."""
    if form.is_narrow:
        axes[0].set_yticks([])
        across = blended_transform_factory(axes[0].transAxes, axes[-1].transData)
        for place, (name, said) in enumerate(_named(analysis, names, words, form).items()):
            text = axes[-1].text(0, place - 0.3, said, transform=across, va="bottom")
            text.set_in_layout(False)
            figure.belongs(name, [text])
        return
    rows = _rows(analysis, names)
    means, each = _means(analysis, words), not _one_count(analysis, names)
    axes[0].set_yticks(range(len(rows)), [_beside(analysis, row, words, each=each) for row in rows])
    for place, (row, label) in enumerate(zip(rows, axes[0].get_yticklabels(), strict=True)):
        figure.belongs(row["variant"], [label])
        if row["variant"] in means:
            mean, ends = means[row["variant"]]
            at = axes[-1].get_yaxis_transform()
            said = f"{mean}\n{ends}" if ends else mean
            figure.belongs(row["variant"], [axes[-1].text(1.02, place, said, transform=at, va="center")])


def _rows(analysis: Drawable, names: Sequence[str]) -> list[dict]:
    """Return what the ledger knows of each variant."""
    return analysis.ledger.set_index("variant").loc[list(names)].reset_index().to_dict("records")


def _named(analysis: Drawable, names: Sequence[str], words: Words, form: Form) -> dict[str, str]:
    """Return the name over each row, with its mean."""
    means, each = _means(analysis, words), not _one_count(analysis, names)
    return {
        row["variant"]: _over(analysis, row, means.get(row["variant"], ("", ""))[0], words, form, each=each)
        for row in _rows(analysis, names)
    }


def _height(analysis: Drawable, names: Sequence[str], words: Words, form: Form) -> float:
    """Return the height of a row, in inches: on a phone a name of two lines stays clear of the row above."""
    if not form.is_narrow:
        return ROW if len(names) <= FEW else LOW_ROW
    named = _named(analysis, names, words, form)
    return TALL_ROW if any("\n" in said for said in named.values()) else NARROW_ROW


def _means(analysis: Drawable, words: Words) -> dict[str, tuple[str, str]]:
    """Return mean and interval of each variant that has runs, as a table writes them."""
    metric, unit = analysis.metric, metrics_in(words)[analysis.metric].level_unit
    found = {}
    for row in analysis.summary[analysis.summary["metric"] == metric].to_dict("records"):
        if not math.isfinite(row["mean"]):
            continue
        ends = known_ends(row["n"], row["ci_low"], row["ci_high"])
        digits = digits_of(metric, *ends, row["mean"])
        said = levels_text(metric, *ends, digits, words)
        mean = level_text(metric, row["mean"], digits) + unit
        found[row["variant"]] = mean, "" if said == UNKNOWN else said + unit
    return found


def _texts(analysis: Drawable, names: Sequence[str], shown: ShownMetric, words: Words) -> list[str]:
    """Say the mean of each variant, with its interval."""
    means = _means(analysis, words)
    counts = dict(zip(analysis.ledger["variant"], analysis.ledger["done"], strict=True))
    texts = []
    for name in names:
        fields = {"variant": variant_name(analysis, name, words), "count": words("figures.n", n=counts[name])}
        if name not in means:
            continue
        mean, ends = means[name]
        key = "figures.accuracy.mean" if ends else "figures.accuracy.single"
        texts.append(words(key, mean=mean, interval=ends, **fields))
    return [f"{shown.name}{words('units.join.colon')}{texts[0]}", *texts[1:]] if texts else []


def _say_empty(axis: Axes, words: Words) -> None:
    """Say that there is nothing to see yet."""
    axis.set_xticks([])
    axis.text(0.5, 0.5, words("figures.no_run"), transform=axis.transAxes, ha="center", color=GREY)


def _summary(analysis: Drawable, metric: str, factor: float) -> Frame:
    """Scale mean and interval of each variant to the unit shown."""
    summary = analysis.summary[analysis.summary["metric"] == metric].set_index("variant")
    known = summary["n"].to_numpy() >= FEWEST_PAIRS
    ends = {part: (factor * summary[part]).where(known) for part in ("ci_low", "ci_high")}
    return summary.assign(mean=factor * summary["mean"], **ends)


def _reach(values: np.ndarray, row: Mapping[str, float], least: float) -> Span:
    """Return the span of the dots, with as much of the interval as leaves the dots visible."""
    low, high = float(values.min()), float(values.max())
    room = max(least, high - low)
    ends = row["ci_low"], row["ci_high"]
    if math.isfinite(ends[0]) and math.isfinite(ends[1]):
        return min(low, max(ends[0], low - room)), max(high, min(ends[1], high + room))
    return low, high


def _scale(axis: Axes, stretch: Span, step: float, power: int) -> None:
    axis.set_xlim(*stretch)
    step_ticks(axis, stretch, step, power)
    axis.grid(visible=False, axis="y")
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)


def _row(
    axis: Axes, row: int, values: np.ndarray, summary: Mapping[str, float], marks: Look, stretch: Span
) -> list[Artist]:
    """Draw dots above, mean and interval below; an interval that leaves the panel ends in an arrow."""
    inside = values[(values >= stretch[0]) & (values <= stretch[1])]
    if not inside.size:
        return []
    alpha = 0.75 if values.size <= 50 else 0.35
    drawn: list[Artist] = [
        axis.scatter(
            values, _heights(row, values.size), s=18, alpha=alpha, linewidths=1, zorder=3, **marks.of_dots
        )
    ]
    mean, low, high = (summary[part] for part in ("mean", "ci_low", "ci_high"))
    below = row + 0.24
    if math.isfinite(low) and math.isfinite(high):
        ends = max(low, stretch[0]), min(high, stretch[1])
        drawn += axis.plot(ends, (below, below), color=INK, linewidth=1.4, zorder=4, solid_capstyle="butt")
        for end, place, arrow in ((low, ends[0], "<"), (high, ends[1], ">")):
            mark = "|" if end == place else arrow
            drawn += axis.plot(place, below, marker=mark, color=INK, markersize=5, zorder=4, clip_on=False)
    return drawn + axis.plot(mean, below, marker="D", color=INK, markersize=4.5, zorder=5)


def _heights(row: int, n: int) -> np.ndarray:
    """Return the height of each dot of a row: spread evenly, the same in every drawing."""
    return row - 0.22 + 0.3 * ((np.arange(n) * GOLDEN) % 1)


def _tell(
    figure: Picture,
    axes: Sequence[Axes],
    runs: Mapping[str, Frame],
    summary: Frame,
    shown: ShownMetric,
    words: Words,
) -> None:
    """Tell seed and level of every dot."""
    for row, (name, part) in enumerate(runs.items()):
        if part.empty:
            continue
        found = summary.loc[name]
        metric, values = found["metric"], part[found["metric"]].to_numpy()
        low, high, mean = (found[end] / shown.factor for end in ("ci_low", "ci_high", "mean"))
        digits = digits_of(metric, low, high, mean)
        levels = (level_text(metric, value, digits) for value in values)
        texts = (
            words("figures.accuracy.dot", variant=name, seed=seed, level=level, unit=shown.level_unit)
            for seed, level in zip(part["seed"], levels, strict=True)
        )
        spots = list(zip(shown.factor * values, _heights(row, len(part)), texts, strict=True))
        for axis in axes:
            figure.tell(axis, spots, name)


def _one_count(analysis: Drawable, names: Sequence[str]) -> int:
    """Return the one count of runs that many rows share, said once; 0: few rows, other counts, lost runs."""
    rows = analysis.ledger[analysis.ledger["variant"].isin(names)]
    alike = rows["done"].nunique() == 1 and not rows[["diverged", "failed"]].to_numpy().any()
    return int(rows["done"].iloc[0]) if len(names) > FEW and alike else 0


def _beside(analysis: Drawable, row: Mapping, words: Words, *, each: bool) -> str:
    """Name a row by its variant, and by its runs where `each` has its own: in two lines at most."""
    called = fitting(variant_name(analysis, str(row["variant"]), words), LETTERS)
    between = words("methods.comma") if "\n" in called else "\n"
    return f"{called}{between}{_count(row, words)}" if each else called


def _over(analysis: Drawable, row: Mapping, mean: str, words: Words, form: Form, *, each: bool) -> str:
    """Name a row as `_beside` does, with its mean, as a phone shows it: in two lines at most."""
    name, count = variant_name(analysis, str(row["variant"]), words), _count(row, words) if each else ""
    comma, colon = words("methods.comma"), words("units.join.colon")
    told = colon.join(filter(None, (count, mean)))
    beside = columns(name) + len(told) + 2 <= form.letters
    called = name if beside else fitting(name, form.letters - 14)
    if columns(called.rpartition("\n")[2]) + len(told) + 2 <= form.letters:
        return called + (comma if count else colon if told else "") + told
    return f"{fitting(name, form.letters, 1)}\n{told}"


def _count(row: Mapping, words: Words) -> str:
    """Say how many runs are behind a row, and how many were lost."""
    states = [state for state in ("diverged", "failed") if row[state]]
    lost = (words(f"figures.{state}", n=row[state]) for state in states)
    return "".join([words("figures.n", n=row["done"]), *lost])


def _mark_breaks(axes: np.ndarray) -> None:
    """Draw two slanted strokes where the axis is broken."""
    stroke = {"marker": [(-0.5, -1), (0.5, 1)], "markersize": 8, "linestyle": "none", "color": GREY}
    for left, right in pairwise(axes):
        left.plot([1], [0], transform=left.transAxes, clip_on=False, **stroke)
        right.plot([0], [0], transform=right.transAxes, clip_on=False, **stroke)
