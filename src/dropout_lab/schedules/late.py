"""Late dropout: none at first, the recipe's rate from the switch on.

factor 0 up to the switch, 1 from there on

Source: Liu, Xu, Jin, Shen and Darrell (2023), ICML, arXiv:2303.01500; as in the authors' code,
facebookresearch/dropout, drop_scheduler.py, where late dropout is constant alone.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from dropout_lab.phrases import Phrase, plain
from dropout_lab.schedules.base import Schedule, Unit, beginning, in_steps


class Late(Schedule):
    """Begins after `switch` epochs (or steps)."""

    name: Literal["late"]
    switch: Annotated[int, Field(ge=1)] = 5
    unit: Unit = "epoch"

    example: ClassVar[Mapping[str, Any]] = {"switch": 1}

    def over(self, steps_an_epoch: int, epochs: int) -> NDArray[np.float64]:
        """Return the factor of every step, from the first: float64, shape (steps_an_epoch * epochs,).

        >>> Late(name="late", switch=2).over(steps_an_epoch=1, epochs=3).tolist()
        [0.0, 0.0, 1.0]
        """
        steps = np.arange(steps_an_epoch * epochs)
        return (steps >= in_steps(self.switch, self.unit, steps_an_epoch)).astype(np.float64)

    def shortest(self, steps_an_epoch: int) -> int:
        """Return the steps up to the first with noise."""
        return in_steps(self.switch, self.unit, steps_an_epoch) + 1

    def phrase(self) -> Phrase:
        """Say when it begins."""
        first = beginning(self.switch, self.unit)
        return plain("0 for {first}, then its value", "{first}为 0，此后为设定值", first=first)
