"""Label smoothing: the label gets a little less than all, every class a little.

target = (1 - amount) * one_hot + amount / classes; reported NLL and accuracy are of the labels themselves.

Source: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna (2016), arXiv:1512.00567, section 7.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State, Wanted
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, plain
from dropout_lab.regularizers.base import Regularizer


class LabelSmoothing(Regularizer):
    """Trains towards labels mixed with the uniform distribution."""

    name: Literal["label_smoothing"]
    amount: Annotated[float, Field(gt=0, lt=1), State(), Wanted("should be a fraction: 0 < amount < 1")] = 0.1

    example: ClassVar[Mapping[str, Any]] = {"amount": 0.2}

    def targets(self, one_hot: Tensor) -> Tensor | None:
        """Return (1 - amount) * one_hot + amount / classes, shape (rows, classes)."""
        left = ops.multiply(one_hot, ops.subtract(1.0, self.amount))
        return ops.add(left, ops.divide(self.amount, one_hot.shape[1]))

    def phrase(self) -> Phrase:
        """Say by how much labels are smoothed."""
        amount = f"{self.amount:g}"
        return plain("label smoothing by {amount}", "标签平滑 {amount}", amount=amount)

    def keras_loss(self) -> str:
        """Return the argument of Keras's cross-entropy."""
        return f"label_smoothing={self.amount!r}"
