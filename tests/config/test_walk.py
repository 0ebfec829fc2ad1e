"""A walk through Hydra's grammar: every command line is a plan or one line, at once, and writes nothing."""

import os

import pytest

from tests.config.walk import Walker, walk

LINES = int(os.environ.get("DROPOUT_LAB_FUZZ", "1000"))
"""How many in the slow test."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "lines", [pytest.param(80, marks=pytest.mark.short), pytest.param(LINES, marks=pytest.mark.slow)]
)
def test_every_command_line_is_a_plan_or_one_line(folder, lines):
    """No traceback, no words of several lines, no wait, no file: whatever is typed."""
    ends, others = walk(seed=1, count=lines)
    assert others == []
    assert ends["plan"] > lines / 50  # the walk meets what can be, too
    assert ends["line"] > lines / 20
    assert list(folder.iterdir()) == []


def test_a_walk_is_told_by_its_seed():
    """What CI finds can be walked again."""
    one, again = Walker(5), Walker(5)
    assert [one.line() for _ in range(50)] == [again.line() for _ in range(50)]
