"""Variational dropout A: Gaussian dropout on the inputs of each layer, whose variance is learned.

y = x (1 + sqrt(alpha) z),  z ~ N(0, 1) for each unit of each example,  alpha = sigma(a), a trained
loss of a site: kl (d / N) KL(alpha) in nats, d its units, N the training examples
-KL(alpha) = log(alpha) / 2 + 1.16145124 alpha - 1.50204118 alpha^2 + 0.58629921 alpha^3

Moments of the multiplier: mean 1, variance alpha, which starts at rate / (1 - rate).
Inference: y = x.
Cost: one draw a unit, those of the input too, and the gradient of one trained number a site, or a unit.

All weights of a unit share its noise (correlated weight noise): one KL a unit, not a weight. It lacks its
constant and may be below 0. The input and all hidden layers have an alpha, or one for each unit
(`alphas=unit`). alpha stays below 1, the paper's bound, which is a rate below 1/2.

Source: Kingma, Salimans and Welling (2015), NIPS, arXiv:1506.02557, sections 3.2 to 3.4 by accounts of them;
KL summed over units as in gngdb/variational-dropout, whose first loss added -KL where KL is meant.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Law
from dropout_lab.dropout.site import Site
from dropout_lab.dropout.variational import Variational
from dropout_lab.dropout.weights import Widths
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class VariationalA(Variational):
    """Multiplies units by normals around 1 whose variance is trained with the net."""

    name: Literal["variational_a"]
    alphas: Literal["layer", "unit"] = "layer"

    needs: ClassVar[tuple[str, ...]] = ("n_train",)
    phrase: ClassVar[Text | None] = Text("variational dropout (A)", "变分 Dropout（A）")
    breaks: ClassVar[Mapping[Law, str]] = {}

    def alphas_of(self, widths: Widths) -> tuple[int, ...]:
        """Return () or (units,)."""
        return (widths.units,) if self.alphas == "unit" else ()

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs times 1 + sqrt(alpha) z."""
        return ops.multiply(inputs, 1 + ops.sqrt(self.alpha(at)) * at.normals(inputs))

    def loss(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the KL term of the site's units, a scalar."""
        return self.divergence(self.alpha(at), inputs.shape[1], at)
