"""DropPath, or stochastic depth: the branch of a residual block is dropped whole, example by example.

h + branch * scale where the example's lane >= t, else h;  t = round(65536 q), scale = 65536 / (65536 - t)
Block l of L has q = rate (l - 1) / (L - 1): from 0 in the first one to the rate in the last one.

Moments of the branch's multiplier: mean 1, variance q / (1 - q) at q = t / 65536; equal for all units of an
example, independent between examples and blocks.
Inference: the branch is whole, y = x.
Cost: one draw a block of each example.
Needs: model=resmlp.

`depth=linear` takes one rate for all blocks. `depth=constant` gives every block its rate as it stands, so
that any shape is a list of rates, Huang's own rate l / L too. Each example of a batch draws for itself, one
lane a block.

Source: Huang, Sun, Liu, Sedra and Weinberger (2016), ECCV, arXiv:1603.09382, section 3, there scaled at
inference; per example, scaled while training and linear from 0: rwightman/timm, `drop_path` and the linear
rates of its vision transformer.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.places import ActsOn
from dropout_lab.dropout.rated import RatedLayers
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class DropPath(RatedLayers):
    """Drops branches of residual blocks; `depth` says how the rate changes from the first to the last."""

    name: Literal["drop_path"]
    depth: Literal["linear", "constant"] = "linear"

    breaks: ClassVar[Mapping[Law, str]] = {"units are uncorrelated": "a branch is dropped whole"}

    family: ClassVar[Family | None] = "structured"
    acts_on: ClassVar[ActsOn] = "branches"
    example: ClassVar[Mapping[str, Any]] = {"rate": (0.2,), "depth": "constant"}
    at_one_site: ClassVar[Mapping[str, Any]] = {"depth": "constant"}
    words: ClassVar[Mapping[tuple[str, str], Text]] = {
        ("depth", "linear"): Text("linear over depth from 0", "随深度从 0 线性增加"),
        ("depth", "constant"): Text("given block by block", "逐块给定"),
    }
    phrase: ClassVar[Text | None] = Text("DropPath (stochastic depth)", "DropPath（随机深度）")

    @property
    def site_rates(self) -> tuple[float, ...]:
        """Rate by noise site: 0 the input, which has none, then the blocks in order."""
        if self.depth == "constant":
            return super().site_rates
        last = max(len(self.rate) - 1, 1)
        return (0.0, *(rate * (block / last) for block, rate in enumerate(self.rate)))

    @model_validator(mode="after")
    def _two_blocks_for_a_line(self) -> Self:
        if self.depth == "linear" and len(self.rate) == 1 and self.rate[0]:
            raise ValueError(
                f"dropout.rate={self.rate[0]:g}: dropout.depth=linear begins with 0, and this net has one "
                "residual block; choose dropout.depth=constant or model.blocks of 2 or more"
            )
        return self

    @model_validator(mode="after")
    def _one_rate_for_a_line(self) -> Self:
        if self.depth == "linear" and len(set(self.rate)) > 1:
            rates = ",".join(f"{rate:.4g}" for rate in self.rate)
            raise ValueError(
                f"dropout.rate=[{rates}]: dropout.depth=linear spreads one rate over the blocks, and these "
                "differ already; choose dropout.depth=constant, or one rate"
            )
        return self

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the branches of kept examples scaled by 65536 / (65536 - t), zeros elsewhere."""
        scaled = ops.multiply(inputs, at.rate.scale(at.dtype))
        return ops.where(at.rate.kept(at.lanes(inputs[:, :1])), scaled, ops.zeros_like(inputs))

    def moments(self, rate: float) -> tuple[float, float] | None:
        """Return mean 1 and variance rate / (1 - rate)."""
        return 1.0, rate / (1 - rate)

    def keras(self, site: int) -> str | None:
        """Return Keras's own dropout with one draw an example."""
        rate = self.site_rates[site]
        return f"keras.layers.Dropout({rate!r}, noise_shape=(None, 1))" if rate else ""
