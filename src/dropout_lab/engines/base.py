"""The contract between the harness and whatever trains.

Most engines open a session for one run: it trains an epoch at a time and hands out logits, measured in
NumPy by `dropout_lab.engines.single_run`. An engine of stacks trains several runs
of one program at once and measures where they are. When a run counts as diverged, and what it keeps, is the
same for both: see `dropout_lab.engines.course`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from dropout_lab.data import Images
from dropout_lab.engines.devices import Device
from dropout_lab.metrics import CATALOGUE, PROBE_EXAMPLES
from dropout_lab.recipe import Recipe

Split = Literal["train_probe", "validation", "test"]


@dataclass(frozen=True)
class Epoch:
    """What one epoch showed.

    ``number`` counts from 1; ``metrics`` are the measured ones of the catalogue, and what a dropout learned.
    """

    number: int
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class Ending:
    """What is kept of a run's last epoch."""

    weights_sha256: str
    # Facts of a classification, None elsewhere. The test images misclassified at the end and the wrong label
    # given to each, shape (n_errors,) both; by rising confidence the bins of those images, (bins, 3):
    # images, mean confidence, accuracy.
    error_images: NDArray[np.uint16] | None = None
    error_labels: NDArray[np.uint8] | None = None
    reliability: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Outcome:
    """What a run keeps (all else can be computed from it)."""

    status: Literal["done", "diverged"]
    curves: Mapping[str, NDArray[np.float64]]  # metric -> shape (epochs trained,)
    weights_sha256: str
    seconds: float  # in a stack, the run's share of the stack's time
    error_images: NDArray[np.uint16] | None = None  # these three: see `Ending`
    error_labels: NDArray[np.uint8] | None = None
    reliability: NDArray[np.float64] | None = None
    evaluation: Mapping[str, float] = field(default_factory=dict)  # metrics of its recipe's evaluation

    @property
    def metrics(self) -> dict[str, float]:
        """Metrics at the end, by name: of the last epoch, and of the recipe's own evaluation."""
        last = {name: float(curve[-1]) for name, curve in self.curves.items() if name in CATALOGUE}
        return last | dict(self.evaluation)


class Session(Protocol):
    """One run in training."""

    def train_epoch(self) -> float:
        """Train the next epoch; return the mean training loss over its images, in nats."""
        ...

    def logits(self, split: Split) -> NDArray[np.floating]:
        """Logits, shape (n_examples, classes), of a split with dropout off."""
        ...

    def evaluated(self) -> NDArray[np.floating]:
        """Log-probabilities, shape (n_examples, classes), of the test split by the recipe's evaluation."""
        ...

    def weights(self) -> list[NDArray[np.floating]]:
        """Kernels and biases from the input to the output."""
        ...

    def learned(self) -> Mapping[str, float]:
        """What the dropout has learned so far, by name and site; empty for most."""
        ...


class Stack(Protocol):
    """Several runs in training side by side."""

    def train_epoch(self) -> Mapping[str, NDArray[np.float64]]:
        """Train the next epoch of every run; return each metric of `Epoch`, shape (runs,)."""
        ...

    def evaluation(self) -> Mapping[str, NDArray[np.float64]]:
        """Return each metric of the recipes' evaluation, shape (runs,), after the epoch just trained."""
        ...

    def ending(self, place: int) -> Ending:
        """Return what is kept of a run after the epoch just trained."""
        ...


class Engine(Protocol):
    """Opens sessions; may keep compiled programs and device data between them, and nothing else."""

    def session(self, recipe: Recipe, seed: int, images: Images) -> Session:
        """Start a run of a recipe with a seed. No outcome may depend on earlier sessions."""
        ...


@runtime_checkable
class StackingEngine(Protocol):
    """Opens stacks."""

    @property
    def device(self) -> Device:
        """What its stacks train on."""
        ...

    def trace(self, recipe: Recipe) -> None:
        """Trace a recipe's program, before anything is trained; what its layers raise comes out."""
        ...

    def stack(self, runs: Sequence[tuple[Recipe, int]], images: Images, size: int) -> Stack:
        """Start recipes of one `stack_key`, each with its seed, padded to `size` runs.

        No outcome may depend on what else is in the stack, nor on a run's place in it.

        Raises:
            OutOfDeviceMemory: the device cannot hold that many; so may the stack's methods.
        """
        ...


class OutOfDeviceMemory(Exception):
    """A stack is larger than what its device has left; half of it may fit."""


def probe_size(images: Images) -> int:
    """Return how many training images, from the first on, train accuracy is measured on."""
    return min(PROBE_EXAMPLES, len(images.train_images))
