"""Additive noise with a parameter of its own: y = x + sigma (lane / 65536 - 1/2), as a test of the contract.

Source: none; uniform noise around 0.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State
from dropout_lab.dropout import Dropout
from dropout_lab.keras_ops import ops


class Additive(Dropout):
    """Adds a uniform number to every unit."""

    name: Literal["additive"]
    sigma: Annotated[float, Field(ge=0), State()] = 0.3

    breaks: ClassVar = {"gradients pass where units pass": "the noise is added, so no gradient is scaled"}

    def disturb(self, inputs, at):
        noise = ops.subtract(ops.divide(ops.cast(at.lanes(inputs), at.dtype), 65536), 0.5)
        return ops.add(inputs, ops.multiply(self.sigma, noise))
