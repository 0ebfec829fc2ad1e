"""Gradients and compilation of one function, as the engine of TensorFlow has them; for a layer by itself."""

import importlib
from collections.abc import Callable, Sequence
from typing import Any

from dropout_lab.keras_ops import Tensor


def gradients(function: Callable[..., Tensor], given: Sequence[Tensor]) -> tuple[Tensor, list[Tensor]]:
    """Return what a function makes of tensors, and the gradients of its sum by each of them.

    Args:
        function: of as many tensors; its result has any shape.
        given: the tensors.
    """
    tf: Any = importlib.import_module("tensorflow")
    with tf.GradientTape() as tape:
        tape.watch(given)
        found = function(*given)
        total = tf.reduce_sum(found)
    return found, tape.gradient(total, list(given), unconnected_gradients="zero")


def compiled_by_xla(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Return a function compiled by XLA when it is first called, as the engine compiles an epoch."""
    tf: Any = importlib.import_module("tensorflow")
    return tf.function(function, jit_compile=True, autograph=False)
