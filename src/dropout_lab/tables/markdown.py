"""Tables in Markdown."""

from dropout_lab.language import ENGLISH, Words
from dropout_lab.tables.model import Table
from dropout_lab.tables.plain import plain_table

SPECIAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "\\|", "*": "\\*", "`": "\\`", "[": "\\[", "]": "\\]"}
)


def escaped(text: object) -> str:
    r"""Return text from a configuration or a run so that Markdown shows it as it is, on one line.

    >>> escaped("<script> | *x*")
    '&lt;script&gt; \\| \\*x\\*'
    """
    return " ".join(str(text).split()).translate(SPECIAL)


def markdown_table(table: Table, words: Words = ENGLISH) -> str:
    """Draw a table in Markdown, in a language: names aligned left, numbers right."""
    heads, rows, n_names = plain_table(table, words)
    cells = [[escaped(cell) for cell in heads], [":--"] * n_names + ["--:"] * (len(heads) - n_names)]
    cells += [[escaped(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"
