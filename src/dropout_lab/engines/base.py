"""The contract between the harness and whatever trains.

An engine opens a session for one run; the session trains an epoch at a time and hands out logits.
What is measured of them, when a run counts as diverged, and what a run keeps is decided here, once
for every engine, in NumPy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from dropout_lab.data import Images
from dropout_lab.engines import metrics
from dropout_lab.engines.calibration import calibration, reliability
from dropout_lab.recipe import Recipe

Split = Literal["train_probe", "validation", "test"]

PROBE_IMAGES = 10_000
"""Train accuracy is measured on the first so many training images, with dropout off."""


@dataclass(frozen=True)
class Epoch:
    """What one epoch showed. ``number`` counts from 1; metrics are fractions or nats.

    test_accuracy, test_nll, ece, brier, train_accuracy and train_loss; with a validation split also
    validation_accuracy and validation_nll.
    """

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
    # Shape (bins, 3), by rising confidence on the test images at the end: images, mean confidence, accuracy.
    reliability: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 3)))


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
    """Train one run: yields an `Epoch` after each epoch as it comes, and last the `Outcome`.

    A run whose training loss or logits are not finite has diverged (law 6): it ends with that epoch, whose
    metrics are NaN where they cannot be had. Seconds are those spent in here, not those of the caller.
    """
    started = perf_counter()
    session = engine.session(recipe, seed, images)
    curves: dict[str, list[float]] = {}
    status: Literal["done", "diverged"] = "done"
    test_logits = np.empty((0, 10))
    seconds = perf_counter() - started
    for number in range(1, recipe.training.epochs + 1):
        started = perf_counter()
        values, test_logits = _measure(session, images)
        for metric, value in values.items():
            curves.setdefault(metric, []).append(value)
        if not np.isfinite(list(values.values())).all():
            status = "diverged"
        seconds += perf_counter() - started
        yield Epoch(number, values)
        if status == "diverged":
            break
    error_images, error_labels = metrics.errors(test_logits, images.test_labels)
    yield Outcome(
        status=status,
        curves={metric: np.array(curve) for metric, curve in curves.items()},
        error_images=error_images,
        error_labels=error_labels,
        weights_sha256=metrics.weights_sha256(session.weights()),
        seconds=seconds,
        reliability=reliability(test_logits, images.test_labels),
    )


def probe_size(images: Images) -> int:
    """Return how many training images, from the first on, train accuracy is measured on."""
    return min(PROBE_IMAGES, len(images.train_images))


def _measure(session: Session, images: Images) -> tuple[dict[str, float], NDArray[np.floating]]:
    """Train an epoch and measure it: the metrics, and the test logits."""
    loss = session.train_epoch()
    test, probe = session.logits("test"), session.logits("train_probe")
    ece, brier = calibration(test, images.test_labels)
    values = {
        "test_accuracy": metrics.accuracy(test, images.test_labels),
        "test_nll": metrics.nll(test, images.test_labels),
        "ece": ece,
        "brier": brier,
        "train_accuracy": metrics.accuracy(probe, images.train_labels[: len(probe)]),
        "train_loss": loss if np.isfinite(loss) else float("nan"),
    }
    if len(images.validation_labels):
        held_out = session.logits("validation")
        values["validation_accuracy"] = metrics.accuracy(held_out, images.validation_labels)
        values["validation_nll"] = metrics.nll(held_out, images.validation_labels)
    return values, test
