"""The arrays that a data set is reduced to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Images:
    """Flattened examples, bytes as published; the model divides them by the data set's scale.

    Images are uint8 of shape (n, inputs), labels uint8 of shape (n,) from 0 to classes - 1. Without a
    validation split its arrays are empty.
    """

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    validation_images: NDArray[np.uint8]
    validation_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]
