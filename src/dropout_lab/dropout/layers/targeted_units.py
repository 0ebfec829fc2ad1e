"""Targeted unit dropout: only units of small incoming weights are dropped, and cut off at inference.

y = 0 where a unit is a candidate and its lane < t, else x;  t = round(65536 rate), q = t / 65536
Candidates: the floor(share c) of c units whose incoming weights have the smallest norms, anew in each step.

Moments of the multiplier: 1 for units that are no candidates; mean 1 - q, variance q (1 - q) for candidates.
Inference: y = 0 for all candidates, x elsewhere, so that the net is one pruned by `share`. At rate 0 it is
trained plainly and pruned all the same.
Cost: one draw a unit, and the norms of the weights into each, in each step and at inference.

Each unit of each example is drawn by itself. The authors' code (for-ai/TD) masks the weights of a layer, so
that a dropped unit keeps its bias, with one mask for a batch; its `targeted_unit` draws for each weight of a
candidate instead of once for the unit.

Source: Gomez, Zhang, Kamalakara, Madaan, Swersky, Gal and Hinton (2019), arXiv:1905.13678.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.site import Site
from dropout_lab.dropout.targeted import Targeted
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class TargetedUnits(Targeted):
    """Drops units of small incoming weights at `rate`, and all of them at inference."""

    name: Literal["targeted_units"]

    family: ClassVar[Family | None] = "units"
    needs: ClassVar[tuple[str, ...]] = ("before",)
    breaks: ClassVar[Mapping[Law, str]] = {
        **Targeted.breaks,
        "the share dropped is the rate": "candidates alone are dropped at it",
    }
    said: ClassVar[Text] = Text(
        "targeted unit dropout after the hidden layers: of each layer the share {share} with the smallest "
        "incoming weights, dropped at rate {rate} while training and all at inference",
        "隐藏层之后用定向 Dropout：每层输入权重最小的单元（比例 {share}），训练时丢弃率 {rate}，推理时全去",
    )

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs but for the candidates that are dropped."""
        kept = ops.logical_or(at.rate.kept(at.lanes(inputs)), ops.logical_not(self.candidates(at)))
        return ops.where(kept, inputs, ops.zeros_like(inputs))

    def infer(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the inputs but for the candidates."""
        return ops.where(self.candidates(at), ops.zeros_like(inputs), inputs)

    def candidates(self, at: Site) -> Tensor:
        """Say which units have the smallest norms of incoming weights, bool of shape (1, units)."""
        if at.before is None:
            raise ValueError("dropout=targeted_units: the input has no weights before it")
        squares = ops.sum(ops.square(at.before.kernel), axis=0)
        return ops.expand_dims(self.smallest(squares), 0)
