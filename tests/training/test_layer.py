"""A dropout of ours in a Keras model of one's own: what peers' tests ask.

The file runs on whichever backend the process has; its last test runs it all on others.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import dropout_lab
from dropout_lab.dropout import LAYERS, masks, threshold
from dropout_lab.engines import load_engine
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import engine_choice
from tests.over import over
from tests.zoo import whole_zoo

BACKEND = os.environ["KERAS_BACKEND"]
if BACKEND != "torch":  # which trains no run of ours
    load_engine(engine_choice(name=BACKEND))

import keras  # noqa: E402 - the backend and its threads are settled first
from keras.src.testing import TestCase  # noqa: E402 - Keras's own recipe

from dropout_lab.training.keras_dropout import KerasDropout  # noqa: E402 - imports Keras
from dropout_lab.training.layer import DropoutLayer  # noqa: E402 - imports Keras

GAINED = '''"""A gain for each unit, as a test of own weights in a layer alone."""

from typing import Literal

from dropout_lab.dropout import Rated, Weight
from dropout_lab.keras_ops import ops


class Gained(Rated):
    """Scales by a gain."""

    name: Literal["gained"]

    def weights(self, widths, at):
        return {"gain": Weight((widths.units,), lambda draw: draw.uniform(1.1, 1.3, widths.units))}

    def disturb(self, inputs, at):
        return ops.multiply(inputs, at.weights["gain"])

    infer = disturb
'''


@pytest.fixture(autouse=True)
def zoo():
    """The examples are choices while these tests run."""
    with whole_zoo():
        yield


@pytest.fixture
def gained(tmp_path):
    """A dropout with weights of its own, in the registry."""
    (tmp_path / "gained.py").write_text(GAINED, encoding="utf-8")
    with LAYERS.including(tmp_path):
        yield "gained"


def ones(*shape, dtype="float32"):
    """A batch of ones."""
    return np.ones(shape, dtype)


def noisy(layer, x=None):
    """What a layer makes of a batch while training, as NumPy has it."""
    return array(layer(ones(8, 6) if x is None else x, training=True))


def array(tensor):
    """A tensor as NumPy has it."""
    return np.array(keras.ops.convert_to_numpy(keras.ops.cast(tensor, "float32")))


def nets(layer_of):
    """Models that hold a layer: Sequential, Functional, two inputs, TimeDistributed."""
    a, b = keras.Input((6,)), keras.Input((6,))
    shared = layer_of(1)
    return {
        "sequential": keras.Sequential([keras.Input((6,)), layer_of(1), keras.layers.Dense(3), layer_of(2)]),
        "functional": keras.Model(a, keras.layers.Dense(2)(layer_of(1)(a))),
        "two inputs": keras.Model([a, b], keras.layers.Add()([shared(a), shared(b)])),
        "over time": keras.Sequential([keras.Input((3, 6)), keras.layers.TimeDistributed(layer_of(1))]),
    }


def inputs_of(model):
    """A batch for a model."""
    drawn = np.random.default_rng(3).normal(size=(4, *model.inputs[0].shape[1:])).astype("float32")
    return drawn if len(model.inputs) == 1 else [drawn] * len(model.inputs)


@pytest.mark.filterwarnings("ignore:.*shuffle=True")
@pytest.mark.slow
def test_own_weights_pass_the_recipe_too(gained):
    """Units have weights of their own, trained by Keras and drawn from the layer's seed."""
    TestCase().run_layer_test(
        DropoutLayer,
        {"dropout": gained, "seed": 7},
        input_shape=(2, 3, 4),
        expected_output_shape=(2, 3, 4),
        expected_num_trainable_weights=1,
        expected_num_seed_generators=1,
        expected_num_losses=0,
    )
    one, other = (DropoutLayer(gained, seed=seed) for seed in (7, 8))
    assert (array(one(ones(2, 3))) != array(other(ones(2, 3)))).all()
    with pytest.raises(ConfigError, match="last axis is unknown; give it"):
        DropoutLayer(gained).build((None, None))


