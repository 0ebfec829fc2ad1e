"""What a notebook shows of an analysis: a piece of HTML with one picture in it."""

import base64

from dropout_lab.evidence import Analysis
from dropout_lab.figures import one_svg
from dropout_lab.language import ENGLISH, Words
from dropout_lab.report import notebook_view


def view_html(analysis: Analysis, words: Words = ENGLISH) -> str:
    """Return question, answer, a table of at most five columns and the picture that answers, as HTML.

    The picture is an image of its own, whose ids and styles meet no other cell's.
    """
    svg, caption = one_svg(analysis, words)
    address = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}"
    return notebook_view(analysis, address, caption, words)
