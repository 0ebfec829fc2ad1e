"""Tables for papers: every row has its columns, and no text can break one."""

import pytest

from dropout_lab.tables import Cell, Column, Row, Table, latex_escaped, latex_table


def test_a_table_has_the_columns_of_its_heads():
    """Names left, numbers right, as many ampersands in each row; a shared unit stands in the head."""
    columns = (Column("variant", is_name=True), Column("n"), Column("sd", unit=" %"))
    texts = (("a_b", "20", "98.58"), ("c & d", "3", "-0.10"))
    rows = tuple(Row(tuple(Cell(text, unit=" %") for text in row)) for row in texts)
    text = latex_table(Table(columns, rows))
    lines = text.splitlines()
    assert lines[1] == r"\begin{tabular}{lrr}"
    assert lines[3] == r"variant & n & sd, \% \\"
    assert lines[5] == r"a\_b \% & 20 \% & 98.58 \\"
    assert lines[6] == r"c \& d \% & 3 \% & $-$0.10 \\"
    assert lines[-1] == r"\end{tabular}"


@pytest.mark.parametrize("text", ["\\input{/etc/passwd}", "$x^2$", "a~b#c", "<script>", "100 % \n[2pt]"])
def test_a_name_is_printed_and_never_obeyed(text):
    """No command, no mathematics, no comment, no end of the row comes out of a configuration."""
    shown = latex_escaped(text)
    for harmless in (r"\textbackslash{}", r"\textasciitilde{}", r"\textasciicircum{}", r"\textless{}",
                     r"\textgreater{}", r"\{", r"\}", r"\$", r"\#", r"\%", "{[}", "{]}"):  # fmt: skip
        shown = shown.replace(harmless, "")
    assert not set(shown) & set("\\{}$#%~^<>[]&_\n")


@pytest.mark.parametrize(
    ("text", "minus"),
    [("-0.10 pp", 1), ("[-0.17, -0.03]", 2), ("98.3 - 98.6", 0), ("dropout - none", 0), ("a-1", 0)],
)
def test_only_a_number_below_zero_has_a_minus(text, minus):
    """A range, a difference of names and a hyphen stay what they are."""
    assert latex_escaped(text).count("$-$") == minus
