"""Dropout as first published: y = m x while training, y = (1 - rate) x at inference.

Source: Hinton, Srivastava, Krizhevsky, Sutskever and Salakhutdinov (2012), arXiv:1207.0580; as a test of
rules at inference.
"""

from typing import ClassVar, Literal

from dropout_lab.dropout import Rated
from dropout_lab.keras_ops import ops


class Classic(Rated):
    """Drops without scaling, and scales at inference instead."""

    name: Literal["classic"]

    breaks: ClassVar = {
        "the mean stays": "kept units are not scaled: the mean is 1 - rate",
        "nothing happens at inference": "activations are multiplied by 1 - rate",
    }

    def disturb(self, inputs, at):
        return ops.where(at.rate.kept(at.lanes(inputs)), inputs, ops.zeros_like(inputs))

    def infer(self, inputs, at):
        return ops.multiply(inputs, ops.subtract(1.0, at.rate.fraction(at.dtype)))

    def moments(self, rate):
        return 1 - rate, rate * (1 - rate)
