"""What a layer's methods are given: one site of the net in one training call, with its own random numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dropout_lab.dropout import masks, normals
from dropout_lab.keras_ops import Tensor, ops

NEXT_DRAW = 2**16
"""A second draw of a site has the site plus this, a third one twice this, and so on."""

TEST_TIME = 2**20
"""A draw at test time has the site plus this, and the number of the pass for its call."""

DATA = 2**24
"""Site of noise on the data, before the first layer."""

GRADIENTS = 2**24 + 1
"""Site of noise on the gradient of the first weight; the others follow in their order."""

Product = Callable[[Tensor, Tensor], Tensor]
"""Multiplies matrices as the engine's precision has it: (rows, inputs), (inputs, units) -> (rows, units)."""


class Dense(NamedTuple):
    """A dense layer: its weights, and what its units make of their sums."""

    kernel: Tensor  # shape (inputs, units)
    bias: Tensor  # shape (units,)
    activation: str = "linear"  # by Keras's name; that of the logits is linear


class Before(NamedTuple):
    """The dense layer whose activations stand at a site."""

    inputs: Tensor  # shape (rows, inputs)
    kernel: Tensor  # shape (inputs, units)
    bias: Tensor  # shape (units,)
    activation: str = "linear"


class Progress(NamedTuple):
    """Where training is; int32 scalars."""

    step: Tensor  # from 0, over all epochs
    steps_an_epoch: Tensor
    epochs: Tensor


@dataclass(frozen=True)
class Site:
    """One noise site in one training call.

    Attributes:
        number: 0 the input, then the hidden layers in order; `DATA`, `GRADIENTS` and more elsewhere.
        mask_seed: key of the run's masks, uint32 scalar.
        call: training calls of the net before this one, uint32 scalar.
        dtype: of activations and weights.
        shape: of one example as published, such as (28, 28); what stands in the net is flattened.
        layout: shape of what an example has at this site before it was flattened, channels last: (units,), or
            (height, width, channels) after a convolution.
        n_train: number of training examples.
        multiply: product of matrices, as the engine's precision has it.
        rate: of this site in this step; None where the dropout has none.
        weights: the layer's own weights at this site, by name.
        before: the dense layer before the site; None at the input.
        after: the dense layer after the site; None where there is none.
        examples: index in the training set of each row, int32 of shape (rows,); None at inference.
        progress: where training is.
        inference_pass: which of the passes of `Dropout.infer_passes` this is, from 0.
        rows: number in the test set of each row of the batch, int32 of shape (rows,), where noise is drawn at
            test time; None while training.
    """

    number: int
    mask_seed: Tensor
    call: Tensor
    dtype: str = "float32"
    shape: tuple[int, ...] = ()
    layout: tuple[int, ...] = ()
    n_train: int = 1
    multiply: Product = field(default=lambda left, right: ops.matmul(left, right))
    rate: Any = None
    weights: Mapping[str, Tensor] = field(default_factory=dict)
    before: Before | None = None
    after: Dense | None = None
    examples: Tensor | None = None
    progress: Progress | None = None
    inference_pass: int = 0
    rows: Tensor | None = None

    def constant(self, value: float) -> Tensor:
        """Return a number as a scalar of this site's dtype: a bare one may be rounded to float32."""
        return ops.convert_to_tensor(value, dtype=self.dtype)

    def word(self, value: int) -> Tensor:
        """Return a number as a uint32 scalar, which lanes and thresholds are compared and computed with."""
        return ops.convert_to_tensor(value, dtype="uint32")

    def lanes(self, like: Tensor, draw: int = 0) -> Tensor:
        """Draw 16 random bits for each unit of each row, anew in each call.

        At test time a row is counted in the test set, so that no two examples share a draw, however the set
        is cut; what has another number of rows than the batch, such as a weight, counts its own.

        Args:
            like: of shape (rows, units): a batch, or a weight, whose rows are rows and columns units.
            draw: 0 the first draw of this site, 1 a second one that is independent of it, and so on.

        Returns:
            uint32 from 0 to 65535, shape (rows, units).

        Raises:
            ValueError: `like` has another rank.
        """
        rows, units = _rows_and_units(like)
        if self.rows is None:
            return self.drawn(self._of(draw), self.call, rows, units)
        counted = self.rows if like.shape[0] == self.rows.shape[0] else rows
        return self.drawn(self._of(draw) + TEST_TIME, self.call, counted, units)

    def uniforms(self, like: Tensor, draw: int = 0) -> Tensor:
        """Draw (lane + 1/2) / 65536 for each unit of each row: uniform on (0, 1), mean exactly 1/2.

        Args:
            like: as in `lanes`, whose random bits these are.
            draw: as in `lanes`.

        Returns:
            Numbers of the site's dtype, shape (rows, units).
        """
        middle = ops.add(ops.cast(self.lanes(like, draw), self.dtype), 0.5)
        return ops.multiply(middle, 1 / 65536)

    def normals(self, like: Tensor, draw: int = 0) -> Tensor:
        """Draw a standard normal for each unit of each row, equal to the bit on every engine.

        Args:
            like: as in `lanes`, whose random bits these are.
            draw: as in `lanes`.

        Returns:
            Numbers of the site's dtype, shape (rows, units): `normals.table` at each lane.
        """
        table = ops.convert_to_tensor(normals.table(), dtype=self.dtype)
        return ops.take(table, ops.cast(self.lanes(like, draw), "int32"), axis=0)

    def fixed_lanes(self, rows: int, units: int, draw: int = 0) -> Tensor:
        """Draw 16 random bits for each unit of so many rows, the same in every call.

        Args:
            rows: how many there are, >= 1; they stand for no examples.
            units: number of units, >= 1.
            draw: as in `lanes`.

        Returns:
            uint32 from 0 to 65535, shape (rows, units).
        """
        never = ops.convert_to_tensor(0, "uint32")
        return self.drawn(self._of(draw), never, rows, units)

    def lanes_of_examples(self, like: Tensor, draw: int = 0) -> Tensor:
        """Draw 16 random bits for each unit of each example, the same whenever the example comes by.

        Args:
            like: a batch, shape (rows, units).
            draw: as in `lanes`.

        Raises:
            ValueError: the batch's examples are unknown here, as they are at inference; or another rank.
        """
        if self.examples is None:
            raise ValueError("masks by example need the examples' indices, which only training has")
        never = ops.convert_to_tensor(0, "uint32")
        _, units = _rows_and_units(like)
        return self.drawn(self._of(draw), never, self.examples, units)

    def drawn(self, site: int, call: Tensor, rows: Tensor, units: int) -> Tensor:
        """Draw the lanes of `masks.lanes` under the run's key; all draws of a site come through here."""
        return masks.lanes(self.mask_seed, site, call, rows, units)

    def _of(self, draw: int) -> int:
        return self.number + NEXT_DRAW * draw


def _rows_and_units(like: Tensor) -> tuple[Any, Any]:
    """Return the two axes of a batch or a weight; a mask for fewer axes would be shared by broadcasting."""
    if len(like.shape) != 2:
        raise ValueError(
            f"at.lanes(x): x has shape {tuple(like.shape)}; give (rows, units): ops.reshape(x, (-1, units))"
        )
    rows, units = ops.shape(like)
    return rows, units
