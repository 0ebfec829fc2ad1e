"""Information dropout: units are multiplied by log-normal noise whose size a layer learns from its inputs.

alpha = 0.001 + max_alpha sigma(x A + a),  x the inputs of the dense layer before the site; A, a trained
y = h exp(alpha z),  z ~ N(0, 1) for each unit of each example,  h the activations at the site
loss of an example: (beta / N) sum over units of -log(alpha / (max_alpha + 0.001)) in nats

Moments of the multiplier: mean e^(alpha^2 / 2) (1.2776 at 0.7), variance e^(2 alpha^2) - e^(alpha^2).
Inference: y = h, so that the mean is not kept.
Cost: one draw and two exponentials a unit, product and trained numbers of each hidden layer twice.

N are the training examples. The loss is what the noisy units say about the input: >= 0, and it falls as noise
grows. A starts as the weights of a layer do (Glorot, uniform), a at 0. The input has no layer before it and
no noise. The prior is uniform in log y, the authors' choice for relu; for softplus they take a log-normal
one, which is not here. With max_alpha = 0 alpha is 0.001.

Source: Achille and Soatto (2018), PAMI 40, arXiv:1611.01353; alpha, noise, loss and the division by N checked
line by line against the authors' code, ucla-vision/information-dropout (cifar.py: beta 3, max_alpha 0.7;
cluttered.py, on MNIST digits: 0.5 and 1).
"""

from collections.abc import Mapping
from math import sqrt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State, Wanted
from dropout_lab.dropout.base import Dropout, Family, Law
from dropout_lab.dropout.site import Site
from dropout_lab.dropout.weights import Weight, Widths
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text

FLOOR = 0.001
"""Smallest alpha."""


class Information(Dropout):
    """Multiplies units by log-normals whose size is computed from the inputs of their layer."""

    name: Literal["information"]
    beta: Annotated[float, Field(ge=0), State(), Wanted("should be a number >= 0")] = 3.0
    max_alpha: Annotated[float, Field(ge=0, le=1), State(), Wanted("should be a number from 0 to 1")] = 0.7

    family: ClassVar[Family | None] = "adaptive"
    needs: ClassVar[tuple[str, ...]] = ("before", "n_train")
    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "log-normals have mean e^(alpha^2 / 2)",
        "inference is the mean of training": "inference has the unit as it is",
    }

    def weights(self, widths: Widths, at: int) -> Mapping[str, Weight]:
        """Return the layer that computes alpha: kernel and bias."""
        shape = widths.before, widths.units
        limit = sqrt(6 / sum(shape))
        return {
            "kernel": Weight(shape, lambda draw: draw.uniform(-limit, limit, shape)),
            "bias": Weight((widths.units,)),
        }

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs times exp(alpha z)."""
        return ops.multiply(inputs, ops.exp(self.alpha(at) * at.normals(inputs)))

    def loss(self, inputs: Tensor, at: Site) -> Tensor:
        """Return what each example's units say about it, (rows,)."""
        told = ops.log((self.max_alpha + FLOOR) / self.alpha(at))
        return self.beta * (ops.sum(told, axis=1) / at.n_train)

    def alpha(self, at: Site) -> Tensor:
        """Return the size of each unit's noise, (rows, units)."""
        if at.before is None:
            raise ValueError("dropout=information: the input has no layer before it")
        summed = at.multiply(at.before.inputs, at.weights["kernel"]) + at.weights["bias"]
        return FLOOR + self.max_alpha * ops.sigmoid(summed)

    def advice(self, activation: str) -> str | None:
        """Say that the prior is that of relu units."""
        if activation == "relu":
            return None
        return (
            f"information dropout's prior is for relu units, and these are {activation}; "
            "model.activation=relu makes them so"
        )

    def phrases(self) -> list[Phrase]:
        """Say how large the noise may be, and how much its loss weighs."""
        return [Phrase(SAID, {"beta": f"{self.beta:g}", "max": f"{self.max_alpha:g}"})]


SAID = Text(
    "information dropout after the hidden layers: log-normal noise of a learned size up to {max}, its loss "
    "times beta {beta}",
    "隐藏层之后用信息 Dropout：对数正态噪声，大小经学习得到，至多 {max}；其损失乘以 beta {beta}",
)
