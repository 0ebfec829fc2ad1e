"""Two passes a step that should agree: cross-entropy + alpha times the mean squared difference of logits.

Source: after Liang et al. (2021), arXiv:2106.14448, with a simpler distance, as a test of several passes.
"""

from typing import Annotated, Literal

from pydantic import Field

from dropout_lab.canonical import State
from dropout_lab.dropout.layers.standard import Standard
from dropout_lab.keras_ops import ops


class Twice(Standard):
    """Drops as standard dropout does, twice a step."""

    name: Literal["twice"]
    alpha: Annotated[float, Field(ge=0), State()] = 0.5

    def passes(self):
        return 2

    def consistency(self, logits):
        first, second = logits
        return ops.multiply(self.alpha, ops.mean(ops.square(ops.subtract(first, second)), axis=1))
