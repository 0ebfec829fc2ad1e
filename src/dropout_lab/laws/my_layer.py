"""Leaky dropout: a dropped unit keeps a fraction `leak` of itself.

y = x * (leak + (1 - leak) * m), m = 1 / (1 - rate) with chance 1 - rate, else 0

Moments of the multiplier: mean 1, variance (1 - leak)^2 rate / (1 - rate). At inference y = x.

Source: none; change it into yours, and say here what it computes.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.dropout import Law, Rated, Site
from dropout_lab.keras_ops import Tensor, ops


class MyLayer(Rated):
    """Scales down what standard dropout drops."""

    # The name that plan, tables and page have for it where no variant has a name of its own.
    name: Literal["my_layer"]

    # Fields are parameters: type, range and default. Each is part of a run's name.
    # `rate` and `input_rate` come from Rated; take Dropout in its place for a layer without a rate.
    leak: Annotated[float, Field(ge=0, lt=1)] = 0.1

    # Laws that it breaks by its definition, each with the reason; `dropout-lab check-layer` names them all.
    breaks: ClassVar[Mapping[Law, str]] = {}

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return a batch of activations, (rows, units), with noise; called while training.

        All draws come from `at`: `at.lanes` gives 16 random bits for each unit of each row, `at.uniforms`
        numbers between 0 and 1, `at.normals` normals; a second draw is `at.lanes(inputs, draw=1)`. Compute
        in `ops`, which is keras.ops, so that it runs on TensorFlow and JAX alike.
        """
        kept = at.rate.kept(at.lanes(inputs))
        m = ops.where(kept, at.rate.scale(at.dtype), 0)
        return inputs * (self.leak + (1 - self.leak) * m)

    # At inference nothing happens, unless you write `def infer(self, inputs, at)` with the same arguments.

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean and variance of the multiplier, which the laws measure; leave it out if unknown."""
        return 1.0, (1 - self.leak) ** 2 * rate / (1 - rate)
