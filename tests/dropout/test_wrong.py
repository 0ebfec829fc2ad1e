"""Each wrong implementation of a list of public ones breaks the law that is named for it."""

import re

import pytest

from dropout_lab.laws import LAWS, Subject, ruling, rulings
from tests.dropout.wrong import CAUGHT, RIGHT

NO_LAW_CATCHES = {8, 10, 15, 21, 27, 29, 30}
"""Rows about a replication, a name or a recipe: docs/own-layer.md has them."""


def subject(kind):
    """A class to be judged, as a user's."""
    return Subject(kind, {}, f"wrong:{kind.__name__}")


@pytest.mark.parametrize("kind", CAUGHT, ids=lambda kind: kind.__name__)
def test_a_wrong_dropout_breaks_the_law_that_is_named_for_it(kind):
    """Without a declaration it is BROKEN, and the line has a number or a cause."""
    found = ruling(CAUGHT[kind], subject(kind))
    assert found.outcome == "BROKEN"
    assert found.measured


@pytest.mark.parametrize("kind", RIGHT, ids=lambda kind: kind.__name__)
def test_the_same_without_the_error_keeps_every_law(kind):
    """Nothing but the error is caught."""
    assert [found for found in rulings(subject(kind)) if not found.stands] == []


def test_every_row_that_a_law_can_catch_is_here():
    """All thirty rows but those that the documents tell of."""
    told = " ".join(str(kind.__doc__) for kind in CAUGHT)
    rows = {int(number) for number in re.findall(r"\bW(\d+)", told)}
    assert rows == {*range(1, 31)} - NO_LAW_CATCHES


def test_every_law_catches_one():
    """A law that nothing here breaks might ask nothing."""
    assert {*LAWS} - {"random bits"} == {*CAUGHT.values()}
