"""A run by itself, measured in NumPy from its logits: a stack of one."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dropout_lab.data import Images
from dropout_lab.engines import metrics
from dropout_lab.engines.base import Ending, Session
from dropout_lab.engines.calibration import reliability
from dropout_lab.engines.logits import Logits


class SingleRun:
    """One session, with what is measured of it after each epoch."""

    def __init__(self, session: Session, images: Images) -> None:
        self._session, self._images = session, images
        self._test = Logits(np.empty((0, 1)), images.test_labels[:0])

    def train_epoch(self) -> Mapping[str, NDArray[np.float64]]:
        """Train the next epoch; return each metric, shape (1,)."""
        session, images = self._session, self._images
        loss = session.train_epoch()
        self._test = Logits(session.logits("test"), images.test_labels)
        probe = session.logits("train_probe")
        seen = {"test": self._test, "train_probe": Logits(probe, images.train_labels[: len(probe)])}
        if len(images.validation_labels):
            seen["validation"] = Logits(session.logits("validation"), images.validation_labels)
        by_split: dict[str, Callable[[str], Any]] = {
            "training": lambda _: loss if np.isfinite(loss) else float("nan")
        }
        by_split |= {split: partial(metrics.measure, logits=logits) for split, logits in seen.items()}
        shown = {**metrics.measured(by_split), **session.learned()}
        return {name: np.array([value]) for name, value in shown.items()}

    def evaluation(self) -> Mapping[str, NDArray[np.float64]]:
        """Return each metric of the recipe's evaluation, shape (1,)."""
        logits = Logits(self._session.evaluated(), self._images.test_labels)
        values = metrics.measured({"evaluation": partial(metrics.measure, logits=logits)})
        return {metric: np.array([value]) for metric, value in values.items()}

    def ending(self, place: int) -> Ending:
        """Return what is kept of the run; its place is 0."""
        wrong, labels = self._test.errors()
        return Ending(
            error_images=wrong,
            error_labels=labels,
            weights_sha256=metrics.weights_sha256(self._session.weights()),
            reliability=reliability(self._test),
        )
