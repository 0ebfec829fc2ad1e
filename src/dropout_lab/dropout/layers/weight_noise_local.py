"""Local weight noise: Gaussian noise on the weights, drawn for each example by the moments of what it gives.

u = x W + b + sigma |x| z,  z ~ N(0, 1) for each unit of each row,  |x|^2 = sum_i x_i^2

Moments of the pre-activation: mean x W + b, variance sigma^2 |x|^2, which is exactly how a draw of all
weights for each example would be distributed.
Inference: u = x W + b.
Cost: one draw a unit of the next layer.

All layers from the first to the output have noise, biases have none.

Source: Graves (2011), NIPS; Kingma, Salimans and Welling (2015), arXiv:1506.02557, for the draw by moments.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Law
from dropout_lab.dropout.layers.weight_noise import WeightNoise
from dropout_lab.dropout.products import sampled
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor
from dropout_lab.phrases import Text


class WeightNoiseLocal(WeightNoise):
    """Adds to pre-activations what normals on all weights would, for each example by itself."""

    name: Literal["weight_noise_local"]  # pyrefly: ignore[bad-override]

    breaks: ClassVar[Mapping[Law, str]] = {
        "gradients pass where units pass": "nothing is dropped: noise is added"
    }

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return a draw of a normal with the moments of the product with noisy weights."""
        return sampled(*self.product_moments(inputs, kernel, at), at) + bias

    said: ClassVar[Text] = Text(
        "Gaussian weight noise of standard deviation {sigma}, drawn for each example",
        "权重加标准差 {sigma} 的高斯噪声，每个样本各自抽取",
    )
