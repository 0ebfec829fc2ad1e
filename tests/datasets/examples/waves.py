"""Waves: signals of 40 numbers in 3 classes, by a formula: a data set of another shape, for tests."""

import numpy as np

from dropout_lab.datasets.base import DatasetFacts
from dropout_lab.datasets.origins import Made


def _make():
    """Return uint8 signals, shape (150, 1, 40), a sine of 1, 2 or 3 periods, and labels, shape (150,)."""
    labels = np.arange(150, dtype=np.uint8) % 3
    phases = np.arange(150)[:, None] / 7
    turns = 2 * np.pi * (labels[:, None] + 1) * np.arange(40) / 40
    return np.rint(100 + 99 * np.sin(turns + phases)).astype(np.uint8)[:, None, :], labels


FACTS = DatasetFacts(
    title="Waves",
    train_examples=120,
    test_examples=30,
    shape=(1, 40),
    classes=3,
    class_names=("one period", "two periods", "three periods"),
    scale=200,
    published="this folder",
    origin=Made(make=_make, sha256="0" * 64),
)
