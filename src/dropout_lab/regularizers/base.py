"""What a regularizer is: a part of the recipe that adds a penalty on the weights, or changes the targets."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from dropout_lab.canonical import Part
from dropout_lab.keras_ops import Tensor
from dropout_lab.phrases import Phrase


class Regularizer(Part):
    """Base of all regularizers: parameters as fields, and methods that do nothing of themselves.

    Inside a method a field that is state (`canonical.State`) is a tensor.
    """

    name: str

    example: ClassVar[Mapping[str, Any]] = {}
    """Parameters with which the laws are tried; they regularize."""

    def penalty(self, kernels: Sequence[Tensor]) -> Tensor | None:
        """Return what a step's loss gains for the net's kernels, (inputs, units) each, in nats: a scalar."""
        return None

    def targets(self, one_hot: Tensor) -> Tensor | None:
        """Return the distribution that stands for the labels, shape (rows, classes); None: theirs."""
        return None

    def phrase(self) -> Phrase:
        """Say in words what this regularizer does."""
        raise NotImplementedError

    def keras_dense(self) -> str:
        """Return the argument that Keras's dense layers get for it as Python; empty: none."""
        return ""

    def keras_loss(self) -> str:
        """Return the argument that Keras's loss gets for it as Python; empty: none."""
        return ""
