"""L2 regularization, or weight decay added to the loss: large weights cost.

loss + strength * (sum of w^2 over all kernels); biases are left out.

Source: Krogh and Hertz (1991), A simple weight decay can improve generalization, equation 2; the factor is
Keras's `regularizers.L2`, without the half that some texts have.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State, Wanted
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, plain
from dropout_lab.regularizers.base import Regularizer


class L2(Regularizer):
    """Adds strength times the sum of the squared kernels to the loss."""

    name: Literal["l2"]
    strength: Annotated[float, Field(gt=0), State(), Wanted("should be a number above 0, such as 0.0001")] = (
        1e-4
    )

    example: ClassVar[Mapping[str, Any]] = {"strength": 0.01}

    def penalty(self, kernels: Sequence[Tensor]) -> Tensor | None:
        """Return strength * sum of w^2 over the kernels, a scalar."""
        return ops.multiply(self.strength, sum(ops.sum(ops.square(kernel)) for kernel in kernels))

    def phrase(self) -> Phrase:
        """Say that the kernels' squares are penalized."""
        strength = f"{self.strength:g}"
        return plain(
            "L2 regularization of all kernels, strength {strength}",
            "所有核权重加 L2 正则，强度 {strength}",
            strength=strength,
        )

    def keras_dense(self) -> str:
        """Return Keras's regularizer of a kernel."""
        return f"kernel_regularizer=keras.regularizers.L2({self.strength!r})"
