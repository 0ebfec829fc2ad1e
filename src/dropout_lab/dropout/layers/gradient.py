"""Gradient dropout: each number of the gradient is dropped, or scaled up; units stay.

g' = m g for each weight and bias, once a step
m = scale where lane >= t, else 0 (`noise=bernoulli`)
m = 1 + sqrt(q / (1 - q)) z, z ~ N(0, 1) from the table of 65,536 normals (`noise=gaussian`)
t = round(65536 rate), q = t / 65536, scale = 65536 / (65536 - t)

Moments of the multiplier: mean 1, variance q / (1 - q).
Inference: y = x.
Cost: one draw a weight for the whole batch.

The noise acts before the optimizer, so that momentum and Adam's moments have it too. At rate 0 it is no
dropout.

The paper drops gradients in the inner loop of meta-learning; here they are those of plain training. Normals
have the variance q / (1 - q) of the other kind; the authors' code draws them with a standard deviation of q.

Source: Tseng, Chen, Tsai, Liu, Lin and Yang (2020), ACCV, arXiv:2004.05859, by its abstract and the authors'
code, hytseng0509/DropGrad.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Family
from dropout_lab.dropout.rated import OneRated
from dropout_lab.dropout.rates import OneRate
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class Gradient(OneRated):
    """Drops numbers of the gradient at `rate`, or multiplies them by normals of that variance."""

    name: Literal["gradient"]
    rate: OneRate = 0.1
    noise: Literal["bernoulli", "gaussian"] = "bernoulli"

    family: ClassVar[Family | None] = "gradients"
    phrase: ClassVar[Text | None] = Text("gradient dropout", "梯度 Dropout")
    names: ClassVar[Mapping[str, Text]] = {"rate": Text("rate", "丢弃率")}
    words: ClassVar[Mapping[tuple[str, str], Text]] = {
        ("noise", "bernoulli"): Text("with Bernoulli noise", "用伯努利噪声"),
        ("noise", "gaussian"): Text("with Gaussian noise", "用高斯噪声"),
    }

    @property
    def is_none(self) -> bool:
        """Whether no gradient is dropped."""
        return not self.rate

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return no site: activations are left alone."""
        return ()

    def gradient(self, gradient: Tensor, at: Site) -> Tensor:
        """Return the gradient times m."""
        units = gradient.shape[-1]
        rows = ops.reshape(gradient, (-1, units))
        return ops.reshape(ops.multiply(rows, self.multiplier(rows, at)), gradient.shape)

    def multiplier(self, rows: Tensor, at: Site) -> Tensor:
        """Draw m for a gradient of shape (rows, units)."""
        if self.noise == "gaussian":
            return 1 + ops.sqrt(at.rate.odds(at.dtype)) * at.normals(rows)
        return ops.where(at.rate.kept(at.lanes(rows)), at.rate.scale(at.dtype), at.constant(0))
