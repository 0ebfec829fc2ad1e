"""All planned comparisons below each other: each with its intervals, the margin and what was decided."""

from collections.abc import Callable

from dropout_lab.evidence import Analysis, Compared, Drawable, row_of
from dropout_lab.figures.drawing.bounds import NARROW_ROWS, ROWS, first_of
from dropout_lab.figures.drawing.comparison_rows import comparison_rows, height_of, told_rows
from dropout_lab.figures.drawing.form import WIDE, Form
from dropout_lab.figures.drawing.picture import Picture
from dropout_lab.figures.drawing.style import GREY, heading, styled
from dropout_lab.language import ENGLISH, Words


def shows(analysis: Analysis) -> bool:
    """Whether comparisons are planned."""
    return bool(analysis.experiment.comparisons)


def draw(
    analysis: Drawable,
    words: Words = ENGLISH,
    form: Form = WIDE,
    *,
    title: str = "title",
    higher: Callable[[str], bool | None] = lambda metric: row_of(metric).higher_is_better,
) -> Picture:
    """Draw every planned comparison at the end of training: a panel for each metric, a row for each pair.

    Thick: the plain 95 % interval over seeds; thin: the joint one, which decides; dashed: over seeds and test
    images. Zero and the margin are marked.

    Args:
        analysis: what holds the comparisons.
        words: the language.
        form: as wide as the text, or for a phone.
        title: key of the title in the catalogue.
        higher: whether more of a metric is better; None: not known.
    """
    compared = [Compared(**row) for row in analysis.comparisons.to_dict("records")]
    rows, more = first_of(compared, NARROW_ROWS if form.is_narrow else ROWS, words)
    with styled():
        figure = Picture(form.width, height_of(rows, form) if rows else 1.5)
        joint = any(row.ci_low_joint < row.ci_low for row in rows)
        said = [words(f"figures.forest.{'explained' if joint else 'single_explained'}"), *more]
        heading(figure, words(f"figures.forest.{title}"), words("figures.sentences").join(said))
        if rows:
            right = {row.metric: higher(row.metric) for row in rows}
            comparison_rows(figure, analysis, rows, words, form, right, {})
            figure.describe(told_rows(analysis, rows, words))
        else:
            axis = figure.subplots()
            axis.set_axis_off()
            axis.text(0.5, 0.5, words("figures.no_comparison"), ha="center", color=GREY)
    return figure
