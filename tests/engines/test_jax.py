"""The JAX engine against the TensorFlow one, and a run alone against the same run in a stack."""

import json
import subprocess
import sys

import numpy as np
import pytest

from dropout_lab.engines import load_engine
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import EngineChoice
from tests.engines.on_jax import NOISE, OPTIMIZERS, WHOLE

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
        load_engine(EngineChoice(precision="float64")),
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
    ours = losses_of(load_engine(EngineChoice(precision="float64")), a_recipe, 3, epochs=9)
    np.testing.assert_allclose(on_jax["epochs"][f"{optimizer}, {noise}"], ours, rtol=0, atol=1e-10)


@pytest.mark.parametrize("noise", NOISE)
def test_float32_agrees_on_the_first_step(on_jax, recipe, losses_of, noise):
    """To 1e-6; later rounding grows."""
    (ours,) = losses_of(load_engine(EngineChoice()), recipe(batch_size=WHOLE, **NOISE[noise]), 3, epochs=1)
    assert on_jax["first"][noise] == pytest.approx(ours, abs=1e-6)


def test_float32_agrees_on_one_step_from_a_state_copied_across(on_jax, state, recipe, digits):
    """Weights, rates, counters and the optimizer's slots stand in the same order on both engines."""
    session = load_engine(EngineChoice()).session(recipe(batch_size=WHOLE, **NOISE["dropout"]), 3, digits)
    for _ in range(5):
        session.train_epoch()  # the sixth order is next
    program = session._program
    kinds = {
        "weights": program.model.trainable_variables,
        "others": program.model.non_trainable_variables,
        "slots": program.optimizer.variables,
    }
    copied = np.load(state)
    assert len(copied.files) == sum(map(len, kinds.values()))
    for kind, variables in kinds.items():
        for place, variable in enumerate(variables):
            variable.assign(copied[f"{kind}_{place}"].astype(variable.dtype))
    assert on_jax["copied"] == pytest.approx(session.train_epoch(), abs=1e-6)


def test_a_run_has_the_same_bits_at_every_place_of_a_stack(on_jax):
    """And whatever else is stacked with it: other seeds, rates, learning rates (law 1)."""
    zero, one, two, three = on_jax["in order"]
    assert on_jax["moved"] == [three, one, zero, two]
    assert (on_jax["mixed"][0], on_jax["mixed"][3]) == (zero, three)
    assert len({zero, one, two, three, *on_jax["mixed"]}) == 6


def test_a_run_alone_is_the_run_in_a_stack_but_for_rounding(on_jax):
    """In float64 the losses of each agree to 1e-10."""
    together, alone = on_jax["stacked losses"]
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-10)


def test_rates_seeds_and_learning_rates_share_a_program(on_jax):
    """Scalars are state: the float32 runs of this test have as many programs as shapes of recipes."""
    assert on_jax["programs"] == 4  # whole batches: without dropout, with, input too; batches of 128 with


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
    with pytest.raises(ConfigError, match=r"engine=jax: JAX is not installed; pip install jax"):
        load_engine(EngineChoice(name="jax"))
