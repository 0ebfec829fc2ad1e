"""Tables in Markdown."""

import re

from dropout_lab.foreign import visible
from dropout_lab.language import ENGLISH, Words
from dropout_lab.tables.model import Table
from dropout_lab.tables.plain import plain_table

SPECIAL = str.maketrans(
    {letter: f"\\{letter}" for letter in "|*`[]~$"}
    | {"\\": "&#92;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
)  # fmt: skip
EDGE = re.compile(r"(?<!\w)_|_(?!\w)")
"""An underscore that could begin or end emphasis; one inside a word is itself."""


def escaped(text: object) -> str:
    r"""Return text from a configuration or a run so that Markdown shows it as it is, on one line.

    >>> print(escaped("<script> | *x*"), escaped("\\[x](javascript:y)"), escaped("\x1b[2J a_b _c_"))
    &lt;script&gt; \| \*x\* &#92;\[x\](javascript:y) &#92;x1b\[2J a_b \_c\_
    """
    return EDGE.sub(r"\\_", visible(" ".join(str(text).split())).translate(SPECIAL))


def markdown_table(table: Table, words: Words = ENGLISH) -> str:
    """Draw a table in Markdown, in a language: names aligned left, numbers right."""
    heads, rows, n_names = plain_table(table, words)
    cells = [[escaped(cell) for cell in heads], [":--"] * n_names + ["--:"] * (len(heads) - n_names)]
    cells += [[escaped(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"
