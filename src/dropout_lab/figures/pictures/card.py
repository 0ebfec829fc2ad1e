"""The card of an experiment, 1200 x 630 pixels: a link to its page shows it."""

import math
from collections import Counter

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from dropout_lab.evidence import Analysis, Compared, row_of
from dropout_lab.figures.drawing.intervals import ends_of, interval_lines, numbers_of, unit_of
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.rendering import render
from dropout_lab.figures.drawing.style import BLUE, GREY, INK, NAMES, styled
from dropout_lab.figures.drawing.wrapping import one_line, wrapped
from dropout_lab.language import ENGLISH, Words, answer, metrics_in
from dropout_lab.outcomes import OUTCOMES, VERDICTS

WIDTH, HEIGHT, DOTS = 12.0, 6.3, 100
LEFT = 0.45
SIZES = (30, 27, 24, 21, 19, 17, 15, 13.5, 12)
"""Points of the answer's letters: the largest that fit its place."""

PLACE = 2.25
"""Height of the answer, in inches."""

EM = 0.54 / 72
"""Width of a letter in inches, of one point."""

ROWS = 7
"""Levels that are drawn where nothing is compared."""


def card_png(analysis: Analysis, words: Words = ENGLISH) -> bytes:
    """Return the card as PNG of 1200 x 630 pixels."""
    return render(draw(analysis, words), "png", dpi=DOTS)


def shows(_analysis: Analysis) -> bool:
    """Always: every experiment has an answer."""
    return True


def draw(analysis: Analysis, words: Words = ENGLISH) -> Picture:
    """Draw the answer, the interval that it rests on, what was decided, verdicts, and n."""
    rows = [Compared(**row) for row in analysis.comparisons.to_dict("records")]
    shown = next(
        (row for row in rows if analysis.experiment.asks != "interaction" or row.minus_treatment), None
    )
    with styled():
        figure = Picture(WIDTH, HEIGHT)
        figure.set_layout_engine("none")
        figure.title, figure.explained = analysis.experiment.question, answer(analysis)
        figure.add_artist(Rectangle((0, 1 - 0.1 / HEIGHT), 1, 1, color=BLUE, linewidth=0))
        _text(figure, LEFT, 5.98, "dropout-lab", fontsize=21, fontweight="bold", va="top")
        _text(
            figure,
            WIDTH - LEFT,
            5.93,
            _counts(analysis, words),
            fontsize=15,
            color=GREY,
            ha="right",
            va="top",
        )
        question = _fitted(analysis.experiment.question, 15, 2)
        _text(figure, LEFT, 5.4, question, fontsize=15, color=GREY, va="top")
        size, said = _answer(answer(analysis))
        _text(figure, LEFT, 4.72, said, fontsize=size, va="top", linespacing=1.25)
        if shown:
            _compared(figure, shown, words)
        else:
            _levels(figure, analysis, words)
        _verdicts(figure, analysis, words)
    return figure


def _compared(figure: Picture, row: Compared, words: Words) -> None:
    """Draw one comparison with its intervals at the left, and what was decided at the right."""
    factor = row_of(row.metric).scale.factor
    axis = _axes(figure)
    ends = ends_of([row], factor)
    axis.set_xlim(*ends)
    axis.set_ylim(-0.5, 0.62)
    margin = factor * row.margin
    if math.isfinite(margin):
        axis.axvspan(-margin, margin, color=GREY, alpha=0.16, linewidth=0)
    axis.axvline(0, color=INK, linewidth=1.5)
    if row.n_pairs > 1:
        interval_lines(axis, (factor * row.ci_low_joint, factor * row.ci_high_joint), 0, ends, 2)
        interval_lines(axis, (factor * row.ci_low, factor * row.ci_high), 0, ends, 9, capped=False)
    if math.isfinite(row.mean_difference):
        axis.plot(factor * row.mean_difference, 0, marker="D", color=INK, markersize=11, zorder=5)
    axis.set_title(one_line(row.label, 68), fontsize=14, pad=7)
    key = f"units.metrics.{row.metric}"
    unit = unit_of(row.metric, words)
    name = words(key) if key in words else row.metric
    said = words("figures.card.axis", metric=one_line(name, 44), unit=unit)
    axis.set_xlabel(said, fontsize=12)
    badge = OUTCOMES[row.decision]
    word = f"{badge.icon} {words(f'outcomes.{badge.key}')}"
    _text(figure, 8.35, 1.68, word, fontsize=25, fontweight="bold", color=NAMES[badge.colour], va="center")
    numbers = f"{numbers_of(row, words)}\n{words('figures.pairs', n=row.n_pairs)}"
    _text(figure, 8.35, 1.06, numbers, fontsize=14, va="center", linespacing=1.35)


