"""Decimal commas: read as points where they can be nothing else, left where they may separate thousands."""

import pytest

from dropout_lab.judging.numbers import number_of
from tests.judging.conftest import notes_of
from tests.over import over

SAID = "commas are read as decimal points in {}"
GROUPED = "points are read as separators of thousands in {}, since other columns have decimal commas"


@over(
    ("cells", "values", "notes"),
    [
        ({"a": ["0,91", "0,9"]}, {"a": [0.91, 0.9]}, [SAID.format("a")]),
        ({"a": ["1,234", "2,345"]}, {"a": [1.234, 2.345]}, [SAID.format("a")]),
        ({"a": ["12", "0,5", "", "nan"]}, {"a": [12, 0.5, None, "nan"]}, [SAID.format("a")]),
        ({"a": ["97,4 %", "-1,5e-3"]}, {"a": [97.4, -0.0015]}, [SAID.format("a")]),
        ({"a": ["1.234,5", "0,5"]}, {"a": [1234.5, 0.5]}, [SAID.format("a")]),
        # points elsewhere: a comma before three digits may separate thousands, and is no number then
        ({"a": ["1,234", "2,345"], "b": ["0.5", "0.25"]}, {"a": [None, None], "b": [0.5, 0.25]}, []),
        # a column of points beside sure decimal commas: a program wrote the one, a spreadsheet the other
        (
            {"a": ["0,5", "0,25"], "b": ["0.5", "0.25"]},
            {"a": [0.5, 0.25], "b": [0.5, 0.25]},
            [SAID.format("a")],
        ),
        (
            {"a": ["0,5", "0,25"], "steps": ["1.000", "12.500"]},
            {"a": [0.5, 0.25], "steps": [1000, 12500]},
            [SAID.format("a"), GROUPED.format("steps")],
        ),
        ({"a": ["0.500", "0.250"], "b": ["x,y", "z"]}, {"a": [0.5, 0.25], "b": [None, None]}, []),
        ({"sizes": ["64,32", "x"], "a": ["1", "2"]}, {"sizes": [64.32, None], "a": [1, 2]}, []),
    ],
    ids=range(10),
)
@over("delimiter", [";", "\t"])
def test_commas_are_told_by_all_columns_together(read, delimiter, cells, values, notes):
    """What is converted is said, by column."""
    rows = zip(*cells.values(), strict=True)
    table = read("\n".join(delimiter.join(row) for row in (["id", *cells], *(["x", *row] for row in rows))))
    for head, expected in values.items():
        found = [cell if cell == "nan" else number_of(cell) for cell in table.columns[head]]
        assert [getattr(number, "value", number) for number in found] == pytest.approx(expected)
    assert notes_of(table) == notes


def test_where_a_comma_separates_cells_a_quoted_one_is_left_as_it_is(read):
    """It is a number all the same, where it can be read in one way."""
    table = read('id,a\nx,"0,91"\ny,"1,234"\n')
    assert list(table.columns["a"]) == ["0,91", "1,234"]
    assert notes_of(table) == []
