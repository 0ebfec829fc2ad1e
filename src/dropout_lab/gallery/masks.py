"""The masks of a run in NumPy: what `dropout.masks` draws, by the same cipher, without a backend."""

import numpy as np
from numpy.typing import NDArray

from dropout_lab.dropout import masks, threshold
from dropout_lab.keras_ops import NumpyOps


def drawn_lanes(mask_seed: int, site: int, call: int, row: int, units: int) -> NDArray[np.uint32]:
    """Draw the 16 random bits of each unit of one image.

    Args:
        mask_seed: of the run, 0 <= mask_seed < 2**32.
        site: noise site, 0 the input, then the hidden layers in order.
        call: batches that the net was trained on before, >= 0.
        row: place of the image in its batch, >= 0.
        units: number of units, >= 1.

    Returns:
        uint32 from 0 to 65535, shape (units,).
    """
    seed, counted = np.asarray(mask_seed, np.uint32), np.asarray(call, np.uint32)
    with np.errstate(over="ignore"):  # words of 32 bits wrap
        return masks.lanes(seed, site, counted, np.array([row], np.int32), units, NumpyOps())[0]


def kept_units(lanes: NDArray[np.uint32], rate: float) -> NDArray[np.bool_]:
    """Say which units are kept at a rate: those whose lane reaches round(65536 rate)."""
    return lanes >= threshold(rate)
