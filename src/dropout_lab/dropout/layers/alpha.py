"""Alpha dropout: a dropped selu unit goes to the lowest value that it can have.

y = a x + b where lane >= t, else a d + b;  t = round(65536 rate), q = t / 65536
d = -1.7580993 (the limit of selu at minus infinity),  a = ((1 - q) (1 + q d^2))^(-1/2),  b = -a q d

Moments: inputs of mean 0 and variance 1 keep both. An input x becomes a (1 - q) x on average: the multiplier
is no number of its own.
Inference: y = x.
Cost: one draw a unit.

Rates are small, 0.05 to 0.1.

Source: Klambauer, Unterthiner, Mayr and Hochreiter (2017), NIPS, arXiv:1706.02515, "New dropout technique".
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text

DROPPED = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717
"""Limit of selu at minus infinity: minus its scale times its alpha."""


class Alpha(Rated):
    """Drops selu units to their lower limit and keeps mean 0 and variance 1."""

    name: Literal["alpha"]

    family: ClassVar[Family | None] = "units"
    keras_layer: ClassVar[str | None] = "AlphaDropout"
    phrase: ClassVar[Text | None] = Text("alpha dropout", "Alpha Dropout")
    example: ClassVar[Mapping[str, Any]] = {"rate": (0.1,)}
    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "it is affine: mean 0 stays 0, any other mean shrinks by a (1 - q)",
        "inference is the mean of training": "any mean but 0 shrinks while training alone",
        "gradients pass where units pass": "a dropped unit gives a d + b, which is not 0",
    }

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return a x + b where a unit is kept, a d + b elsewhere."""
        scale, shift = self.affine(at)
        kept = ops.where(at.rate.kept(at.lanes(inputs)), inputs, at.constant(DROPPED))
        return ops.add(ops.multiply(kept, scale), shift)

    def affine(self, at: Site) -> tuple[Tensor, Tensor]:
        """Return a and b at the site's rate, scalars."""
        rate, dropped = at.rate.fraction(at.dtype), at.constant(DROPPED)
        scale = 1 / ops.sqrt((1 - rate) * (1 + rate * ops.square(dropped)))
        return scale, -scale * rate * dropped

    def advice(self, activation: str) -> str | None:
        """Say that only selu units have the mean and the variance that this dropout keeps."""
        if activation == "selu":
            return None
        return (
            f"alpha dropout keeps mean and variance of selu units alone, and these are {activation}; "
            "model=mlp with model.activation=selu makes them so"
        )
