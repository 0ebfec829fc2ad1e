"""The laws of every dropout: a new file in `layers/` is a new row of this table by itself.

A file declares in `breaks` the laws that it breaks by its definition, each with the reason, and then shows
that it does: a law declared broken and kept all the same fails here too.
"""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from dropout_lab.dropout import (
    BESIDE,
    LAYERS,
    Before,
    Dense,
    Family,
    Progress,
    RateNow,
    Site,
    Widths,
    masks,
    threshold,
)
from tests.zoo import ZOO

ROWS, UNITS = 64, 50
MANY = 8 * ROWS
"""Rows of a batch that moments are taken of."""

with LAYERS.including(ZOO / "layers"):
    KINDS = {name: LAYERS.get(name) for name in LAYERS.names()}

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")
every = pytest.mark.parametrize("name", sorted(KINDS))


def word(value, dtype="uint32"):
    """A scalar of the backend."""
    return ops.convert_to_tensor(value, dtype)


def weight_of(own, generator):
    """The first value of a weight of a dropout's own."""
    value = own.initial(generator) if callable(own.initial) else np.full(own.shape, own.initial)
    return ops.convert_to_tensor(value, "float64")


def dropout(name, rate=0.2):
    """A dropout with the parameters that its file tries the laws with, at a rate where it has one."""
    kind = KINDS[name]
    rates = {"rate": (rate,)} if "input_rate" in kind.model_fields else {}
    return kind.model_validate({"name": name, **kind.example, **rates})


def site(a_dropout, call=0, number=1, mask_seed=7, rate=0.2, dtype="float64", rows=ROWS, activation="linear"):
    """The first hidden site of a net in one training call; the layer after it has 5 units."""
    generator = np.random.default_rng(3)
    kernel, bias = (ops.convert_to_tensor(generator.normal(size=shape)) for shape in ((UNITS, 5), 5))
    dense = Dense(kernel, bias, activation)
    inputs = ops.convert_to_tensor(generator.uniform(size=(rows, 6)))
    before = Before(
        inputs, ops.convert_to_tensor(generator.normal(size=(6, UNITS))), ops.zeros(UNITS, "float64")
    )
    own = a_dropout.weights(Widths(6, UNITS, 5), number)
    return Site(
        number=number,
        mask_seed=word(mask_seed),
        call=word(call),
        dtype=dtype,
        n_train=1000,
        rate=RateNow(word(threshold(rate))) if "rate" in type(a_dropout).model_fields else None,
        weights={key: weight_of(weight, generator) for key, weight in own.items()},
        before=before,
        after=dense,
        examples=ops.arange(100, 100 + rows, dtype="int32"),
        progress=Progress(word(call, "int32"), word(10, "int32"), word(3, "int32")),
    )


def batch():
    """A batch without zeros, float64 of shape (ROWS, UNITS)."""
    return np.random.default_rng(5).uniform(0.5, 1.5, (ROWS, UNITS))


def acts(part, x, at):
    """What a dropout makes of a batch while training: of one that owns the product, the next layer's sums."""
    y = part.disturb(x, at)
    return part.product(y, at.after.kernel, at.after.bias, at) if part.overrides("product") else y


def plain(part, x=None):
    """The same without a dropout, as a NumPy array."""
    x, after = batch() if x is None else x, site(part).after
    return np.asarray(x @ after.kernel + after.bias) if part.overrides("product") else x


def disturbed(name, x=None, call=0, rate=0.2, **at):
    """What a dropout makes of a batch, as a NumPy array."""
    part = dropout(name, rate)
    given = ops.convert_to_tensor(batch() if x is None else x)
    return ops.convert_to_numpy(acts(part, given, site(part, call, rate=rate, **at)))


def keeps(name, law, holds):
    """Hold a dropout to a law, or to its declaration that it breaks it."""
    declared = KINDS[name].breaks.get(law)
    said = f"declared broken ({declared}), and kept" if declared else "broken, and not declared in `breaks`"
    assert holds is (declared is None), f"{name}: {law}: {said}"


def drawn_by(name, x, rate, calls):
    """Yield what successive calls make of a batch of MANY rows, as NumPy arrays."""
    x, part = ops.convert_to_tensor(x), dropout(name)
    first = site(part, rows=MANY, rate=rate)
    for call in range(calls):
        at = replace(first, call=word(call), progress=Progress(word(call, "int32"), *first.progress[1:]))
        yield np.asarray(acts(part, x, at))


def many(name):
    """A large batch: for products with both signs, or one draw of weights would move all rows alike."""
    if dropout(name).overrides("product"):
        return np.random.default_rng(6).normal(size=(MANY, UNITS))
    return np.tile(batch(), (MANY // ROWS, 1))


def mean_and_error(values):
    """Mean over calls, and its standard error."""
    return np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))


@every
def test_nothing_happens_at_inference(name):
    """The inputs, or the next layer's sums, come back untouched, unless a rule of its own is declared."""
    part = dropout(name)
    at = site(part, activation="relu")
    found = part.infer(ops.convert_to_tensor(batch()), at)
    if part.overrides("product"):
        found = part.infer_product(found, at.after.kernel, at.after.bias, at)
    keeps(name, "nothing happens at inference", np.array_equal(found, plain(part)))


