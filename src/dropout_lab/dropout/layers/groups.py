"""Dropout of groups of units: units that stand side by side are dropped together.

y = x * scale where the lane of the unit's group >= t, else 0
t = round(65536 rate), scale = 65536 / (65536 - t)
Group g of a layer has the units g size to (g + 1) size - 1; the last one may be smaller.

Moments of the multiplier: mean 1, variance q / (1 - q) at q = t / 65536; equal within a group, independent
between groups.
Inference: y = x.
Cost: one draw a group.

Source: Srivastava et al. (2014), JMLR 15, by the code of its authors, nitishsrivastava/deepnet, option
`blocksize`.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class Groups(Rated):
    """Drops groups of `size` neighbouring units."""

    name: Literal["groups"]
    size: Annotated[int, Field(ge=1, le=65_536)] = 4

    family: ClassVar[Family | None] = "structured"
    side_by_side: ClassVar[str | None] = "size"
    phrase: ClassVar[Text | None] = Text("dropout of groups of units", "成组单元的 Dropout")
    names: ClassVar[Mapping[str, Text]] = {"size": Text("size", "每组单元数")}

    breaks: ClassVar[Mapping[Law, str]] = {"units are uncorrelated": "a group is dropped as a whole"}

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs of kept groups scaled by 65536 / (65536 - t), zeros elsewhere."""
        units = inputs.shape[1]
        of_groups = at.lanes(inputs[:, : -(-units // self.size)])
        lanes = ops.repeat(of_groups, self.size, axis=1)[:, :units]
        scaled = ops.multiply(inputs, at.rate.scale(at.dtype))
        return ops.where(at.rate.kept(lanes), scaled, ops.zeros_like(inputs))

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 and variance rate / (1 - rate)."""
        return 1.0, rate / (1 - rate)
