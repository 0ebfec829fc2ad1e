"""Shakeout: each unit of each example has its weights enlarged, or a constant against their signs instead.

u_j = sum_i x_i v_ij + b_j,  v_ij = -c sgn(W_ij) where lane_i < t, else (W_ij + c q sgn(W_ij)) / (1 - q)
t = round(65536 rate), q = t / 65536; one lane for each unit i of each example, for all of its weights

It is computed as (m x) W + c ((m - 1) x) sgn(W) with the mask m of standard dropout.

Moments of a weight: mean W, variance q / (1 - q) (|W| + c)^2. Pre-activation: mean x W + b, variance q / (1 -
q) x^2 (|W| + c)^2, and units of the next layer are correlated, since they share m. c = 0 is standard dropout.
Inference: u = x W + b.
Cost: two products in place of one, one draw a unit.

No gradient passes through sgn, which is 0 at 0. The authors' code (kgl-prml/shakeout-for-caffe) smooths it in
its backward pass alone, by the derivative of tanh(a W) with a scale a of the user's.

The rate of a hidden layer is that of its units, `input_rate` that of the input's.

Source: Kang, Li and Tao (2016), AAAI, and (2018), PAMI 40, arXiv:1904.06593.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State, Wanted
from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class Shakeout(Rated):
    """Enlarges or reverses what units give to the next layer."""

    name: Literal["shakeout"]
    c: Annotated[float, Field(ge=0), State(), Wanted("should be a number >= 0; 0 is standard dropout")] = 0.1

    family: ClassVar[Family | None] = "products"
    phrase: ClassVar[Text | None] = Text("shakeout", "Shakeout")
    names: ClassVar[Mapping[str, Text]] = {"c": Text("c", "常数 c")}
    example: ClassVar[Mapping[str, Any]] = {"rate": (0.2,), "c": 0.1}
    breaks: ClassVar[Mapping[Law, str]] = {
        "gradients pass where units pass": "a dropped unit gives -c sgn(W), and gradients pass through its x",
        "weights have noise of their own": "one mask a unit, for all of its weights",
    }

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return (m x) W + c ((m - 1) x) sgn(W) + b."""
        kept = ops.where(at.rate.kept(at.lanes(inputs)), inputs, ops.zeros_like(inputs))
        scaled = kept * at.rate.scale(at.dtype)
        signs = ops.stop_gradient(ops.sign(kernel))
        return at.multiply(scaled, kernel) + at.multiply(self.c * (scaled - inputs), signs) + bias

    def product_moments(self, inputs: Tensor, kernel: Tensor, at: Site) -> tuple[Tensor, Tensor]:
        """Return x W and q / (1 - q) x^2 (|W| + c)^2."""
        spread = ops.square(ops.abs(kernel) + self.c * ops.abs(ops.sign(kernel)))
        variance = at.rate.odds(at.dtype) * at.multiply(ops.square(inputs), spread)
        return at.multiply(inputs, kernel), variance
