"""All other places at once: noise on the data and on gradients, a look at the layer before, progress.

Source: none; a test of the contract.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dropout_lab.canonical import State
from dropout_lab.dropout import Dropout, OneRate
from dropout_lab.keras_ops import ops


class Everything(Dropout):
    """Drops pixels of the data, parts of gradients, and damps a site by the layer before it."""

    name: Literal["everything"]
    rate: OneRate = 0.1
    damping: Annotated[float, Field(ge=0), State()] = 0.01

    breaks: ClassVar = {
        "the mean stays": "activations are damped",
        "inference is the mean of training": "activations are damped",
        "nothing happens at rate 0": "activations are damped",
    }

    def on_data(self, examples, at):
        return ops.where(at.rate.kept(at.lanes(examples)), examples, ops.zeros_like(examples))

    def gradient(self, gradient, at):
        if len(gradient.shape) < 2:
            return gradient
        return ops.where(at.rate.kept(at.lanes(gradient)), ops.multiply(gradient, at.rate.scale(at.dtype)), 0)

    def disturb(self, inputs, at):
        step, steps = (ops.cast(count, at.dtype) for count in at.progress[:2])
        before = ops.matmul(at.before.inputs, at.before.kernel)
        done = ops.add(ops.divide(step, steps), ops.mean(ops.square(before), axis=1, keepdims=True))
        return ops.multiply(inputs, ops.subtract(1.0, ops.multiply(self.damping, done)))
