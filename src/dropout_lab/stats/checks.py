"""The argument checks that all estimates share."""

from collections.abc import Sequence
from typing import NamedTuple

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


class Wrong(NamedTuple):
    """The errors of some runs, laid out over seeds and test images."""

    by_seed: NDArray[np.int64]  # shape (n_seeds,): errors of each run
    by_image: NDArray[np.int64]  # shape (n_images,): runs that got each image wrong
    cells: NDArray[np.intp]  # shape (n_errors,): seed times n_images plus image, for each error
    table: NDArray[np.bool_]  # shape (n_seeds * n_images,): True at `cells`


def wrong_images(errors: Sequence[ArrayLike], n_images: int, name: str) -> Wrong:
    """Lay out the errors of some runs over the test set, all at once: seed by seed takes ten times longer.

    Args:
        errors: one integer array of shape (n_errors,) a seed: misclassified images, 0 to n_images - 1, each
            once; empty where all are right.
        n_images: size of the test set.
        name: what an error calls `errors`.

    Raises:
        ValueError: another shape, no integers, a position outside the test set, or one that stands twice.
    """
    arrays = [np.asarray(positions) for positions in errors]
    for array in arrays:
        if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
            raise ValueError(f"{name} has shape {array.shape} of {array.dtype}; needs one axis of integers")
    by_seed = np.fromiter(map(len, arrays), np.int64, len(arrays))
    images = np.concatenate([np.zeros(0, np.intp), *arrays], dtype=np.intp, casting="unsafe")
    if images.size and not 0 <= images.min() <= images.max() < n_images:
        raise ValueError(
            f"{name} has positions {images.min()} to {images.max()}; there are {n_images} images"
        )
    cells = images + np.repeat(np.arange(len(arrays)) * n_images, by_seed)
    table = np.zeros(len(arrays) * n_images, np.bool_)
    table[cells] = True
    if np.count_nonzero(table) != cells.size:
        raise ValueError(f"{name} names an image twice")
    return Wrong(by_seed, np.bincount(images, minlength=n_images), cells, table)
