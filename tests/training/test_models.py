"""Recipe -> model: what stands in it, and how it goes back to a run's first state."""

import hashlib
import random
from typing import Literal

import numpy as np
import pytest

from dropout_lab.dropout import Rated, Weight
from dropout_lab.engines import load_engine
from dropout_lab.errors import ConfigError
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe, engine_choice
from tests.recipes import dense_layers, make_recipe
from tests.zoo import whole_zoo

load_engine(engine_choice())

import keras  # noqa: E402 - the backend and its threads are settled first

from dropout_lab.training import models, optimizers  # noqa: E402 - import Keras

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")


def recipe(dropout=None, hidden_units=(6, 5), optimizer=None, batch_size=32, **model):
    """A recipe on digits."""
    return Recipe.parse(
        {
            "dataset": {"name": "digits"},
            "model": {"hidden_units": list(hidden_units), **model},
            "dropout": dropout or {"name": "none"},
            "optimizer": optimizer or {"name": "rmsprop"},
            "training": {"batch_size": batch_size},
        }
    )


def standard(rate=0.2, **more):
    """A dropout."""
    return {"name": "standard", "rate": rate, **more}


def streams(seed=0):
    """The streams of a seed."""
    return Streams(init=seed, order=seed, mask=seed)


def test_noise_stands_at_the_sites_with_a_rate():
    """The input is site 0, the hidden layers follow; a site with rate 0 has no noise."""
    assert models.Net(recipe(standard(input_rate=0.1))).noise.sites == (0, 1, 2)
    assert models.Net(recipe(standard(rate=[0, 0.3]))).noise.sites == (2,)
    assert models.Net(recipe(hidden_units=())).noise.sites == ()


def test_rates_over_depth_are_those_of_the_dropout():
    """What a dropout gives over depth is what its sites have; the recipe keeps its one rate."""
    with whole_zoo():
        sloped = recipe({"name": "sloped", "rate": 0.4})
        net = models.Net(sloped)
        models.reset_model(net, sloped, streams())
    assert [int(net.noise.at(site).rate.threshold) for site in (1, 2)] == [13107, 26214]
    assert sloped.dropout.rate == (0.4, 0.4)


def test_weights_stand_in_order():
    """Kernels and biases come from the input to the output, and nothing else is trained."""
    shapes = [tuple(v.shape) for v in models.Net(recipe(standard(input_rate=0.1))).trainable_variables]
    assert shapes == [(64, 6), (6,), (6, 5), (5,), (5, 10), (10,)]


def test_selu_units_start_normal():
    """Hidden layers have the activation that the recipe names, and the weights that belong to it."""
    a_recipe = recipe(activation="selu")
    model = models.Net(a_recipe, "float64")
    models.reset_model(model, a_recipe, streams())
    assert [layer.activation.__name__ for layer in model.dense] == ["selu", "selu", "linear"]
    drawn = streams().initial_weights(dense_layers(6, 5, activation="selu"))
    np.testing.assert_array_equal(models.weights_of(model)[0], drawn[0])


def test_passes_of_inference_are_averaged_as_probabilities():
    """Masksembles give the mean of their masks' softmax; logits are its logarithm."""
    a_recipe = recipe({"name": "masksembles", "masks": 3})
    model = models.Net(a_recipe, "float64")
    models.reset_model(model, a_recipe, streams())
    pixels = np.random.default_rng(0).integers(0, 256, (7, 64)).astype(np.uint8)
    each = [keras.ops.softmax(model._inferred(pixels, number, model.noise)) for number in range(3)]
    assert np.ptp(np.array(each), axis=0).max() > 0.01
    found = keras.ops.convert_to_numpy(keras.ops.softmax(model(pixels, training=False)))
    np.testing.assert_allclose(found, np.mean(each, axis=0), atol=1e-12)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_model_computes_what_it_says(precision):
    """Bytes / 255, dense relu twice, dense: the same by NumPy, in the model's dtype, no softmax."""
    a_recipe = recipe(standard())
    model = models.Net(a_recipe, precision)
    models.reset_model(model, a_recipe, streams())
    pixels = np.random.default_rng(0).integers(0, 256, (7, 64)).astype(np.uint8)
    w1, b1, w2, b2, w3, b3 = streams().initial_weights(dense_layers(6, 5))
    hidden = np.maximum(np.maximum(pixels / 255 @ w1 + b1, 0) @ w2 + b2, 0)
    logits = keras.ops.convert_to_numpy(model(pixels, training=False))
    assert logits.dtype == precision
    tolerance = {"float32": 1e-5, "float64": 1e-12}[precision]
    np.testing.assert_allclose(logits, hidden @ w3 + b3, atol=tolerance, rtol=tolerance)


