"""Concrete dropout: the rate of each layer is learned, through a mask that is not quite 0 or 1.

y = x (1 - z) / (1 - q),  q = sigma(r), r trained, one a site
z = sigma((logit q + logit u) / temperature),  u = (lane + 1/2) / 65536
loss of a site: l^2 |W|^2 / (N (1 - q)) + (d / N) (q log q + (1 - q) log(1 - q)) in nats

Moments of the multiplier: mean close to 1 and variance below q / (1 - q): 0.998685 and 0.101084 at q = 0.1
and temperature 0.1, where a mask of 0 and 1 / (1 - q) has 0.1111.
Inference: y = x; the authors average several passes with noise.
Cost: one draw, two logarithms and an exponential a unit and input, one trained number a site.

W are the weights after the site, without biases, d its units, l the length scale, N the training examples.
The second term is minus an entropy and below 0: only its differences mean anything. The input and all hidden
layers have a rate. Rates fall to 0 where a net is too small for its data.

In the authors' code the factors are l^2 / N and 2 / N for a squared error, and the factor of two is to be
left out for a cross-entropy: 1 / N here, as the likelihood has it.

Source: Gal, Hron and Kendall (2017), NIPS, arXiv:1705.07832; noise and both terms checked line by line
against the authors' code, yaringal/ConcreteDropout, concrete-dropout-keras.ipynb.
"""

from collections.abc import Mapping
from math import log
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State, Wanted
from dropout_lab.dropout.base import Dropout, Family, Law
from dropout_lab.dropout.site import Site
from dropout_lab.dropout.weights import Weight, Widths
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text

OPEN = Wanted("should be a rate that training starts at: 0 < initial_rate < 1")


class Concrete(Dropout):
    """Multiplies units by a smooth mask of a rate that is trained with the net."""

    name: Literal["concrete"]
    initial_rate: Annotated[float, Field(gt=0, lt=1), State(), OPEN] = 0.1
    temperature: Annotated[float, Field(gt=0), State(), Wanted("should be a number > 0")] = 0.1
    length_scale: Annotated[float, Field(ge=0), State(), Wanted("should be a number >= 0")] = 1e-4

    family: ClassVar[Family | None] = "adaptive"
    needs: ClassVar[tuple[str, ...]] = ("after", "n_train")
    example: ClassVar[Mapping[str, Any]] = {"temperature": 2 / 3, "length_scale": 0.01}
    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "a smooth mask over 1 - q has a mean of its own, 0.949683 at rate 0.1 here",
        "inference is the mean of training": "inference has the whole unit",
    }

    def at_sites(self, n_hidden: int) -> tuple[int, ...]:
        """Return all sites, the input too."""
        return tuple(range(n_hidden + 1))

    def weights(self, widths: Widths, at: int) -> Mapping[str, Weight]:
        """Return the logit of the site's rate."""
        return {"rate_logit": Weight((), log(self.initial_rate / (1 - self.initial_rate)))}

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs times (1 - z) / (1 - q)."""
        logit, u = at.weights["rate_logit"], at.uniforms(inputs)
        pushed = (logit + ops.log(u) - ops.log(1 - u)) / self.temperature
        return ops.multiply(inputs, ops.sigmoid(-pushed) / ops.sigmoid(-logit))

    def loss(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the term of the weights and that of the rate, a scalar."""
        if at.after is None:
            raise ValueError("dropout=concrete: the site has no weights after it")
        logit = at.weights["rate_logit"]
        drops, keeps = ops.sigmoid(logit), ops.sigmoid(-logit)
        sizes = ops.sum(ops.square(self.length_scale * at.after.kernel)) / keeps
        rates = inputs.shape[1] * (drops * log_sigmoid(logit) + keeps * log_sigmoid(-logit))
        return (sizes + rates) / at.n_train

    def learned(self, at: Site) -> Mapping[str, Tensor]:
        """Return the site's rate."""
        return {"rate": ops.sigmoid(at.weights["rate_logit"])}

    def phrases(self) -> list[Phrase]:
        """Say where rates start and what pulls at them."""
        shown = {key: f"{value:g}" for key, value in self.settings().items()}
        return [Phrase(SAID, shown)]


def log_sigmoid(x: Tensor) -> Tensor:
    """Return the logarithm of the sigmoid, without overflow."""
    return -ops.softplus(-x)


SAID = Text(
    "concrete dropout on the input and after the hidden layers: a rate for each, learned from {initial_rate} "
    "on (temperature {temperature}, length scale {length_scale})",
    "输入上和隐藏层之后用 Concrete Dropout：各自的丢弃率自 {initial_rate} 起学习（温度 {temperature}，"
    "长度尺度 {length_scale}）",
)
