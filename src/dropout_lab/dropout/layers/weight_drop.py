"""Weight drop: weights are dropped by one mask a step, which all examples of a batch share.

u = x (m W) + b,  m_ij = scale where lane_ij >= t, else 0;  t = round(65536 rate), scale = 65536 / (65536 - t)

Moments of the pre-activation: mean x W + b, variance q / (1 - q) x^2 W^2, as DropConnect has them; but two
examples of one batch are correlated through the mask.
Inference: u = x W + b.
Cost: one draw a weight for the whole batch.

Often called DropConnect, whose masks are each example's own. The rate of a hidden layer is that of the
weights which leave it, `input_rate` that of the first layer's.

Source: Merity, Keskar and Socher (2018), ICLR, arXiv:1708.02182, there on recurrent weights alone; after Wan,
Zeiler, Zhang, LeCun and Fergus (2013), ICML.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.products import squares
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class WeightDrop(Rated):
    """Drops weights of the next layer for a batch, and scales what it keeps."""

    name: Literal["weight_drop"]

    family: ClassVar[Family | None] = "products"
    phrase: ClassVar[Text | None] = Text(
        "weight drop (one mask of the weights a batch)", "权重 Dropout（每批共用一个权重掩码）"
    )
    breaks: ClassVar[Mapping[Law, str]] = {"examples are independent": "a batch shares its mask"}

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the product with the kept weights, scaled by 65536 / (65536 - t)."""
        kept = ops.where(at.rate.kept(at.lanes(kernel)), kernel, ops.zeros_like(kernel))
        return at.multiply(inputs, kept * at.rate.scale(at.dtype)) + bias

    def product_moments(self, inputs: Tensor, kernel: Tensor, at: Site) -> tuple[Tensor, Tensor]:
        """Return x W and q / (1 - q) x^2 W^2."""
        return at.multiply(inputs, kernel), at.rate.odds(at.dtype) * squares(inputs, kernel, at)
