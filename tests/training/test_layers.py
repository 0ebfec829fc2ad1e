"""Every dropout as a Keras layer of its own name: Keras's recipe for layers, over the whole registry.

It runs on the backend of its process; test_layer.py runs it on JAX and, where that is installed, on PyTorch.
"""

import json
import os
import re

import numpy as np
import pytest

from dropout_lab.dropout import LAYERS, Widths
from dropout_lab.engines import load_engine
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice
from tests.zoo import whole_zoo

BACKEND = os.environ["KERAS_BACKEND"]
if BACKEND != "torch":  # which trains no run of ours
    load_engine(engine_choice(name=BACKEND))

import keras  # noqa: E402 - the backend and its threads are settled first
from keras.src.testing import TestCase  # noqa: E402 - Keras's own recipe

from dropout_lab import layers  # noqa: E402 - imports Keras
from dropout_lab.training.dense import NoisyProduct, NoisyUnits  # noqa: E402 - imports Keras
from dropout_lab.training.layer import DropoutLayer, NoisyData, NoisyExamples  # noqa: E402 - imports Keras
from dropout_lab.training.lone import says  # noqa: E402 - imports Keras
from dropout_lab.training.named import base_of, layer_class, refusal  # noqa: E402 - imports Keras

NEEDED = {"units": 3, "rate": 0.5, "n_train": 100}
"""Values of the arguments that some class must be given."""

with whole_zoo():
    KINDS = {name: LAYERS.get(name) for name in LAYERS.names()}
    LAYER = {name: layer_class(name) for name in KINDS}


def shape_of(name):
    """The shape of an example that a layer takes: of data an image's."""
    return (8, 8) if base_of(KINDS[name]) in (NoisyData, NoisyExamples) else (6,)


EVERY = sorted(set(KINDS) - {"none"})
REFUSED = [name for name in EVERY if refusal(KINDS[name])]
USABLE = [name for name in EVERY if name not in {*REFUSED, "learned"}]  # whose weight has its own step
usable = pytest.mark.parametrize("name", USABLE)
ALONE = [name for name in USABLE if base_of(KINDS[name]) is DropoutLayer]


def of_all(few=("standard", "dropconnect", "shakeout", "cutout", "channels")):
    """Give a test every layer in turn: before each commit a few, which stand for the others."""
    rows = [name if name in few else pytest.param(name, marks=pytest.mark.slow) for name in USABLE]
    return pytest.mark.parametrize("name", rows)


@pytest.fixture(autouse=True)
def zoo():
    """The examples are choices while these tests run."""
    keras.utils.set_random_seed(1)  # of first weights, on which some masks hang
    with whole_zoo():
        yield


def arguments(name):
    """What a class must be given, and no more units to a group than the tests have."""
    words = LAYER[name].__signature__.parameters.values()
    few = KINDS[name].side_by_side
    return ({few: 4} if few else {}) | {
        word.name: NEEDED[word.name] for word in words if word.name in NEEDED and word.default is word.empty
    }


def made(name, seed=7, **words):
    """A layer of a dropout."""
    return LAYER[name](**{**arguments(name), "seed": seed, **words})


def batch(*shape):
    """A batch without zeros."""
    return np.random.default_rng(5).uniform(0.5, 1.5, shape or (8, 6)).astype("float32")


def batch_of(name):
    """A batch that a layer takes."""
    return batch(8, *shape_of(name))


def array(tensor):
    """A tensor as NumPy has it."""
    return np.array(keras.ops.convert_to_numpy(keras.ops.cast(tensor, "float32")))


def twins(name, **words):
    """Two layers of one seed, built for what they take, with the same weights."""
    one, two = (made(name, **words) for _ in range(2))
    for layer in (one, two):
        layer.build((None, *shape_of(name)))
    two.set_weights(one.get_weights())
    return one, two


@pytest.mark.filterwarnings("ignore:.*(shuffle=True|does not have any trainable weights)")
@of_all(few=["standard"])
def test_keras_own_recipe_for_layers(name):
    """Config, clone, symbolic, eager and compiled calls, training, masking, mixed precision."""
    given = arguments(name)
    TestCase().run_layer_test(
        LAYER[name],
        {**given, "seed": 7, "site": 2},
        input_shape=(2, 8, 8),
        call_kwargs={"training": True},
        expected_output_shape=(2, 8, given.get("units", 8)),
        expected_num_non_trainable_weights=0,
        expected_num_seed_generators=1,
        expected_num_losses=int(KINDS[name].loss is not KINDS["standard"].loss),
        supports_masking=True,
    )


