"""Numbers as people and trackers write them: `number_of`."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.judging.numbers import number_of
from tests.letters import ANY
from tests.over import over


@over(
    ("cell", "value", "decimals"),
    [
        ("0.9800", 0.98, 4),
        ("3", 3, 0),
        ("1.", 1, 0),
        (".5", 0.5, 1),
        ("+1e-3", 0.001, 3),
        ("1.50e-3", 0.0015, 5),
        ("1e5", 1e5, 0),
        ("\u22120.5", -0.5, 1),  # the minus of typesetters
        ("\u20130.5", -0.5, 1),  # and an en dash in its place
        ("\uff10\uff0e\uff19\uff17", 0.97, 2),  # full-width digits
        ("True", 1, 0),
        ("FALSE", 0, 0),
        ("WAHR", 1, 0),
        ("0,91", 0.91, 2),
        ("12,5", 12.5, 1),
        ("0,912", 0.912, 3),
        ("1,234.5", 1234.5, 1),
        ("1,234,567", 1234567, 0),
        ("1.234,5", 1234.5, 1),
        ("1.234.567", 1234567, 0),
        ("1 234,56", 1234.56, 2),
        ("1\u202f234", 1234, 0),  # a narrow blank that does not break
        ("1'234.5", 1234.5, 1),
        ("tensor(0.9734, device='cuda:0')", 0.9734, 4),
        ("np.float64(0.97)", 0.97, 2),
        ("[0.97]", 0.97, 2),
    ],
)
def test_a_cell_is_its_number_with_the_decimals_that_are_written(cell, value, decimals):
    """The digits say how fine the numbers are; zeros at the end count."""
    assert number_of(cell) == (pytest.approx(value, rel=1e-15), False, decimals)


@over(
    ("cell", "value", "decimals"),
    [
        ("97.4%", 97.4, 1),
        (" 97.40 % ", 97.4, 2),
        ("\uff19\uff17\uff05", 97, 0),
        ("0,9%", 0.9, 1),
        ("-3 %", -3, 0),
    ],
)
def test_a_percent_sign_is_told_and_the_value_stays_as_written(cell, value, decimals):
    """Whether it is divided by 100 is asked for the column, not for the cell."""
    assert number_of(cell) == (value, True, decimals)


@over(
    "cell",
    [
        *(
            "1,234",
            "12,345",
            "1,23,456",
            "1_000",
            "0x1f",
            "good",
            "",
            ".",
            "-",
            "e5",
            "1e",
            "--5",
            "1-2",
            "3/4",
        ),
        *(
            "2026-01-01",
            "12:30",
            "% 5",
            "0.95(0.01)",
            "0.95 ± 0.01",
            "12 ms",
            "1 2",
            "0 123",
            "True%",
            "9" * 500,
        ),
    ],
)
def test_what_is_no_number_or_could_be_two_is_none(cell):
    """A comma before three digits is a decimal one or separates thousands: nobody can tell."""
    assert number_of(cell) is None


@over(
    ("cell", "value"),
    [
        ("inf", math.inf),
        ("-Infinity", -math.inf),
        ("1e999", math.inf),
        ("1e999999999", math.inf),
        ("∞", math.inf),
    ],
)
def test_what_is_beyond_all_numbers_is_infinite(cell, value):
    """A run whose loss overflowed has a value; it is only not finite."""
    assert number_of(cell) == (value, False, None)


@pytest.mark.parametrize("cell", ["-nan", "NaN", "1.#QNAN", "#DIV/0!"])
def test_a_result_that_is_none_is_not_a_number_and_not_an_error(cell):
    """Programs and spreadsheets write what a crashed run left behind."""
    found = number_of(cell)
    assert found is not None
    assert math.isnan(found.value)


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_comes_back_as_it_was_written(value):
    """Python's shortest text of a number, and the same with a decimal comma."""
    assert number_of(repr(value)) == (value, False, number_of(repr(value)).decimals)
    with_comma = number_of(repr(value).replace(".", ","))
    assert with_comma is None or with_comma.value == value


@given(cell=st.text(ANY, max_size=30))
def test_any_text_has_a_number_or_none(cell):
    """No text of a stranger ends in another error."""
    found = number_of(cell)
    assert found is None or isinstance(found.value, float)
