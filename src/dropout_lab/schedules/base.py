"""What a schedule is: a factor of one parameter of the recipe, by the position in training."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from dropout_lab.canonical import Part
from dropout_lab.phrases import Phrase, Text

Unit = Literal["epoch", "step"]
"""What a schedule counts in."""


class Schedule(Part):
    """Base of all schedules: parameters as fields, and one factor for each step of a run."""

    name: str

    example: ClassVar[Mapping[str, Any]] = {}
    """Parameters with which the laws are tried; the factor moves within two epochs."""

    def over(self, steps_an_epoch: int, epochs: int) -> NDArray[np.float64]:
        """Return the factor of every step: float64, shape (steps_an_epoch * epochs,), 0 or more."""
        raise NotImplementedError

    def shortest(self, steps_an_epoch: int) -> int:
        """Return the steps of the shortest training that reaches its last factor, >= 1."""
        return 1

    def phrase(self) -> Phrase:
        """Say in words how the parameter moves."""
        raise NotImplementedError


def in_steps(count: int, unit: Unit, steps_an_epoch: int) -> int:
    """Return so many epochs, or steps, as steps."""
    return count * steps_an_epoch if unit == "epoch" else count


def counted(count: int, unit: Unit) -> Text:
    """Say so many epochs, or steps.

    >>> counted(1, "epoch").en, counted(5, "step").en
    ('1 epoch', '5 steps')
    """
    return Text(f"{count} {unit}{'s' * (count != 1)}", f"{count} {'轮' if unit == 'epoch' else '步'}")


def beginning(count: int, unit: Unit) -> Text:
    """Say the first so many epochs, or steps.

    >>> beginning(1, "epoch").en, beginning(5, "step").en
    ('the first epoch', 'the first 5 steps')
    """
    en, zh = counted(count, unit)
    return Text(f"the first {unit if count == 1 else en}", f"前 {zh}")
