"""Paired means paired (law 2): engines that start equal, see the same batches and drop the same units.

TensorFlow's losses are those that JAX's and plain fit's are held to, so the three are compared in one file.
"""

import json
import subprocess
import sys

import numpy as np
import pytest

from dropout_lab.engines import load_engine
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice
from tests.engines.on_jax import BY_STEP, IN_FLOAT32, NOISE, OPTIMIZERS, WHOLE, lane_digests

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def single():
    """The fast engine in float32."""
    return load_engine(engine_choice())


@pytest.fixture(scope="module")
def trained(single, recipe, digits):
    """Losses of the fast engine, each training once: (precision, epochs, **recipe) -> float64 (epochs,)."""
    engines = {"float32": single, "float64": load_engine(engine_choice(precision="float64"))}
    known = {}

    def losses(precision, epochs, **parts):
        a_recipe = recipe(**parts)
        if (key := (precision, epochs, a_recipe.hash)) not in known:
            session = engines[precision].session(a_recipe, 3, digits)
            known[key] = np.array([session.train_epoch() for _ in range(epochs)])
        return known[key]

    return losses


@pytest.fixture
def by_fit(recipe, losses_of):
    """Losses of plain fit: (precision, epochs, **recipe) -> float64 (epochs,)."""

    def losses(precision, epochs, **parts):
        engine = load_engine(engine_choice(name="keras_fit", precision=precision))
        return losses_of(engine, recipe(**parts), 3, epochs=epochs)

    return losses


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


@pytest.mark.parametrize("noise", BY_STEP)
def test_jax_agrees_over_100_steps(on_jax, trained, noise):
    """The loss of each of 100 steps in float64 agrees to 1e-10."""
    ours = trained("float64", 100, batch_size=WHOLE, **NOISE[noise])
    assert np.ptp(ours) > 0.1
    np.testing.assert_allclose(on_jax["steps"][noise], ours, rtol=0, atol=1e-10)


@pytest.mark.parametrize(("optimizer", "noise"), OPTIMIZERS)
def test_jax_agrees_with_every_optimizer_and_partial_batches(on_jax, trained, optimizer, noise):
    """Nine epochs of eleven whole batches and a partial one, 108 steps, with dropout as without: order, masks
    and counts of calls agree.
    """
    ours = trained("float64", 9, optimizer=optimizer, **NOISE[noise])
    np.testing.assert_allclose(on_jax["epochs"][f"{optimizer}, {noise}"], ours, rtol=0, atol=1e-10)


@pytest.mark.parametrize(("optimizer", "noise"), OPTIMIZERS)
def test_fit_agrees_with_every_optimizer_and_partial_batches(trained, by_fit, optimizer, noise):
    """Nine epochs of eleven whole batches and a partial one, 108 steps, by Keras's own loop."""
    epochs = {"epochs": 9, "optimizer": optimizer, **NOISE[noise]}
    np.testing.assert_allclose(trained("float64", **epochs), by_fit("float64", **epochs), rtol=0, atol=1e-10)


@pytest.mark.parametrize("noise", IN_FLOAT32)
def test_float32_agrees_on_the_first_step(on_jax, trained, by_fit, noise):
    """To 1e-6 on the three engines; later rounding grows."""
    step = {"epochs": 1, "batch_size": WHOLE, **NOISE[noise]}
    (ours,) = trained("float32", **step)
    assert on_jax["first"][noise] == pytest.approx(ours, abs=1e-6)
    np.testing.assert_allclose(by_fit("float32", **step), [ours], rtol=0, atol=1e-6)


def test_both_engines_draw_the_same_masks(on_jax):
    """Bit for bit, at the first and last seeds, sites and calls, whole words and cut ones (law 2)."""
    assert on_jax["lanes"] == lane_digests()


def test_one_function_measures_on_the_device_too(on_jax):
    """What has no form of its own there is the same function, called with `jax.numpy`."""
    assert set(on_jax["measured"]) == {"top2", "nll", "ece", "brier"}
    for name, (device, numpy) in on_jax["measured"].items():
        assert device == pytest.approx(numpy, abs=1e-6), name


def test_float32_agrees_on_one_step_from_a_state_copied_across(on_jax, state, single, recipe, digits):
    """Weights, rates, counters and slots of five steps on JAX, put into TensorFlow's model by name."""
    session = single.session(recipe(batch_size=WHOLE, **NOISE["dropout"]), 3, digits)
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


def test_every_seed_trains_by_keras_dropout_on_jax(on_jax):
    """Mask seeds fill 32 bits, and Keras's seeds on JAX are unsigned: those of 2^31 and more train too."""
    found = on_jax["by_keras"]
    assert min(found["seeds"]) < 2**31 <= max(found["seeds"])
    assert np.isfinite(found["stacked"]).all()
    assert len(set(found["stacked"])) == len(found["seeds"])
    assert found["alone"] == found["stacked"][2:3]


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


def test_fit_repeats_after_other_runs(single, recipe, outcome_of):
    """By Keras's own shuffle, which its order seed alone decides: the same bits after runs of other seeds and
    engines, others under another seed.
    """
    choice = engine_choice(name="keras_fit", shuffle="keras")
    thirds = recipe(rate=0.2, batch_size=WHOLE // 3)
    first, other = (outcome_of(load_engine(choice), thirds, seed) for seed in (0, 1))
    outcome_of(single, recipe(batch_size=WHOLE, **NOISE["dropout"]), 4)
    again = outcome_of(load_engine(choice), thirds, 0)
    assert first.weights_sha256 == again.weights_sha256 != other.weights_sha256
