"""Effects beside each other: whether one depends on the place, with the difference of each from the first."""

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, Compared, needed, row_of
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.intervals import numbers_of, unit_of
from dropout_lab.figures.drawing.naming import effect_name, fitting, row_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import GREY, INK, NAMES, heading, styled
from dropout_lab.figures.drawing.wrapping import columns, middle_cut, wrapped
from dropout_lab.language import ENGLISH, Words, decision_word, metrics_in
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.stats import FEWEST_PAIRS

MOST = 8
"""Effects that stand beside each other."""

LINES = 4
"""Lines of the name of an effect."""

LINE = 0.19
"""Height of a line of text, in inches."""


def shows(analysis: Analysis) -> bool:
    """Whether effects are compared that are planned themselves, too."""
    return bool(_interactions(analysis)) and len(_effects(analysis)) > 1


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw each effect with its interval, lines from the one that others are held against, and numbers."""
    rows, effects = _interactions(analysis), _effects(analysis)
    metric = rows[0].metric
    with styled():
        said = [_numbers(analysis, row, words, form) for row in rows]
        below = LINE * sum(len(lines) for lines in said)
        figure = Picture(form.width, 3.4 + below)
        title = words("figures.effects.title", metric=metrics_in(words)[metric].name)
        heading(figure, title, words("figures.effects.explained"))
        foot = (below + 0.1) / figure.get_figheight()
        figure.set_layout_engine("constrained", rect=(0, foot, 1, 1 - foot))
        _panel(figure, figure.subplots(), analysis, words, form)
        _say(figure, rows, said, below)
        figure.describe(
            [
                *(
                    words("units.join.colon").join(
                        (effect_name(analysis, *sides, words), numbers_of(row, words))
                    )
                    for sides, row in effects.items()
                ),
                *(_text(analysis, row, words) for row in rows),
            ]
        )
    return figure


def _panel(figure: Picture, axis: Axes, analysis: Analysis, words: Words, form: Form) -> None:
    rows, effects = _interactions(analysis), _effects(analysis)
    metric, margin = rows[0].metric, rows[0].margin
    factor, places = row_of(metric).scale.factor, {sides: place for place, sides in enumerate(effects)}
    if math.isfinite(margin):
        axis.axhspan(-factor * margin, factor * margin, color=GREY, alpha=0.16, linewidth=0)
    axis.axhline(0, color=INK, linewidth=1)
    for row in rows:
        ends = (row.minus_treatment, row.minus_control), (row.treatment, row.control)
        if not all(side in places for side in ends):
            continue
        heights = [factor * effects[side].mean_difference for side in ends]
        colour = NAMES[OUTCOMES[row.decision].colour]
        axis.plot([places[side] for side in ends], heights, color=colour, linewidth=2.5, zorder=2)
    for sides, row in effects.items():
        _effect(figure, axis, analysis, places[sides], row, factor, words)
    letters = (form.letters - 12) // len(effects) if form.is_narrow else 30
    labels = [_label(effect_name(analysis, *sides, words), letters) for sides in effects]
    axis.set_xticks(range(len(effects)), labels)
    axis.set_xlim(-0.5, len(effects) - 0.5)
    axis.grid(visible=False, axis="x")
    axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.set_ylabel(words("figures.effects.axis", unit=unit_of(metric, words)))


def _effect(
    figure: Picture, axis: Axes, analysis: Analysis, place: int, row: Compared, factor: float, words: Words
) -> None:
    drawn: list[Any] = []
    if row.n >= FEWEST_PAIRS:
        ends = factor * row.ci_low_joint, factor * row.ci_high_joint
        drawn += axis.plot((place, place), ends, color=INK, linewidth=1.6, zorder=3, solid_capstyle="butt")
        drawn += axis.plot(
            (place, place), ends, linestyle="none", marker="_", color=INK, markersize=9, zorder=3
        )
    mean = factor * row.mean_difference
    drawn += axis.plot(place, mean, marker="D", color=INK, markersize=8, zorder=4)
    named = effect_name(analysis, row.treatment, row.control, words)
    told = f"{named}{words('units.join.colon')}{numbers_of(row, words)}"
    figure.tell(axis, [(place, mean, told)], row.treatment)
    figure.belongs(row.treatment, drawn)


def _numbers(analysis: Analysis, row: Compared, words: Words, form: Form) -> list[str]:
    """Say in lines how an effect differs from the one that it is held against."""
    badge, name = OUTCOMES[row.decision], row_name(analysis, row, words)
    said = f"{numbers_of(row, words)}   {badge.icon} {decision_word(row, words)}"
    named, letters = f"{name}{words('units.join.colon')}", int(form.letters * 0.9)
    whole = f"{named}{said}"
    return [whole] if columns(whole) <= letters else [*wrapped(named.rstrip(), letters), said]


def _say(figure: Picture, rows: Sequence[Compared], said: Sequence[Sequence[str]], below: float) -> None:
    """Write the differences of effects under the axes."""
    height, place = figure.get_figheight(), below
    for row, lines in zip(rows, said, strict=True):
        look = {"color": NAMES[OUTCOMES[row.decision].colour], "fontweight": "bold", "va": "top"}
        figure.text(0.012, place / height, "\n".join(lines), **look)
        place -= LINE * len(lines)


def _label(name: str, letters: int) -> str:
    """Return the name of an effect below its place: each side in a line, where it is named by its sides."""
    treatment, minus, control = name.partition(" - ")
    if not minus or len(name) <= letters:
        return fitting(name, letters, LINES)
    return f"{middle_cut(treatment, letters)}\n- {middle_cut(control, letters - 2)}"


def _text(analysis: Analysis, row: Compared, words: Words) -> str:
    said = words("methods.comma").join((numbers_of(row, words), decision_word(row, words)))
    return words("units.join.colon").join((row_name(analysis, row, words), said))


def _interactions(analysis: Analysis) -> list[Compared]:
    return [row for row in needed(analysis) if row.minus_treatment and row.n][:MOST]


def _effects(analysis: Analysis) -> dict[tuple[str, str], Compared]:
    """Return the effects that interactions are of, those that others are held against first."""
    rows = _interactions(analysis)
    if not rows:
        return {}
    metric = rows[0].metric
    planned = {
        (r.treatment, r.control): r for r in analysis.compared if not r.minus_treatment and r.metric == metric
    }
    sides = [
        *((row.minus_treatment, row.minus_control) for row in rows),
        *((row.treatment, row.control) for row in rows),
    ]
    return {side: planned[side] for side in dict.fromkeys(sides) if side in planned and planned[side].n}
