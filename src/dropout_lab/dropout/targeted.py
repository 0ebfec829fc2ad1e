"""What targeted dropouts of units and of weights share: candidates for pruning, a rate, and a share."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from dropout_lab.dropout.base import Law
from dropout_lab.dropout.rated import OneRated
from dropout_lab.keras_ops import Tensor, ops
from dropout_lab.phrases import Phrase, Text


class Targeted(OneRated):
    """Base of dropouts that drop candidates for pruning at `rate`, and all of them at inference."""

    share: Annotated[float, Field(gt=0, lt=1)] = 0.5

    said: ClassVar[Text]
    """What the methods text says, with {rate} and {share}."""

    breaks: ClassVar[Mapping[Law, str]] = {
        "the mean stays": "candidates are dropped without scaling",
        "nothing happens at inference": "all candidates are cut off",
        "inference is the mean of training": "all candidates are cut off",
    }

    def smallest(self, values: Tensor) -> Tensor:
        """Say which of n values along the first axis are smaller than the one of place floor(share n), bool.

        Args:
            values: shape (n,) or (n, units); their absolute values count.
        """
        exact = "float64" if "64" in str(values.dtype) else "float32"
        sizes = ops.abs(ops.cast(ops.stop_gradient(values), exact))
        return ops.less(sizes, at_place(sizes, int(self.share * values.shape[0]), exact))

    def phrases(self) -> list[Phrase]:
        """Say what is dropped while training, and what at inference."""
        return [Phrase(self.said, {key: f"{value:g}" for key, value in self.settings().items()})]


def at_place(sizes: Tensor, place: int, dtype: str) -> Tensor:
    """Return what stands at a place of the sorted sizes, without sorting them.

    The bits of a float that is not negative, read as a whole number, have the same order. Those of the one
    sought are found from the highest down: a bit is 1 where at most `place` sizes are below the number that
    has it.

    Args:
        sizes: none negative, shape (n,) or (n, units); NaN is above all numbers.
        place: 0 the smallest, less than n.
        dtype: of the sizes, float32 or float64.

    Returns:
        One of the sizes, as it is: shape () or (units,).
    """
    words, highest = {"float32": ("int32", 30), "float64": ("int64", 62)}[dtype]
    bits, one = ops.view(sizes, words), ops.ones((), words)

    def with_next_bit(number: Tensor, known: Tensor) -> Tensor:
        higher = ops.bitwise_or(known, ops.left_shift(one, ops.cast(highest - number, words)))
        n_below = ops.sum(ops.cast(ops.less(bits, higher), "int32"), axis=0)
        return ops.where(ops.less_equal(n_below, place), higher, known)

    return ops.view(ops.fori_loop(0, highest + 1, with_next_bit, ops.zeros_like(bits[0])), dtype)
