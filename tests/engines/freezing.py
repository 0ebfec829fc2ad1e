"""Layers of a user's own that draw elsewhere than by their site: a compiled program would keep one draw."""

import importlib
from typing import ClassVar

import numpy as np

from dropout_lab.dropout import Rated
from dropout_lab.dropout.layers.standard import Standard
from dropout_lab.keras_ops import ops


class ByNumpy(Standard):
    """Draws while it is traced, another mask each time."""

    def disturb(self, inputs, at):
        kept = np.random.default_rng().random((1, inputs.shape[1])) >= 0.3
        return inputs * ops.convert_to_tensor(kept / 0.7, inputs.dtype)


class BySeed(Standard):
    """Draws by Keras from a seed that is written down."""

    def disturb(self, inputs, at):
        return importlib.import_module("keras").random.dropout(inputs, 0.3, seed=7)


class Declared(BySeed):
    """Says that it means to."""

    breaks: ClassVar = {"two calls differ": "one mask for the whole run"}


class Damped(Rated):
    """Has no noise at all."""

    name: str = "mine"

    def disturb(self, inputs, at):
        return inputs * (1 - at.rate.fraction(at.dtype))


FROZEN = {"ByNumpy": "another one whenever it is asked", "BySeed": "the same in every step"}
"""Class -> what its noise is said to be."""

STEADY = ("Declared", "Damped")
"""Classes that train."""
