"""Nets: the same function as Keras's own layers, first weights, where noise stands, sizes and cost."""

import math
from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.datasets import facts_of
from dropout_lab.dropout import masks
from dropout_lab.engines import load_engine
from dropout_lab.errors import ConfigError
from dropout_lab.models import MODELS
from dropout_lab.plan import epoch_flops, run_bytes
from dropout_lab.randomness import Streams
from dropout_lab.recipe import engine_choice
from dropout_lab.report.keras_listing import keras_listing
from tests.recipes import make_recipe

load_engine(engine_choice())

import keras  # noqa: E402 - the backend and its threads are settled first

from dropout_lab.training import models  # noqa: E402 - imports Keras

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")

NETS = {
    "mlp": {"hidden_units": [6, 5]},
    "cnn": {"name": "cnn", "channels": [3, 4], "hidden_units": [5]},
    "odd maps": {"name": "cnn", "channels": [2, 3, 2, 3], "hidden_units": []},
    "resmlp": {"name": "resmlp", "units": 6, "blocks": 2},
}
every_net = pytest.mark.parametrize("name", NETS)


def recipe(name, dropout=None):
    """A recipe on MNIST, whose 28 x 28 pixels are 3 x 3 maps, and one position, after four poolings."""
    return make_recipe(dataset={"name": "mnist"}, model=NETS[name], dropout=dropout or {"name": "none"})


def net_of(a_recipe):
    """A net in float64 with weights that are none of them 0."""
    net = models.Net(a_recipe, "float64")
    models.reset_model(net, a_recipe, Streams(init=1, order=1, mask=1))
    for layer in net.dense:
        layer.bias.assign(np.random.default_rng(2).uniform(-0.5, 0.5, layer.bias.shape))
    return net


def pixels(rows=7):
    """Random images."""
    return np.random.default_rng(0).integers(0, 256, (rows, 784)).astype(np.uint8)


@every_net
def test_a_net_is_the_function_of_its_keras_listing(name):
    """With our weights, Keras's own Dense, Conv2D, MaxPooling2D and Add give our probabilities."""
    a_recipe = recipe(name)
    net, source = net_of(a_recipe), keras_listing(a_recipe)
    scope = {"keras": keras}
    keras.config.set_dtype_policy("float64")
    try:
        lines = source[source.index("y_test)") : source.index("optimizer = ")]
        exec(lines[lines.index("\n\n") :], scope)
    finally:
        keras.config.set_dtype_policy("float32")
    own = scope["model"]
    shapes = [variable.shape for variable in own.trainable_variables]
    ours = models.weights_of(net)
    own.set_weights([weight.reshape(shape) for weight, shape in zip(ours, shapes, strict=True)])
    found = keras.ops.softmax(net(pixels(), training=False))
    np.testing.assert_allclose(found, own(pixels() / 255), atol=1e-12)


def test_convolutions_start_as_those_of_keras():
    """Glorot uniform counts the positions under a kernel on both sides: 9 inputs and 9 outputs a channel."""
    first, second, *_ = MODELS.get("cnn")(name="cnn").layers(facts_of("mnist"))
    weights = Streams(init=3, order=0, mask=0).initial_weights((first, second))
    for kernel, (inputs, outputs) in zip(weights[::2], ((1, 16), (16, 32)), strict=True):
        limit = math.sqrt(6 / (9 * inputs + 9 * outputs))
        assert kernel.shape == (9 * inputs, outputs)
        assert 0.95 * limit < np.abs(kernel).max() < limit


def test_a_net_without_its_branches_is_its_stream(monkeypatch):
    """Where every branch is dropped, only projection and logits are left: the stream itself has no noise."""
    a_recipe = recipe("resmlp", {"name": "drop_path", "rate": 0.5, "depth": "constant"})
    net = net_of(a_recipe)
    monkeypatch.setattr(masks, "lanes", lambda *words: keras.ops.zeros((7, 1), "uint32"))
    kernel, bias, *_, last, of_last = models.weights_of(net)
    stream = (pixels() / 255 @ kernel + bias) @ last + of_last
    np.testing.assert_allclose(net(pixels(), training=True), stream, atol=1e-12)
    assert np.abs(np.asarray(net(pixels(), training=False)) - stream).max() > 0.01


NOISY = {"cnn": {"name": "channels", "rate": 0.4}, "resmlp": {"name": "drop_path", "rate": 0.4}}


@pytest.mark.parametrize("name", NOISY)
def test_noise_of_a_net_is_by_example_and_off_at_inference(name):
    """What an example is changes no other's logits while training; inference has no noise at all."""
    plain, net = net_of(recipe(name)), net_of(recipe(name, NOISY[name]))
    others = pixels()
    others[2] = 255 - others[2]
    found, changed = (np.asarray(net.passes(given)[0][0]) for given in (pixels(), others))
    assert (found != changed).any()  # by call
    net.noise.calls.assign(0)
    again = np.asarray(net.passes(others)[0][0])
    np.testing.assert_array_equal(np.delete(again, 2, axis=0), np.delete(found, 2, axis=0))
    inferred = [np.asarray(each(pixels(), training=False)) for each in (plain, net)]
    np.testing.assert_array_equal(*inferred)


@every_net
def test_sites_are_as_wide_as_what_stands_there(name):
    """A dropout is told shapes and units of each site, and noise on units goes to all of them."""
    model, facts = recipe(name).model, facts_of("mnist")
    assert len(model.layouts(facts)) == model.n_hidden + 1
    rated = recipe(name, {"name": "standard", "rate": 0.2, "input_rate": 0.1})
    net = net_of(rated)
    assert net.noise.sites == tuple(range(model.n_hidden + 1))
    for site, width in enumerate(net.widths[:-1]):
        assert math.prod(net.noise.at(site).layout) == width
    assert np.isfinite(np.asarray(net(pixels(), training=True))).all()


def test_images_that_are_none_or_are_pooled_away_are_refused():
    """A convolution needs height and width; each pooling halves them."""
    net = MODELS.get("cnn")(name="cnn")
    with pytest.raises(
        ValueError, match=r"model=cnn: takes images, and .* have the shape 64; choose model=mlp"
    ):
        net.check(replace(facts_of("digits"), shape=(64,)))
    net.check(replace(facts_of("digits"), shape=(8, 8, 3)))
    with pytest.raises(ConfigError, match=r"4 poolings leave nothing of 8 x 8 pixels; give at most 3"):
        make_recipe(model={"name": "cnn", "channels": [4, 4, 4, 4]}, dropout={"name": "none"})


def test_work_and_memory_count_every_position():
    """A convolution multiplies at each pixel: 2 x (9 x 784 x 3 + 27 x 196 x 4 + 196 x 5 + 50) forward."""
    chosen = recipe("cnn")
    layers = [2 * 9 * 784 * 3, 2 * 27 * 196 * 4, 2 * 4 * 49 * 5, 2 * 5 * 10]
    wanted = 60_000 * (3 * sum(layers) - layers[0]) + 20_000 * sum(layers)
    assert epoch_flops(chosen) == wanted
    assert run_bytes(chosen, "float32") > 4 * 1_000 * (9 + 3) * 784


def test_a_stack_of_dense_layers_is_the_model_of_old_documents():
    """Without a name it is `mlp`, and no document of it has one."""
    plain = make_recipe(model={"hidden_units": [8]})
    assert plain.model.name == "mlp"
    assert plain == make_recipe(model={"name": "mlp", "hidden_units": [8]})
    assert "name" not in plain.model.model_dump()
    assert "name" not in plain.canonical()["model"]
