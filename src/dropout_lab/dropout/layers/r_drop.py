"""R-Drop: two passes of standard dropout a step, whose predictions are held together.

loss = (CE_1 + CE_2) / 2 + alpha / 4 (KL(p_1 | p_2) + KL(p_2 | p_1)),  p_k = softmax of the logits of pass k

Moments of the multiplier: mean 1, variance q / (1 - q) at rate q, as of standard dropout, in each pass.
Inference: y = x.
Cost: two passes, one draw a unit in each.

All of the loss is summed over classes and averaged over examples, in nats. It is half of the paper's, so that
the learning rate means what it means without R-Drop. alpha = 0 is `dropout_k` with k = 2.

The authors' code (dropreg/R-Drop) averages the cross-entropy over a batch and sums the divergences over it,
and its image models leave out the 1/2 before them: there alpha depends on the batch size and on the file.

Source: Liang, Wu, Li, Wang, Meng, Qin, Chen, Zhang and Liu (2021), NeurIPS, arXiv:2106.14448, equation 4,
after accounts of it and the README of the authors' code.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State, Wanted
from dropout_lab.dropout.base import Family
from dropout_lab.dropout.masked import Masked
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class RDrop(Masked):
    """Trains on two masks at once, and penalizes what they predict differently by `alpha`."""

    name: Literal["r_drop"]
    alpha: Annotated[float, Field(ge=0), State(), Wanted("should be a number >= 0")] = 1.0

    family: ClassVar[Family | None] = "passes"
    phrase: ClassVar[Text | None] = Text("R-Drop", "R-Drop")
    names: ClassVar[Mapping[str, Text]] = {"alpha": Text("alpha", "散度项的权重 alpha")}

    def passes(self) -> int:
        """Return two passes."""
        return 2

    def consistency(self, logits: Sequence[Tensor]) -> Tensor | None:
        """Return alpha / 4 times the sum of both divergences, which is sum (p_1 - p_2) ln(p_1 / p_2)."""
        first, second = (ops.log_softmax(each) for each in logits)
        apart = ops.multiply(ops.exp(first) - ops.exp(second), first - second)
        return ops.multiply(self.alpha / 4, ops.sum(apart, axis=1))