def _levels(figure: Picture, analysis: Analysis, words: Words) -> None:
    """Draw mean and interval of each variant, where nothing is compared."""
    metric = analysis.experiment.metric
    summary, factor = analysis.summary[analysis.summary["metric"] == metric], row_of(metric).scale.factor
    rows = [row for row in summary.to_dict("records") if math.isfinite(row["mean"])][:ROWS]
    axis = _axes(figure, left=2.6, width=WIDTH - 2.6 - LEFT, height=1.5)
    for place, row in enumerate(rows):
        if math.isfinite(row["ci_low"]):
            axis.plot(
                (factor * row["ci_low"], factor * row["ci_high"]), (place, place), color=BLUE, linewidth=4
            )
        axis.plot(factor * row["mean"], place, marker="D", color=INK, markersize=6, zorder=5)
    labels = [f"{one_line(row['variant'], 18)}, n = {row['n']}" for row in rows]
    axis.set_yticks(range(len(rows)), labels, fontsize=11)
    axis.set_ylim(max(1, len(rows)) - 0.4, -0.6)
    shown = metrics_in(words)[metric]
    unit = shown.level_unit.strip() or words("figures.forest.plain")
    axis.set_xlabel(words("figures.card.levels", metric=shown.name, unit=unit), fontsize=12)
    if not rows:
        axis.set_xticks([])
        axis.text(
            0.5, 0.5, words("figures.no_run"), transform=axis.transAxes, ha="center", fontsize=15, color=GREY
        )


def _axes(figure: Picture, left: float = LEFT + 0.1, width: float = 7.3, height: float = 0.85) -> Axes:
    axis = figure.add_axes((left / WIDTH, 1.05 / HEIGHT, width / WIDTH, height / HEIGHT))
    axis.spines["left"].set_visible(False)
    axis.set_yticks([])
    axis.grid(visible=False, axis="y")
    axis.tick_params(axis="x", labelsize=12)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    return axis


def _verdicts(figure: Picture, analysis: Analysis, words: Words) -> None:
    """Draw the number of claims of each verdict, with icon, word and colour."""
    found = Counter(claim.verdict.outcome for claim in analysis.claims)
    left = LEFT
    for verdict in filter(found.get, VERDICTS):
        badge = OUTCOMES[verdict]
        said = f"{badge.icon} {found[verdict]} {words(f'outcomes.{badge.key}')}"
        _text(
            figure, left, 0.27, said, fontsize=14, fontweight="bold", color=NAMES[badge.colour], va="center"
        )
        left += 14 * EM * (len(said) + 5)


def _counts(analysis: Analysis, words: Words) -> str:
    done, seeds = int(analysis.ledger["done"].sum()), len(set(analysis.seeds))
    counts = [
        analysis.experiment.name,
        words("figures.card.runs", n=done),
        words("figures.card.seeds", n=seeds),
    ]
    counts += [
        words(f"figures.card.{state}", n=n)
        for state in ("diverged", "failed", "missing")
        if (n := int(analysis.ledger[state].sum()))
    ]
    return one_line(" · ".join(counts), 75)


def _answer(text: str) -> tuple[float, str]:
    """Return the largest size of letters that fits, and the text broken into lines."""
    for size in SIZES:
        lines = wrapped(text, int((WIDTH - 2 * LEFT) / (size * EM)))
        if len(lines) * size * 1.45 / 72 <= PLACE:
            return size, "\n".join(lines)
    return SIZES[-1], _fitted(text, SIZES[-1], int(PLACE * 72 / (SIZES[-1] * 1.45)))


def _fitted(text: str, size: float, most: int) -> str:
    """Break a text into `most` lines; the rest is cut with an ellipsis."""
    lines = wrapped(text, int((WIDTH - 2 * LEFT) / (size * EM)))
    return "\n".join(lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][:-2]} …"])


def _text(figure: Picture, x: float, y: float, said: str, **look: object) -> None:
    figure.text(x / WIDTH, y / HEIGHT, said, **look)  # pyright: ignore[reportArgumentType]
