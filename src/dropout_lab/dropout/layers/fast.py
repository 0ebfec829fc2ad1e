"""Fast dropout: the noise of dropped units is averaged over in hidden layers, and sampled at the logits.

u ~ N(x W + b, q / (1 - q) x^2 W^2): mean and variance that dropping the units x, scaled, gives a unit of the
next layer; q = round(65536 rate) / 65536

Hidden layers give the average of their activation under u while training, without drawing anything; logits
are one draw of u, whose softmax has no such average in closed form. `hidden=sampled` draws u in every layer
instead, which is `dropconnect` in all but inference's default: under DropConnect that normal stands for masks
which the next layer's units do not share; dropout on units, which they share, correlates them by q / (1 - q)
sum_i x_i^2 W_ij W_ik, and fast dropout leaves that out. `gaussian` keeps it.

Moments of the pre-activation: mean x W + b, variance q / (1 - q) x^2 W^2.
Inference: hidden layers give that average too, and logits the mean; `inference=mean` is x W + b throughout.
Cost: two products in place of one; one draw a logit, with `hidden=sampled` a unit.

The variance is that of the dropped units alone, as in the authors' code (sidaw/fastdropout, its net of two
hidden layers); the paper's text also hands on the variance of the hidden units themselves, by accounts of it.
That code averages sigmoids by an approximation, samples the softmax 50 times a step, and in inference too.

Source: Wang and Manning (2013), Fast dropout training, ICML, by its abstract and the authors' code.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.products import MomentMatched, averaged
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor
from dropout_lab.phrases import Text


class Fast(MomentMatched):
    """Averages over the noise of dropped units, or samples it by its moments."""

    name: Literal["fast"]
    hidden: Literal["averaged", "sampled"] = "averaged"

    phrase: ClassVar[Text | None] = Text("fast dropout", "快速 Dropout")
    words: ClassVar[Mapping[tuple[str, str], Text]] = {
        **MomentMatched.words,
        ("hidden", "averaged"): Text(
            "hidden units averaged over its noise, logits sampled", "隐藏单元对噪声取平均，logits 抽样"
        ),
        ("hidden", "sampled"): Text("all layers sampled", "各层都抽样"),
    }

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the pre-activation of the average activation, and of logits a draw."""
        if self.hidden == "sampled" or at.after is None or at.after.activation == "linear":
            return super().product(inputs, kernel, bias, at)
        mean, variance = self.product_moments(inputs, kernel, at)
        return averaged(mean + bias, variance, at)
