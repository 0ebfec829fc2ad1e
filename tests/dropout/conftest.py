"""Keras on TensorFlow with one thread, settled before a test module imports it."""

import numpy as np
import pytest

from dropout_lab.dropout import masks
from dropout_lab.engines import load_engine
from dropout_lab.gallery.masks import NumpyOps
from dropout_lab.keras_ops import ops
from dropout_lab.recipe import engine_choice

load_engine(engine_choice())


@pytest.fixture
def lanes_of_numpy(monkeypatch):
    """Draw the same bits by NumPy (tests/gallery/test_gallery.py), many times faster than op by op."""
    on_backend = masks.lanes

    def lanes(seed, site, call, rows, units):
        key, counter, row = (ops.convert_to_numpy(number) for number in (seed, call, rows))
        with np.errstate(over="ignore"):  # words of 32 bits wrap
            return ops.convert_to_tensor(on_backend(key, site, counter, row, units, NumpyOps()))

    monkeypatch.setattr(masks, "lanes", lanes)
