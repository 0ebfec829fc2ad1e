"""Tables for papers: LaTeX with the package booktabs."""

import re

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


def latex_table(table: Table) -> str:
    r"""Return a ``tabular``: names aligned left, numbers right; ``\usepackage{booktabs}`` is needed.

    Texts that are no Latin letters need a font that has them: XeLaTeX or LuaLaTeX.
    """
    heads, cells, n_names = plain_table(table)
    columns = "l" * n_names + "r" * (len(heads) - n_names)
    rows = [" & ".join(map(latex_escaped, row)) + r" \\" for row in (heads, *cells)]
    return "\n".join(
        (
            "% \\usepackage{booktabs}",
            rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            rows[0],
            r"\midrule",
            *rows[1:],
            r"\bottomrule",
            r"\end{tabular}",
            "",
        )
    )
