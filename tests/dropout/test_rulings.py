"""What stands of a law on a dropout: kept, broken, declared; and a stranger's code that raises."""

from typing import ClassVar

import pytest

from dropout_lab.dropout import Rated
from dropout_lab.errors import ConfigError
from dropout_lab.laws import COMPILED, Subject, ruling, rulings, subject_of
from dropout_lab.laws.my_layer import MyLayer
from tests.dropout.wrong import OneMaskForAllExamples, Right, TheSameInEveryCall


class Declared(OneMaskForAllExamples):
    """Says that its examples share a mask."""

    breaks: ClassVar = {"examples are independent": "all have one mask"}


class InVain(Right):
    """Says that it breaks what it keeps."""

    breaks: ClassVar = {"two calls differ": "it does not"}


class Raises(Rated):
    """Cannot be called."""

    name: str = "wrong"

    def disturb(self, inputs, at):
        raise ValueError("no unit 7")


class Misspelt(Right):
    """Declares to break what is no law."""

    breaks: ClassVar = {"two calls differs": "a letter too many"}


def of(kind):
    """A class to be judged, as a user's."""
    return Subject(kind, {}, kind.__name__)


def test_a_law_broken_as_declared_stands_with_its_reason():
    """It is said, and no error."""
    found = ruling("examples are independent", of(Declared))
    assert (found.outcome, found.declared, found.stands) == ("declared", "all have one mask", True)


def test_a_law_declared_broken_and_kept_does_not_stand():
    """A declaration in vain would hide the day on which the law breaks."""
    found = ruling("two calls differ", of(InVain))
    assert (found.outcome, found.stands) == ("unbroken", False)


def test_what_a_layer_raises_breaks_the_law_with_its_place():
    """One line; the other laws are tried all the same."""
    found = ruling("the mean stays", of(Raises))
    assert found.outcome == "BROKEN"
    assert found.measured.startswith("ValueError: no unit 7; ")
    assert "in disturb" in found.measured


def test_a_misspelt_law_is_refused(monkeypatch):
    """It would declare nothing, and nobody would know."""
    monkeypatch.setattr("dropout_lab.laws.subject.own_class", lambda _layer: Misspelt)
    with pytest.raises(ConfigError, match=r"two calls differs: no such law; .*nearest: two calls differ"):
        subject_of("mine:Misspelt")


def test_the_file_that_a_user_begins_with_keeps_every_law():
    """At another value of its parameter too."""
    found = rulings(Subject(MyLayer, {"leak": 0.4}, "my_layer:MyLayer"))
    assert {each.outcome for each in found} == {"kept", "-", "measured"}


class Frozen(Right):
    """Takes the count of calls as a number, once, when a program is built."""

    def mask(self, inputs, at):
        if "Tensor" in type(at.call).__name__ and not hasattr(at.call, "numpy"):
            return TheSameInEveryCall.mask(self, inputs, at)
        return super().mask(inputs, at)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "outcome"), [(Right, "kept"), (Frozen, "BROKEN")])
def test_a_compiled_step_has_the_noise_of_one_that_is_not(kind, outcome):
    """For other seeds and calls than those it was compiled at."""
    assert ruling(next(iter(COMPILED)), of(kind)).outcome == outcome
