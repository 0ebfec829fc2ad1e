"""An analysis or a judgement in a notebook: a piece of HTML, with no style sheet and no script."""

from dropout_lab.evidence import Analysis
from dropout_lab.figures import Caption
from dropout_lab.foreign import visible_lines
from dropout_lab.judging import Judgement
from dropout_lab.language import ENGLISH, Words, change_sentence, headline, ledger_line, notes
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.report.page.judgement import heading, how
from dropout_lab.report.page.shared import environment
from dropout_lab.tables import Cell, Table, brief_comparisons, brief_results, comparison_namer


def notebook_view(analysis: Analysis, picture: str, caption: Caption, words: Words = ENGLISH) -> str:
    """Return question, answer, what would change it, notes, a table and a picture as one HTML element.

    Args:
        analysis: what was found.
        picture: address of the picture that answers.
        caption: the words beside the picture.
        words: the language.
    """
    return _view(
        _table(analysis),
        words,
        question=analysis.experiment.question_in(words.language),
        told=headline(analysis, words),
        change=_change(analysis, words),
        notes=notes(analysis, words),
        ledger=ledger_line(analysis, words),
        picture=picture,
        caption=caption,
    )


def judgement_view(judgement: Judgement, picture: str, caption: Caption, words: Words = ENGLISH) -> str:
    """Return the same of the judgement of a stranger's table."""
    return _view(
        brief_comparisons(judgement.comparisons),
        words.speaking(*judgement.dialects),
        question=heading(judgement, words),
        told=judgement.headline_in(words),
        change="",
        notes=dict.fromkeys(judgement.notes_in(words)),
        ledger=how(judgement, words),
        picture=picture,
        caption=caption,
    )


def _view(table: Table, words: Words, **shown: object) -> str:
    """Fill the template of a view."""
    heads = [(column.head(words), column.is_name) for column in table.columns]
    rows = [[_cell(cell, words) for cell in row.cells] for row in table.rows]
    template = environment().get_template("notebook.html.j2")
    return visible_lines(template.render(language=words.language, heads=heads, rows=rows, **shown))


def _change(analysis: Analysis, words: Words) -> str:
    """Say what would change the answer; nothing once it is settled."""
    said = change_sentence(analysis, words)
    return f"{words('page.change')}{words('page.colon')} {said}" if said else ""


def _table(analysis: Analysis) -> Table:
    """The comparisons, as people call them; where none is planned the levels. Frames have all columns."""
    if analysis.comparisons.empty:
        return brief_results(analysis)
    return brief_comparisons(analysis.comparisons, comparison_namer(analysis))


def _cell(cell: Cell, words: Words) -> str:
    """The words of a cell; before an outcome its icon."""
    icon = next((badge.icon for badge in OUTCOMES.values() if badge.key == cell.badge), "")
    return f"{icon} {cell.shown(words)}".strip()
