"""Gaussian dropout: each unit of each example is multiplied by a normal of the variance of standard dropout.

y = x (1 + sqrt(q / (1 - q)) z),  z ~ N(0, 1) from the table of 65,536 normals,  q = round(65536 rate) / 65536

Moments of the multiplier: mean 1, variance q / (1 - q). It is never clipped: at rate 0.2 it is below 0 with
probability 2.3 %, at 0.5 with 15.9 %.
Inference: y = x.
Cost: one draw a unit.

Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), JMLR 15, section 10.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class Gaussian(Rated):
    """Multiplies units by normals around 1."""

    name: Literal["gaussian"]

    family: ClassVar[Family | None] = "units"
    keras_layer: ClassVar[str | None] = "GaussianDropout"
    phrase: ClassVar[Text | None] = Text("Gaussian dropout", "高斯 Dropout")
    breaks: ClassVar[Mapping[Law, str]] = {}

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs times 1 + sqrt(q / (1 - q)) z."""
        return ops.multiply(inputs, 1 + ops.sqrt(at.rate.odds(at.dtype)) * at.normals(inputs))

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 and variance rate / (1 - rate)."""
        return 1.0, rate / (1 - rate)