@pytest.mark.parametrize("name", EVERY)
def test_a_class_bears_the_name_of_its_file(name):
    """In CamelCase, as `import` has it: whoever knows the one knows the other."""
    assert LAYER[name].__name__.lower() == name.replace("_", "")
    assert re.fullmatch(r"([A-Z][a-z]*\d?)+", LAYER[name].__name__)


def test_all_of_ours_are_had_from_one_module():
    """And are in its list; the control is Keras's own Identity."""
    ours = {LAYER[name].__name__ for name in EVERY if name in LAYERS.names()} - {
        LAYER[name].__name__ for name in KINDS if KINDS[name].__module__.startswith("dropout_lab_choice")
    }
    assert set(layers.__all__) == ours
    assert layers.Standard is LAYER["standard"]
    assert layers.Standard.__module__ == "dropout_lab.layers"
    assert "Source: Srivastava" in layers.Gaussian.__doc__  # `help` answers with the file's own words


@pytest.mark.parametrize("name", REFUSED)
def test_what_only_a_whole_net_can_train_is_refused_in_a_line(name):
    """When it is made, with the reason, which its help says too."""
    with pytest.raises(ConfigError, match=r"(has|needs) .*a layer alone cannot carry; train it by") as error:
        made(name)
    assert "\n" not in str(error.value)
    assert f"It {refusal(KINDS[name])}, which a layer alone cannot carry" in LAYER[name].__doc__


def test_a_weight_with_its_own_step_is_refused_when_it_is_built():
    """The optimizer of somebody else's model gives it none."""
    with pytest.raises(ConfigError, match="learning rate of its own"):
        made("learned").build((None, 6))


@usable
@pytest.mark.usefixtures("lanes_of_numpy")
def test_one_seed_is_one_noise_and_two_calls_differ(name):
    """Seed, site and count of calls are the key of the masks, as in a run."""
    one, two = twins(name)
    first = array(one(batch_of(name), training=True))
    np.testing.assert_array_equal(first, array(two(batch_of(name), training=True)))
    second = array(one(batch_of(name), training=True))
    assert (first != second).any() is np.bool_("two calls differ" not in KINDS[name].breaks)
    np.testing.assert_array_equal(second, array(two(batch_of(name), training=True)))


@pytest.mark.usefixtures("lanes_of_numpy")
@pytest.mark.parametrize("name", [name for name in USABLE if shape_of(name) == (6,)])
def test_rows_of_any_rank_are_rows(name):
    """(2, 4, 6) is disturbed as (8, 6) is, and keeps its first axes."""
    one, two = twins(name)
    x = batch()
    cube = array(one(x.reshape(2, 4, 6), training=True))
    assert cube.shape == (2, 4, arguments(name).get("units", 6)) == one.compute_output_shape((2, 4, 6))
    np.testing.assert_allclose(cube.reshape(8, -1), array(two(x, training=True)), rtol=1e-6)


@of_all()
@pytest.mark.usefixtures("lanes_of_numpy")
def test_inference_draws_nothing(name):
    """Without `training` two calls agree, whatever a rule of its own does."""
    layer = made(name)
    np.testing.assert_array_equal(array(layer(batch_of(name))), array(layer(batch_of(name), training=False)))


@usable
@pytest.mark.usefixtures("lanes_of_numpy")
def test_a_config_is_plain_and_makes_the_layer_again(name):
    """By the names of the arguments, in JSON."""
    layer = made(name, site=3)
    config = json.loads(json.dumps(layer.get_config()))
    assert LAYER[name].from_config(config).get_config() == layer.get_config()
    assert (config["seed"], config["site"]) == (7, 3)
    known = {*LAYER[name].__signature__.parameters, "name", "trainable", "dtype"}
    of_dense = {f"{part}_{is_}" for part in ("kernel", "bias") for is_ in ("initializer", "regularizer")}
    assert set(config) <= known | of_dense


@of_all()
@pytest.mark.usefixtures("lanes_of_numpy")
def test_half_precision_is_finite(name):
    """Noise and products are computed in float32 and rounded once."""
    layer = made(name, dtype="mixed_float16")
    y = layer(batch_of(name), training=True)
    assert keras.backend.standardize_dtype(y.dtype) == "float16"
    assert np.isfinite(array(y)).all()


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saves so
@pytest.mark.slow
def test_a_model_of_all_of_them_is_saved_and_loaded(tmp_path):
    """The same outputs, and the same noise next, after a `.keras` file."""
    shapes = sorted({shape_of(name) for name in USABLE})
    inputs = {shape: keras.Input(shape) for shape in shapes}
    model = keras.Model(list(inputs.values()), [made(name)(inputs[shape_of(name)]) for name in USABLE])
    x = [batch(8, *shape) for shape in shapes]
    model(x, training=True)
    model.save(tmp_path / "net.keras")
    loaded = keras.saving.load_model(tmp_path / "net.keras")
    for training in (False, True):
        pairs = zip(loaded(x, training=training), model(x, training=training), strict=True)
        for ours, theirs in pairs:
            np.testing.assert_array_equal(array(ours), array(theirs))


