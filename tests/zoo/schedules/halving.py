"""A factor that halves from step to step, as a test of the contract.

factor at step s = 2^-(s / steps)

Source: none.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from dropout_lab.phrases import plain
from dropout_lab.schedules import Schedule


class Halving(Schedule):
    """Halves a parameter after every so many steps, smoothly."""

    name: Literal["halving"]
    steps: Annotated[int, Field(ge=1)] = 10

    example: ClassVar = {"steps": 5}

    def over(self, steps_an_epoch, epochs):
        return 0.5 ** (np.arange(steps_an_epoch * epochs) / self.steps)

    def phrase(self):
        return plain("halved every {n} steps", "每 {n} 步减半", n=str(self.steps))
