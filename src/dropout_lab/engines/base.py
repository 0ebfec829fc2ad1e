"""The contract between the harness and whatever trains.

An engine opens a session for one run; the session trains an epoch at a time and hands out logits.
What is measured of them, when a run counts as diverged, and what a run keeps is decided here, once
for every engine, in NumPy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from dropout_lab.data import Images
from dropout_lab.recipe import Recipe

Split = Literal["train_probe", "validation", "test"]


@dataclass(frozen=True)
class Epoch:
    """What one epoch showed. ``number`` counts from 1; metrics are fractions or nats."""

    number: int
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class Outcome:
    """What a run keeps (all else can be computed from it)."""

    status: Literal["done", "diverged"]
    curves: Mapping[str, NDArray[np.float64]]  # metric -> shape (epochs trained,)
    error_images: NDArray[np.uint16]  # shape (n_errors,): test images misclassified at the end
    error_labels: NDArray[np.uint8]  # shape (n_errors,): the wrong label given to each
    weights_sha256: str
    seconds: float


class Session(Protocol):
    """One run in training."""

    def train_epoch(self) -> float:
        """Train the next epoch; return the mean training loss over its images, in nats."""
        ...

    def logits(self, split: Split) -> NDArray[np.floating]:
        """Logits, shape (n_images, 10), of a split with dropout off."""
        ...

    def weights(self) -> list[NDArray[np.floating]]:
        """Kernels and biases from the input to the output."""
        ...


class Engine(Protocol):
    """Opens sessions; may keep compiled programs and device data between them, and nothing else."""

    def session(self, recipe: Recipe, seed: int, images: Images) -> Session:
        """Start a run of a recipe with a seed. No outcome may depend on earlier sessions."""
        ...


def train(engine: Engine, recipe: Recipe, seed: int, images: Images) -> Iterator[Epoch | Outcome]:
    """Train one run: yields an `Epoch` after each epoch as it comes, and last the `Outcome`."""
    raise NotImplementedError
