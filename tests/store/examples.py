"""Runs to put into stores."""

import hashlib
from dataclasses import fields, replace

import numpy as np

from dropout_lab.store import RunRecord

DONE = RunRecord(
    run_id="0123456789abcdef",
    recipe={"model": {"hidden_units": [512, 512]}},
    engine={"name": "tensorflow"},
    seed=7,
    status="done",
    epochs=2,
    attempts=1,
    finished_at="2026-01-01T00:00:00+00:00",
    environment={"tensorflow": "2.21.0"},
    metrics={
        "test_accuracy": 0.98,
        "test_nll": 0.08,
        "train_accuracy": 0.99,
        "train_loss": 0.03,
        "ece": 0.01,
        "brier": 0.03,
    },
    seconds=51.5,
    weights_sha256="a" * 64,
    curves={"test_accuracy": np.array([0.9, 0.98]), "train_loss": np.array([0.2, 0.03])},
    error_images=np.array([3, 9_999], np.uint16),
    error_labels=np.array([5, 0], np.uint8),
    reliability=np.array([[5_000, 0.9, 0.89], [5_000, 0.999, 1.0]]),
)


def name_of(number):
    """A run_id for a number."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:16]


def done(number, **changes):
    """A finished run."""
    return replace(DONE, run_id=name_of(number), seed=number, **changes)


def diverged(number):
    """A run whose loss was not finite in epoch 2."""
    curves = {"train_loss": np.array([0.2, np.nan])}
    return done(number, status="diverged", diverged_epoch=2, curves=curves, metrics={})


def failed(number, error="MemoryError: no memory", attempts=2):
    """A run that could not be trained."""
    none = dict.fromkeys(("seconds", "weights_sha256", "error_images", "error_labels", "reliability"))
    empty = {"metrics": {}, "curves": {}}
    return done(number, status="failed", error=error, attempts=attempts, epochs=0, **empty, **none)


def same(one, other):
    """Whether two records hold the same, arrays bit for bit."""
    for field in fields(RunRecord):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "curves":
            if a.keys() != b.keys() or any(a[k].tobytes() != b[k].tobytes() for k in a):
                return False
        elif isinstance(a, np.ndarray):
            if a.dtype != b.dtype or a.tobytes() != b.tobytes():
                return False
        elif a != b:
            return False
    return True
