"""Weight noise: the gradient is taken at weights with Gaussian noise, one draw a step.

u = x (W + sigma e) + b,  e_ij ~ N(0, 1) anew in each step, for all examples of a batch

Moments of the pre-activation: mean x W + b, variance sigma^2 sum_i x_i^2; two examples of one batch are
correlated through e.
Inference: u = x W + b.
Cost: one draw a weight for the whole batch.

All weights from the input to the output have noise, biases have none. `weight_noise_local` draws for each
example.

Source: Graves (2011), NIPS, with one fixed sigma for all weights, as in Graves, Mohamed and Hinton (2013),
ICASSP, arXiv:1303.5778, whose sigma is 0.075; both from memory, not read again.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State, Wanted
from dropout_lab.dropout.base import Dropout, Family, Law
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text


class WeightNoise(Dropout):
    """Adds normals of deviation `sigma` to all weights."""

    name: Literal["weight_noise"]
    sigma: Annotated[float, Field(ge=0), State(), Wanted("should be a number >= 0")] = 0.075

    family: ClassVar[Family | None] = "products"
    example: ClassVar[Mapping[str, Any]] = {"sigma": 0.075}
    breaks: ClassVar[Mapping[Law, str]] = {
        "examples are independent": "a batch shares its noise",
        "gradients pass where units pass": "nothing is dropped: noise is added",
    }

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return all sites, the input too: every weight has noise."""
        return tuple(range(n_hidden + 1))

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the product with the weights and their noise."""
        return at.multiply(inputs, kernel + self.sigma * at.normals(kernel)) + bias

    def product_moments(self, inputs: Tensor, kernel: Tensor, at: Site) -> tuple[Tensor, Tensor]:
        """Return x W and sigma^2 sum_i x_i^2."""
        mean = at.multiply(inputs, kernel)
        variance = ops.sum(ops.square(self.sigma * inputs), axis=1, keepdims=True)
        return mean, variance + ops.zeros_like(mean)

    def phrases(self) -> list[Phrase]:
        """Say how much noise the weights have, and who shares it."""
        return [Phrase(self.said, {"sigma": f"{self.sigma:g}"})]

    said: ClassVar[Text] = Text(
        "Gaussian weight noise of standard deviation {sigma}, one draw a batch",
        "权重加标准差 {sigma} 的高斯噪声，每批抽取一次",
    )
