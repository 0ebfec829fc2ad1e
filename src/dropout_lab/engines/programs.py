"""What engines that compile share: a few programs kept in a process, and images cut for evaluation."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

PROGRAMS = 8
"""Programs kept in a process. Each costs TensorFlow 40 MiB, which it never gives back (measured: not by
deleting it, nor by resetting the context): the runner replaces a process that has grown."""

EVALUATION_ROWS = 1_000
"""Images whose logits are computed at once."""

P = TypeVar("P")


class Programs(Generic[P]):
    """The programs last used, by their key; ``built`` counts the forgotten ones too."""

    def __init__(self) -> None:
        self.built = 0
        self._kept: OrderedDict[tuple[object, ...], P] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def get(self, key: tuple[object, ...], build: Callable[[], P]) -> P:
        """Return the program of a key (`models.program_key`), built where it is not kept."""
        if key not in self._kept:
            while len(self._kept) >= PROGRAMS:
                self._kept.popitem(last=False)
            self.built += 1
            self._kept[key] = build()
        self._kept.move_to_end(key)
        return self._kept[key]


def chunks_of(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cut images into equal chunks, the last one filled up with black, so that one program fits all.

    Args:
        images: shape (n_images, pixels).

    Returns:
        Shape (chunks, EVALUATION_ROWS, pixels).
    """
    missing = -len(images) % EVALUATION_ROWS
    filled = np.concatenate([images, np.zeros((missing, images.shape[1]), np.uint8)])
    return filled.reshape(-1, EVALUATION_ROWS, images.shape[1])
