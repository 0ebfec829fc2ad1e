"""Dropout_k: k passes of standard dropout a step are averaged, so that its gradient has less noise.

loss = (CE_1 + ... + CE_k) / k, each pass with masks of its own at every site

Moments of the multiplier: mean 1, variance q / (1 - q) at rate q, as of standard dropout, in each pass.
Inference: y = x.
Cost: k passes, one draw a unit in each.

The expected loss is that of standard dropout, and the variance of its gradient by the masks 1 / k of it: what
changes with k is what the noise of the gradient does. k = 1 is standard dropout.

Source: Wei, Kakade and Ma (2020), ICML, arXiv:2002.12915; `dropout_reps` of the authors' code,
cwein3/dropout-analytical.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.dropout.base import Family
from dropout_lab.dropout.masked import Masked
from dropout_lab.phrases import Text


class DropoutK(Masked):
    """Averages the loss over `k` passes of the whole net."""

    name: Literal["dropout_k"]
    k: Annotated[int, Field(ge=1, le=32)] = 2

    family: ClassVar[Family | None] = "passes"
    phrase: ClassVar[Text | None] = Text(
        "Dropout_k (the loss averaged over k passes)", "Dropout_k（损失在 k 次前向传播上取平均）"
    )
    names: ClassVar[Mapping[str, Text]] = {"k": Text("k", "次数 k")}

    def passes(self) -> int:
        """Return k passes."""
        return self.k
