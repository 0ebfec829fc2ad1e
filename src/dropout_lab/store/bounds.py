"""The bounds of a run's row, wherever it comes from: a process that trained it, a store, a results folder."""

import math
import re
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from dropout_lab.datasets import DatasetFacts
from dropout_lab.metrics import CATALOGUE, checked
from dropout_lab.store.records import RunRecord

STATUSES = ("done", "diverged", "failed")
LARGEST_SEED = 2**32 - 1
MOST = 2**31 - 1
"""Epochs or attempts; an epoch of a microsecond each would take half an hour."""

LARGEST = np.finfo(np.float64).max
"""The largest number that is finite."""

RUN_ID, SHA256 = re.compile("[0-9a-f]{16}"), re.compile("[0-9a-f]{64}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")


def check_run(run: RunRecord, facts: DatasetFacts | None = None) -> None:
    """Hold a run to what a run can be.

    Args:
        run: from wherever.
        facts: of the data set that it was tested on, where its recipe was validated.

    Raises:
        ValueError: one line; what is out of bounds, the value and what would be accepted.
    """
    _check_name_and_times(run)
    _check_ending(run)
    checked(run.metrics)
    for metric, curve in run.curves.items():
        _check_curve(run, metric, curve)
    _check_images(run, facts)


def _check_name_and_times(run: RunRecord) -> None:
    _demand(RUN_ID.fullmatch(run.run_id), "run_id", run.run_id, "16 hex digits")
    _demand(0 <= run.seed <= LARGEST_SEED, "seed", run.seed, f"0 to {LARGEST_SEED}")
    _demand(0 <= run.epochs <= MOST, "epochs", run.epochs, f"0 to {MOST}")
    _demand(1 <= run.attempts <= MOST, "attempts", run.attempts, f"1 to {MOST}")
    seconds = run.seconds
    _demand(seconds is None or 0 <= seconds < math.inf, "seconds", seconds, "a finite number, 0 or more")
    for name in ("finished_at", "first_seen"):
        _demand(_is_time(getattr(run, name)), name, getattr(run, name), "a time in UTC, ISO 8601")


def _check_ending(run: RunRecord) -> None:
    _demand(run.status in STATUSES, "status", run.status, ", ".join(STATUSES[:-1]) + f" or {STATUSES[-1]}")
    digest, epoch = run.weights_sha256, run.diverged_epoch
    _demand(digest is None or SHA256.fullmatch(digest), "weights_sha256", digest, "64 hex digits")
    _demand(digest or run.status != "done", "weights_sha256", digest, "64 hex digits of a run that is done")
    if run.status == "diverged":
        wanted = f"an epoch from 1 to {run.epochs} of a run that diverged"
        _demand(epoch is not None and 1 <= epoch <= run.epochs, "diverged_epoch", epoch, wanted)
    else:
        _demand(epoch is None, "diverged_epoch", epoch, f"nothing of a run that is {run.status}")
    wanted = "the reason of a run that failed" if run.status == "failed" else f"nothing of a {run.status} run"
    _demand((run.error is not None) == (run.status == "failed"), "error", run.error, wanted)


def _check_curve(run: RunRecord, metric: str, curve: NDArray[np.float64]) -> None:
    """Hold a curve to its metric's bounds; the last epoch of a run that diverged may be anything."""
    bounds = CATALOGUE.get(metric)
    if bounds is None:
        return
    values = curve[: run.epochs - 1] if run.status == "diverged" else curve
    low, high = max(bounds.low, -LARGEST), min(bounds.high, LARGEST)
    if values.size and not (low <= values.min() and values.max() <= high):  # nor does NaN pass
        sound = (values >= bounds.low) & (values <= bounds.high) & np.isfinite(values)
        epoch = int(np.argmin(sound))
        try:
            bounds.checked(float(values[epoch]))
        except ValueError as error:
            raise ValueError(f"curve, epoch {epoch + 1}: {error}") from None


def _check_images(run: RunRecord, facts: DatasetFacts | None) -> None:
    images, labels, bins = run.error_images, run.error_labels, run.reliability
    if images is not None and labels is not None:
        wanted = f"as many as misclassified images, {len(images)}"
        _demand(len(images) == len(labels), "wrong labels", len(labels), wanted)
        if facts is not None and len(images):
            last, wrong = int(images.max()), int(labels.max())
            _demand(last < facts.test_examples, "misclassified", last, f"below {facts.test_examples}")
            _demand(wrong < facts.outputs, "wrong label", wrong, f"below {facts.outputs}")
    if bins is not None and len(bins):
        _demand(bins.ndim == 2 and bins.shape[1] == 3, "reliability", bins.shape, "rows of 3 numbers")
        sound = bins.min() >= 0 and bins.max() <= LARGEST and bins[:, 1:].max() <= 1.001
        _demand(sound, "reliability", "a row", "images, mean confidence and accuracy, fractions from 0 to 1")


def _is_time(text: str) -> bool:
    try:
        return bool(TIME.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def _demand(holds: object, name: str, value: object, wanted: str) -> None:
    if not holds:
        raise ValueError(f"{name}={str(value)[:80]}: should be {wanted}")
