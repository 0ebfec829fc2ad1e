"""Noise as it is on the engine of this process, to be compared to the bit with that of another."""

import hashlib

import numpy as np

from dropout_lab.dropout import LAYERS, Site
from dropout_lab.keras_ops import ops


def site(seed, dtype="float64"):
    """A site in a training call; the seed is a number or a tensor."""
    seed, call = (ops.convert_to_tensor(word, dtype="uint32") for word in (seed, 5))
    return Site(number=2, mask_seed=seed, call=call, dtype=dtype)


def drawn(seed, dtype="float64"):
    """Second normals and first uniforms of a batch of 30 rows of 21 units, side by side."""
    like, at = ops.zeros((30, 21), dtype), site(seed, dtype)
    return ops.concatenate([at.normals(like, draw=1), at.uniforms(like)], axis=1)


def candidates(dtype="float64"):
    """Which of 200 x 9 weights targeted dropout may drop: of normals, of ties, of infinities and NaN."""
    draw = np.random.default_rng(5)
    odd = draw.choice([0.0, -0.0, 1.0, -1.0, np.inf, np.nan, 1e-300], size=(200, 3))
    values = np.hstack([draw.normal(size=(200, 3)), draw.integers(-3, 4, size=(200, 3)), odd])
    targeted = LAYERS.get("targeted_weights")(name="targeted_weights", share=0.3)
    return targeted.smallest(ops.convert_to_tensor(values.astype(dtype)))


def noise_bits():
    """SHA-256 of the noise of a seed, and of the weights that noise is for, by dtype."""
    said = {}
    for dtype in ("float32", "float64"):
        arrays = np.asarray(drawn(77, dtype)).astype(dtype), np.asarray(candidates(dtype))
        said[dtype] = [hashlib.sha256(array.tobytes()).hexdigest() for array in arrays]
    return said
