"""A run by itself, measured in NumPy from its logits: a stack of one."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dropout_lab.data import Images
from dropout_lab.engines import metrics
from dropout_lab.engines.base import Ending, Session
from dropout_lab.engines.calibration import calibration, reliability


class SingleRun:
    """One session, with what is measured of it after each epoch."""

    def __init__(self, session: Session, images: Images) -> None:
        self._session, self._images = session, images
        self._test: NDArray[np.floating] = np.empty((0, 0))

    def train_epoch(self) -> Mapping[str, NDArray[np.float64]]:
        """Train the next epoch; return each metric, shape (1,)."""
        session, images = self._session, self._images
        loss = session.train_epoch()
        self._test, probe = session.logits("test"), session.logits("train_probe")
        ece, brier = calibration(self._test, images.test_labels)
        values = {
            "test_accuracy": metrics.accuracy(self._test, images.test_labels),
            "test_nll": metrics.nll(self._test, images.test_labels),
            "ece": ece,
            "brier": brier,
            "train_accuracy": metrics.accuracy(probe, images.train_labels[: len(probe)]),
            "train_loss": loss if np.isfinite(loss) else float("nan"),
        }
        if len(images.validation_labels):
            held_out = session.logits("validation")
            values["validation_accuracy"] = metrics.accuracy(held_out, images.validation_labels)
            values["validation_nll"] = metrics.nll(held_out, images.validation_labels)
        return {metric: np.array([value]) for metric, value in values.items()}

    def ending(self, place: int) -> Ending:
        """Return what is kept of the run; its place is 0."""
        wrong, labels = metrics.errors(self._test, self._images.test_labels)
        return Ending(
            error_images=wrong,
            error_labels=labels,
            weights_sha256=metrics.weights_sha256(self._session.weights()),
            reliability=reliability(self._test, self._images.test_labels),
        )