@every
def test_nothing_happens_at_rate_0(name):
    """Rate 0 is the identity in training too, to the bit, of sums to 1e-12; no rate, no law."""
    if "rate" in KINDS[name].model_fields:
        off = np.abs(disturbed(name, rate=0.0) - plain(dropout(name))).max()
        close = off <= 1e-12 if dropout(name).overrides("product") else off == 0
        keeps(name, "nothing happens at rate 0", bool(close))


@every
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_the_mean_stays(name, rate):
    """The share of the plain output that is in the noisy one is 1, within 5 standard errors over 12 calls."""
    x = many(name)
    undisturbed = plain(dropout(name), x)
    shares = [np.vdot(y, undisturbed) for y in drawn_by(name, x, rate, calls=12)]
    mean, error = mean_and_error(np.array(shares) / np.vdot(undisturbed, undisturbed))
    keeps(name, "the mean stays", bool(abs(mean - 1) <= 5 * error + 1e-12))


@every
def test_the_variance_is_as_declared(name):
    """What a unit of 1 becomes, or the next layer's sum, varies as declared, within 5 standard errors."""
    part, x = dropout(name), many(name)
    at, owns = site(part), part.overrides("product")
    declared = part.product_moments(tf.constant(x), at.after.kernel, at) if owns else part.moments(0.2)
    if declared is None:
        keeps(name, "the variance is as declared", "the variance is as declared" not in KINDS[name].breaks)
        return
    if owns:
        mean, variance = np.asarray(declared[0] + at.after.bias), np.asarray(declared[1])
        squares = [np.mean((y - mean) ** 2 / variance) for y in drawn_by(name, x, 0.2, calls=12)]
        found, error = mean_and_error(squares)
        keeps(name, "the variance is as declared", bool(abs(found - 1) <= 5 * error))
        return
    drawn = np.concatenate([y.ravel() for y in drawn_by(name, np.ones((MANY, UNITS)), 0.2, calls=2)])
    error = np.std((drawn - drawn.mean()) ** 2) / np.sqrt(len(drawn))
    close = abs(drawn.var() - declared[1]) <= 5 * error + 1e-9
    keeps(name, "the variance is as declared", bool(close))


def gradients(part, x, at, g):
    """The noisy output, and the gradients of its product with g: by inputs, by the next layer's weights."""
    x, kernel = tf.constant(x), at.after.kernel
    with tf.GradientTape() as tape:
        tape.watch([x, kernel])
        y = acts(part, x, at)
        total = tf.reduce_sum(y * g)
    by_x, by_kernel = tape.gradient(total, [x, kernel], unconnected_gradients="zero")
    return np.asarray(y), by_x.numpy(), by_kernel.numpy()


@every
def test_gradients_pass_where_units_pass(name):
    """A unit that gives nothing gets no gradient, and the noise is linear in its inputs.

    Where the product is noisy, it is linear in inputs and in weights, once its noise is drawn.
    """
    part, x = dropout(name, 0.5), batch()
    at = site(part, rate=0.5)
    if not part.overrides("product"):
        y, gradient, _ = gradients(part, x, at, 1.0)
        linear = np.allclose(gradient * x, y, rtol=1e-9, atol=1e-12)
        keeps(name, "gradients pass where units pass", bool((gradient[y == 0] == 0).all() and linear))
        return
    g, bias = np.random.default_rng(8).normal(size=(ROWS, 5)), np.asarray(at.after.bias)
    y, by_x, by_kernel = gradients(part, x, at, g)
    found = [np.vdot(by_x, x), np.vdot(by_kernel, at.after.kernel)]
    linear = np.allclose(found, np.vdot(y - bias, g), rtol=1e-9)
    other = batch()[::-1]
    both = [disturbed(name, given, rate=0.5) for given in (other, x + other)]
    keeps(name, "gradients pass where units pass", bool(linear and np.allclose(y + both[0] - bias, both[1])))


@every
@pytest.mark.parametrize("activation", ["linear", "relu"])
def test_gradients_of_a_noisy_product_are_its_own(name, activation):
    """By inputs and by weights they are what differences say: no moment is left out of them."""
    part, x = dropout(name, 0.5), batch()
    if not part.overrides("product"):
        return
    at, draw = site(part, rate=0.5, activation=activation), np.random.default_rng(8)
    g, along_x, along = (draw.normal(size=shape) for shape in ((ROWS, 5), x.shape, (UNITS, 5)))

    def total(step):
        moved = at.after._replace(kernel=at.after.kernel + step * along)
        return np.vdot(acts(part, tf.constant(x + step * along_x), replace(at, after=moved)), g)

    _, by_x, by_kernel = gradients(part, x, at, g)
    slope = (total(1e-6) - total(-1e-6)) / 2e-6
    assert np.vdot(by_x, along_x) + np.vdot(by_kernel, along) == pytest.approx(slope, rel=1e-6)


