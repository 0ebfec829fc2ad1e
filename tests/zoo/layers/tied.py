"""A mask that belongs to the example: y = m(example) x, scaled; the same whenever the example comes by.

Source: after Maini et al. (2023), arXiv:2307.09542, without its fixed units, as a test of masks by example.
"""

from typing import ClassVar, Literal

from dropout_lab.dropout import Rated
from dropout_lab.keras_ops import ops


class Tied(Rated):
    """Drops the same units of an example in every epoch."""

    name: Literal["tied"]

    by_example: ClassVar[bool] = True
    breaks: ClassVar = {"the mean stays": "one mask an example, so calls do not average it out"}

    def disturb(self, inputs, at):
        kept = ops.where(at.rate.kept(at.lanes_of_examples(inputs)), at.rate.scale(at.dtype), 0)
        return ops.multiply(inputs, kept)
