"""The fast engine: one program for many runs, and runs that do not see each other (law 1)."""

import random

import keras
import numpy as np
import pytest
import tensorflow as tf

from dropout_lab.engines import load_engine
from dropout_lab.engines.compiled import PROGRAMS
from dropout_lab.recipe import engine_choice

pytestmark = pytest.mark.slow

THIRD = 479
"""A third of the training images."""


@pytest.fixture(scope="module")
def engine():
    """The engine of these tests: what one of them compiled, the next one has."""
    return load_engine(engine_choice())


@pytest.fixture
def fresh():
    """An engine without programs."""
    return load_engine(engine_choice())


@pytest.fixture(scope="module")
def of_one_program():
    """An engine that is given runs of one program alone."""
    return load_engine(engine_choice())


@pytest.fixture
def runs(recipe):
    """Runs that differ in everything that must not leak: recipe, seed, optimizer, program; one has a partial
    batch, which is a third of a compilation.
    """
    return {
        "none": (recipe(batch_size=THIRD), 0),
        "low": (recipe(rate=0.2), 0),
        "high, other seed, sgd": (recipe(rate=0.5, input_rate=0.1, optimizer="sgd", batch_size=THIRD), 1),
        "keras, adam": (recipe(rate=0.2, source="keras", optimizer="adam", batch_size=THIRD), 0),
        "linear": (recipe(hidden_units=(), rate=(), batch_size=THIRD), 3),
    }


def disturb_every_global_generator():
    """Draw from whatever an engine could have used by mistake."""
    random.seed(99)
    np.random.seed(99)  # noqa: NPY002 - the very generator that must not matter
    tf.random.set_seed(99)
    keras.utils.set_random_seed(98)
    keras.random.normal((3,))
    keras.layers.Dense(3).build((None, 2))


def test_a_run_gives_the_same_bits_in_any_company(engine, of_one_program, runs, outcome_of):
    """Alone, in a row, in reverse order and after disturbed generators: one digest, one curve a run."""
    first = {name: outcome_of(engine, *run) for name, run in runs.items()}
    disturb_every_global_generator()
    backwards = {name: outcome_of(engine, *runs[name]) for name in reversed(runs)}
    alone = outcome_of(of_one_program, *runs["low"])
    for name, outcome in first.items():
        again = backwards[name]
        assert again.weights_sha256 == outcome.weights_sha256, name
        for metric, curve in outcome.curves.items():
            np.testing.assert_array_equal(again.curves[metric], curve)
        np.testing.assert_array_equal(again.error_images, outcome.error_images)
    assert alone.weights_sha256 == first["low"].weights_sha256
    assert len({outcome.weights_sha256 for outcome in first.values()}) == len(runs)


def test_rates_seeds_and_learning_rates_share_a_program(of_one_program, recipe, digits):
    """Four runs of one shape compile once; the partial last batch is in the same program."""
    varied = [
        (recipe(rate=0.2), 0),
        (recipe(rate=[0.5, 0.3]), 1),
        (recipe(rate=0.2, randomness={"mask": 7}), 2),
        (
            recipe(rate=0.2).model_copy(
                update={"optimizer": recipe().optimizer.model_copy(update={"learning_rate": 0.01})}
            ),
            0,
        ),
    ]
    losses = []
    for a_recipe, seed in varied:
        session = of_one_program.session(a_recipe, seed, digits)
        losses.append(session.train_epoch())
        session.logits("test")
        session.logits("train_probe")
    (program,) = of_one_program._programs._kept.values()
    assert program.epoch.experimental_get_tracing_count() == 1
    assert program.evaluate.experimental_get_tracing_count() == 1
    assert len(set(losses)) == len(losses)


def test_programs_are_bounded(fresh, recipe, digits):
    """A sweep over widths keeps no more programs than the bound."""
    for width in range(3, 3 + PROGRAMS + 2):
        fresh.session(recipe(hidden_units=(width,)), 0, digits)
    assert len(fresh._programs) == PROGRAMS
    assert fresh.programs_built == PROGRAMS + 2


def test_a_session_that_lost_its_program_says_so(engine, recipe, digits):
    """Two sessions of one program cannot mix: the first one refuses to go on."""
    first = engine.session(recipe(), 0, digits)
    engine.session(recipe(), 1, digits)
    with pytest.raises(RuntimeError, match="later session"):
        first.train_epoch()


def test_logits_cover_each_split(engine, recipe, digits):
    """One row of ten an image, none for the filling of the last chunk, float32."""
    session = engine.session(recipe(batch_size=THIRD), 0, digits)
    assert session.logits("test").shape == (360, 10)
    assert session.logits("train_probe").shape == (1437, 10)
    assert session.logits("test").dtype == np.float32


def test_digits_are_learnt(engine, recipe, outcome_of):
    """A thousand steps classify nine test digits in ten, with dropout too."""
    for a_recipe in (recipe(batch_size=THIRD, epochs=400), recipe(rate=0.2, epochs=100)):
        outcome = outcome_of(engine, a_recipe, 0)
        assert outcome.curves["test_accuracy"][-1] > 0.9


def test_divergence_is_an_outcome(engine, recipe, outcome_of):
    """An absurd learning rate ends as diverged, not as an exception."""
    sgd = recipe(rate=0.5, input_rate=0.1, optimizer="sgd", batch_size=THIRD, epochs=5)
    wild = sgd.optimizer.model_copy(update={"learning_rate": 1e30})
    outcome = outcome_of(engine, sgd.model_copy(update={"optimizer": wild}), 0)
    assert outcome.status == "diverged"
    assert len(outcome.curves["train_loss"]) < 5
