"""The argument checks that all estimates share."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def finite_values(values: ArrayLike, name: str, least: int = 2) -> NDArray[np.float64]:
    """Return `values` as float64 of shape (n,), n >= `least`, every entry finite.

    Raises:
        ValueError: another shape, fewer than `least` entries, or an entry not finite.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or array.size < least:
        raise ValueError(f"{name} has shape {array.shape}; needs one axis of at least {least} entries")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} has entries that are not finite; leave diverged runs out and count them")
    return array


def positive(value: float, name: str) -> float:
    """Return `value` when it is finite and > 0, else raise ValueError."""
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name}={value:g}: must be finite and above 0")
    return float(value)


def inside_unit(value: float, name: str) -> float:
    """Return `value` when 0 < value < 1, else raise ValueError."""
    if not 0 < value < 1:
        raise ValueError(f"{name}={value:g}: must be above 0 and below 1")
    return float(value)
