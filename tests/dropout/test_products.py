"""Numbers of the dropouts that own the next layer's product, checked by hand and by enumeration."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from dropout_lab.dropout import LAYERS, Dense, RateNow, Site, masks, products, threshold
from dropout_lab.errors import ConfigError
from dropout_lab.language import Words, said
from dropout_lab.recipe import Recipe
from tests.over import over

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")


def word(value):
    """A uint32 scalar of the backend."""
    return ops.convert_to_tensor(value, "uint32")


def site(rate=0.5, activation="relu", dtype="float64", **around):
    """A hidden site of a net, before a layer of an activation."""
    after = Dense(None, None, activation)
    now = RateNow(word(threshold(rate)))
    known = {"number": 1, "mask_seed": word(7), "call": word(0), "after": after}
    return Site(**{**known, **around}, rate=now, dtype=dtype)


def made(name, **parameters):
    """A dropout of ours."""
    return LAYERS.get(name)(name=name, **parameters)


def of(*rows):
    """A float64 tensor."""
    return tf.constant(rows, "float64")


X, W, NO_BIAS = of([1.0, 2.0]), of([0.5], [-0.5]), of(0.0)
"""Two inputs and weights, which are 1 and -1 without the scale of rate 0.5."""


def test_dropconnect_by_hand():
    """Mean -0.5, variance 1.25; the average relu is 0.239905 by those moments, and 0 by the mean."""
    dropout = made("dropconnect")
    moments = [float(moment[0, 0]) for moment in dropout.product_moments(X, W, site())]
    assert moments == pytest.approx([-0.5, 1.25], abs=1e-12)
    average = dropout.infer_product(X, W, NO_BIAS, site())
    assert float(average[0, 0]) == pytest.approx(0.239905, abs=5e-7)
    mean = made("dropconnect", inference="mean").infer_product(X, W, NO_BIAS, site())
    assert float(ops.relu(mean)[0, 0]) == 0


def test_dropconnect_by_its_four_masks(monkeypatch):
    """Over all masks of two weights: mean -0.5, variance 1.25, average relu exactly 0.25."""
    each = np.array([[0, 0], [0, 40_000], [40_000, 0], [40_000, 40_000]], np.uint32)
    monkeypatch.setattr(masks, "lanes", lambda *words: ops.convert_to_tensor(each))
    u = np.asarray(made("dropconnect_masks").product(tf.repeat(X, 4, axis=0), W, NO_BIAS, site()))
    assert (u.mean(), u.var(), np.maximum(u, 0).mean()) == (-0.5, 1.25, 0.25)


@over("dtype", ["float32", "float64"])
@over("activation", ["relu", "selu", "linear"])
def test_the_average_of_an_activation(activation, dtype):
    """Its pre-activation gives what quadrature gives, from far below to far above 0, for any spread."""
    m, s = np.meshgrid([-30, -8, -3, -1, -0.1, 0, 0.1, 1, 3, 8, 30], [1e-3, 0.1, 1, 3, 8, 30])
    given = (tf.constant(value, dtype) for value in (m, s**2))
    found = products.averaged(*given, site(activation=activation, dtype=dtype))
    act = {"relu": tf.nn.relu, "selu": tf.nn.selu, "linear": tf.identity}[activation]
    z = np.linspace(-10, 10, 20_001)
    weights = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    exact = np.asarray(act(m[..., None] + s[..., None] * z)) @ weights
    np.testing.assert_allclose(act(found), exact, rtol=1e-6, atol=2e-6)


@pytest.mark.parametrize("activation", ["relu", "selu"])
def test_the_average_of_an_activation_has_its_own_gradient(activation):
    """By mean and by variance it is what differences say: fast dropout trains through it."""
    m, s = np.meshgrid([-8.0, -1.1, -0.1, 0.2, 3], [0.1, 1, 3, 8])
    given, at, step = [tf.constant(m), tf.constant(s**2)], site(activation=activation), 1e-6
    with tf.GradientTape() as tape:
        tape.watch(given)
        average = products.averaged(*given, at)
    for place, slope in enumerate(tape.gradient(average, given)):
        moved = [[value + sign * step * (n == place) for n, value in enumerate(given)] for sign in (1, -1)]
        above, below = (np.asarray(products.averaged(*pair, at)) for pair in moved)
        np.testing.assert_allclose(slope, (above - below) / (2 * step), rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("name", ["dropconnect", "fast", "weight_noise_local"])
def test_an_example_of_zeros_has_no_noise_and_a_gradient(name):
    """Its variance is 0, whose root has no derivative: the sum is the bias, and nothing is NaN."""
    dropout, x, kernel = made(name), tf.zeros((3, 4), "float64"), tf.ones((4, 2), "float64")
    for activation in ("relu", "linear"):
        with tf.GradientTape() as tape:
            tape.watch([x, kernel])
            u = dropout.product(x, kernel, of(1.0, 2.0), site(activation=activation))
        np.testing.assert_array_equal(u, [[1, 2]] * 3)
        by_x, by_kernel = tape.gradient(u, [x, kernel])
        np.testing.assert_allclose(by_x, 2, atol=1e-12)
        np.testing.assert_array_equal(by_kernel, 0)


def test_shakeout_by_hand():
    """A weight 0.5 at rate 0.3 and c 0.1 becomes -0.1 or 0.757143: mean 0.5, variance 0.154286."""
    shakeout, dropped = made("shakeout"), np.arange(10)[:, None] < 3
    exactly = SimpleNamespace(
        kept=lambda lanes: tf.constant(~dropped), scale=lambda dtype: 1 / 0.7, odds=lambda dtype: 0.3 / 0.7
    )
    x, kernel, at = tf.ones((10, 1), "float64"), of([0.5]), replace(site(), rate=exactly)
    u = np.asarray(shakeout.product(x, kernel, NO_BIAS, at))
    np.testing.assert_allclose(u, np.where(dropped, -0.1, 0.757143), atol=5e-7)
    assert (u.mean(), u.var()) == pytest.approx((0.5, 0.154286), abs=5e-7)
    declared = [float(moment[0, 0]) for moment in shakeout.product_moments(x, kernel, at)]
    assert declared == pytest.approx([0.5, 0.154286], abs=5e-7)


def test_shakeout_of_c_0_is_standard_dropout():
    """The same lanes, and the same sums."""
    draw = np.random.default_rng(1)
    x, kernel = (tf.constant(draw.normal(size=shape)) for shape in ((30, 8), (8, 5)))
    found = made("shakeout", c=0.0).product(x, kernel, NO_BIAS, site(0.3))
    dropped = made("standard").disturb(x, site(0.3))
    np.testing.assert_array_equal(found, dropped @ kernel)


def test_targeted_weights_are_the_smallest_of_each_unit():
    """Of 5 weights into a unit the 2 smallest: dropped now and then in training, all of them at inference."""
    kernel, small = (
        of([3.0, -1], [-1, 50], [0.5, 2], [-4, 60], [2, -70]),
        [[0, 1], [1, 0], [1, 1], [0, 0], [0, 0]],
    )
    kernel, small = (np.repeat(columns, 300, axis=1) for columns in (kernel, np.array(small, bool)))
    dropout, x = made("targeted_weights", share=0.5), tf.eye(5, dtype="float64")
    np.testing.assert_array_equal(dropout.candidates(tf.constant(kernel)), small)
    inferred = dropout.infer_product(x, tf.constant(kernel), NO_BIAS, site())
    np.testing.assert_array_equal(inferred, kernel * ~small)
    found = np.asarray(dropout.product(x, tf.constant(kernel), NO_BIAS, site(0.75)))
    np.testing.assert_array_equal(found, np.where(found == 0, 0, kernel))
    assert (found != 0)[~small].all()
    assert (found != 0)[small].mean() == pytest.approx(0.25, abs=5 * np.sqrt(0.19 / small.sum()))


def test_which_weights_have_noise():
    """Targeted weights leave the output alone; weight noise is on all weights."""
    assert made("targeted_weights").at_sites(2) == (0, 1)
    assert made("weight_noise").at_sites(2) == made("weight_noise_local").at_sites(2) == (0, 1, 2)


def test_fast_dropout_averages_hidden_units_and_samples_logits():
    """Hidden units draw nothing and train as they infer; sampled throughout, it is DropConnect's normal."""
    draw = np.random.default_rng(1)
    x, kernel, bias = (tf.constant(draw.normal(size=shape)) for shape in ((30, 8), (8, 5), 5))
    given, logits = (x, kernel, bias), site(activation="linear")
    fast, sampled = made("fast"), made("fast", hidden="sampled")
    np.testing.assert_array_equal(fast.product(*given, site()), fast.infer_product(*given, site()))
    drawn = made("dropconnect").product(*given, site())
    np.testing.assert_array_equal(fast.product(*given, logits), drawn)
    np.testing.assert_array_equal(sampled.product(*given, site()), drawn)
    np.testing.assert_array_equal(fast.infer_product(*given, logits), x @ kernel + bias)


