"""Masksembles: a few masks that stay the same for the whole run, of which each example takes one.

y = m_k x,  k = row mod n;  each unit is in each of the n masks with chance 1 / s, if in none drawn anew

Moments of the multiplier: 0 or 1, nothing is scaled; a mask has c / (s (1 - (1 - 1/s)^n)) of c units on
average (273.07 of 512 for n = 4, s = 2), every unit is in one at least, and two masks share 1 / s of a mask's
units.
Inference: one pass with each mask, whose probabilities are averaged.
Cost: `masks` draws a unit, whatever the batch; as many passes at inference.

Masks come from the run's own counter-based noise, and rows take them in turn, so that any batch will do. The
authors' code draws all masks with equally many units and repeats that until every unit is in one; it cuts a
batch into n equal parts.

Source: Durasov, Bagautdinov, Baque and Fua (2021), CVPR, arXiv:2012.08334; formula of the size from the
authors' code, nikitadurasov/masksembles.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import Wanted
from dropout_lab.dropout.base import Dropout, Family, Law
from dropout_lab.dropout.rates import RATE_STEPS
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text

MASKS = "should be a whole number from 2 to 32; a single mask has every unit, which is dropout=none"
SCALE = "should be a number above 1, up to 6; at 1 every mask has every unit, which is dropout=none"


class Masksembles(Dropout):
    """Trains and infers with `masks` fixed masks; `scale` says how little they share."""

    name: Literal["masksembles"]
    masks: Annotated[int, Field(ge=2, le=32), Wanted(MASKS)] = 4
    scale: Annotated[float, Field(gt=1, le=6), Wanted(SCALE)] = 2.0

    family: ClassVar[Family | None] = "units"
    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "nothing is scaled: the mean is the share of units that a mask has",
        "nothing happens at inference": "the masks stay on, one a pass",
        "two calls differ": "the masks are the run's, not the call's",
    }

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return each row times its mask: row i has mask i mod n."""
        turn = ops.mod(ops.arange(ops.shape(inputs)[0], dtype="int32"), self.masks)
        kept = ops.take(self.drawn(inputs.shape[1], at), turn, axis=0)
        return ops.where(kept, inputs, ops.zeros_like(inputs))

    def infer(self, inputs: Tensor, at: Site) -> Tensor:
        """Return all rows times the mask of this pass."""
        kept = self.drawn(inputs.shape[1], at)[at.inference_pass]
        return ops.where(kept, inputs, ops.zeros_like(inputs))

    def infer_passes(self) -> int:
        """Return one pass for each mask."""
        return self.masks

    def drawn(self, units: int, at: Site) -> Tensor:
        """Draw the masks of a site, bool of shape (masks, units): conditioned so that each unit is in one.

        While a unit is in none, the next of the k masks left has it with chance (1/s) / (1 - (1 - 1/s)^k).
        """
        lanes, usual = at.fixed_lanes(self.masks, units), self.step(1 / self.scale)
        masks: list[Tensor] = []
        nowhere = ops.ones((units,), "bool")
        for number, left in enumerate(range(self.masks, 0, -1)):
            first = self.step(1 / (self.scale * (1 - (1 - 1 / self.scale) ** left)))
            bar = ops.where(nowhere, at.word(first), at.word(usual))
            masks.append(ops.less(lanes[number], bar))
            nowhere = ops.logical_and(nowhere, ops.logical_not(masks[-1]))
        return ops.stack(masks)

    def share(self) -> float:
        """Return the share of the units that a mask has on average."""
        return 1 / (self.scale * (1 - (1 - 1 / self.scale) ** self.masks))

    @staticmethod
    def step(chance: float) -> int:
        """Return a chance as so many of 65536 lanes."""
        return round(RATE_STEPS * chance)

    def phrases(self) -> list[Phrase]:
        """Say how many masks there are and what they share."""
        return [Phrase(SAID, {"masks": str(self.masks), "scale": f"{self.scale:g}"})]


SAID = Text(
    "Masksembles after the hidden layers: {masks} fixed masks of scale {scale}, averaged at inference",
    "隐藏层之后用 Masksembles：{masks} 个固定掩码，尺度 {scale}，推理时取平均",
)
