"""Targeted weight dropout: only small weights are dropped, and all of them are cut off at inference.

u = x (m W) + b,  m_ij = 0 where W_ij is a candidate and lane_ij < t, else 1;  t = round(65536 rate)
Candidates: of the n weights into a unit the floor(share n) with the smallest absolute values, in each step.

Moments of the pre-activation: mean x (W - q C W) + b, variance q (1 - q) x^2 (C W)^2, C being 1 for
candidates.
Inference: m_ij = 0 for all candidates: the net is one pruned by `share`, at rate 0 too, where it is trained
plainly.
Cost: one draw a weight for the whole batch, and 31 counts over the weights, which find what a sort would.

One mask a step for all examples of a batch, and the output's weights are left alone: both as in the authors'
code (for-ai/TD), whose dense layers, though not its convolutions, are also left whole at inference.

Source: Gomez, Zhang, Kamalakara, Madaan, Swersky, Gal and Hinton (2019), arXiv:1905.13678.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.products import squares
from dropout_lab.dropout.site import Site
from dropout_lab.dropout.targeted import Targeted
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class TargetedWeights(Targeted):
    """Drops small weights at `rate`, and all of them at inference."""

    name: Literal["targeted_weights"]

    family: ClassVar[Family | None] = "products"
    example: ClassVar[Mapping[str, Any]] = {"rate": 0.2}
    breaks: ClassVar[Mapping[Law, str]] = {
        **Targeted.breaks,
        "examples are independent": "a batch shares its mask",
    }
    said: ClassVar[Text] = Text(
        "targeted weight dropout in the hidden layers: of the weights into each unit the share {share} of "
        "the smallest, dropped at rate {rate} while training and all at inference",
        "隐藏层用定向权重 Dropout：每个单元最小的输入权重（比例 {share}），训练时丢弃率 {rate}，推理时去掉",
    )

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return the sites before hidden layers: weights of the output are left alone."""
        return tuple(range(n_hidden))

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the product with the weights that are no candidates, or are kept."""
        kept = ops.logical_or(at.rate.kept(at.lanes(kernel)), ops.logical_not(self.candidates(kernel)))
        return at.multiply(inputs, ops.where(kept, kernel, ops.zeros_like(kernel))) + bias

    def infer_product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the product with the weights that are no candidates."""
        pruned = ops.where(self.candidates(kernel), ops.zeros_like(kernel), kernel)
        return at.multiply(inputs, pruned) + bias

    def product_moments(self, inputs: Tensor, kernel: Tensor, at: Site) -> tuple[Tensor, Tensor]:
        """Return x (W - q C W) and q (1 - q) x^2 (C W)^2."""
        rate = at.rate.fraction(at.dtype)
        targets = ops.where(self.candidates(kernel), kernel, ops.zeros_like(kernel))
        mean = at.multiply(inputs, kernel - rate * targets)
        return mean, rate * (1 - rate) * squares(inputs, targets, at)

    def candidates(self, kernel: Tensor) -> Tensor:
        """Say which weights are among the smallest of their column, bool of the kernel's shape."""
        return self.smallest(kernel)
