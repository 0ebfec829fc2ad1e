"""Tables for papers, no wider than a page: LaTeX with the packages booktabs, array and longtable."""

import re
from collections.abc import Sequence

from dropout_lab.foreign import visible
from dropout_lab.tables.model import Table
from dropout_lab.tables.plain import plain_table

SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", "\u2212": "$-$", "\u00b1": r"$\pm$",
}  # fmt: skip
NEGATIVE = re.compile(r"(?<![\w.)\]])(?<![\w)] )-(?=\d)")
"""A minus before a number; between two names or two numbers it is a dash or a difference."""


def latex_escaped(text: object) -> str:
    r"""Return text so that LaTeX prints it as it is, numbers below zero with a minus.

    >>> latex_escaped("50 % of a_b"), latex_escaped("-0.10 [-0.17, -0.03]"), latex_escaped("98.30 - 98.60")
    ('50 \\% of a\\_b', '$-$0.10 {[}$-$0.17, $-$0.03{]}', '98.30 - 98.60')
    """
    marked = NEGATIVE.sub("\u2212", visible(" ".join(str(text).split())))
    plain = "".join(SPECIAL.get(letter, letter) for letter in marked)
    return plain.replace("[", "{[}").replace("]", "{]}")  # else an argument, after a line break


PAPER = 38.0
"""Width of the text on A4 in the class article, the narrowest usual one, in em of ``\\footnotesize``."""

LETTER, GAP = 0.53, 0.75
"""Widths of a letter and of the space around a column, in em."""

LONGEST_NAME, LONGEST_NUMBER = 20, 16
"""Letters of a column of names or of numbers, in which longer ones go over several lines."""

MOST_ROWS = 35
"""Rows on one page; a longer table goes over several."""

_PIECE = re.compile(r"[^\s,=_/\-]{1,16}[,=_/\-]?|[,=_/\-]|\s+")


def latex_table(table: Table) -> str:
    r"""Return a table that fits A4, names aligned left, numbers right.

    ``\usepackage{booktabs,array,longtable}`` is needed. What is too wide stands in several parts, each with
    the names; one of many rows goes over pages. Letters that are not Latin need XeLaTeX or LuaLaTeX.
    """
    heads, cells, n_names = plain_table(table)
    widths = [
        _letters([head, *column], number < n_names)
        for number, (head, *column) in enumerate(zip(heads, *cells, strict=True))
    ]
    parts = [_tabular(columns, heads, cells, widths, n_names) for columns in _parts(widths, n_names) or [[]]]
    body = "\n\n\\medskip\n".join(parts)
    opening = r"\begingroup\footnotesize\setlength{\tabcolsep}{3pt}\renewcommand{\arraystretch}{1.1}\noindent"
    return f"% \\usepackage{{booktabs,array,longtable}}\n{opening}\n{body}\n\\par\\endgroup\n"


def _letters(texts: list[str], is_name: bool) -> int:
    """Letters that a column is wide: its longest cell or word of its head, up to a most."""
    head, *cells = texts
    words = max(map(len, head.split()), default=1)
    longest = max(map(len, cells), default=1)
    return min(max(words, longest, 2), LONGEST_NAME if is_name else max(LONGEST_NUMBER, words))


def _parts(widths: list[int], n_names: int) -> list[list[int]]:
    """Distribute the columns of numbers over parts that fit beside the names; each lists its columns."""
    names = list(range(n_names))
    room = PAPER - sum(LETTER * widths[name] + GAP for name in names)
    parts: list[list[int]] = []
    used = room
    for number in range(n_names, len(widths)):
        width = LETTER * widths[number] + GAP
        if used + width > room:
            parts.append([*names])
            used = 0.0
        parts[-1].append(number)
        used += width
    return parts


def _tabular(
    columns: list[int], heads: Sequence[str], cells: Sequence[Sequence[str]], widths: list[int], n_names: int
) -> str:
    """Draw some columns of a table."""
    sides = ("raggedright", "raggedleft")
    form = "".join(
        rf">{{\{sides[number >= n_names]}\arraybackslash}}p{{{LETTER * widths[number]:.1f}em}}"
        for number in columns
    )
    rows = [
        " & ".join(_cell(row[number], number < n_names) for number in columns) + r" \\"
        for row in (heads, *cells)
    ]
    kind, over = ("longtable", [r"\endhead"]) if len(cells) > MOST_ROWS else ("tabular", [])
    lines = [rf"\begin{{{kind}}}{{{form}}}", r"\toprule", rows[0], r"\midrule", *over, *rows[1:]]
    return "\n".join([*lines, r"\bottomrule", rf"\end{{{kind}}}"])


def _cell(text: str, is_name: bool) -> str:
    """Return a cell; a name can be broken after its signs, and anywhere where it has none."""
    if not is_name:
        return latex_escaped(text)
    pieces = _PIECE.findall(visible(" ".join(text.split())))
    joined = "".join(f"{latex_escaped(piece)}\\hspace{{0pt}}" if piece.strip() else " " for piece in pieces)
    return joined.removesuffix(r"\hspace{0pt}").replace("\\hspace{0pt} ", " ")
