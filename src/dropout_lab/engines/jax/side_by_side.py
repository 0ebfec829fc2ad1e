"""One function of a mask seed, compiled for several seeds at once and for one alone, as a stack has it."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray


def side_by_side(
    function: Callable[[Any], Any], seeds: Sequence[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what a function of a seed gives in a stack of seeds, and for each seed alone, in float64.

    Args:
        function: of a uint32 scalar; it is traced.
        seeds: 0 <= seed < 2**32.

    Returns:
        Two arrays of one shape, seeds first.
    """
    words = np.asarray(seeds, np.uint32)
    with jax.enable_x64(True):
        together = np.asarray(jax.jit(jax.vmap(function))(words))
        one = jax.jit(function)
        alone = np.stack([np.asarray(one(word)) for word in words])
    return together, alone
