"""The product of the next layer with noise on its weights, one mask a step: u = x (m W) + b.

Source: Wan, Zeiler, Zhang, LeCun and Fergus (2013), ICML; one mask for the batch, as a test of products.
"""

from typing import ClassVar, Literal

from dropout_lab.dropout import Rated
from dropout_lab.keras_ops import ops


class Weighty(Rated):
    """Drops weights of the next layer, and scales what it keeps."""

    name: Literal["weighty"]

    breaks: ClassVar = {}

    def product(self, inputs, kernel, bias, at):
        kept = ops.where(at.rate.kept(at.lanes(kernel)), at.rate.scale(at.dtype), 0)
        return at.multiply(inputs, ops.multiply(kernel, kept)) + bias
