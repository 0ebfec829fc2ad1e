"""Copies of arrays, too large for any cache and small enough for a shared one: what workers share."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

MIB = 2**20
COPIED = {"copy": (128 * MIB, 4), "cached": (4 * MIB, 128)}
"""Bytes of the array, and how often a turn copies it. The weights, slots and gradients of the tutorial's net
are 8 MB."""


def copies() -> dict[str, Callable[[], None]]:
    """Return the copies by their words."""
    return {word: partial(_copy, *_arrays(size), times) for word, (size, times) in COPIED.items()}


def bytes_moved(word: str) -> int:
    """Return the bytes that a turn reads and writes."""
    size, times = COPIED[word]
    return 2 * size * times


def _arrays(size: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return np.ones(size // 4, np.float32), np.zeros(size // 4, np.float32)


def _copy(source: NDArray[np.float32], target: NDArray[np.float32], times: int) -> None:
    for _ in range(times):
        np.copyto(target, source)
