"""Keras on TensorFlow with one thread, settled before a test module imports it."""

import numpy as np
import pytest

from dropout_lab.dropout import targeted
from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice

load_engine(engine_choice())


@pytest.fixture
def places_by_sort(monkeypatch):
    """Find what stands at a place by a sort, as test_targeted.py shows; of calls that nobody compiles."""
    from keras import ops

    def at_place(sizes, place, _dtype):
        return ops.convert_to_tensor(np.sort(np.asarray(sizes), axis=0)[place])

    monkeypatch.setattr(targeted, "at_place", at_place)
