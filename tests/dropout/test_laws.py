"""The laws of every layer: a new file in `dropout/` is a new row of this table by itself."""

import numpy as np
import pytest
import tensorflow as tf

from dropout_lab.dropout import layer_class, layer_names, masks
from dropout_lab.recipe import Dropout

ROWS, UNITS = 64, 50


def layer(name, rate=0.2, site=1, mask_seed=7, dtype="float32"):
    """A layer by its name."""
    return layer_class(Dropout(name=name))(rate=rate, site=site, mask_seed=mask_seed, dtype=dtype)


def inputs(dtype="float32"):
    """A batch without zeros, shape (ROWS, UNITS)."""
    return np.random.default_rng(5).uniform(0.5, 1.5, (ROWS, UNITS)).astype(dtype)


every_layer = pytest.mark.parametrize("name", layer_names())


def test_the_table_has_our_layers():
    """The table is not empty: standard dropout is in it, and no helper module."""
    assert "standard" in layer_names()
    assert not {"base", "masks", "registry", "keras_own", "__init__"} & set(layer_names())


@every_layer
def test_nothing_happens_at_inference(name):
    """With `training` off the inputs come back untouched, and no call is counted."""
    noise = layer(name, rate=0.5)
    np.testing.assert_array_equal(noise(inputs(), training=False), inputs())
    assert int(noise.calls) == 0


@every_layer
def test_nothing_happens_at_rate_0(name):
    """Rate 0 is the identity in training too, to the bit."""
    np.testing.assert_array_equal(layer(name, rate=0.0)(inputs(), training=True), inputs())


@every_layer
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_the_expectation_stays(name, rate):
    """Over 400 calls the mean output of the batch is its mean input, within 5 standard errors."""
    noise, x = layer(name, rate=rate, dtype="float64"), inputs("float64")
    compiled = tf.function(lambda: tf.reduce_mean(noise(x, training=True)), jit_compile=True, autograph=False)
    means = [compiled().numpy() for _ in range(400)]
    assert abs(np.mean(means) - x.mean()) < 5 * np.std(means) / np.sqrt(len(means))


@every_layer
def test_gradients_pass_only_where_units_pass(name):
    """A unit that gives nothing gets no gradient, and the noise is linear in its inputs."""
    noise, x = layer(name, rate=0.5), tf.constant(inputs())
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = noise(x, training=True)
    gradient = tape.gradient(y, x).numpy()
    assert (gradient[y.numpy() == 0] == 0).all()
    np.testing.assert_allclose(gradient * x.numpy(), y.numpy(), rtol=1e-6)


@every_layer
def test_noise_is_a_function_of_seed_site_and_call(name):
    """The same three give the same bits; another seed, site or call gives others."""
    first = layer(name)(inputs(), training=True).numpy()
    again = layer(name)
    np.testing.assert_array_equal(again(inputs(), training=True), first)
    others = [again, layer(name, site=2), layer(name, mask_seed=8)]
    for other in others:
        assert (other(inputs(), training=True).numpy() != first).any()


@every_layer
def test_reset_brings_the_first_call_back(name):
    """After a reset to rate and seed a layer is as new, whatever it did before."""
    noise = layer(name, rate=0.5, mask_seed=3)
    noise(inputs(), training=True)
    noise.reset(0.2, 7)
    np.testing.assert_array_equal(noise(inputs(), training=True), layer(name)(inputs(), training=True))


@every_layer
def test_a_partial_batch_gets_the_noise_of_its_rows(name):
    """Noise goes by position: fewer images see a prefix of the whole batch's noise."""
    whole = layer(name)(inputs(), training=True).numpy()
    np.testing.assert_array_equal(layer(name)(inputs()[:9], training=True), whole[:9])


@every_layer
def test_one_program_serves_every_rate_and_seed(name):
    """Rate and seed are state: a second run neither traces nor compiles again, and compiled is eager."""
    noise = layer(name)
    compiled = tf.function(lambda x: noise(x, training=True), jit_compile=True, autograph=False)
    for rate, seed in [(0.2, 7), (0.7, 7), (0.2, 2**32 - 1)]:
        noise.reset(rate, seed)
        got = compiled(tf.constant(inputs())).numpy()
        wanted = layer(name, rate=rate, mask_seed=seed)(inputs(), training=True).numpy()
        np.testing.assert_allclose(got, wanted, rtol=1e-6)
        np.testing.assert_array_equal(got == 0, wanted == 0)
    assert compiled.experimental_get_tracing_count() == 1


@every_layer
def test_a_layer_can_be_rebuilt_from_its_config(name):
    """Keras can copy a layer: config and noise are the same."""
    noise = layer(name, rate=0.4)
    copy = type(noise).from_config(noise.get_config())
    np.testing.assert_array_equal(copy(inputs(), training=True), noise(inputs(), training=True))


@every_layer
@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_an_impossible_rate_is_refused(name, rate):
    """The constructor names the range and the value received."""
    with pytest.raises(ValueError, match="rate must be in"):
        layer(name, rate=rate)


def test_standard_dropout_scales_what_it_keeps():
    """Kept units are multiplied by exactly 65536 / (65536 - t), for rate 0.2: 65536 / 52429."""
    y = layer("standard", dtype="float64")(np.ones((ROWS, UNITS)), training=True).numpy()
    assert set(np.unique(y)) == {0.0, 65536 / 52429}


def test_a_lane_at_the_threshold_is_kept():
    """The law says lane >= t: a unit whose lane is exactly t stays, at t + 1 it goes."""
    noise = layer("standard")
    seed, call = tf.constant(7, tf.uint32), tf.constant(0, tf.uint32)
    drawn = masks.lanes(seed, 1, call, ROWS, UNITS).numpy()
    for steps, stays in ((int(drawn[3, 4]), True), (int(drawn[3, 4]) + 1, False)):
        noise.reset(steps / 65536, 7)
        assert bool(noise.kept(inputs()).numpy()[3, 4]) is stays
