"""Whether the noise of a net is that of its seed and step, and not of the moment in which it was built.

A compiled program keeps for all its steps what another generator drew while it was traced: a run would train
with one mask and say nothing.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dropout_lab.dropout import HOW_TO_DRAW
from dropout_lab.keras_ops import ops
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe
from dropout_lab.training import models

ROWS = 16
"""Equal examples, which noise alone can tell apart."""

ANEW = (
    "its noise is another one whenever it is asked, whatever the seed, and a compiled program keeps the "
    f"first for all steps; {HOW_TO_DRAW}"
)
KEPT = (
    f"its noise is the same in every step; {HOW_TO_DRAW}, or declare it by "
    'breaks = {"two calls differ": "why"}'
)


def fault_of_noise(recipe: Recipe) -> str | None:
    """Say what is wrong with the noise of a recipe's dropout, tried without compiling; None: nothing.

    The same step is drawn twice and the next one once, for a batch of equal examples.

    Raises:
        Exception: what the dropout raises.
    """
    plain = recipe.model_copy(update={"schedule": {}})  # one that starts at rate 0 would show no noise
    net = models.Net(plain)
    models.reset_model(net, plain, Streams(init=0, order=0, mask=0))
    pixels = (np.arange(recipe.dataset.facts.inputs) % 7 + 1).astype(np.uint8)
    batch = ops.convert_to_tensor(np.tile(pixels, (ROWS, 1)))
    first, again, later = (_drawn(net, batch, step) for step in (0, 0, 1))
    if not all(map(_equal, first, again)):
        return ANEW
    kept = any(_is_noise(one) and _equal(one, other) for one, other in zip(first, later, strict=True))
    return KEPT if kept and "two calls differ" not in net.noise.dropout.breaks else None


def _drawn(net: models.Net, batch: Any, step: int) -> list[NDArray[Any]]:
    """Return the logits of equal examples in a step, and gradients of 1: arrays that are noise where uneven.

    Args:
        net: at its first state.
        batch: uint8, shape (ROWS, inputs), all rows equal.
        step: its number, from 0.
    """
    net.noise.calls.assign(np.asarray(step * net.noise.passes, np.uint32))
    drawn = [found for found, _ in net.passes(batch, ops.arange(ROWS, dtype="int32"))]
    if net.noise.dropout.overrides("gradient"):
        ones = [ops.ones(variable.shape, variable.dtype) for variable in net.trainable_variables]
        drawn += [ops.reshape(found, (-1, 1)) for found in net.noisy(ones)]
    return [np.asarray(ops.convert_to_numpy(found)) for found in drawn]


def _equal(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return np.array_equal(one, other, equal_nan=True)


def _is_noise(found: NDArray[Any]) -> bool:
    """Tell whether what was equal is not."""
    return bool(np.any(found != found[:1]))