def test_it_is_had_from_the_package():
    """As `dropout_lab.DropoutLayer`, which alone loads Keras; the stub types it."""
    assert dropout_lab.DropoutLayer is DropoutLayer
    assert " as DropoutLayer\n" in Path(dropout_lab.__file__).with_suffix(".pyi").read_text()


def test_the_masks_are_those_of_a_run():
    """Seed, site and count of calls are the key: the same bits as in a net of the harness (law 2)."""
    layer = DropoutLayer(rate=0.3, seed=2**32 - 1, site=2)
    for call in range(2):
        words = (keras.ops.convert_to_tensor(word, dtype="uint32") for word in (2**32 - 1, call))
        seed, counted = words
        kept = np.asarray(masks.lanes(seed, 2, counted, 8, 6)) >= threshold(0.3)
        np.testing.assert_array_equal(noisy(layer) != 0, kept)


@pytest.mark.parametrize("shape", [(4, 5, 6), (2, 3, 4, 6)])
def test_each_unit_of_each_row_has_a_mask_of_its_own(shape):
    """Inputs of rank 3 and 4 are rows of units: no mask is shared by broadcasting."""
    dropped = noisy(DropoutLayer(rate=0.5, seed=1), ones(*shape)).reshape(-1, 6)
    assert len(np.unique(dropped, axis=0)) > len(dropped) / 2
    np.testing.assert_array_equal(dropped, noisy(DropoutLayer(rate=0.5, seed=1), ones(len(dropped), 6)))


@pytest.mark.usefixtures("lanes_of_numpy")
@pytest.mark.parametrize(
    "dtype", ["float16", "bfloat16", "mixed_float16", *(["float64"] if BACKEND == "tensorflow" else [])]
)
def test_half_precision_is_finite(dtype):
    """65536 is infinite in float16: noise is computed in float32, then rounded once."""
    for name in ("standard", "additive", "classic", "penalized"):
        assert np.isfinite(noisy(DropoutLayer(name, seed=1, dtype=dtype))).all(), name
    kept = noisy(DropoutLayer(rate=0.2, seed=1, dtype=dtype))
    assert kept.max() == pytest.approx(65536 / 52429, rel={"bfloat16": 4e-3}.get(dtype, 5e-4))


@pytest.mark.parametrize("training", [None, False])
def test_inference_is_the_identity_and_counts_nothing(training):
    """Whoever asks for nothing gets the inputs back, and the next masks stay what they were."""
    layer, again = (DropoutLayer(rate=0.5, seed=1) for _ in range(2))
    np.testing.assert_array_equal(layer(ones(8, 6), training=training), ones(8, 6))
    np.testing.assert_array_equal(noisy(layer), noisy(again))


@pytest.mark.filterwarnings("ignore:.*does not have any trainable weights")
@pytest.mark.slow
def test_a_trace_counts_no_call_and_keeps_nothing():
    """What is compiled counts when it runs; the layer holds no tensor of a trace (keras#17548)."""
    layer, eager = (DropoutLayer(rate=0.5, seed=1) for _ in range(2))
    model = keras.Sequential([keras.Input((6,)), layer])
    model.compile("sgd", "mse")
    before = set(vars(layer))
    model.fit(ones(8, 6), ones(8, 6), epochs=3, verbose=0)
    assert set(vars(layer)) == before
    assert np.asarray(layer.seed_generator.state.value).tolist() == [1, 3]
    for _ in range(3):
        eager(ones(8, 6), training=True)
    np.testing.assert_array_equal(noisy(layer), noisy(eager))


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saves Dense so
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sequential", "functional", "two inputs", "over time"])
def test_a_model_is_saved_loaded_and_cloned(kind, tmp_path):
    """The same outputs after `load_model`, the same noise next, the same config from `clone_model`."""
    model = nets(lambda site: DropoutLayer(rate=0.5, seed=5, site=site))[kind]
    x = inputs_of(model)
    model(x, training=True)
    model.save(tmp_path / "net.keras")
    loaded, cloned = keras.saving.load_model(tmp_path / "net.keras"), keras.models.clone_model(model)
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))
    np.testing.assert_array_equal(array(loaded(x, training=True)), array(model(x, training=True)))
    ours = [
        [part.get_config() for part in one.layers if isinstance(part, DropoutLayer)]
        for one in (cloned, model)
    ]
    assert ours[0] == ours[1]
    model.summary(print_fn=lambda _text: None)


