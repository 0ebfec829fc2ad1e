import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.cli.terminal import duration_words, print_table


def test_a_table_into_a_pipe_is_plain_and_whole(capsys):
    """No colour, no cut cell, names with brackets as they are."""
    long = "x" * 100
    print_table("[a] title", ["variant", "n"], [["rates=[0.1,0.2]", 12], [long, 3]])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[a] title" in out
    assert "rates=[0.1,0.2]" in out
    assert long in out


@given(seconds=st.floats(0, 1e6))
def test_a_time_has_one_unit(seconds):
    """Seconds, minutes or hours, as a person would say it."""
    number, unit = duration_words(seconds).split()
    factor = {"s": 1, "min": 60, "h": 3600}[unit]
    assert float(number) * factor == pytest.approx(seconds, rel=0.4, abs=0.5)
