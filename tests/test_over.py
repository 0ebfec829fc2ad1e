"""A test over a table tries every row, and names those that fail."""

import pytest

from tests.over import over


def test_every_row_is_tried_and_those_that_fail_are_named():
    """One fault is raised as it is, several together; each says which row it was of."""
    seen = []

    @over("number, text", [(1, "a"), (2, "b"), (3, "c")])
    def several(number, text, where):
        seen.append((number, text, where))
        assert number == 1

    with pytest.raises(BaseExceptionGroup, match="2 of 3 rows") as group:
        several(where="here")
    assert seen == [(1, "a", "here"), (2, "b", "here"), (3, "c", "here")]
    assert [fault.__notes__ for fault in group.value.exceptions] == [
        ["in the row 2, 'b'"],
        ["in the row 3, 'c'"],
    ]

    @over("number", [1, 2])
    def one(number):
        with pytest.raises(ValueError, match="2"):
            raise ValueError(number)

    with pytest.raises(AssertionError) as fault:
        one()
    assert fault.value.__notes__ == ["in the row 1"]

    @over("number", [1, 2])
    def silent(number):
        with pytest.raises(ValueError, match="2"):
            _ = 1 / (number - 1) if number > 1 else int("2x")

    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE") as fault:
        silent()
    assert fault.value.__notes__ == ["in the row 2"]


@over("one", [1, 2])
@over("other", "ab")
def test_tables_stack_and_fixtures_stay(tmp_path, one, other):
    """Each row of one with each of the other; what is no argument of a row is a fixture."""
    path = tmp_path / f"{one}{other}"
    assert not path.exists()
    path.touch()


def test_a_table_without_rows_or_with_another_argument_is_no_test():
    """It would show nothing, for ever."""
    with pytest.raises(AssertionError, match="no rows"):
        over("number", [])(lambda number: None)
    with pytest.raises(AssertionError, match="no such argument"):
        over("nubmer", [1])(lambda number: None)
