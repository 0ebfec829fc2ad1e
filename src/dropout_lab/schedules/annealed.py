"""Annealed dropout: a rate that falls linearly to 0.

rate(t) = rate * max(0, 1 - t / length) at t epochs (or steps) that lie behind

Without a length it is that of the training. By epoch a whole epoch has one rate: of 4 epochs the factors are
1, 3/4, 1/2, 1/4.

Source: Rennie, Goel and Thomas (2014), Annealed dropout training of deep networks, IEEE SLT; formula from
keras-team/keras issue 3424, which quotes it by epoch.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from dropout_lab.phrases import Phrase, Text
from dropout_lab.schedules.base import Schedule, Unit, counted, in_steps


class Annealed(Schedule):
    """Falls from the recipe's value to 0 within `length`, from epoch to epoch or from step to step."""

    name: Literal["annealed"]
    length: Annotated[int, Field(ge=1)] | None = None
    unit: Unit = "epoch"

    example: ClassVar[Mapping[str, Any]] = {"length": 2}

    def over(self, steps_an_epoch: int, epochs: int) -> NDArray[np.float64]:
        """Return the factor of every step, from the first: float64, shape (steps_an_epoch * epochs,).

        >>> Annealed(name="annealed").over(steps_an_epoch=1, epochs=4).tolist()
        [1.0, 0.75, 0.5, 0.25]
        """
        steps = np.arange(steps_an_epoch * epochs)
        position = steps if self.unit == "step" else steps // steps_an_epoch
        length = self.length or (len(steps) if self.unit == "step" else epochs)
        return np.maximum(0.0, 1 - position / length)

    def shortest(self, steps_an_epoch: int) -> int:
        """Return the steps of its length."""
        return in_steps(self.length, self.unit, steps_an_epoch) if self.length else 1

    def phrase(self) -> Phrase:
        """Say from where to where it falls."""
        steps = BY[self.unit]
        if self.length is None:
            return Phrase(OVER_ALL, {"steps": steps})
        return Phrase(OVER, {"length": counted(self.length, self.unit), "steps": steps})


OVER_ALL = Text(
    "falls linearly from its value to 0 over the training, {steps}",
    "在整个训练中{steps}从设定值线性降到 0",
)
OVER = Text(
    "falls linearly from its value to 0 over {length}, {steps}", "在 {length}内{steps}从设定值线性降到 0"
)
BY = {"epoch": Text("epoch by epoch", "逐轮"), "step": Text("step by step", "逐步")}
