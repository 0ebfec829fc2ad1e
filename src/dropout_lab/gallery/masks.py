"""The masks of a run once more, in NumPy alone: what `dropout.masks` draws, bit for bit.

A page that shows masks needs no backend, and nobody who remakes one has to load Keras.

Source: as `dropout_lab.dropout.masks`; tests/gallery/test_gallery.py holds the two together.
"""

import numpy as np
from numpy.typing import NDArray

from dropout_lab.recipe import RATE_STEPS

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA
LANES = 4


def drawn_lanes(mask_seed: int, site: int, call: int, row: int, units: int) -> NDArray[np.uint32]:
    """Draw the 16 random bits of each unit of one image.

    Args:
        mask_seed: of the run, 0 <= mask_seed < 2**32.
        site: noise site, 0 the input, then the hidden layers in order.
        call: batches that the layer was trained on before, >= 0.
        row: place of the image in its batch, >= 0.
        units: number of units, >= 1.

    Returns:
        uint32 from 0 to 65535, shape (units,).
    """
    words = -(-units // LANES)
    position = np.arange(row * words, (row + 1) * words, dtype=np.uint64).astype(np.uint32)
    x0, x1 = _threefry2x32((mask_seed, site), position, call)
    blocks = (x0 & 0xFFFF, x0 >> 16, x1 & 0xFFFF, x1 >> 16)
    return np.concatenate(blocks).astype(np.uint32)[:units]


def kept_units(lanes: NDArray[np.uint32], rate: float) -> NDArray[np.bool_]:
    """Say which units are kept at a rate: those whose lane reaches round(65536 rate)."""
    return lanes >= round(RATE_STEPS * rate)


def _threefry2x32(
    key: tuple[int, int], position: NDArray[np.uint32], call: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Encrypt the counters (position, call): 20 rounds, words of 32 bits that wrap."""
    keys = [np.uint32(word) for word in (*key, key[0] ^ key[1] ^ PARITY)]
    x0, x1 = position + keys[0], np.full_like(position, call) + keys[1]
    for group in range(5):
        for bits in ROTATIONS[group % 2]:
            x0 = x0 + x1
            x1 = ((x1 << np.uint32(bits)) | (x1 >> np.uint32(32 - bits))) ^ x0
        x0 = x0 + keys[(group + 1) % 3]
        x1 = x1 + keys[(group + 2) % 3] + np.uint32(group + 1)
    return x0, x1