def test_a_reset_brings_the_first_state_back():
    """After steps under another recipe and seed, weights, slots, rate and counters are as new."""
    first, second = recipe(standard(0.5)), recipe(standard(0.2))
    model, optimizer = models.Net(first), optimizers.build_optimizer(first)
    optimizer.build(model.trainable_variables)
    models.reset_model(model, first, streams(1))
    optimizer.apply([keras.ops.ones_like(v) for v in model.trainable_variables], model.trainable_variables)
    model(np.ones((4, 64), np.uint8), training=True)
    models.reset_model(model, second, streams(2))
    optimizers.reset_optimizer(optimizer, second)
    for found, wanted in zip(
        models.weights_of(model), streams(2).initial_weights(dense_layers(6, 5)), strict=True
    ):
        np.testing.assert_array_equal(found, wanted.astype(np.float32))
    assert (int(model.noise.mask_seed), int(model.noise.calls)) == (streams(2).mask_seed, 0)
    assert [int(model.noise.at(site).rate.threshold) for site in (1, 2)] == [13107, 13107]
    rate = optimizer.variables.index(optimizer._learning_rate)
    assert not any(np.any(v.numpy()) for i, v in enumerate(optimizer.variables) if i != rate)
    assert float(optimizer.learning_rate) == pytest.approx(0.001)


def test_building_draws_from_no_global_generator():
    """A model leaves Python's, NumPy's and Keras's generators where they were."""

    def state():
        return random.getstate(), hashlib.sha256(np.random.get_state()[1]).hexdigest()  # noqa: NPY002 - read only

    keras.utils.set_random_seed(1)
    wanted = keras.ops.convert_to_numpy(keras.random.normal((3,)))
    keras.utils.set_random_seed(1)
    before = state()
    a_recipe = recipe(standard())
    models.reset_model(models.Net(a_recipe), a_recipe, streams())
    assert state() == before
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(keras.random.normal((3,))), wanted)


class Starting(Rated):
    """A weight that starts at the rate, as learned rates do."""

    name: Literal["starting"]

    def weights(self, widths, at):
        return {"start": Weight((), self.site_rates[at])}


class Restless(Starting):
    """A learning rate that depends on the rate, which is state."""

    def weights(self, widths, at):
        return {"start": Weight((), 0.0, learning_rate=1 + self.site_rates[at])}


class Between(Rated):
    """A weight between its site and both layers beside it."""

    name: Literal["between"]

    def weights(self, widths, at):
        return {"between": Weight(widths)}


def test_a_weight_may_span_the_layers_beside_its_site():
    """Widths are those of the net: inputs before a hidden layer, its units, and what comes after."""
    parts = recipe().model_copy(update={"dropout": Between(name="between", rate=(0.2, 0.2), input_rate=0.1)})
    own = models.Net(parts).noise.trainable_variables
    assert [variable.shape for variable in own] == [(0, 64, 6), (64, 6, 5), (6, 5, 10)]


def own(kind, rate):
    """A recipe with a dropout of the tests' own."""
    return recipe().model_copy(update={"dropout": kind(name="starting", rate=(rate, rate))})


def test_own_weights_start_as_the_run_has_them():
    """A program that another rate built starts a run's own weights at its own rate (law 10)."""
    net = models.Net(own(Starting, 0.5))
    models.reset_model(net, own(Starting, 0.25), streams())
    assert [float(variable) for variable in net.trainable_variables[6:]] == [0.25, 0.25]


def test_what_a_program_is_built_for_cannot_be_state():
    """A learning rate of a weight's own is compiled in: one that moves with the rate is refused."""
    net = models.Net(own(Restless, 0.5))
    with pytest.raises(ConfigError, match=r"depend on a field that is State\(\); leave the mark out"):
        models.reset_model(net, own(Restless, 0.25), streams())


def test_a_net_has_the_rate_of_every_step():
    """Thresholds of all steps are state of the program: the factor times the rate, rounded to 1/65536."""
    moving = {"dropout.rate": {"name": "curriculum", "gamma": 0.01}}
    scheduled = make_recipe(dropout=standard(input_rate=0.1), schedule=moving)
    values = {variable.name: value for variable, value in models.Net(scheduled).first(scheduled, streams())}
    steps = np.arange(scheduled.steps_an_epoch * scheduled.training.epochs)
    expected = np.rint(65536 * 0.2 * -np.expm1(-0.01 * steps))
    np.testing.assert_array_equal(values["dropout_rate"], np.stack([expected, expected], axis=1))
    assert values["dropout_input_rate"] == 6554


def test_after_the_last_step_a_schedule_stays_where_it_ended():
    """Classic dropout scales by its rate at inference, which follows the last step, too."""
    moved = {"dropout.rate": {"name": "piecewise", "factors": [0.5, 1.0], "starts": [0, 1]}}
    a_recipe = make_recipe(dropout={"name": "classic", "rate": 0.5}, schedule=moved)
    model = models.Net(a_recipe, "float64")
    models.reset_model(model, a_recipe, streams())
    steps = a_recipe.steps_an_epoch * a_recipe.training.epochs
    thresholds = []
    for calls in (0, steps - 1, steps):
        model.noise.calls.assign(calls)
        thresholds.append(int(model.noise.at(1).rate.threshold))
    assert thresholds == [16384, 32768, 32768]
