"""A published difference keeps the digits that it was written with."""

import pytest

from dropout_lab.errors import ConfigError
from dropout_lab.judging import Published


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        *[("0.1", 1), ("0.10", 2), ("0.1000", 4), (".5", 1), ("-0.057", 3), ("+5.70", 2), ("1e-2", 2)],
        *[("-2.05e-8", 10), ("1.50E-3", 5), ("10", 0), ("10.0", 1), ("1e3", 0), ("0", None), ("0.00", 2)],
    ],
)
def test_a_written_number_has_the_decimals_of_its_text(text, decimals):
    """Zeros at the end count, powers of ten are counted in, and a bare 0 is no rounded number."""
    found = Published.written(text)
    assert (found.value, found.digits) == (float(text), decimals)


def test_decimals_that_are_given_go_before_those_written():
    """Whoever knows the rounding says it; a float of Python has the digits of its shortest text."""
    assert Published.written("0.1", decimals=3).digits == 3
    assert (Published(0.1).digits, Published(0.057).digits, Published(-3e-05).digits) == (1, 3, 5)


@pytest.mark.parametrize("text", ["5,7", "", "ten", "1e-500"])
def test_what_is_no_number_is_refused_in_one_line(text):
    """The text stands in the error, and a number of 500 decimals is refused too."""
    with pytest.raises(ConfigError, match=f"claim={text}: "):
        Published.written(text)
