"""Whether a run is as often right as it is confident: bins of equal mass, ECE, Brier score."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dropout_lab.engines.logits import Logits

BINS = 15
"""Bins of equal mass by confidence, of calibration and reliability; fewer where there are fewer images."""


def ece(logits: Logits) -> Any:
    """Return the expected calibration error as a fraction, in NumPy.

    Images are sorted by confidence into 15 bins of equal mass; the mean over images of
    |accuracy - mean confidence| of their bin.

    Source: Nguyen and O'Connor (2015), equal-mass bins.
    """
    gaps = [abs((right - confidence).sum()) for confidence, right in _bins(logits)]
    return sum(gaps) / len(logits.labels)


def brier(logits: Logits) -> Any:
    """Return the Brier score, 0 to 2.

    Mean squared distance of the probabilities from the label's unit vector, summed over classes.

    Source: Brier (1950).
    """
    probabilities = logits.probabilities
    return ((probabilities**2).sum(axis=1) - 2 * logits.of_label(probabilities) + 1).mean()


def reliability(logits: Logits) -> NDArray[np.float64]:
    """Return the numbers of the reliability diagram: float64, shape (bins, 3), bins <= 15.

    A row per bin of equal mass, by rising confidence: number of images, mean confidence, accuracy (both
    fractions). No row where a logit is not finite.

    >>> reliability(Logits(np.log([[0.75, 0.25], [0.5, 0.5]]), np.array([0, 1]))).round(2).tolist()
    [[1.0, 0.5, 0.0], [1.0, 0.75, 1.0]]
    """
    if not logits.are_finite:
        return np.empty((0, 3))
    bins = _bins(logits)
    rows = [(len(right), confidence.mean(), right.mean()) for confidence, right in bins if len(right)]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _bins(logits: Logits) -> list[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
    """Cut images into bins of equal mass by confidence: the confidences of each, and whether right."""
    confidence = logits.probabilities.max(axis=1)
    right = logits.probabilities.argmax(axis=1) == logits.labels
    order = np.argsort(confidence, kind="stable")
    return [(confidence[chunk], right[chunk]) for chunk in np.array_split(order, BINS)]
