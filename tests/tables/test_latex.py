"""Tables for papers: every row has its columns, and no text can break one."""

import re
import shutil
import subprocess

import pytest

from dropout_lab.tables import Cell, Column, Row, Table, latex_escaped, latex_table
from dropout_lab.tables.latex import GAP, MOST_ROWS, PAPER
from tests.over import over


def drawn(heads, rows, n_names=1):
    """A table as LaTeX."""
    columns = tuple(Column("x", is_name=number < n_names, name=head) for number, head in enumerate(heads))
    return latex_table(Table(columns, tuple(Row(tuple(map(Cell, row))) for row in rows)))


def test_a_table_has_the_columns_of_its_heads():
    """Names left, numbers right, as many ampersands in each row; a shared unit stands in the head."""
    columns = (Column("variant", is_name=True), Column("n"), Column("sd", unit=" %"))
    texts = (("a_b", "20", "98.58"), ("c & d", "3", "-0.10"))
    rows = tuple(Row(tuple(Cell(text, unit=" %") for text in row)) for row in texts)
    lines = latex_table(Table(columns, rows)).splitlines()
    assert lines[2].count("raggedright") == 1
    assert lines[2].count("raggedleft") == 2
    assert lines[4] == r"variant & n & sd, \% \\"
    assert lines[6] == r"a\_\hspace{0pt}b \% & 20 \% & 98.58 \\"
    assert lines[7] == r"c \& d \% & 3 \% & $-$0.10 \\"
    assert lines[9] == r"\end{tabular}"


WIDE = [f"a long head of the column {number}" for number in range(11)]
LONG = "optimizer=adam,model.hidden_units_of_the_whole_net=512,regularizer.label_smoothing"
TABLES = {
    "narrow": (["variant", "n"], [["dropout", "20"]], 1),
    "wide": (["variant", *WIDE], [["none", *["[-98.40, 98.54]"] * 11], ["a" * 120, *["0"] * 11]], 1),
    "of long names": (["comparison", "metric", *WIDE[:3]], [[f"{LONG} - none", LONG, "1", "2", "3"]], 2),
    "long": (["variant", "n"], [[f"{LONG}={number}", str(number)] for number in range(120)], 1),
    "empty": (["variant", "n"], [], 1),
}


@over("table", TABLES.values(), ids=TABLES)
def test_no_table_is_wider_than_a_page(table):
    """What is too wide stands in parts, each with the names, and every column once in all."""
    text, (heads, rows, n_names) = drawn(*table), table
    parts = re.findall(r"\\begin\{(tabular|longtable)\}\{(.*)\}\n", text)
    widths = [[float(width) for width in re.findall(r"p\{([\d.]+)em\}", form)] for _, form in parts]
    assert all(sum(part) + GAP * len(part) <= PAPER + 0.1 * len(part) for part in widths)
    assert sum(len(part) - n_names for part in widths) == len(heads) - n_names
    assert {kind for kind, _ in parts} == {"longtable" if len(rows) > MOST_ROWS else "tabular"}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX; apt install texlive-latex-base")
def test_latex_takes_every_table_and_no_line_runs_over(tmp_path):
    """In the class article on A4."""
    body = "\n\\clearpage\n".join(drawn(*table) for table in TABLES.values())
    head = "\\documentclass[a4paper]{article}\n\\usepackage{booktabs,array,longtable}\n\\begin{document}\n"
    (tmp_path / "t.tex").write_text(head + body + "\n\\end{document}\n")
    run = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    said = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120).stdout
    assert "Overfull" not in said


@over("text", ["\\input{/etc/passwd}", "$x^2$", "a~b#c", "<script>", "100 % \n[2pt]"])
def test_a_name_is_printed_and_never_obeyed(text):
    """No command, no mathematics, no comment, no end of the row comes out of a configuration."""
    shown = latex_escaped(text)
    for harmless in (r"\textbackslash{}", r"\textasciitilde{}", r"\textasciicircum{}", r"\textless{}",
                     r"\textgreater{}", r"\{", r"\}", r"\$", r"\#", r"\%", "{[}", "{]}"):  # fmt: skip
        shown = shown.replace(harmless, "")
    assert not set(shown) & set("\\{}$#%~^<>[]&_\n")


@over(
    ("text", "minus"),
    [("-0.10 pp", 1), ("[-0.17, -0.03]", 2), ("98.3 - 98.6", 0), ("dropout - none", 0), ("a-1", 0)],
)
def test_only_a_number_below_zero_has_a_minus(text, minus):
    """A range, a difference of names and a hyphen stay what they are."""
    assert latex_escaped(text).count("$-$") == minus
