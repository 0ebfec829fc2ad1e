"""A loss for each example: strength times the mean square of its activations, as a test of declared losses.

Source: none; an activity penalty divided by nothing, beside standard dropout.
"""

from typing import Annotated, Literal

from pydantic import Field

from dropout_lab.canonical import State
from dropout_lab.dropout.layers.standard import Standard
from dropout_lab.keras_ops import ops


class Penalized(Standard):
    """Drops as standard dropout does, and penalizes large activations."""

    name: Literal["penalized"]
    strength: Annotated[float, Field(ge=0), State()] = 0.1

    def loss(self, inputs, at):
        return ops.multiply(self.strength, ops.mean(ops.square(inputs), axis=1))
