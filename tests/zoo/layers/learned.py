"""A rate is learned by no gradient here, but a gain for each unit is: y = m x gain, as a test of own weights.

Source: none; standard dropout times a trained gain that starts from a stream of its own.
"""

from typing import ClassVar, Literal

from dropout_lab.dropout import Rated, Weight
from dropout_lab.keras_ops import ops


class Learned(Rated):
    """Scales what it keeps by a trained gain."""

    name: Literal["learned"]

    breaks: ClassVar = {
        "the mean stays": "the gain is trained, and starts around 1.2",
        "the variance is as declared": "it depends on the gain",
        "nothing happens at rate 0": "the gain stays",
        "nothing happens at inference": "the gain stays",
    }

    def weights(self, widths, at):
        units = widths.units
        return {"gain": Weight((units,), lambda draw: draw.uniform(1.1, 1.3, units), learning_rate=0.5)}

    def disturb(self, inputs, at):
        kept = ops.where(at.rate.kept(at.lanes(inputs)), at.rate.scale(at.dtype), 0)
        return ops.multiply(ops.multiply(inputs, kept), at.weights["gain"])

    def infer(self, inputs, at):
        return ops.multiply(inputs, at.weights["gain"])
