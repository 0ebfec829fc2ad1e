"""Variational dropout B: each weight has Gaussian noise of its own, whose variance is learned.

u = x W + b + sqrt(x^2 (alpha W^2)) z,  z ~ N(0, 1) for each unit and row,  alpha = sigma(a), a trained
loss of a site: (kl / N) sum over weights of KL(alpha) in nats, N the training examples; KL as `variational_a`

Moments of the pre-activation: mean x W + b, variance x^2 (alpha W^2), those of weights N(W, alpha W^2) drawn
for each example.
Inference: u = x W + b.
Cost: two products in place of one, one draw a unit of the next layer, the trained alphas.

All layers from the first to the output have noise, biases have none; an alpha belongs to a layer, to a unit
at the site (for all weights that leave it) or to a weight. There is one KL a weight where `variational_a` has
one a unit: with many weights and few examples the term pushes alpha to its bound.

Source: Kingma, Salimans and Welling (2015), NIPS, arXiv:1506.02557, sections 2.3 and 3.1 by accounts of them.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Law
from dropout_lab.dropout.products import sampled
from dropout_lab.dropout.site import Site
from dropout_lab.dropout.variational import Variational
from dropout_lab.dropout.weights import Widths
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class VariationalB(Variational):
    """Samples pre-activations with the moments of noisy weights, whose variance is trained with the net."""

    name: Literal["variational_b"]
    alphas: Literal["layer", "unit", "weight"] = "layer"

    needs: ClassVar[tuple[str, ...]] = ("after", "n_train")
    phrase: ClassVar[Text | None] = Text("variational dropout (B)", "变分 Dropout（B）")
    breaks: ClassVar[Mapping[Law, str]] = {
        "gradients pass where units pass": "nothing is dropped: a normal stands for the noise of all weights",
    }

    def alphas_of(self, widths: Widths) -> tuple[int, ...]:
        """Return (), (units, 1) or (units, units of the next layer)."""
        return {"layer": (), "unit": (widths.units, 1), "weight": (widths.units, widths.after)}[self.alphas]

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return a draw of a normal with the moments of the product with noisy weights."""
        return sampled(*self.product_moments(inputs, kernel, at), at) + bias

    def product_moments(self, inputs: Tensor, kernel: Tensor, at: Site) -> tuple[Tensor, Tensor]:
        """Return x W and x^2 (alpha W^2)."""
        variance = at.multiply(ops.square(inputs), self.alpha(at) * ops.square(kernel))
        return at.multiply(inputs, kernel), variance

    def loss(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the KL term of the weights that leave the site, a scalar."""
        if at.after is None:
            raise ValueError("dropout=variational_b: the site has no weights after it")
        inputs_of_it, units = at.after.kernel.shape
        return self.divergence(self.alpha(at), inputs_of_it * units, at)
