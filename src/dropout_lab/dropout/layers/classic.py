"""Classic dropout, as first published: nothing is scaled while training, everything at inference.

y = x where lane >= t, else 0;  t = round(65536 rate), q = t / 65536

Moments of the multiplier: mean 1 - q, variance q (1 - q).
Inference: y = (1 - q) x; a product of such activations and weights is the same as that of activations and
weights times 1 - q.
Cost: one draw a unit.

Scaling while training instead ("standard") is the same net with its weights divided by 1 - q, and so another
one under the same initial weights and learning rate.

Source: Hinton, Srivastava, Krizhevsky, Sutskever and Salakhutdinov (2012), arXiv:1207.0580; Srivastava et
al. (2014), JMLR 15, section 4.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.rates import InfersByRate
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class Classic(Rated, InfersByRate):
    """Drops without scaling, and scales at inference instead."""

    name: Literal["classic"]

    family: ClassVar[Family | None] = "units"
    phrase: ClassVar[Text | None] = Text(
        "classic dropout (scaled at inference, not while training)",
        "经典 Dropout（推理时缩放，训练时不缩放）",
    )
    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "kept units are not scaled: the mean is 1 - rate",
        "nothing happens at inference": "activations are multiplied by 1 - rate",
    }

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the kept inputs as they are, zeros elsewhere."""
        return ops.where(at.rate.kept(at.lanes(inputs)), inputs, ops.zeros_like(inputs))

    def infer(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs times 1 - q."""
        return ops.multiply(inputs, 1 - at.rate.fraction(at.dtype))

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 - rate and variance rate (1 - rate)."""
        return 1 - rate, rate * (1 - rate)
