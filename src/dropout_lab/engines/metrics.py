"""What is measured of logits: plain NumPy in float64, the same for every engine."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def log_softmax(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return log probabilities, float64, of logits of shape (n, classes)."""
    shifted = logits.astype(np.float64)
    shifted -= shifted.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def accuracy(logits: NDArray[np.floating], labels: NDArray[np.integer]) -> float:
    """Return the fraction of images whose largest logit is the label's; NaN where a logit is not finite."""
    if not np.isfinite(logits).all():
        return float("nan")
    return float((logits.argmax(axis=1) == labels).mean())


def nll(logits: NDArray[np.floating], labels: NDArray[np.integer]) -> float:
    """Return the mean negative log-likelihood in nats; NaN where a logit is not finite.

    >>> round(nll(np.zeros((3, 10)), np.array([0, 4, 9])), 4)
    2.3026
    """
    if not np.isfinite(logits).all():
        return float("nan")
    return float(-log_softmax(logits)[np.arange(len(labels)), labels].mean())


def errors(
    logits: NDArray[np.floating], labels: NDArray[np.uint8]
) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Return the misclassified images and the wrong label of each; none where a logit is not finite."""
    if not np.isfinite(logits).all():
        return np.empty(0, np.uint16), np.empty(0, np.uint8)
    given = logits.argmax(axis=1).astype(np.uint8)
    images = np.flatnonzero(given != labels)
    return images.astype(np.uint16), given[images]


def weights_sha256(weights: Sequence[NDArray[np.floating]]) -> str:
    """Hash dtype, shape and little-endian bytes of all kernels and biases, in their order."""
    total = hashlib.sha256()
    for array in weights:
        little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        total.update(f"{array.dtype.name}{array.shape}".encode())
        total.update(little.tobytes())
    return total.hexdigest()
