"""Uniform dropout: each unit of each example is multiplied by a uniform number.

y = x (1 + a (2 u - 1)),  u = (lane + 1/2) / 65536,  a = sqrt(3 q / (1 - q)),  q = round(65536 rate) / 65536

Moments of the multiplier: mean 1, variance q / (1 - q) as of standard dropout, to 1 part in 2^32. Above
rate 0.25 the half-width a is above 1, and some multipliers are below 0; nothing is clipped.
Inference: y = x.
Cost: one draw a unit.

Source: Li, Chen, Hu and Yang (2019), CVPR, arXiv:1801.05134 ("Uout", with half-widths up to 0.1: rates up to
0.0033), with the half-width given by the variance.
"""

from typing import ClassVar, Literal

from dropout_lab.dropout.base import Family
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class Uniform(Rated):
    """Multiplies units by uniform numbers around 1."""

    name: Literal["uniform"]

    family: ClassVar[Family | None] = "units"
    phrase: ClassVar[Text | None] = Text("uniform dropout", "均匀 Dropout")

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs times 1 + a (2 u - 1)."""
        width = ops.sqrt(3 * at.rate.odds(at.dtype))
        return ops.multiply(inputs, 1 + width * (2 * at.uniforms(inputs) - 1))

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 and variance rate / (1 - rate)."""
        return 1.0, rate / (1 - rate)
