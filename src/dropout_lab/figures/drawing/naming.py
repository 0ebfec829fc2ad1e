"""Names of variants and comparisons in pictures: one place, so that all pictures call them alike."""

from collections.abc import Sequence

from dropout_lab.evidence import Analysis, Compared, Drawable
from dropout_lab.figures.drawing.wrapping import balanced, columns, middle_cut
from dropout_lab.language import Words, comparison_labels, labels_of


def variant_name(analysis: Drawable, name: str, words: Words) -> str:
    """Return what people call a variant; of a stranger's table its name."""
    return labels_of(analysis.experiment, words).get(name, name) if isinstance(analysis, Analysis) else name


def effect_name(analysis: Drawable, treatment: str, control: str, words: Words) -> str:
    """Return what people call the difference of two variants."""
    return _comparison(analysis, (treatment, control), words) or f"{treatment} - {control}"


def row_name(analysis: Drawable, row: Compared, words: Words) -> str:
    """Return what people call a comparison."""
    return _comparison(analysis, row.sides, words) or row.label


def one_control(analysis: Analysis, rows: Sequence[Compared]) -> str:
    """Return the control that all of some comparisons have, so that treatments alone name them; "": none.

    Nor is there one where any has a label of its own.
    """
    labelled = {pair.variants for pair in analysis.experiment.comparisons if pair.label}
    controls = {"" if row.sides in labelled or row.minus_treatment else row.control for row in rows}
    return controls.pop() if len(controls) == 1 and len(rows) > 1 else ""


def _comparison(analysis: Drawable, sides: tuple[str, ...], words: Words) -> str:
    if not isinstance(analysis, Analysis):
        return ""
    return comparison_labels(analysis.experiment, words).get(sides, "")


def fitting(name: str, letters: int, lines: int = 2) -> str:
    r"""Return a name in a few lines at most; a longer one keeps both of its ends, where long names differ.

    >>> fitting("standard dropout, rate 0.2", 18), fitting("a_name_of_many_letters", 9)
    ('standard dropout,\nrate 0.2', 'a_na…ters')
    """
    broken = balanced(name, letters)
    fits = len(broken) <= lines and max(map(columns, broken), default=0) <= letters
    return "\n".join(broken) if fits else middle_cut(name, int(letters * len(name) / columns(name)))


def counted(name: str, count: str, words: Words, states: Sequence[str] = ()) -> str:
    """Return a name with what stands behind it: ``dropout, n = 19, 1 diverged``."""
    return f"{name}{words('methods.comma')}{count}{''.join(states)}"
