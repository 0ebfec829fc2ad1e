"""Shared mask: a whole mini-batch has one mask, which keeps an exact number of units.

y = x n / k where the unit is one of the k kept ones, else 0: the same units in each row of a step
k = n - floor(n t / 65536 + 1/2), at least 1; t = round(65536 rate); the kept are those of the k highest keys
65536 lane + place: a choice of k of n units without replacement

Moments of the multiplier: mean 1, variance (n - k) / k, correlation of two units -1 / (n - 1). All rows of a
batch share the noise: they are not independent, the more as batches grow.
Inference: y = x.
Cost: one draw a unit for the whole batch, and a sort of them; `computing` multiplies the kept units alone.

`implementation=computing` multiplies the kept units of one site by the weights that lead to the kept ones of
the next, a quarter of them at rate 0.5, forward and backward; the counts are then constants of the program.
`implementation=masking` multiplies zeros too. Both have the same masks and, to rounding, the same losses.

Source: Graham, Reizenstein and Robinson (2015), arXiv:1502.02478 ("batchwise dropout").
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal, NamedTuple

from dropout_lab.canonical import State
from dropout_lab.dropout.base import Family, Law
from dropout_lab.dropout.rated import Rated
from dropout_lab.dropout.rates import RATE_STEPS, threshold
from dropout_lab.dropout.site import Site
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Text


class Kept(NamedTuple):
    """The kept units of a site."""

    among_all: Tensor  # bool, shape (units,)
    chosen: Tensor  # index of each kept unit, int32 of shape (kept,), in their order
    place: Tensor  # place among the kept ones of each unit, or of one before it, int32 of shape (units,)


class SharedMask(Rated):
    """Drops the same units for all examples of a batch; `implementation` says how it is computed."""

    name: Literal["shared_mask"]
    implementation: Literal["masking", "computing"] = "masking"

    family: ClassVar[Family | None] = "shared"
    phrase: ClassVar[Text | None] = Text(
        "dropout with one mask a mini-batch", "每个小批量共用一个掩码的 Dropout"
    )
    words: ClassVar[Mapping[tuple[str, str], Text]] = {
        ("implementation", "masking"): Text(
            "all units computed, the dropped ones set to 0", "先计算全部单元，再把丢弃的置零"
        ),
        ("implementation", "computing"): Text("the kept units alone computed", "只计算保留的单元"),
    }
    breaks: ClassVar[Mapping[Law, str]] = {
        "examples are independent": "all rows of a batch have one mask",
        "the variance is as declared": "it is (n - k) / k for a whole number k of n units",
    }

    def disturb(self, inputs: Tensor, at: Site) -> Tensor:
        """Return the kept units scaled by n / k, zeros elsewhere."""
        units = inputs.shape[1]
        keys = self.keys(units, at)
        kept = self.count(units, at)
        bar = ops.take(ops.sort(keys), units - kept, axis=0)
        scale = ops.divide(at.constant(units), ops.cast(kept, at.dtype))
        return ops.where(ops.greater_equal(keys, bar), ops.multiply(inputs, scale), ops.zeros_like(inputs))

    def product(self, inputs: Tensor, kernel: Tensor, bias: Tensor, at: Site) -> Tensor:
        """Return the pre-activation; computing, from kept units alone, and 0 of those dropped afterwards.

        Its gradient is told here, since Keras would make one that adds row by row: slower than the product.
        """
        if self.implementation == "masking":
            return at.multiply(inputs, kernel) + bias
        site, units = at.number, kernel.shape[1]
        given = self.kept(inputs.shape[1], at)
        has_noise = site + 1 < len(self.site_rates) and self.site_rates[site + 1] > 0
        wanted = self.kept(units, replace(at, number=site + 1)) if has_noise else None

        @ops.custom_gradient
        def product(inputs: Tensor, kernel: Tensor, bias: Tensor) -> tuple[Tensor, Any]:
            few_inputs, few = _few(inputs, given), _few(_few(kernel, given, axis=0), wanted)
            sums = at.multiply(few_inputs, few) + _few(bias, wanted)

            def gradient(upstream: Tensor) -> tuple[Tensor, Tensor, Tensor]:
                few_upstream = _few(upstream, wanted)
                of_inputs = at.multiply(few_upstream, ops.transpose(few))
                of_kernel = _whole(at.multiply(ops.transpose(few_inputs), few_upstream), wanted)
                return _whole(of_inputs, given), _whole(of_kernel, given, axis=0), ops.sum(upstream, axis=0)

            return _whole(sums, wanted), gradient

        return product(inputs, kernel, bias)

    def kept(self, units: int, at: Site) -> "Kept":
        """Return which units of a site are kept."""
        n_kept, keys = self.count_at(units, at.number), self.keys(units, at)
        is_kept = ops.greater_equal(keys, ops.sort(keys)[units - n_kept])
        chosen = ops.sort(ops.argsort(keys)[units - n_kept :])
        place = ops.maximum(ops.cumsum(ops.cast(is_kept, "int32")) - 1, 0)
        return Kept(is_kept, chosen, place)

    def keys(self, units: int, at: Site) -> Tensor:
        """Return 65536 lane + place of each unit in the one mask, uint32 of shape (units,), no two equal."""
        lanes = at.lanes(ops.zeros((1, units)))[0]
        place = ops.cast(ops.arange(units, dtype="int32"), "uint32")
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


def _few(array: Tensor, kept: Kept | None, axis: int = -1) -> Tensor:
    """Return the kept entries along an axis; None: all are."""
    return array if kept is None else ops.take(array, kept.chosen, axis=axis)


def _whole(array: Tensor, kept: Kept | None, axis: int = -1) -> Tensor:
    """Put the kept entries along an axis in their places, zeros in the others."""
    if kept is None:
        return array
    among_all = kept.among_all if axis == -1 else ops.expand_dims(kept.among_all, 1)
    return ops.where(among_all, ops.take(array, kept.place, axis=axis), ops.zeros((), array.dtype))
