"""Paired means paired (law 2): engines that start equal, see the same batches and drop the same units."""

import numpy as np
import pytest

from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice

pytestmark = pytest.mark.slow

NOISE = {
    "none": {},
    "dropout": {"rate": 0.3},
    "dropout, input too": {"rate": [0.5, 0.2], "input_rate": 0.1},
}


@pytest.mark.parametrize("noise", ["none", "dropout, input too"])
def test_float64_agrees_over_100_steps(recipe, losses_of, noise):
    """The losses of 100 steps, each a mean over all images, agree to 1e-10 with plain fit's."""
    a_recipe = recipe(batch_size=1437, **NOISE[noise])
    fast, plain = (
        losses_of(load_engine(engine_choice(name=name, precision="float64")), a_recipe, 3, epochs=100)
        for name in ("tensorflow", "keras_fit")
    )
    assert np.ptp(fast) > 0.1
    np.testing.assert_allclose(fast, plain, rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    ("optimizer", "noise"),
    [
        ("rmsprop", "none"),
        ("rmsprop", "dropout"),
        ("adam", "dropout, input too"),
        ("sgd", "dropout, input too"),
    ],
)
def test_float64_agrees_with_small_and_partial_batches(recipe, losses_of, optimizer, noise):
    """9 epochs of 11 whole batches and a partial one: order, masks and counts of calls agree."""
    a_recipe = recipe(batch_size=128, optimizer=optimizer, **NOISE[noise])
    fast, plain = (
        losses_of(load_engine(engine_choice(name=name, precision="float64")), a_recipe, 3, epochs=9)
        for name in ("tensorflow", "keras_fit")
    )
    np.testing.assert_allclose(fast, plain, rtol=0, atol=1e-10)


@pytest.mark.parametrize("noise", NOISE)
def test_float32_agrees_on_the_first_step(recipe, losses_of, noise):
    """One step in single precision: the losses agree to 1e-6."""
    a_recipe = recipe(batch_size=1437, **NOISE[noise])
    fast, plain = (
        losses_of(load_engine(engine_choice(name=name)), a_recipe, 3, epochs=1)
        for name in ("tensorflow", "keras_fit")
    )
    np.testing.assert_allclose(fast, plain, rtol=0, atol=1e-6)


def test_fit_with_keras_shuffle_repeats(recipe, outcome_of):
    """Keras's own shuffle depends on the order seed alone: same bits again, others under another seed."""
    choice = engine_choice(name="keras_fit", shuffle="keras")
    first, again, other = (outcome_of(load_engine(choice), recipe(rate=0.2), seed) for seed in (0, 0, 1))
    assert first.weights_sha256 == again.weights_sha256 != other.weights_sha256


def test_fit_repeats_after_other_runs(recipe, outcome_of):
    """A run by plain fit has the same digest alone and after a run of the fast engine."""
    fit, fast = load_engine(engine_choice(name="keras_fit")), load_engine(engine_choice())
    first = outcome_of(fit, recipe(rate=0.2), 0)
    outcome_of(fast, recipe(rate=0.5), 4)
    assert outcome_of(fit, recipe(rate=0.2), 0).weights_sha256 == first.weights_sha256
