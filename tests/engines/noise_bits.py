"""Noise as it is on the engine of this process, to be compared to the bit with that of another."""

import hashlib

import numpy as np

from dropout_lab.dropout import Site
from dropout_lab.keras_ops import ops


def site(seed, dtype="float64"):
    """A site in a training call; the seed is a number or a tensor."""
    seed, call = (ops.convert_to_tensor(word, dtype="uint32") for word in (seed, 5))
    return Site(number=2, mask_seed=seed, call=call, dtype=dtype)


def drawn(seed, dtype="float64"):
    """Second normals and first uniforms of a batch of 30 rows of 21 units, side by side."""
    like, at = ops.zeros((30, 21), dtype), site(seed, dtype)
    return ops.concatenate([at.normals(like, draw=1), at.uniforms(like)], axis=1)


def noise_bits():
    """SHA-256 of the noise of a seed, by dtype."""
    arrays = {dtype: np.asarray(drawn(77, dtype)) for dtype in ("float32", "float64")}
    return {
        dtype: hashlib.sha256(array.astype(dtype).tobytes()).hexdigest() for dtype, array in arrays.items()
    }
