"""What is measured of logits: one function a metric, the same for every engine.

`MEASURES` names the functions for the catalogue's rows. Each is written in the array namespace of `Logits`:
an engine that measures on its device calls it there, unless rounding needs a form of its own.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dropout_lab.engines.calibration import brier, ece
from dropout_lab.engines.logits import Logits
from dropout_lab.metrics import measured_metrics


def accuracy(logits: Logits) -> Any:
    """Return the fraction of images whose largest logit is the label's."""
    return logits.right.mean()


def nll(logits: Logits) -> Any:
    """Return the mean negative log-likelihood in nats.

    >>> round(float(nll(Logits(np.zeros((3, 10)), np.array([0, 4, 9])))), 4)
    2.3026
    """
    return -logits.of_label(logits.log_probabilities).mean()


MEASURES: dict[str, Callable[[Logits], Any]] = {
    "accuracy": accuracy,
    "nll": nll,
    "ece": ece,
    "brier": brier,
}
"""Functions of finite logits by the name that the rows of the catalogue give."""


def measure(name: str, logits: Logits) -> float:
    """Return the value of a measure of logits, in NumPy; NaN where a logit is not finite."""
    return float(MEASURES[name](logits)) if logits.are_finite else float("nan")


def measured(by_split: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    """Measure every metric of the catalogue whose split there is.

    Args:
        by_split: for each split of the catalogue, a function from the name of a measure to its value there.

    Returns:
        Values by the metrics' names, in the order of the catalogue.
    """
    return {
        row.name: by_split[row.split](row.measure)
        for row in measured_metrics()
        if row.measure is not None and row.split in by_split
    }


def weights_sha256(weights: Sequence[NDArray[np.floating]]) -> str:
    """Hash dtype, shape and little-endian bytes of all kernels and biases, in their order."""
    total = hashlib.sha256()
    for array in weights:
        little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        total.update(f"{array.dtype.name}{array.shape}".encode())
        total.update(little.tobytes())
    return total.hexdigest()
