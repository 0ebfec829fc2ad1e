"""What a notebook shows of an analysis or a judgement: a piece of HTML with one picture in it."""

import base64

from dropout_lab.evidence import Analysis
from dropout_lab.figures import judged_svg, one_svg
from dropout_lab.judging import Judgement
from dropout_lab.language import ENGLISH, Words
from dropout_lab.report import judgement_view, notebook_view


def view_html(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Return question, answer, a table of at most five columns and the picture that answers, as HTML.

    The picture is an image of its own, whose ids and styles meet no other cell's.
    """
    svg, caption = one_svg(analysis, words)
    return notebook_view(analysis, _address(svg), caption, words)


def judgement_html(judgement: Judgement, words: Words = ENGLISH) -> str:
    """Return the same of the judgement of a stranger's table, with its differences as the picture."""
    svg, caption = judged_svg(judgement, words)
    return judgement_view(judgement, _address(svg), caption, words)


def _address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}"
