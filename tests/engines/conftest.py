"""Keras on TensorFlow with one thread, settled before a test module imports it; small recipes on digits."""

import numpy as np
import pytest

from dropout_lab.data import load
from dropout_lab.engines import load_engine
from dropout_lab.recipe import Dataset, engine_choice
from tests.engines.recipes import digits_recipe

load_engine(engine_choice())


@pytest.fixture(scope="session")
def digits():
    """The digits data set."""
    return load(Dataset(name="digits"))


@pytest.fixture(scope="session")
def recipe():
    """Builds recipes: see `digits_recipe`."""
    return digits_recipe


@pytest.fixture
def outcome_of(digits):
    """Trains a run to its end: (engine, recipe, seed) -> Outcome."""
    from dropout_lab.engines import train

    def run(engine, a_recipe, seed):
        return list(train(engine, a_recipe, seed, digits))[-1]

    return run


@pytest.fixture
def losses_of(digits):
    """Mean training loss of successive epochs: (engine, recipe, seed, epochs) -> float64 (epochs,)."""

    def run(engine, a_recipe, seed, epochs):
        session = engine.session(a_recipe, seed, digits)
        return np.array([session.train_epoch() for _ in range(epochs)])

    return run