@pytest.mark.slow
def test_a_seed_that_nobody_gave_is_drawn_once(tmp_path):
    """From Keras's seed, other from layer to layer; a loaded model goes on where it was (keras#19796)."""
    keras.utils.set_random_seed(3)
    one, two = DropoutLayer(rate=0.5), DropoutLayer(rate=0.5)
    keras.utils.set_random_seed(3)
    again = DropoutLayer(rate=0.5)
    assert one.get_config()["seed"] is None
    first = noisy(one)
    assert (noisy(two) != first).any()
    np.testing.assert_array_equal(noisy(again), first)
    model = keras.Sequential([keras.Input((6,)), one])
    model.save(tmp_path / "net.keras")
    np.testing.assert_array_equal(
        keras.saving.load_model(tmp_path / "net.keras")(ones(8, 6), training=True), noisy(one)
    )


@pytest.mark.skipif(BACKEND != "tensorflow", reason="others trace known shapes alone")
@pytest.mark.slow
def test_unknown_units_are_counted_when_they_come():
    """A function that is traced with None for rows and units drops as the eager layer does."""
    import tensorflow as tf

    layer, eager = (DropoutLayer(rate=0.5, seed=1) for _ in range(2))
    traced = tf.function(
        lambda x: layer(x, training=True), input_signature=[tf.TensorSpec((None, None, None))]
    )
    np.testing.assert_array_equal(traced(ones(2, 4, 7)), noisy(eager, ones(2, 4, 7)))
    assert layer(keras.Input((None, None))).shape == (None, None, None)


@pytest.mark.slow
def test_noise_at_test_time_as_others_write_it():
    """Monte-Carlo dropout by a subclass that always trains: `predict` gives other noise each time."""

    class Always(DropoutLayer):
        def call(self, inputs, training=None):
            return super().call(inputs, training=True)

    model = keras.Sequential([keras.Input((6,)), Always(rate=0.5, seed=1)])
    first, second = (model.predict(ones(8, 6), verbose=0) for _ in range(2))
    np.testing.assert_array_equal(first, noisy(DropoutLayer(rate=0.5, seed=1)))
    assert (first != second).any()


def test_a_mask_of_time_steps_goes_through():
    """Steps that `Masking` leaves out stay left out behind the layer."""
    x = ones(2, 3, 4)
    x[:, 1] = 0
    masked = DropoutLayer(rate=0.5, seed=1)(keras.layers.Masking()(x), training=True)
    np.testing.assert_array_equal(masked._keras_mask, [[True, False, True]] * 2)


@over(
    ("words", "says"),
    [
        ({"dropout": "standart"}, "nearest: standard"),
        ({"dropout": None}, "no such dropout"),
        (
            {"dropout": "os:system"},
            r"no such dropout of ours; .* run dropout\.layer=module:Class \(docs/own-layer",
        ),
        ({"dropout": type("Mine", (), {})}, r"dropout=Mine: no such dropout of ours; a class of your own"),
        ({"dropout": 0.3}, r"should be the name of a dropout; write DropoutLayer\(rate=0\.3\)"),
        ({"rate": 1.0}, "rate=1.0: should be a rate, the fraction dropped: 0 <= rate < 1"),
        ({"rate": "0.2"}, "rate=0.2: should be a rate"),
        ({"rate": [0.2]}, "should be a rate"),
        ({"rate": float("nan")}, "should be a rate"),
        ({"rate": 1e-9}, "drops nothing or everything"),
        ({"seed": -1}, "seed=-1: should be a whole number, 0 <= seed < 4294967296"),
        ({"seed": 2**32}, "should be a whole number"),
        ({"seed": 1.5}, "should be a whole number"),
        ({"seed": True}, "should be a whole number"),
        ({"site": 2**16}, "0 <= site < 65536"),
        ({"noise_shape": 3}, "noise_shape=3: should be a tuple of numbers and None, one an axis"),
        ({"noise_shape": (None, 0)}, "noise_shape=0: should be a whole number, 1 <= noise_shape"),
        ({"dropout": "alpha", "noise_shape": (None, 1)}, "the noise of dropout=alpha is no multiplier"),
        ({"n_train": 0}, "n_train=0: should be a whole number, 1 <= n_train"),
        ({"dropout": "none", "rate": 0.2}, "dropout=none has no rate"),
        ({"parameters": {"input_rate": 0.2}}, "a layer of its own on the input"),
        ({"parameters": {"source": "keras"}}, "keras.layers.Dropout"),
        ({"parameters": {"p": 0.2}}, "no such parameter"),
    ],
)
def test_what_cannot_be_is_one_line(words, says):
    """With what was received, and what would be accepted."""
    with pytest.raises(ConfigError, match=says) as refused:
        DropoutLayer(**words)
    assert "\n" not in str(refused.value)


