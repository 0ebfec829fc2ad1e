"""Every contract of a dropout, of a regularizer and of a schedule means the same on every engine (law 2).

The examples are files of the tests' own, handed to the registries.
"""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from dropout_lab.data import load
from dropout_lab.engines import check_engine, load_engine, train
from dropout_lab.engines.compiled import program_key
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice
from tests.engines.noise_bits import noise_bits
from tests.zoo import whole_zoo
from tests.zoo.cases import CASES, CONTRACTS, EPOCHS, STEPS, case, lacks, moved

DOUBLE = engine_choice(precision="float64")
QUICKLY = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
"""Of JAX's compiler: these programs take longer to be compiled than to run."""

pytestmark = pytest.mark.timeout(900)  # the first test waits for every case on both engines
every_case = pytest.mark.parametrize("name", CASES)


@pytest.fixture(autouse=True)
def zoo():
    """The examples are choices while these tests run."""
    with whole_zoo():
        yield


@pytest.fixture(scope="module")
def asked(request):
    """The cases that some collected test is about: with ``-k gaussian`` nothing else is trained."""
    items = [
        item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")
    ]
    names = {item.callspec.params["name"] for item in items}
    return [name for name in CASES if name in names]


@pytest.fixture(scope="module")
def on_tensorflow(asked):
    """Losses of each case and of its neighbour, float64 of shape (EPOCHS,), on a program the case builds."""
    engine, losses = load_engine(DOUBLE), {}
    with whole_zoo():
        for name in asked:
            for recipe, seed in ((case(name), 3), (moved(name), 4)):
                session = engine.session(recipe, seed, load(recipe.dataset))
                epochs = [session.train_epoch() for _ in range(EPOCHS)]
                losses[name, seed] = np.array(epochs), session.logits("test"), session.weights()
    return engine, losses


@pytest.fixture(scope="module")
def on_jax(asked):
    """The facts that the process of the JAX engine says."""
    quickly = {**os.environ, "XLA_FLAGS": QUICKLY}
    words = [sys.executable, "-m", "tests.engines.zoo_on_jax", *asked]
    done = subprocess.run(words, env=quickly, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_cases_have_100_steps():
    """Five steps an epoch, with a partial batch and without."""
    assert {case(name).steps_an_epoch * EPOCHS for name in CASES} == {STEPS}
    assert {case(name).dataset.n_train % case(name).training.batch_size for name in CASES} == {0, 24, 40}


@pytest.mark.slow
@every_case
def test_tensorflow_and_jax_train_alike(on_tensorflow, on_jax, name):
    """In float64 the losses of 100 steps agree to 1e-10, of two runs of one program too."""
    for place, seed in enumerate((4, 3)):
        losses, logits, weights = on_tensorflow[1][name, seed]
        assert np.ptp(losses) > 0.05
        np.testing.assert_allclose(on_jax[name]["losses"][place], losses, rtol=0, atol=1e-10)
        assert len(weights) == on_jax[name]["weights"][place]
        test = load(case(name).dataset).test_labels
        nll = np.mean(np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(test)), test])
        assert on_jax[name]["test_nll"][place][-1] == pytest.approx(nll, abs=1e-9)


@pytest.mark.slow
@every_case
def test_a_program_that_is_shared_takes_all_state_anew(on_tensorflow, on_jax, name):
    """A run on a program that another recipe built has the losses of a program of its own (law 10).

    TensorFlow's program is built by the case and JAX's by its neighbour, so what either recipe left in a
    program would tell them apart.
    """
    assert program_key(moved(name), DOUBLE) == program_key(case(name), DOUBLE)
    (ours, *_), (others, *_) = on_tensorflow[1][name, 4], on_tensorflow[1][name, 3]
    own, foreign = on_jax[name]["losses"]
    np.testing.assert_allclose(ours, own, rtol=0, atol=1e-10)
    np.testing.assert_allclose(foreign, others, rtol=0, atol=1e-10)
    assert (ours != others).all()


@pytest.mark.slow
def test_noise_is_equal_to_the_bit(on_jax):
    """Normals and uniforms of TensorFlow are those of JAX, and of a stack those of its runs alone."""
    assert on_jax["noise"] == noise_bits()
    assert on_jax["stacked"] == [True] * 3


@pytest.mark.slow
def test_cases_share_no_program(on_tensorflow, on_jax, asked):
    """Each case is one program, for both of its runs; each contract is in its key."""
    assert on_tensorflow[0].programs_built == on_jax["programs"] == len(asked)


@every_case
def test_plain_fit_trains_what_it_can_and_refuses_the_rest(name):
    """What Keras's `fit` has no place for is one line before anything trains, never left out."""
    fit = engine_choice(name="keras_fit", precision="float64")
    if lacks(name) is None:
        check_engine(fit, case(name))
        return
    with pytest.raises(ConfigError, match=f"has {lacks(name)}, which engine=keras_fit cannot train"):
        check_engine(fit, case(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CONTRACTS if lacks(name) is None])
def test_plain_fit_trains_alike(on_tensorflow, name):
    """The textbook's way agrees to 1e-10, over the first two epochs of 5 steps."""
    recipe = case(name)
    session = load_engine(engine_choice(name="keras_fit", precision="float64")).session(
        recipe, 3, load(recipe.dataset)
    )
    losses = [session.train_epoch() for _ in range(2)]
    np.testing.assert_allclose(losses, on_tensorflow[1][name, 3][0][:2], rtol=0, atol=1e-10)


@pytest.mark.slow
def test_a_declared_loss_is_in_no_reported_nll(on_tensorflow):
    """The training loss has it; test NLL is that of the logits alone, whatever was penalized."""
    recipe = case("a loss", training={"batch_size": 64, "epochs": 1})
    heavy = recipe.model_copy(update={"dropout": recipe.dropout.model_copy(update={"strength": 300.0})})
    engine = on_tensorflow[0]
    outcome = list(train(engine, heavy, 3, load(recipe.dataset)))[-1]
    assert outcome.curves["train_loss"][0] > 2 * outcome.curves["test_nll"][0]
