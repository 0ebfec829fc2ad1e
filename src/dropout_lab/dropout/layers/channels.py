"""Spatial dropout: whole channels of a convolution's maps are dropped, at every position together.

y = x * scale where the lane of the channel >= t, else 0;  t = round(65536 rate), scale = 65536 / (65536 - t)
One lane a channel of each example: a mask of shape (rows, 1, 1, channels).

Moments of the multiplier: mean 1, variance q / (1 - q) at q = t / 65536; equal within a channel, independent
between channels.
Inference: y = x.
Cost: one draw a channel of each example.
Needs: model=cnn.

Neighbouring positions of a map say nearly the same, so dropping them one by one hides little; a dropped
channel is gone for the whole example. It acts on the maps after each convolution, at a rate for each, and on
no dense layer.

Source: Tompson, Goroshin, Jain, LeCun and Bregler (2015), CVPR, arXiv:1411.4280, section 3.2.
"""

import math
from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.places import ActsOn
from dropout_lab.dropout.rated import RatedLayers
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class Channels(RatedLayers):
    """Drops channels of convolutions."""

    name: Literal["channels"]

    breaks: ClassVar[Mapping[Law, str]] = {"units are uncorrelated": "a channel is dropped at all positions"}

    family: ClassVar[Family | None] = "structured"
    acts_on: ClassVar[ActsOn] = "channels"
    keras_layer: ClassVar[str | None] = "SpatialDropout2D"
    phrase: ClassVar[Text | None] = Text("spatial dropout of whole channels", "整通道的空间 Dropout")

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the maps of kept channels scaled by 65536 / (65536 - t), zeros elsewhere."""
        *positions, channels = at.layout
        lanes = ops.tile(at.lanes(inputs[:, :channels]), (1, math.prod(positions)))
        scaled = ops.multiply(inputs, at.rate.scale(at.dtype))
        return ops.where(at.rate.kept(lanes), scaled, ops.zeros_like(inputs))

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 and variance rate / (1 - rate)."""
        return 1.0, rate / (1 - rate)
