"""Logits of a split with their labels, and the probabilities that several metrics need of them."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Logits:
    """Logits of some examples with their labels.

    A metric is a function of this object written in the array namespace `xp`, so that one function measures
    in NumPy and on JAX's devices. NumPy measures in float64 whatever the logits' type.

    Args:
        values: shape (n_examples, classes), n_examples >= 1.
        labels: integers, shape (n_examples,).
        xp: numpy or jax.numpy.
    """

    def __init__(self, values: Any, labels: Any, xp: Any = np) -> None:
        self.values = values.astype(np.float64) if xp is np else values
        self.labels, self.xp = labels, xp

    @cached_property
    def are_finite(self) -> Any:
        """Whether every logit is finite: else no metric of theirs is a number."""
        return self.xp.isfinite(self.values).all()

    @cached_property
    def predictions(self) -> Any:
        """Class of the largest logit, shape (n_examples,)."""
        return self.values.argmax(axis=1)

    @cached_property
    def right(self) -> Any:
        """Whether the largest logit is the label's, bool, shape (n_examples,)."""
        return self.predictions == self.labels

    @cached_property
    def log_probabilities(self) -> Any:
        """Log of the softmax, shape (n_examples, classes)."""
        shifted = self.values - self.values.max(axis=1, keepdims=True)
        return shifted - self.xp.log(self.xp.exp(shifted).sum(axis=1, keepdims=True))

    @cached_property
    def probabilities(self) -> Any:
        """Softmax, shape (n_examples, classes)."""
        return self.xp.exp(self.log_probabilities)

    def of_label(self, of_classes: Any) -> Any:
        """Take the label's entry of an array of shape (n_examples, classes)."""
        return self.xp.take_along_axis(of_classes, self.labels[:, None], axis=1)[:, 0]

    def errors(self) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        """Return the misclassified images and the wrong label of each; none where a logit is not finite."""
        if not self.are_finite:
            return np.empty(0, np.uint16), np.empty(0, np.uint8)
        images = np.flatnonzero(~self.right)
        return images.astype(np.uint16), self.predictions[images].astype(np.uint8)