@pytest.mark.parametrize("name", ["dropconnect", "dropconnect_masks", "fast"])
def test_what_happens_at_inference_has_words(name):
    """In both languages, for each choice; nothing is said by a value's bare name."""
    for inference, english, chinese in (("moments", "average", "平均"), ("mean", "as they are", "不变")):
        phrases = made(name, rate=(0.5,), inference=inference).phrases()
        for language, part in (("en", english), ("zh", chinese)):
            text = "; ".join(said(phrase, Words(language)) for phrase in phrases)
            assert part in text
            assert "inference moments" not in text
            assert "hidden averaged" not in text


@over(
    ("dropout", "said_of_it"),
    [
        ({"name": "shakeout", "rate": 0.2, "c": -1.0}, "dropout.c=-1.0: should be a number >= 0"),
        ({"name": "weight_noise", "sigma": -0.1}, "dropout.sigma=-0.1: should be a number >= 0"),
        ({"name": "targeted_weights", "share": 1.0}, "dropout.share=1.0: should be"),
        (
            {"name": "dropconnect", "rate": 0.2, "inference": "median"},
            "dropout.inference=median: should be 'moments' or 'mean'",
        ),
        (
            {"name": "fast", "rate": 0.2, "hidden": "no"},
            "dropout.hidden=no: should be 'averaged' or 'sampled'",
        ),
        ({"name": "weight_drop", "rate": [1.0]}, "0 <= rate < 1"),
    ],
)
def test_a_bad_value_is_one_line(dropout, said_of_it):
    """It names the key, the value received and what is accepted."""
    recipe = {"dataset": {"name": "digits"}, "model": {"hidden_units": [8]}, "dropout": dropout}
    with pytest.raises(ConfigError) as error:
        Recipe.parse(recipe)
    assert said_of_it in str(error.value)
    assert "\n" not in str(error.value)
