"""One mask for a batch, and groups of units: what stands together falls together."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from dropout_lab.dropout import LAYERS, RateNow, Site, threshold
from tests.over import over

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")


def word(value):
    """A uint32 scalar of the backend."""
    return ops.convert_to_tensor(value, "uint32")


def site(rate, seed=7, call=0):
    """A hidden site of a net; with rates that are constants it has none of its own."""
    now = None if rate is None else RateNow(word(threshold(rate)))
    return Site(number=1, mask_seed=word(seed), call=word(call), dtype="float64", rate=now)


def made(name, **parameters):
    """A dropout of ours."""
    return LAYERS.get(name)(name=name, **parameters)


def multipliers(dropout, rate, rows, units, seed=7):
    """What each unit is multiplied by, float64 of shape (rows, units)."""
    return ops.convert_to_numpy(dropout.disturb(ops.ones((rows, units), "float64"), site(rate, seed)))


@pytest.mark.parametrize(("units", "rate", "kept"), [(512, 0.5, 256), (10, 0.25, 7), (3, 0.9, 1), (7, 0, 7)])
def test_a_shared_mask_keeps_an_exact_count(units, rate, kept):
    """The same k units in each row, times n / k: variance (n - k) / k, and rate 0 is the identity."""
    found = multipliers(made("shared_mask", rate=(rate,)), rate, 6, units)
    assert (found == found[0]).all()
    assert (found[0] > 0).sum() == kept
    assert found[0].max() == pytest.approx(units / kept, rel=1e-15)
    assert found[0].var() == pytest.approx((units - kept) / kept, abs=1e-12)


def test_units_of_a_shared_mask_are_anticorrelated():
    """Of 8 units 4 are kept: two of them together with correlation -1/7, and each as often as any other."""
    dropout = made("shared_mask", rate=(0.5,))
    found = np.array([multipliers(dropout, 0.5, 1, 8, seed)[0] for seed in range(25)])
    correlation = np.corrcoef(found.T)[~np.eye(8, dtype=bool)]
    assert correlation.mean() == pytest.approx(-1 / 7, abs=0.03)
    np.testing.assert_allclose(found.mean(axis=0), 1, atol=5 / np.sqrt(25))


@pytest.mark.parametrize("rate", [0.5, 0.3])
def test_computing_with_the_kept_units_is_the_product_of_the_masked_ones(rate):
    """Both implementations have one mask, and one pre-activation to rounding."""
    masking = made("shared_mask", rate=(rate,))
    computing = made("shared_mask", rate=(rate,), implementation="computing")
    generator = np.random.default_rng(2)
    x, kernel, bias = (ops.convert_to_tensor(generator.normal(size=s)) for s in ((5, 40), (40, 3), (3,)))
    masked, few = masking.disturb(x, site(rate)), computing.disturb(x, site(None))
    np.testing.assert_array_equal(masked, few)
    whole = masking.product(masked, kernel, bias, site(rate))
    np.testing.assert_allclose(computing.product(few, kernel, bias, site(None)), whole, rtol=1e-12)


@pytest.mark.parametrize("rates", [(0.5, 0.5), (0.3, 0.0)])
def test_computing_with_the_kept_units_has_the_gradients_of_the_masked_ones(rates):
    """Of inputs, weights and biases, whether the next site drops units too or not."""
    generator = np.random.default_rng(3)
    given = [tf.constant(generator.normal(size=s)) for s in ((5, 40), (40, 30), (30,))]
    weight = tf.constant(generator.normal(size=(5, 30)))

    def found(implementation, *now):
        dropout = made("shared_mask", rate=rates, implementation=implementation)
        first, second = (replace(site(rate), number=number) for number, rate in enumerate(now, start=1))
        with tf.GradientTape() as tape:
            tape.watch(given)
            inputs, kernel, bias = given
            sums = dropout.product(dropout.disturb(inputs, first), kernel, bias, first)
            loss = tf.reduce_sum(weight * (dropout.disturb(sums, second) if rates[1] else sums) ** 2)
        return [loss, *tape.gradient(loss, given)]

    for few, whole in zip(found("computing", None, None), found("masking", *rates), strict=True):
        np.testing.assert_allclose(few, whole, rtol=1e-11, atol=1e-12)


def test_rates_that_decide_shapes_are_no_state():
    """The program that multiplies k units is one for each rate; that which multiplies zeros serves all."""
    assert made("shared_mask", implementation="computing").state("rate") is None
    assert made("shared_mask").state("rate") is not None


@pytest.mark.parametrize("size", [1, 3, 5, 40])
def test_groups_fall_together(size):
    """Units of a group have one multiplier, groups independent ones; the last may be smaller."""
    found = multipliers(made("groups", rate=(0.5,), size=size), 0.5, 300, 20)
    groups = [found[:, start : start + size] for start in range(0, 20, size)]
    assert all((group == group[:, :1]).all() for group in groups)
    heads = np.array([group[:, 0] for group in groups])
    apart = np.corrcoef(heads)[~np.eye(len(heads), dtype=bool)] if len(heads) > 1 else np.zeros(1)
    assert np.abs(apart).max() < 5 / np.sqrt(300)
    assert set(np.unique(found)) == {0.0, 2.0}


@over(("rows", "units"), [(1, 1), (2, 3), (4, 5), (8, 4), (128, 128)])
def test_tiles_fall_together(rows, units):
    """Rows and units of a tile have one multiplier, tiles independent ones; the last may be smaller."""
    dropout = made("tiles", rate=(0.5,), tile_rows=rows, tile_units=units)
    found = multipliers(dropout, 0.5, 402, 22)
    heads = found[::rows, ::units]
    whole = np.repeat(np.repeat(heads, rows, axis=0), units, axis=1)[:402, :22]
    np.testing.assert_array_equal(found, whole)
    assert set(np.unique(found)) <= {0.0, 2.0}
    assert abs(heads.mean() - 1) < 5 / np.sqrt(heads.size)
    for one, next_one in ((heads[:-1], heads[1:]), (heads[:, :-1], heads[:, 1:])):
        apart = (one - 1) * (next_one - 1)
        assert apart.size < 2 or abs(apart.mean()) < 5 / np.sqrt(apart.size)
