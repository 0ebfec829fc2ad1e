"""Tiles (SparseDrop): blocks of examples x units of a batch are dropped together.

y = x * scale where the lane of the unit's tile >= t, else 0
t = round(65536 rate), scale = 65536 / (65536 - t)
Tile (i, j) has the rows i r to (i + 1) r - 1 of the batch and the units j u to (j + 1) u - 1, with r rows and
u units to a tile; the last ones may be smaller.

Moments of the multiplier: mean 1, variance q / (1 - q) at q = t / 65536; equal within a tile, independent
between tiles. Examples of one tile share its noise.
Inference: y = x.
Cost: one draw a tile.

The paper saves time by a GPU kernel that leaves
dropped tiles out; here zeros are multiplied.

Source: Lo (2024), arXiv:2411.01238; mask and scale from the author's code, andylolu2/sparse-dropout,
functional/naive.py, whose tiles are 128 x 128.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class Tiles(Rated):
    """Drops tiles of `tile_rows` neighbouring examples x `tile_units` neighbouring units."""

    name: Literal["tiles"]
    tile_rows: Annotated[int, Field(ge=1, le=65_536)] = 128
    tile_units: Annotated[int, Field(ge=1, le=65_536)] = 128

    family: ClassVar[Family | None] = "structured"
    side_by_side: ClassVar[str | None] = "tile_units"
    phrase: ClassVar[Text | None] = Text("dropout of tiles of examples x units", "样本 x 单元分块的 Dropout")
    names: ClassVar[Mapping[str, Text]] = {
        "tile_rows": Text("tile_rows", "每块样本数"),
        "tile_units": Text("tile_units", "每块单元数"),
    }
    example: ClassVar[Mapping[str, Any]] = {"rate": (0.2,), "tile_rows": 2, "tile_units": 2}
    breaks: ClassVar[Mapping[Law, str]] = {
        "examples are independent": "examples of a tile are dropped together",
        "units are uncorrelated": "units of a tile are dropped together",
    }

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs of kept tiles scaled by 65536 / (65536 - t), zeros elsewhere."""
        rows, units = ops.shape(inputs)[0], inputs.shape[1]
        of_tiles = at.lanes(inputs[: -(-rows // self.tile_rows), : -(-units // self.tile_units)])
        lanes = ops.repeat(ops.repeat(of_tiles, self.tile_rows, axis=0), self.tile_units, axis=1)
        scaled = ops.multiply(inputs, at.rate.scale(at.dtype))
        return ops.where(at.rate.kept(lanes[:rows, :units]), scaled, ops.zeros_like(inputs))

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 and variance rate / (1 - rate)."""
        return 1.0, rate / (1 - rate)
