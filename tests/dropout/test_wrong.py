"""Each wrong implementation of a list of public ones breaks the law that is named for it."""

import re

import pytest

from dropout_lab.errors import ConfigError
from dropout_lab.laws import LAWS, Subject, ruling, rulings, try_methods
from tests.dropout.wrong import CAUGHT, RIGHT, GlobalGenerator, Right

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


class Uncallable(Right):
    """Not called as the laws call it."""

    def disturb(self, inputs):
        return inputs


class Raises(Right):
    """An error of its own, at inference."""

    def infer(self, inputs, at):
        raise ValueError("no unit 7")


class Forgets(Right):
    """Has no `return`."""

    def disturb(self, inputs, at):
        self.mask(inputs, at)


class Narrower(Right):
    """Loses a unit."""

    def disturb(self, inputs, at):
        return inputs[:, :-1]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Uncallable, ["disturb cannot be called: TypeError: ", "in disturb: def disturb(self, inputs):"]),
        (Raises, ["infer cannot be called: ValueError: no unit 7", 'infer: raise ValueError("no unit 7")']),
        (Forgets, ["disturb returns nothing of a batch of shape (64, 50); it should be (64, 50); ", "at):"]),
        (
            Narrower,
            ["disturb returns shape (64, 49) of a batch of shape (64, 50); it should be (64, 50); ",
             "in disturb: def disturb(self, inputs, at):"],
        ),
    ],
)  # fmt: skip
def test_a_layer_that_cannot_be_called_is_one_line_with_its_place(kind, said):
    """No law is asked of it; of a wrong shape the line says what came and what should."""
    with pytest.raises(ConfigError, match=r"test_wrong\.py, line \d+, in ") as error:
        try_methods(subject(kind))
    assert str(error.value).startswith(f"dropout.layer=wrong:{kind.__name__}: {said[0]}")
    assert str(error.value).endswith(said[1])


@pytest.mark.parametrize("kind", RIGHT, ids=lambda kind: kind.__name__)
def test_what_keeps_every_law_can_be_called(kind):
    """Products and noise on units are tried as they are called."""
    try_methods(subject(kind))


def test_noise_that_no_seed_decides_is_told_how_to_draw():
    """One law is broken; those that compare seeds or calls have nothing to compare."""
    found = {law: ruling(law, subject(GlobalGenerator)) for law in LAWS}
    assert found["the same seed gives the same bits"].measured.endswith(
        "draw by at.lanes, at.uniforms or at.normals"
    )
    for law in ("another seed or site is other noise", "two calls differ"):
        assert found[law].outcome == "-"


class Leaky(Right):
    """Halves what standard dropout drops."""

    def mask(self, inputs, at):
        return 0.5 + 0.5 * super().mask(inputs, at)


def test_the_share_dropped_is_not_asked_where_nothing_becomes_0():
    """A share of 0 beside a rate of 0.2 would read as a fault."""
    assert ruling("the share dropped is the rate", subject(Leaky))[1:3] == ("-", "no unit becomes 0")


def test_a_measure_that_raises_is_no_broken_law():
    """It bounds nothing; the error is said where it breaks one."""
    assert ruling("random bits", subject(Uncallable)).outcome == "-"
    assert ruling("the mean stays", subject(Uncallable)).raised
