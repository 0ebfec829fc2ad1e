"""Layers of a user's own that raise: when they are built, called, traced, compiled, or at inference."""

import importlib

from dropout_lab.dropout.layers.standard import Standard
from dropout_lab.keras_ops import ops


class Builds(Standard):
    """Raises when its weights are made."""

    def weights(self, widths, at):
        raise RuntimeError(f"no weights for {widths.units} units")


class Disturbs(Standard):
    """Raises in the code that it calls."""

    def disturb(self, inputs, at):
        return unlucky(inputs)


def unlucky(_inputs):
    raise ValueError("no unit 7")


class Shapes(Standard):
    """Asks a library for what it refuses."""

    def disturb(self, inputs, at):
        return ops.reshape(inputs, (3, 7))


class Looks(Standard):
    """Looks at a value, which a traced program does not have."""

    def disturb(self, inputs, at):
        return inputs if ops.sum(inputs) > 0 else 2 * inputs


class Numpy(Standard):
    """Calls Python from inside a TensorFlow program, which XLA does not compile."""

    def disturb(self, inputs, at):
        tensorflow = importlib.import_module("tensorflow")
        noise = tensorflow.numpy_function(abs, [inputs], inputs.dtype)
        return inputs + tensorflow.ensure_shape(noise, inputs.shape)


class Lacks(Standard):
    """Needs a module that is nowhere."""

    def disturb(self, inputs, at):
        return importlib.import_module("module_that_is_nowhere").noise(inputs)


class Infers(Standard):
    """Raises at inference alone."""

    def infer(self, inputs, at):
        raise KeyError("gamma")


EVERYWHERE = {
    "Builds": ("RuntimeError: no weights for 24 units", "in weights: raise RuntimeError("),
    "Disturbs": ("ValueError: no unit 7", 'in unlucky: raise ValueError("no unit 7")'),
    "Shapes": ("", "in disturb: return ops.reshape(inputs, (3, 7))"),
    "Looks": ("", "in disturb: return inputs if ops.sum(inputs) > 0 else 2 * inputs"),
    "Lacks": (
        "ModuleNotFoundError: No module named 'module_that_is_nowhere'",
        "in disturb: return importlib",
    ),
    "Infers": ("KeyError: 'gamma'", 'in infer: raise KeyError("gamma")'),
}
"""Class -> what is raised, and its line in this file; a compiled engine refuses all of them."""
