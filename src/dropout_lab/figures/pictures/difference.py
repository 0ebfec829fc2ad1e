"""The differences that answer the question, each under every seed, with interval and margin."""

from collections.abc import Sequence

from dropout_lab.evidence import Analysis, Compared, needed, row_of
from dropout_lab.figures.drawing.bounds import first_of
from dropout_lab.figures.drawing.comparison_rows import (
    Dots,
    comparison_rows,
    has_joint,
    height_of,
    leaves_out,
    told_rows,
)
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.naming import row_name, variant_name
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import heading, styled
from dropout_lab.language import ENGLISH, Words

MOST = 10
"""Rows under an answer; the figure of all comparisons has the others."""


def shows(analysis: Analysis) -> bool:
    """Whether the question needs a comparison."""
    return bool(needed(analysis))


def shown(analysis: Analysis) -> tuple[Compared, ...]:
    """Return the comparisons that are drawn: those that the question needs, the first of many."""
    return needed(analysis)[:MOST]


def draw(analysis: Analysis, words: Words = ENGLISH, form: Form = WIDE) -> Picture:
    """Draw treatment minus control of each comparison that the question needs: a dot for each seed."""
    rows, more = first_of(needed(analysis), MOST, words)
    dots = _by_seed(analysis)
    out = [words("figures.difference.out")] if leaves_out(rows, dots) else []
    with styled():
        figure = Picture(form.width, height_of(rows, form, dotted=True))
        metric, unit = rows[0].metric, words(f"units.metrics.{rows[0].metric}")
        heading(
            figure,
            words("figures.difference.title", metric=unit),
            words("figures.sentences").join([_explained(analysis, rows, words), *out, *more]),
        )
        right = {row.metric: row_of(metric).higher_is_better for row in rows}
        comparison_rows(figure, analysis, rows, words, form, right, dots)
        figure.describe(told_rows(analysis, rows, words))
    return figure


def _explained(analysis: Analysis, rows: Sequence[Compared], words: Words) -> str:
    """Say how to read the picture: of the intervals those that are drawn, and what is minus what."""
    intervals = words(f"figures.difference.{'intervals' if has_joint(rows) else 'interval'}")
    unnamed = [row for row in rows if not _names_both(analysis, row, words)]
    key = f"figures.difference.{'such' if len(rows) > 1 else 'sides'}"
    told = words(key, **_sides(analysis, unnamed[0], words)) if unnamed else ""
    return words("figures.difference.explained", told=told, intervals=intervals)


def _names_both(analysis: Analysis, row: Compared, words: Words) -> bool:
    """Whether the name of a row says which of its variants is the treatment, or it has four."""
    sides, name = _sides(analysis, row, words), row_name(analysis, row, words)
    return bool(row.minus_treatment) or sides["treatment"] in name or row.treatment in name


def _sides(analysis: Analysis, row: Compared, words: Words) -> dict[str, str]:
    """Return what people call both variants of a comparison."""
    return {side: variant_name(analysis, getattr(row, side), words) for side in ("treatment", "control")}


def _by_seed(analysis: Analysis) -> Dots:
    """Return the difference under each seed of each comparison."""
    sides = ["treatment", "control", "minus_treatment", "minus_control", "metric"]
    groups = analysis.pairs.groupby(sides, sort=False)
    found = {tuple(key): part["difference"].to_numpy() for key, part in groups}
    rows = (
        (row, (row.treatment, row.control, row.minus_treatment, row.minus_control))
        for row in needed(analysis)
    )
    return {
        (row.label, row.metric): found[*sides, row.metric]
        for row, sides in rows
        if (*sides, row.metric) in found
    }
