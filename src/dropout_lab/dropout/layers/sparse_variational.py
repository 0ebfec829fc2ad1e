"""Sparse variational dropout: each weight learns its own noise, and weights that are all noise are cut off.

u = x W + b + sqrt(x^2 s^2) z,  z ~ N(0, 1) for each unit and row,  s^2 = alpha W^2
log alpha = log s^2 - log W^2 within -8 and 8,  log s^2 trained, one a weight, from `initial` on
loss of a site: (kl w / N) sum over weights of KL in nats, N the training examples
-KL = k1 sigma(k2 + k3 log alpha) - log(1 + 1 / alpha) / 2 - k1,  k = 0.63576, 1.8732, 1.48695

Moments of the pre-activation: mean x W + b, variance x^2 s^2.
Inference: u = x W + b without the weights whose log alpha is at least `threshold`.
Cost: two products, one draw a unit of the next layer, twice the trained numbers, a divergence a weight.

KL >= 0 falls as alpha grows, within 0.0085 of the exact value, so that noise grows where the data do not hold
a weight. w is 0 until the share `kl_from` of the training is done, 1 from `kl_full` on, and linear between:
the authors take epochs 5 and 20 of 200. Their script also leaves weights beyond the threshold out of the mean
while training (train_clip), which the paper does not have; here they stay in. Where weights outnumber the
examples by far, the whole term outweighs the data: a small net, or a smaller kl.

Source: Molchanov, Ashukha and Vetrov (2017), ICML, arXiv:1701.05369; noise, clipping, KL and threshold
checked line by line against the authors' code, senya-ashukha/variational-dropout-sparsifies-dnn
(nets/layers.py, nets/objectives.py, nets/optpolicy.py).
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from dropout_lab.canonical import State, Wanted
from dropout_lab.dropout.base import Dropout, Family, Law
from dropout_lab.dropout.products import sampled
from dropout_lab.dropout.site import Site
from dropout_lab.dropout.weights import Weight, Widths
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text

FIT = (0.63576, 1.8732, 1.48695)
"""k1, k2, k3 of the KL."""

BOUND = 8.0
"""log alpha stays within minus this and this."""

LEAST = 1e-16
"""Added to W^2 inside its logarithm."""

SHARE = Wanted("should be a share of the training, 0 <= kl_from < kl_full <= 1")


class SparseVariational(Dropout):
    """Samples pre-activations with a trained variance of each weight, and cuts off weights that are noise."""

    name: Literal["sparse_variational"]
    initial: Annotated[float, State(), Wanted("should be a number: log s^2 of all weights at first")] = -10.0
    threshold: Annotated[float, State(), Wanted("should be a number that log alpha is cut at")] = 3.0
    kl: Annotated[float, Field(ge=0), State(), Wanted("should be a number >= 0; 1 is the bound")] = 1.0
    kl_from: Annotated[float, Field(ge=0, le=1), State(), SHARE] = 0.025
    kl_full: Annotated[float, Field(ge=0, le=1), State(), SHARE] = 0.1

    family: ClassVar[Family | None] = "adaptive"
    needs: ClassVar[tuple[str, ...]] = ("after", "n_train", "progress")
    example: ClassVar[Mapping[str, Any]] = {"initial": -2.0}
    breaks: ClassVar[Mapping[Law, str]] = {
        "gradients pass where units pass": "nothing is dropped: noise is added",
        "nothing happens at inference": "weights that are all noise are cut off",
    }

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not self.kl_from < self.kl_full:
            raise ValueError(
                f"dropout.kl_from={self.kl_from:g}, kl_full={self.kl_full:g}: the KL term rises between "
                "these shares of the training; give 0 <= kl_from < kl_full <= 1"
            )
        return self

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return all sites, the input too: every weight has noise."""
        return tuple(range(n_hidden + 1))

    def weights(self, widths: Widths, at: int) -> Mapping[str, Weight]:
        """Return log s^2 of each weight that leaves the site."""
        return {"log_variance": Weight((widths.units, widths.after), self.initial)}

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return a draw of a normal with the moments of the product with noisy weights."""
        return sampled(*self.product_moments(inputs, kernel, at), at) + bias

    def product_moments(self, inputs: Tensor, kernel: Tensor, at: Site) -> tuple[Tensor, Tensor]:
        """Return x W and x^2 (alpha W^2)."""
        variances = ops.exp(self.log_alpha(kernel, at)) * ops.square(kernel)
        return at.multiply(inputs, kernel), at.multiply(ops.square(inputs), variances)

    def infer_product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the product with the weights that are more than noise."""
        cut = ops.greater_equal(self.log_alpha(kernel, at), self.threshold)
        return at.multiply(inputs, ops.where(cut, ops.zeros_like(kernel), kernel)) + bias

    def loss(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the KL term of the weights that leave the site, a scalar."""
        if at.after is None:
            raise ValueError("dropout=sparse_variational: the site has no weights after it")
        total = ops.sum(divergence(self.log_alpha(at.after.kernel, at)))
        return self.kl * self.warmth(at) * (total / at.n_train)

    def log_alpha(self, kernel: Tensor, at: Site) -> Tensor:
        """Return the logarithm of each weight's variance over its square, shape (inputs, units)."""
        sizes = ops.log(ops.square(kernel) + LEAST)
        return ops.clip(at.weights["log_variance"] - sizes, -BOUND, BOUND)

    def warmth(self, at: Site) -> Tensor:
        """Return w, from 0 to 1, a scalar."""
        if at.progress is None:
            raise ValueError("dropout=sparse_variational: the position in training is not known here")
        step, steps_an_epoch, epochs = (ops.cast(count, at.dtype) for count in at.progress)
        risen = step / (steps_an_epoch * epochs) - self.kl_from
        return ops.clip(risen / (self.kl_full - self.kl_from), 0.0, 1.0)

    def learned(self, at: Site) -> Mapping[str, Tensor]:
        """Return the share of the weights that inference cuts off."""
        if at.after is None:
            raise ValueError("dropout=sparse_variational: the site has no weights after it")
        cut = ops.greater_equal(self.log_alpha(at.after.kernel, at), self.threshold)
        return {"cut_share": ops.mean(ops.cast(cut, at.dtype))}

    def phrases(self) -> list[Phrase]:
        """Say what is learned, when the KL term counts, and what is cut off."""
        return [Phrase(SAID, {key: f"{value:g}" for key, value in self.settings().items()})]


def divergence(log_alpha: Tensor) -> Tensor:
    """Return KL in nats of each weight, >= 0."""
    k1, k2, k3 = FIT
    return k1 - k1 * ops.sigmoid(k2 + k3 * log_alpha) + ops.softplus(-log_alpha) / 2


SAID = Text(
    "sparse variational dropout in all layers: a variance for each weight, learned from exp({initial}) on; "
    "KL term times {kl}, rising from the share {kl_from} of the training to {kl_full}; weights of log alpha "
    ">= {threshold} are cut off at inference",
    "各层用稀疏变分 Dropout：每个权重的方差自 exp({initial}) 起学习；KL 项乘以 {kl}，从训练进度 {kl_from} 到 "
    "{kl_full} 逐渐加入；推理时去掉 log alpha >= {threshold} 的权重",
)
