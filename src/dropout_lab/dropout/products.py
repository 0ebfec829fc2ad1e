"""Products of activations and noisy weights by their moments: one normal a unit in the place of many masks.

A mask on every weight, of mean 1 and variance v, gives the next layer's unit j the pre-activation

u_j = sum_i x_i m_ij W_ij + b_j,  mean (x W + b)_j,  variance v (x^2 W^2)_j

which, as a sum of many, is close to normal, and whose average activation has a closed form.

Source: Wang and Manning (2013), ICML; Wan, Zeiler, Zhang, LeCun and Fergus (2013), ICML; Kingma, Salimans and
Welling (2015), arXiv:1506.02557, for the gradient through both moments; erfc after Press, Teukolsky,
Vetterling and Flannery (1992), Numerical Recipes, section 6.2.
"""

from collections.abc import Mapping
from math import pi, sqrt
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.rates import InfersByRate
from dropout_lab.dropout.site import Site
from dropout_lab.errors import ConfigError
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
"""Constants of selu: scale x above 0, scale alpha (e^x - 1) below."""

AVERAGED = ("linear", "relu", "selu")
"""Activations whose average under a normal has a formula here."""

LEAST = 1e-30
"""Variances up to this are 0: the root has no gradient there, and an example that is all 0 has no noise."""

ERFC = (
    -1.26551223,
    1.00002368,
    0.37409196,
    0.09678418,
    -0.18628806,
    0.27886807,
    -1.13520398,
    1.48851587,
    -0.82215223,
    0.17087277,
)
"""Coefficients of ln(erfc(x) / t) + x^2 in t = 1 / (1 + x / 2): relative error 1.2e-7 for x >= 0."""


class MomentMatched(Rated, InfersByRate):
    """Base of dropouts that sample the next layer's pre-activation by its mean and variance.

    `inference` is ``moments``, the average of the activation, or ``mean``, the activation of the mean.
    """

    inference: Literal["moments", "mean"] = "moments"

    family: ClassVar[Family | None] = "products"
    words: ClassVar[Mapping[tuple[str, str], Text]] = {
        ("inference", "moments"): Text(
            "units give their average activation at inference", "推理时单元取激活的平均值"
        ),
        ("inference", "mean"): Text("weights as they are at inference", "推理时权重不变"),
    }
    breaks: ClassVar[Mapping[Law, str]] = {
        "gradients pass where units pass": "nothing is dropped: a normal stands for all masks",
        "nothing happens at inference": "units give the average of their activation over the noise",
    }

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return a draw of a normal with the mean and the variance of the masked product."""
        return sampled(*self.product_moments(inputs, kernel, at), at) + bias

    def infer_product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the pre-activation that gives the average activation, or the mean."""
        if self.inference == "mean":
            return at.multiply(inputs, kernel) + bias
        mean, variance = self.product_moments(inputs, kernel, at)
        return averaged(mean + bias, variance, at)

    def infers_by_rate(self) -> bool:
        """Tell that the average of an activation depends on the rate, and the activation of the mean not."""
        return self.inference == "moments"

    def product_moments(self, inputs: Tensor, kernel: Tensor, at: Site) -> tuple[Tensor, Tensor]:
        """Return x W and q / (1 - q) x^2 W^2."""
        return at.multiply(inputs, kernel), at.rate.odds(at.dtype) * squares(inputs, kernel, at)


def squares(inputs: Tensor, kernel: Tensor, at: Site) -> Tensor:
    """Return x^2 W^2, the variance of a product whose weights are multiplied by noise of variance 1."""
    return at.multiply(ops.square(inputs), ops.square(kernel))


def sampled(mean: Tensor, variance: Tensor, at: Site) -> Tensor:
    """Draw from normals, one for each unit of each row; gradients pass through both moments.

    Args:
        mean: shape (rows, units).
        variance: >= 0, the same shape; 0 gives the mean.
        at: the site, whose first draw this takes.
    """
    return mean + deviation(variance)[0] * at.normals(mean)


def deviation(variance: Tensor) -> tuple[Tensor, Tensor]:
    """Return the root of a variance with gradient 0 where it is 0, and where it is above."""
    above = ops.greater(variance, LEAST)
    root = ops.sqrt(ops.where(above, variance, ops.ones_like(variance)))
    return ops.where(above, root, ops.zeros_like(root)), above


def averaged(mean: Tensor, variance: Tensor, at: Site) -> Tensor:
    """Return the pre-activation at which a unit gives what it gives on average under a normal.

    relu: m F(m / s) + s f(m / s), F the normal distribution function, f its density. selu: as much times its
    scale, and scale alpha (E[e^u; u < 0] - F(-m / s)), through the inverse of selu. Logits: the mean.

    Args:
        mean: m, of the pre-activation with its bias, shape (rows, units).
        variance: s^2 >= 0, the same shape.
        at: the site; the activation is that of the layer after it.

    Raises:
        ConfigError: no formula is known for that activation.
    """
    activation = at.after.activation if at.after else "linear"
    if activation not in AVERAGED:
        raise ConfigError(
            f"activation={activation}: no formula for its average under noise; choose linear, relu or selu, "
            "or inference=mean"
        )
    if activation == "linear":
        return mean
    root, above = deviation(variance)
    spread = ops.where(above, root, ops.ones_like(root))
    ratio = mean / spread
    density = ops.exp(-ops.square(ratio) / 2) / sqrt(2 * pi)
    positive = mean * normal_cdf(ratio) + spread * density
    if activation == "relu":
        return ops.where(above, positive, mean)
    low = negative_exponential(mean, spread, ratio) - normal_cdf(-ratio)
    return ops.where(above, _inverse_selu(positive + SELU_ALPHA * low), mean)


def normal_cdf(x: Tensor) -> Tensor:
    """Return the normal distribution function."""
    return (1 + ops.erf(x * sqrt(0.5))) / 2


def negative_exponential(mean: Tensor, spread: Tensor, ratio: Tensor) -> Tensor:
    """Return E[e^u; u < 0] = e^(m + s^2 / 2) F(-m / s - s), whose factors alone may overflow."""
    bar = ratio + spread
    far = ops.maximum(bar, ops.zeros_like(bar)) * sqrt(0.5)
    share = 1 / (1 + far / 2)
    power = ops.zeros_like(share)
    for coefficient in reversed(ERFC):
        power = coefficient + share * power
    tail = share / 2 * ops.exp(power - ops.square(ratio) / 2)
    near = ops.exp(ops.minimum(mean + ops.square(spread) / 2, ops.zeros_like(mean))) * normal_cdf(-bar)
    return ops.where(ops.greater(bar, ops.zeros_like(bar)), tail, near)


def _inverse_selu(value: Tensor) -> Tensor:
    """Return x with selu(x) = scale value."""
    below = ops.maximum(ops.minimum(value, ops.zeros_like(value)) / SELU_ALPHA, -1 + 1e-7)
    return ops.where(ops.greater(value, ops.zeros_like(value)), value, ops.log1p(below))