def test_numbers_of_numpy_are_numbers():
    """As a loop over `np.linspace` gives them; a saved config holds plain ones."""
    config = DropoutLayer(rate=np.float32(0.25), seed=np.int64(3)).get_config()
    assert (config["rate"], config["seed"]) == (0.25, 3)
    assert {type(config["rate"]), type(config["seed"])} == {float, int}


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saves Dense so
@pytest.mark.slow
def test_weights_of_a_net_with_keras_dropout_fit(tmp_path):
    """A net trained with Keras's layer gives its weights to one with ours, by file and by list."""

    def net(layer):
        return keras.Sequential([keras.Input((6,)), layer, keras.layers.Dense(3)])

    theirs, ours = net(keras.layers.Dropout(0.5)), net(DropoutLayer(rate=0.5, seed=1))
    theirs.save_weights(tmp_path / "net.weights.h5")
    ours.load_weights(tmp_path / "net.weights.h5")
    np.testing.assert_array_equal(ours.predict(ones(2, 6), verbose=0), theirs.predict(ones(2, 6), verbose=0))
    assert len(ours.get_weights()) == len(theirs.get_weights())


def test_what_only_a_run_knows_is_refused_when_it_is_read():
    """No loss is divided by a made-up number of examples."""
    at = DropoutLayer(rate=0.5, seed=1)._at(training=False)
    with pytest.raises(ConfigError, match=r"at\.n_train: not known to a layer alone"):
        _ = at.n_train


def test_a_batch_of_another_rank_is_refused_by_the_lanes():
    """A file that draws for three axes at once would share its masks: it is told to reshape."""
    at = DropoutLayer(rate=0.5, seed=1)._at(training=False)
    with pytest.raises(ValueError, match=r"x has shape \(2, 3, 4\); give \(rows, units\)"):
        at.lanes(keras.ops.ones((2, 3, 4)))


@pytest.mark.slow
def test_keras_dropout_of_a_run_is_cloned(tmp_path):
    """The control's layer keeps its site, and its seed is the run's (R12)."""
    layer = KerasDropout(0.5, 3, name="dropout_3")
    assert KerasDropout.from_config(layer.get_config()).site == 3
    model = keras.Sequential([keras.Input((6,)), layer])
    model.save(tmp_path / "net.keras")
    loaded = keras.saving.load_model(tmp_path / "net.keras")
    assert loaded.layers[0].site == keras.models.clone_model(model).layers[0].site == 3


@pytest.mark.slow
@pytest.mark.skipif(BACKEND != "tensorflow", reason="this is a process with Keras on another backend")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_all_of_it_on(backend):
    """Both files in a process of its own with Keras on JAX, or on PyTorch where it is installed; Keras's
    recipe on layers of each kind alone, as JAX trains every layer in tests/engines/test_zoo.py.
    """
    if backend == "torch" and find_spec("torch") is None:
        pytest.skip("PyTorch is not installed")
    few = "standard or gaussian or penalized or dropconnect or targeted_units"
    kinds = f"not (own_recipe or half_precision or all_of_them) or {few}"
    files = [__file__, str(Path(__file__).with_name("test_layers.py"))]
    words = ["-m", "slow or not slow", "-k", kinds, "-W", "ignore:__array:DeprecationWarning"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", *words, *files],
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
