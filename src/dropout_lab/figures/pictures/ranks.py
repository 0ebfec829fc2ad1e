"""Ranks as sets: the places that each variant can have, beside its level."""

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, row_of
from dropout_lab.figures.drawing.bounds import NARROW_ROWS, ROWS, first_of
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.marking import looks
from dropout_lab.figures.drawing.naming import fitting, variant_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import INK, heading, styled
from dropout_lab.language import ENGLISH, Words, known_ends, level_text, metrics_in
from dropout_lab.tables import places_text

ROW, NARROW_ROW = 0.36, 0.62
"""Heights of a row, in inches: beside its name, or under it."""

Row = dict[str, Any]


def shows(analysis: Analysis) -> bool:
    """Whether all pairs were planned on the primary metric, so that there are ranks."""
    return bool((analysis.ranks["metric"] == analysis.metric).any())


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw the level of each variant, best first, and the places that it can have."""
    metric, ranks = analysis.metric, analysis.ranks
    whole = ranks[ranks["metric"] == metric].to_dict("records")
    levels = analysis.summary[analysis.summary["metric"] == metric].set_index("variant").to_dict("index")
    side = -1 if row_of(metric).higher_is_better else 1
    whole.sort(key=lambda row: (row["best"], row["worst"], side * levels[row["variant"]]["mean"]))
    rows, more = first_of(whole, NARROW_ROWS if form.is_narrow else ROWS, words)
    with styled():
        row = NARROW_ROW if form.is_narrow else ROW
        figure = Picture(form.width, 0.7 + row * len(rows))
        said = [words("figures.ranks.narrow" if form.is_narrow else "figures.ranks.explained"), *more]
        name = metrics_in(words)[metric].name
        heading(figure, words("figures.ranks.title", metric=name), words("figures.sentences").join(said))
        if form.is_narrow:
            places = figure.subplots()
        else:
            axis, places = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
            _levels(figure, axis, analysis, rows, levels, words)
        _places(figure, places, analysis, rows, levels, len(whole), words, form)
        figure.describe([_text(analysis, row, levels, words) for row in rows])
    return figure


def _levels(
    figure: Picture, axis: Axes, analysis: Analysis, rows: Sequence[Row], levels: dict[str, Row], words: Words
) -> None:
    """Draw mean and 95 % interval of each variant."""
    metric, marks = analysis.metric, looks(analysis, list(analysis.ledger["variant"]))
    factor, shown = row_of(metric).scale.factor, metrics_in(words)[metric]
    for place, row in enumerate(rows):
        name, found = row["variant"], levels[row["variant"]]
        low, high = known_ends(found["n"], factor * found["ci_low"], factor * found["ci_high"])
        drawn: list[Any] = []
        if math.isfinite(low) and math.isfinite(high):
            drawn += axis.plot((low, high), (place, place), color=INK, linewidth=1.6, solid_capstyle="butt")
            drawn += axis.plot(
                (low, high), (place, place), linestyle="none", marker="|", color=INK, markersize=7
            )
        look = marks[name].of_line | {"linestyle": "none"}
        drawn += axis.plot(factor * found["mean"], place, **look, markersize=7, zorder=4)
        figure.belongs(name, drawn)
        figure.tell(axis, [(factor * found["mean"], place, _text(analysis, row, levels, words))], name)
    axis.set_yticks(
        range(len(rows)), [fitting(variant_name(analysis, row["variant"], words), 30) for row in rows]
    )
    for row, label in zip(rows, axis.get_yticklabels(), strict=True):
        figure.belongs(row["variant"], [label])
    axis.grid(visible=False, axis="y")
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.set_xlabel(f"{shown.name},{shown.level_unit}")


def _places(
    figure: Picture,
    axis: Axes,
    analysis: Analysis,
    rows: Sequence[Row],
    levels: dict[str, Row],
    most: int,
    words: Words,
    form: Form,
) -> None:
    """Draw the possible places of each variant as a stretch."""
    down = 0.2 if form.is_narrow else 0.0
    for place, row in enumerate(rows):
        ends = row["best"] - 0.35, row["worst"] + 0.35
        height = place + down
        bar = axis.barh(
            height, ends[1] - ends[0], left=ends[0], height=0.3, color=INK, alpha=0.75, linewidth=0
        )
        said = places_text(row["best"], row["worst"], words)
        if form.is_narrow:
            said = _text(analysis, row, levels, words)
            text = axis.text(0, place - 0.2, said, transform=axis.get_yaxis_transform(), va="center")
            text.set_in_layout(False)
        else:
            text = axis.text(1.02, place, said, transform=axis.get_yaxis_transform(), va="center")
        figure.belongs(row["variant"], [*bar, text])
    axis.set_xlim(0.5, most + 0.5)
    axis.set_ylim(len(rows) - 0.5, -0.55)
    axis.set_xticks(range(1, most + 1) if most <= 12 else range(1, most + 1, math.ceil(most / 12)))
    axis.grid(visible=False, axis="y")
    axis.tick_params(axis="y", length=0, labelleft=False)
    axis.spines["left"].set_visible(False)
    axis.set_xlabel(words("figures.ranks.axis"))
    if form.is_narrow:
        axis.set_yticks([])


def _text(analysis: Analysis, row: Row, levels: dict[str, Row], words: Words) -> str:
    metric = analysis.metric
    level = level_text(metric, levels[row["variant"]]["mean"]) + metrics_in(words)[metric].level_unit
    places = places_text(row["best"], row["worst"], words)
    return words(
        "figures.ranks.told",
        variant=variant_name(analysis, row["variant"], words),
        level=level,
        places=places,
    )
