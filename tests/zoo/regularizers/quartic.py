"""A quartic penalty: loss + strength * sum of w^4 over all kernels, as a test of the contract.

Source: none.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State
from dropout_lab.keras_ops import ops
from dropout_lab.phrases import plain
from dropout_lab.regularizers import Regularizer


class Quartic(Regularizer):
    """Adds strength times the sum of the kernels' fourth powers to the loss."""

    name: Literal["quartic"]
    strength: Annotated[float, Field(gt=0), State()] = 0.1

    example: ClassVar = {"strength": 0.1}

    def penalty(self, kernels):
        return ops.multiply(self.strength, sum(ops.sum(ops.square(ops.square(kernel))) for kernel in kernels))

    def phrase(self):
        return plain("a quartic penalty, strength {s}", "四次方惩罚，强度 {s}", s=f"{self.strength:g}")
