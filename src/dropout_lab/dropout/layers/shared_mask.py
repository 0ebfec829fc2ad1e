"""Shared mask: a whole mini-batch has one mask, which keeps an exact number of units.

y = x n / k where the unit is one of the k kept ones, else 0: the same units in each row of a step
k = n - floor(n t / 65536 + 1/2), at least 1; t = round(65536 rate); the kept are those of the k highest keys
65536 lane + place: a choice of k of n units without replacement

Moments of the multiplier: mean 1, variance (n - k) / k, correlation of two units -1 / (n - 1). All rows of a
batch share the noise: they are not independent, the more as batches grow.
Inference: y = x.
Cost: one draw a unit for the whole batch, and a sort of them; `computing` multiplies the kept units alone.

`implementation=computing` multiplies by the kept units' rows of the next layer's weights alone, so that the
product has k inputs in place of n; k is then a constant of the program. `implementation=masking` multiplies
zeros too. Both have the same masks and, to rounding, the same losses.

Source: Graham, Reizenstein and Robinson (2015), arXiv:1502.02478 ("batchwise dropout").
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from dropout_lab.canonical import State
from dropout_lab.dropout.base import Family, Law, Rated
from dropout_lab.dropout.rates import RATE_STEPS, threshold
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class SharedMask(Rated):
    """Drops the same units for all examples of a batch; `implementation` says how it is computed."""

    name: Literal["shared_mask"]
    implementation: Literal["masking", "computing"] = "masking"

    family: ClassVar[Family | None] = "shared"
    phrase: ClassVar[Text | None] = Text(
        "dropout with one mask a mini-batch", "每个小批量共用一个掩码的 Dropout"
    )
    breaks: ClassVar[Mapping[Law, str]] = {
        "examples are independent": "all rows of a batch have one mask",
        "the variance is as declared": "it is (n - k) / k for a whole number k of n units",
    }

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the kept units scaled by n / k, zeros elsewhere."""
        units, keys = inputs.shape[1], self.keys(inputs, at)
        kept = self.count(units, at)
        bar = ops.take(ops.sort(keys), units - kept, axis=0)
        scale = ops.divide(at.constant(units), ops.cast(kept, at.dtype))
        return ops.where(ops.greater_equal(keys, bar), ops.multiply(inputs, scale), ops.zeros_like(inputs))

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the pre-activation, from the kept units alone where they are what is computed."""
        if self.implementation == "masking":
            return at.multiply(inputs, kernel) + bias
        units = inputs.shape[1]
        chosen = ops.argsort(self.keys(inputs, at))[units - self.count_at(units, at.number) :]
        return at.multiply(ops.take(inputs, chosen, axis=1), ops.take(kernel, chosen, axis=0)) + bias

    def keys(self, inputs: Tensor, at: Site) -> Tensor:
        """Return 65536 lane + place of each unit in the one mask, uint32 of shape (units,), no two equal."""
        lanes = at.lanes(inputs[:1])[0]
        place = ops.cast(ops.arange(inputs.shape[1], dtype="int32"), "uint32")
        return ops.add(ops.left_shift(lanes, at.word(16)), place)

    def count(self, units: int, at: Site) -> Tensor:
        """Return how many of the units are kept, int32 scalar."""
        if self.implementation == "computing":
            return ops.convert_to_tensor(self.count_at(units, at.number), "int32")
        steps = ops.add(ops.multiply(at.rate.threshold, at.word(units)), at.word(RATE_STEPS // 2))
        dropped = ops.cast(ops.right_shift(steps, at.word(16)), "int32")
        return ops.maximum(units - dropped, 1)

    def count_at(self, units: int, site: int) -> int:
        """Return how many of the units of a site are kept, where rates are constants."""
        return max(units - (units * threshold(self.site_rates[site]) + RATE_STEPS // 2) // RATE_STEPS, 1)

    def state(self, name: str) -> State | None:
        """Return the mark of a field that is state; where rates decide shapes, they are none."""
        return None if self.implementation == "computing" else super().state(name)
