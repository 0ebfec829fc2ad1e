"""Dropout at random rates: each example draws a rate of its own at each site, then drops units at it.

q_i = t_i / 65536, t_i = floor(lane_i t / 65536), t = round(65536 rate): uniform from 0 to below the rate
y_ij = x_ij / (1 - q_i) where lane_ij >= t_i, else 0

Moments of the multiplier: mean 1, variance the mean of q_i / (1 - q_i), which is -1 - ln(1 - q) / q at
q = t / 65536. Units of one example share its rate and are correlated through it.
Inference: y = x.
Cost: one draw a unit, and one an example.

Source: Bouthillier, Konda, Vincent and Memisevic (2015), arXiv:1506.08700, section 4, after accounts of it: a
rate for each example, and scaling while training, were not checked against the paper's own text.
"""

from collections.abc import Mapping
from math import log1p
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.rates import RateNow, short_rate
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text


class RandomRate(Rated):
    """Drops the units of each example at a rate of its own, uniform from 0 to `rate`."""

    name: Literal["random_rate"]

    family: ClassVar[Family | None] = "units"
    phrase: ClassVar[Text | None] = Text("dropout", "Dropout")

    breaks: ClassVar[Mapping[Law, str]] = {
        "the share dropped is the rate": "an example's rate is drawn between 0 and it",
    }

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the kept inputs scaled by each example's own 65536 / (65536 - t_i), zeros elsewhere."""
        share = at.lanes(inputs[:, :1], draw=1)
        own = RateNow(ops.right_shift(ops.multiply(share, at.rate.threshold), at.word(16)))
        scaled = ops.multiply(inputs, own.scale(at.dtype))
        return ops.where(own.kept(at.lanes(inputs)), scaled, ops.zeros_like(inputs))

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 and variance -1 - ln(1 - rate) / rate."""
        return 1.0, -1 - log1p(-rate) / rate

    def rates_said(self, rates: tuple[float, ...]) -> Phrase:
        """Say between what the rates are drawn."""
        tops = ", ".join(short_rate(self.acting(rate)) for rate in rates)
        return Phrase(DRAWN, {"tops": tops})


DRAWN = Text("rates drawn for each example from 0 to {tops}", "丢弃率由每个样本从 0 到 {tops} 之间各自抽取")