@pytest.mark.parametrize("name", ["dropconnect", "weight_drop", "fast"])
def test_a_noisy_product_is_a_dense_layer(name):
    """At rate 0 and at inference of the mean it is Keras's Dense of the same weights; it has as many."""
    dense = keras.layers.Dense(3, activation="relu", bias_initializer="ones")
    words = {"activation": "relu", "bias_initializer": "ones"}
    words |= {"inference": "mean"} if name != "weight_drop" else {}
    layer = LAYER[name](3, 0.5, **words)
    x = batch() - 1
    dense.build(x.shape)
    layer.build(x.shape)
    layer.set_weights(dense.get_weights())
    np.testing.assert_allclose(array(layer(x)), array(dense(x)), rtol=1e-5)
    assert base_of(KINDS[name]) is NoisyProduct
    assert layer.count_params() == dense.count_params() == 21


def test_the_average_of_an_activation_without_a_formula_is_refused():
    """Moments of relu and selu are known; of others the layer says so, and what would do."""
    with pytest.raises(ConfigError, match=r"activation=tanh: no formula .* or inference=mean"):
        layers.DropConnect(3, 0.5, activation="tanh")(batch())
    assert array(layers.DropConnect(3, 0.5, activation="tanh", inference="mean")(batch())).shape == (8, 3)


def test_a_kernel_is_penalized_and_a_bias_left_out():
    """As Keras's Dense takes them, by the names that it has."""
    layer = layers.WeightDrop(3, 0.5, use_bias=False, kernel_regularizer="l2")
    layer.build((None, 6))
    assert [len(layer.weights), len(layer.losses)] == [1, 1]
    assert layer.from_config(layer.get_config()).get_config() == layer.get_config()


def test_a_shared_mask_is_computed_with_kept_units_alone():
    """Both implementations have the same mask; where the count is a constant, so is the site."""
    computing, masking = (
        layers.SharedMask(3, 0.5, implementation=how, seed=1) for how in ("computing", "masking")
    )
    for layer in (computing, masking):
        layer.build((None, 6))
    masking.set_weights(computing.get_weights())
    pair = [array(layer(batch(), training=True)) for layer in (computing, masking)]
    np.testing.assert_allclose(*pair, rtol=1e-5)
    with pytest.raises(ConfigError, match="site=2: the rate of this dropout=shared_mask is a constant"):
        layers.SharedMask(3, 0.5, implementation="computing", site=2)


def test_targeted_units_are_cut_off_by_their_own_weights():
    """Noise that reads the weights before it stands in a dense layer, after its activation."""
    layer = layers.TargetedUnits(4, activation="relu", seed=1)
    layer.build((None, 6))
    kernel = np.ones((6, 4), "float32") * [0.1, 2.0, 0.2, 1.0]
    layer.set_weights([kernel, np.zeros(4)])
    found = array(layer(batch()))
    np.testing.assert_array_equal(found[:, [0, 2]], 0)
    np.testing.assert_allclose(found[:, [1, 3]], (batch() @ kernel)[:, [1, 3]], rtol=1e-5)
    assert base_of(KINDS["targeted_units"]) is NoisyUnits


@pytest.mark.usefixtures("lanes_of_numpy")
@pytest.mark.parametrize("name", [name for name in ALONE if says(KINDS[name], "moments")])
def test_noise_is_shared_along_axes(name):
    """`noise_shape` as Keras's own layers take it: 1 is shared, None is the axis's length."""
    layer = made(name, noise_shape=(None, 1, None))
    noise = array(layer(np.ones((40, 5, 6), "float32"), training=True))
    np.testing.assert_array_equal(noise, np.repeat(noise[:, :1], 5, axis=1))
    rows_differ = "examples are independent" not in KINDS[name].breaks
    assert (len(np.unique(noise[:, 0], axis=0)) > 3) is rows_differ
    np.testing.assert_array_equal(noise[:, 0], array(made(name)(np.ones((40, 6), "float32"), training=True)))


def test_a_shared_unit_is_shared_by_all():
    """(None, 1) drops whole rows, in a compiled model with an unknown number of them too."""
    model = keras.Sequential([keras.Input((6,)), Always(0.5, seed=1, noise_shape=(None, 1))])
    noise = model.predict(np.ones((32, 6), "float32"), verbose=0)
    assert set(noise.ravel()) == {0.0, 2.0}
    np.testing.assert_array_equal(noise, np.repeat(noise[:, :1], 6, axis=1))


