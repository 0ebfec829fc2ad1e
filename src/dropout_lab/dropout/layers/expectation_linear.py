"""Expectation-linear dropout: standard dropout whose predictions are held to those without noise.

loss = CE + strength |p - p_0|^2,  p = softmax of the noisy logits, p_0 of those that inference has

Moments of the multiplier: mean 1, variance q / (1 - q) at rate q, as of standard dropout.
Inference: y = x.
Cost: two passes, of which one has noise, one draw a unit.

The penalty is summed over classes and averaged over examples; gradients pass through both predictions. Its
mean over masks bounds |E p - p_0|^2, how far inference is from the average over masks, and one mask estimates
it without bias. strength = 0 is standard dropout.

Pseudo-ensemble agreement (Bachman, Alsharif and Precup 2014; Philip-Bachman/NN-Dropout) compares the
activations of each layer too, and has its cross-entropy on the pass without noise.

Source: Ma, Gao, Hu, Yu, Deng and Hovy (2017), ICLR, arXiv:1609.08017; formula of the penalty from the first
author's code for MNIST and CIFAR, XuezheMax/LasagneNLP in 2016.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State, Wanted
from dropout_lab.dropout.base import Family
from dropout_lab.dropout.masked import Masked
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class ExpectationLinear(Masked):
    """Penalizes, by `strength`, how far noisy predictions are from those of inference."""

    name: Literal["expectation_linear"]
    strength: Annotated[float, Field(ge=0), State(), Wanted("should be a number >= 0")] = 1.0

    family: ClassVar[Family | None] = "passes"
    against_inference: ClassVar[bool] = True
    phrase: ClassVar[Text | None] = Text("expectation-linear dropout", "期望线性 Dropout")
    names: ClassVar[Mapping[str, Text]] = {"strength": Text("strength", "惩罚强度")}

    def consistency(self, logits: Sequence[Tensor]) -> Tensor | None:
        """Return strength times the squared distance of the two predictions."""
        noisy, inferred = (ops.softmax(each) for each in logits)
        return ops.multiply(self.strength, ops.sum(ops.square(noisy - inferred), axis=1))
