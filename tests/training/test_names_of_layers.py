"""What is imported from `dropout_lab.layers` by a name that Keras has, or by a slip."""

import os

import pytest

from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice

if (BACKEND := os.environ["KERAS_BACKEND"]) != "torch":  # which trains no run of ours
    load_engine(engine_choice(name=BACKEND))

from dropout_lab import layers


def test_a_name_of_keras_is_answered_with_ours():
    """One line where it is imported; of a slip the nearest."""
    with pytest.raises(ImportError, match=r"type from dropout_lab\.layers import Standard$"):
        from dropout_lab.layers import Dropout  # noqa: F401
    with pytest.raises(ImportError, match=r"import Gaussian$"):
        _ = layers.gaussian
    with pytest.raises(AttributeError, match="nearest: Gaussian"):
        _ = layers.Gausian
    assert not hasattr(layers, "quack")
