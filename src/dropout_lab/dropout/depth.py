"""Rates over depth: one mean rate, spread over the hidden layers by a shape.

With L hidden layers, l from 0 at the input, and a mean rate q:

flat           q everywhere
front_step     q L / n in the first n = ceil(L / 2) layers, 0 in the others
front_third    the same with n = ceil(L / 3)
front_linear   2 q (L - 1 - l) / (L - 1)
back_step, back_third, back_linear   the same seen from the last layer

The mean over the layers is q in each; without a shape they are flat. It stands for the list of rates that it
makes, and has its hash.

Source: Fernandez Sarmiento (2026), ICML, arXiv:2605.21648 ("front-loaded"); formulas from the author's
code, luklacasito/dropout-universality-experiments, schedules.py: reverse_step, big_step, reverse_linear, step
and linear there are front_step, front_third, front_linear, back_step and back_linear here.
"""

from typing import Annotated, Literal

from pydantic import Field

from dropout_lab.canonical import Part, Wanted
from dropout_lab.dropout.rates import RANGE

SHARES = {"step": 2, "third": 3}
"""One layer of so many has all the noise."""


class OverDepth(Part):
    """A mean rate and the shape by which it is spread over the hidden layers."""

    mean: Annotated[float, Field(ge=0, lt=1), Wanted(RANGE)]
    shape: Literal[
        "flat", "front_step", "front_third", "front_linear", "back_step", "back_third", "back_linear"
    ] = "flat"

    def rates(self, n_hidden: int) -> list[float]:
        """Return the rate of each hidden layer, from the input on.

        Raises:
            ValueError: a rate that would be 1 or more.

        >>> OverDepth(mean=0.1).rates(2), OverDepth(mean=0.1, shape="back_linear").rates(3)
        ([0.1, 0.1], [0.0, 0.1, 0.2])
        """
        end, _, form = self.shape.partition("_")
        if self.shape == "flat" or n_hidden < 2:
            weights = [1.0] * n_hidden
        elif form == "linear":
            weights = [2 * (n_hidden - 1 - layer) / (n_hidden - 1) for layer in range(n_hidden)]
        else:
            noisy = -(-n_hidden // SHARES[form])
            weights = [n_hidden / noisy] * noisy + [0.0] * (n_hidden - noisy)
        rates = [float(f"{self.mean * weight:.12g}") for weight in weights]
        if max(rates, default=0.0) >= 1:
            raise ValueError(
                f"dropout.rate: mean={self.mean:g} with shape={self.shape} is a rate of {max(rates):g} in "
                f"one of {n_hidden} hidden layers; choose a mean below {1 / max(weights):.4g}"
            )
        return rates[::-1] if end == "back" else rates
