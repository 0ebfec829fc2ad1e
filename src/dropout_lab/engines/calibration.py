"""Whether a run is as often right as it is confident: plain NumPy in float64, the same for every engine."""

import numpy as np
from numpy.typing import NDArray

from dropout_lab.engines.metrics import log_softmax

BINS = 15
"""Bins of equal mass by confidence, of calibration and reliability; fewer where there are fewer images."""


def calibration(logits: NDArray[np.floating], labels: NDArray[np.integer]) -> tuple[float, float]:
    """Return (ECE as a fraction, Brier score) of logits, shape (n, classes), n >= 1.

    ECE: images are sorted by confidence into 15 bins of equal mass; the mean over images of
    |accuracy - mean confidence| of their bin. Brier: mean squared distance of the probabilities from the
    label's unit vector, summed over classes, 0 to 2.

    Source: Nguyen and O'Connor (2015), equal-mass bins; Brier (1950).
    """
    if not np.isfinite(logits).all():
        return float("nan"), float("nan")
    probabilities = np.exp(log_softmax(logits))
    gaps = [abs((right - confidence).sum()) for confidence, right in _bins(probabilities, labels)]
    of_label = probabilities[np.arange(len(labels)), labels]
    brier = (probabilities**2).sum(axis=1) - 2 * of_label + 1
    return float(sum(gaps) / len(labels)), float(brier.mean())


def reliability(logits: NDArray[np.floating], labels: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return what the reliability diagram shows: float64, shape (bins, 3), bins <= 15.

    A row per bin of equal mass, by rising confidence: number of images, mean confidence, accuracy (both
    fractions). No row where a logit is not finite.

    >>> reliability(np.log([[0.75, 0.25], [0.5, 0.5]]), np.array([0, 1])).round(2).tolist()
    [[1.0, 0.5, 0.0], [1.0, 0.75, 1.0]]
    """
    if not np.isfinite(logits).all():
        return np.empty((0, 3))
    bins = _bins(np.exp(log_softmax(logits)), labels)
    rows = [(len(right), confidence.mean(), right.mean()) for confidence, right in bins if len(right)]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _bins(
    probabilities: NDArray[np.float64], labels: NDArray[np.integer]
) -> list[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
    """Cut images into bins of equal mass by confidence: the confidences of each, and whether right."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    order = np.argsort(confidence, kind="stable")
    return [(confidence[chunk], right[chunk]) for chunk in np.array_split(order, BINS)]
