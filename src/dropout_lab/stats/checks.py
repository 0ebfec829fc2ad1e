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


def wrong_images(positions: ArrayLike, n_images: int, name: str) -> NDArray[np.bool_]:
    """Lay out the errors of one run over the test set.

    Args:
        positions: integers, shape (n_errors,): misclassified images, 0 to n_images - 1, each once.
        n_images: size of the test set.
        name: what the error calls `positions`.

    Returns:
        bool, shape (n_images,): True where the run was wrong.

    Raises:
        ValueError: another shape, no integers, a position outside the test set, or one that stands twice.
    """
    array = np.asarray(positions)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError(f"{name} has shape {array.shape} of {array.dtype}; needs one axis of integers")
    if array.size and not 0 <= array.min() <= array.max() < n_images:
        raise ValueError(f"{name} has positions {array.min()} to {array.max()}; there are {n_images} images")
    wrong = np.zeros(n_images, np.bool_)
    wrong[array.astype(np.intp)] = True
    if np.count_nonzero(wrong) != array.size:
        raise ValueError(f"{name} names an image twice")
    return wrong