class Always(layers.Standard):
    """Drops when it predicts too."""

    def call(self, inputs, training=None):
        """Call as while training."""
        return super().call(inputs, training=True)


def test_a_noise_shape_of_another_rank_is_refused():
    """One line, with both numbers of axes."""
    with pytest.raises(ConfigError, match=r"noise_shape=\(None, 1\): has 2 axes, and the inputs have 3"):
        layers.Standard(0.5, noise_shape=(None, 1))(np.ones((2, 3, 4)), training=True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({}, "missing a required argument: 'rate'; its arguments are rate, seed, site, noise_shape"),
        ({"rate": 0.5, "p": 0.5}, "Standard(p=0.5): no such argument; choose "),
        ({"ratee": 0.5}, "Standard(ratee=0.5): no such argument; choose "),
        ({"rate": 0.5, "input_rate": 0.1}, "input_rate=0.1"),
        ({"rate": 0.5, "source": "keras"}, "source='keras'"),
    ],
)
def test_an_argument_that_is_none_is_named(words, says):
    """One line, with those that there are, and the nearest."""
    with pytest.raises(TypeError) as error:
        layers.Standard(**words)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_arguments_of_a_dense_layer_are_accepted_by_name():
    """Those of Keras's Dense and of every layer; a misspelt one is answered with the nearest."""
    layers.DropConnect(3, 0.2, kernel_initializer="ones", name="noisy", trainable=False, dtype="float32")
    with pytest.raises(TypeError, match=r"activaton='relu'.*nearest: activation"):
        layers.DropConnect(3, 0.2, activaton="relu")


@pytest.mark.parametrize(("name", "key"), [("Groups", "size"), ("Tiles", "tile_units")])
def test_no_more_units_fall_together_than_there_are(name, key):
    """One line when the layer is built, as a recipe has it; as many as there are are accepted."""
    made, ones = getattr(layers, name), np.ones((4, 8), "float32")
    assert made(0.5, **{key: 8})(ones, training=True).shape == (4, 8)
    with pytest.raises(ConfigError, match=f"^{key}=9: the inputs have 8 units, .* choose at most 8$"):
        made(0.5, **{key: 9})(ones, training=True)


def test_parameters_have_the_ranges_of_a_recipe():
    """One line, with the range."""
    with pytest.raises(ConfigError, match="c=-1"):
        layers.Shakeout(3, 0.5, c=-1)
    with pytest.raises(ConfigError, match="0 <= rate < 1"):
        layers.Gaussian(1.0)


def test_noise_on_data_takes_images_as_they_are():
    """A square of each image is cut out while training; what fits no image is a line when it is built."""
    layer = layers.Cutout(side=4, seed=1)
    images = np.ones((5, 8, 8, 3), "float32")
    cut = array(layer(images, training=True))
    assert cut.shape == images.shape
    assert set(np.unique(cut)) == {0.0, 1.0}
    np.testing.assert_array_equal(cut[..., 0], cut[..., 2])
    assert (((cut[..., 0] == 0).sum(axis=(1, 2)) >= 1) & ((cut[..., 0] == 0).sum(axis=(1, 2)) <= 16)).all()
    np.testing.assert_array_equal(array(layer(images)), images)
    with pytest.raises(ConfigError, match="side=9"):
        layers.Cutout(side=9).build((None, 8, 8))
    with pytest.raises(ConfigError, match="give all of it"):
        layers.Cutout(side=2).build((None, None, 8))


def test_noise_on_whole_examples_has_a_mask_for_each():
    """A channel is dropped at all positions, as Keras's SpatialDropout does; a branch for a whole example."""
    x = np.ones((20, 4, 4, 8), "float32")
    channels = array(layers.Channels(0.5, seed=1)(x, training=True))
    np.testing.assert_array_equal(channels, np.broadcast_to(channels[:, :1, :1], x.shape))
    assert len(np.unique(channels[:, 0, 0], axis=0)) > 1
    branches = array(layers.DropPath(0.5, seed=1)(x, training=True)).reshape(20, -1)
    assert {tuple(set(branch)) for branch in branches} == {(0.0,), (2.0,)}
    with pytest.raises(ConfigError, match="give all of it"):
        layers.Channels(0.5).build((None, None, 4, 8))


def test_own_weights_are_counted_with_the_widths_around_them():
    """A dropout with weights of its own is asked with the layer's inputs and units."""
    asked = []
    kind = KINDS["weight_drop"]
    layer = layers.WeightDrop(3, 0.5)

    class Asking(kind):
        def weights(self, widths, at):
            asked.append((widths, at))
            return {}

    layer._dropout = Asking.model_validate(layer._dropout.model_dump())
    layer.build((None, 6))
    assert asked == [(Widths(0, 6, 3), 1)]