@every
def test_weights_have_noise_of_their_own(name):
    """Where the product is noisy, and not its inputs, two units with the same weights get other sums."""
    part = dropout(name, 0.5)
    if not part.overrides("product") or part.overrides("disturb"):
        return
    at = site(part, rate=0.5)
    same = [np.repeat(np.asarray(given)[..., :1], 5, axis=-1) for given in (at.after.kernel, at.after.bias)]
    y = np.asarray(acts(part, tf.constant(batch()), replace(at, after=Dense(*map(tf.constant, same)))))
    keeps(name, "weights have noise of their own", not np.allclose(y, y[:, :1]))


@every
def test_examples_are_independent(name):
    """What one example holds changes no other's output, and equal examples have noise of their own."""
    x = batch()
    x[2] = 0.1
    changed, whole = disturbed(name, x), disturbed(name)
    same = np.array_equal(np.delete(changed, 2, axis=0), np.delete(whole, 2, axis=0))
    equal = np.tile(x[:1], (ROWS, 1))
    found = disturbed(name, equal)
    shared = np.allclose(found, found[0]) and not np.allclose(found, plain(dropout(name), equal))
    keeps(name, "examples are independent", bool(same and not shared))


@every
def test_noise_is_a_function_of_seed_site_and_call(name):
    """The same three give the same bits again."""
    np.testing.assert_array_equal(disturbed(name), disturbed(name))


@every
def test_another_seed_site_or_call_is_other_noise(name, monkeypatch):
    """Noise on activations differs by seed and site; by call too, unless a mask is declared to stay."""
    drawn, lanes = [], masks.lanes
    monkeypatch.setattr(masks, "lanes", lambda *words: drawn.append(words) or lanes(*words))
    disturbed(name)
    if not drawn:
        return  # it draws elsewhere: for a gradient, for the data
    for other in ({"number": 2}, {"mask_seed": 8}):
        assert (disturbed(name, **other) != disturbed(name)).any()
    keeps(name, "two calls differ", bool((disturbed(name, call=1) != disturbed(name)).any()))


@every
def test_a_partial_batch_gets_the_noise_of_its_rows(name):
    """Noise goes by position: fewer examples see a prefix of the whole batch's noise."""
    part = dropout(name)
    whole = site(part)
    before = Before(whole.before.inputs[:9], *whole.before[1:])
    first = replace(whole, examples=ops.arange(100, 109, dtype="int32"), before=before)
    few = acts(part, ops.convert_to_tensor(batch()[:9]), first)
    np.testing.assert_allclose(few, disturbed(name)[:9], rtol=1e-12)


@every
@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_an_impossible_rate_is_refused(name, rate):
    """A field that is a rate says its range."""
    kind = KINDS[name]
    if "input_rate" not in kind.model_fields:
        return
    with pytest.raises(ValueError, match="rate"):
        kind.model_validate({"name": name, **kind.example, "rate": (rate,)})


@every
def test_a_file_says_equation_and_source(name):
    """The docstring of a dropout's file is its page: what it computes, and who says so."""
    if name != "none":
        assert "Source:" in __import__("sys").modules[KINDS[name].__module__].__doc__


@pytest.mark.parametrize("name", [name for name in LAYERS.names() if name != "none"])
def test_a_layer_of_ours_has_a_family(name):
    """`dropout-lab list dropout` names layers in families; the control is in none."""
    assert KINDS[name].family in get_args(Family)


@every
def test_what_a_layer_needs_is_a_fact_of_its_site(name):
    """A misspelt fact would let a layer alone run without what it reads."""
    assert set(KINDS[name].needs) <= set(BESIDE)


def test_standard_dropout_scales_what_it_keeps():
    """Kept units are multiplied by exactly 65536 / (65536 - t), for rate 0.2: 65536 / 52429."""
    assert set(np.unique(disturbed("standard", np.ones((ROWS, UNITS))))) == {0.0, 65536 / 52429}


def test_a_lane_at_the_threshold_is_kept():
    """The law says lane >= t: a unit whose lane is exactly t stays, at t + 1 it goes."""
    drawn = masks.lanes(word(7), 1, word(0), ROWS, UNITS).numpy()
    for steps, stays in ((int(drawn[3, 4]), True), (int(drawn[3, 4]) + 1, False)):
        assert bool(disturbed("standard", rate=steps / 65536)[3, 4]) is stays


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_scales_by_a_rounded_number(dtype):
    """65536 is infinite in float16: the scale and the rate are made in float32, and rounded at the end."""
    part = dropout("standard")
    x = ops.ones((ROWS, UNITS), dtype)
    kept = ops.convert_to_numpy(ops.cast(part.disturb(x, site(part, dtype=dtype)), "float32"))
    assert set(np.unique(kept)) == {0.0, 1.25}
    at = RateNow(word(threshold(0.2)))
    assert float(ops.cast(at.fraction(dtype), "float32")) == pytest.approx(0.2, rel=4e-3)
