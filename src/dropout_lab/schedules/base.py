"""What a schedule is: a factor of one parameter of the recipe, by the position in training."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from dropout_lab.canonical import Part
from dropout_lab.phrases import Phrase


class Schedule(Part):
    """Base of all schedules: parameters as fields, and one factor for each step of a run."""

    name: str

    example: ClassVar[Mapping[str, Any]] = {}
    """Parameters with which the laws are tried; the factor moves within two epochs."""

    def over(self, steps_an_epoch: int, epochs: int) -> NDArray[np.float64]:
        """Return the factor of every step: float64, shape (steps_an_epoch * epochs,), 0 or more."""
        raise NotImplementedError

    def phrase(self) -> Phrase:
        """Say in words how the parameter moves."""
        raise NotImplementedError
