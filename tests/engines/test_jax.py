"""The JAX engine against the TensorFlow one: equal starts, masks and losses (law 2)."""

import json
import subprocess
import sys

import numpy as np
import pytest

from dropout_lab.engines import load_engine
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice
from tests.engines.on_jax import NOISE, OPTIMIZERS, WHOLE, mask_digests

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """Where the state of a run in training is kept."""
    return tmp_path_factory.mktemp("jax") / "state.npz"


@pytest.fixture(scope="module")
def on_jax(state):
    """What a process with Keras on JAX found."""
    command = [sys.executable, "-m", "tests.engines.on_jax", str(state)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.splitlines()[-1])


@pytest.mark.parametrize("noise", NOISE)
def test_float64_agrees_over_100_steps(on_jax, recipe, losses_of, noise):
    """The losses of 100 steps agree to 1e-10 with TensorFlow's, with dropout as without (law 2)."""
    ours = losses_of(
        load_engine(engine_choice(precision="float64")),
        recipe(batch_size=WHOLE, **NOISE[noise]),
        3,
        epochs=100,
    )
    assert np.ptp(ours) > 0.1
    np.testing.assert_allclose(on_jax["steps"][noise], ours, rtol=0, atol=1e-10)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("noise", NOISE)
def test_float64_agrees_with_every_optimizer_and_partial_batches(on_jax, recipe, losses_of, optimizer, noise):
    """Nine epochs of eleven whole batches and a partial one."""
    a_recipe = recipe(optimizer=optimizer, **NOISE[noise])
    ours = losses_of(load_engine(engine_choice(precision="float64")), a_recipe, 3, epochs=9)
    np.testing.assert_allclose(on_jax["epochs"][f"{optimizer}, {noise}"], ours, rtol=0, atol=1e-10)


@pytest.mark.parametrize("noise", NOISE)
def test_float32_agrees_on_the_first_step(on_jax, recipe, losses_of, noise):
    """To 1e-6; later rounding grows."""
    (ours,) = losses_of(load_engine(engine_choice()), recipe(batch_size=WHOLE, **NOISE[noise]), 3, epochs=1)
    assert on_jax["first"][noise] == pytest.approx(ours, abs=1e-6)


def test_both_engines_draw_the_same_masks(on_jax):
    """Bit for bit, at the first and last seeds, sites and calls, whole words and cut ones (law 2)."""
    assert on_jax["masks"] == mask_digests()


def test_float32_agrees_on_one_step_from_a_state_copied_across(on_jax, state, recipe, digits):
    """Weights, rates, counters and slots of five steps on JAX, put into TensorFlow's model by name."""
    session = load_engine(engine_choice()).session(recipe(batch_size=WHOLE, **NOISE["dropout"]), 3, digits)
    for _ in range(5):
        session.train_epoch()  # the sixth order is next
    program, copied = session._program, np.load(state)
    model, optimizer = program.model, program.optimizer
    taken = 0
    for kind, variables in (
        ("weights", model.trainable_variables),
        ("others", model.non_trainable_variables),
        ("slots", optimizer.variables),
    ):
        ours = {key.rpartition("/")[2] if kind == "slots" else key: copied[key] for key in copied.files}
        for variable in variables:
            key = variable.path.rpartition("/")[2] if kind == "slots" else f"{kind} {variable.path}"
            variable.assign(ours[key].astype(variable.dtype))
            taken += 1
    assert taken == len(copied.files) - 2  # rho and epsilon are state on JAX alone
    assert on_jax["copied"] == pytest.approx(session.train_epoch(), abs=1e-6)


def test_a_run_repeats(on_jax):
    """The same digest again; it learnt something, and keeps its errors."""
    first, again = on_jax["repeated"]
    assert first == again
    assert on_jax["accuracy"] > 0.15
    assert on_jax["errors"] == round((1 - on_jax["accuracy"]) * 360)


def test_the_environment_names_the_versions_of_jax(on_jax):
    """And none of TensorFlow, which had no part in it."""
    here = on_jax["environment"]
    assert (here["backend"], here["xla"]) == ("jax", True)
    assert {"jax", "jaxlib", "keras", "numpy"} <= set(here)
    assert "tensorflow" not in here
    assert "unknown" not in here.values()


def test_without_jax_one_line_says_what_to_do(monkeypatch):
    """Before anything is loaded."""
    monkeypatch.setattr("dropout_lab.engines.registry.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"engine=jax: JAX is not installed; pip install jax "):
        load_engine(engine_choice(name="jax"))
