"""One seed, three streams (laws 2 and 3)."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.randomness import Streams
from dropout_lab.recipe import Randomness
from tests.recipes import dense_layers

seeds = st.integers(0, 2**32 - 1)


def streams(seed=0, **frozen):
    """Streams of a seed, some of them frozen."""
    return Streams.of(seed, Randomness(**frozen))


def weights_bytes(found):
    """The initial weights as one string of bytes."""
    return b"".join(array.tobytes() for array in found.initial_weights(dense_layers(16, 12)))


READ = {
    "init": weights_bytes,
    "order": lambda found: found.epoch_order(0, 1000).tobytes() + bytes(str(found.order_seed), "ascii"),
    "mask": lambda found: found.mask_seed,
}


@given(seed=seeds)
def test_an_epoch_visits_each_image_once(seed):
    """An order is a permutation, int32."""
    order = streams(seed).epoch_order(3, 257)
    assert order.dtype == np.int32
    assert sorted(order) == list(range(257))


def test_each_epoch_has_an_order_of_its_own():
    """Twenty epochs of a seed, twenty orders: nothing is replayed."""
    assert len({streams().epoch_order(epoch, 1000).tobytes() for epoch in range(20)}) == 20


@given(seed=seeds, other=seeds)
def test_a_frozen_stream_stays_while_the_others_vary(seed, other):
    """Freezing one stream holds that one alone: the other two follow the seed."""
    for frozen in READ:
        one, two = streams(seed, **{frozen: 7}), streams(other, **{frozen: 7})
        for name, read in READ.items():
            same = name == frozen or seed == other
            assert (read(one) == read(two)) == same, (frozen, name)
            assert name == frozen or read(one) == read(streams(seed))


@given(seed=seeds)
def test_freezing_at_the_seed_changes_nothing(seed):
    """A stream frozen at the value that it would have is the same stream."""
    frozen = streams(seed, init=seed, order=seed, mask=seed)
    assert all(read(frozen) == read(streams(seed)) for read in READ.values())


def test_a_salt_moves_every_stream():
    """The control of the A/A comparison shares no stream with its twin, under any seed."""
    for read in READ.values():
        assert len({read(streams(seed, salt=salt)) for seed in range(20) for salt in range(3)}) == 60


@given(seed=seeds)
def test_a_salt_leaves_the_streams_alone_that_it_does_not_name(seed):
    """Runs that share some streams and not others: what the shares of variance are measured on."""
    for salted in READ:
        one = streams(seed, salt=1, salted=[salted])
        for name, read in READ.items():
            assert (read(one) == read(streams(seed))) == (name != salted)
            assert name != salted or read(one) == read(streams(seed, salt=1))


def test_a_poke_moves_one_weight_and_nothing_else():
    """One number of the output's kernel, by the fraction asked for."""
    plain, poked = (
        found.initial_weights(dense_layers(16, 12)) for found in (streams(3), streams(3, poke=0.001))
    )
    moved = [np.flatnonzero(a != b).size for a, b in zip(plain, poked, strict=True)]
    assert moved == [0, 0, 0, 0, 1, 0]
    assert poked[-2][0, 0] == pytest.approx(plain[-2][0, 0] * 1.001, rel=1e-12)
    assert READ["order"](streams(3, poke=0.001)) == READ["order"](streams(3))
    assert READ["mask"](streams(3, poke=0.001)) == READ["mask"](streams(3))


def test_a_replayed_order_is_the_first_epochs_order_again():
    """What some frameworks do without saying so, as a choice."""
    fresh, replayed = streams(5), Streams.of(5, Randomness(), "replayed")
    orders = {replayed.epoch_order(epoch, 1000).tobytes() for epoch in range(5)}
    assert orders == {fresh.epoch_order(0, 1000).tobytes()}
    assert weights_bytes(replayed) == weights_bytes(fresh)


def test_no_two_seeds_share_a_stream():
    """The first 2,000 seeds give 2,000 orders, weights and mask seeds."""
    for read in (READ["order"], READ["mask"]):
        assert len({read(streams(seed)) for seed in range(2000)}) == 2000


def test_models_share_weights_where_shapes_agree():
    """A net with another second layer has the same first kernel; the output is the output's in each."""
    short, long = streams().initial_weights(dense_layers(16)), streams().initial_weights(dense_layers(16, 16))
    np.testing.assert_array_equal(short[0], long[0])
    np.testing.assert_array_equal(short[-2], long[-2])
    assert (long[0][:16] != long[2]).any()


def test_kernels_are_glorot_uniform_and_biases_zero():
    """Within the limit sqrt(6 / (fan_in + fan_out)), with the variance of a uniform, mean 0."""
    kernel, bias, *_ = streams(1).initial_weights(dense_layers(512, 512, dataset="mnist"))
    limit = np.sqrt(6 / (784 + 512))
    assert kernel.shape == (784, 512)
    assert limit * 0.999 < np.abs(kernel).max() < limit
    assert kernel.std() == pytest.approx(limit / np.sqrt(3), rel=0.005)
    assert kernel.mean() == pytest.approx(0, abs=4 * limit / np.sqrt(3 * kernel.size))
    assert not bias.any()


def test_selu_kernels_are_lecun_normal():
    """Variance 1 / fan_in, cut at two standard deviations as Keras's; the output's kernel stays Glorot's."""
    kernel, bias, *_, last, _ = streams(1).initial_weights(
        dense_layers(512, 512, dataset="mnist", activation="selu")
    )
    assert kernel.std() == pytest.approx(784**-0.5, rel=0.005)
    assert np.abs(kernel).max() < 2 / 0.87962566103423978 / 784**0.5
    assert np.abs(kernel).max() > 0.999 * 2 / 0.87962566103423978 / 784**0.5
    assert kernel.mean() == pytest.approx(0, abs=4 * 784**-0.5 / kernel.size**0.5)
    assert not bias.any()
    np.testing.assert_array_equal(
        last, streams(1).initial_weights(dense_layers(512, 512, dataset="mnist"))[-2]
    )


def test_streams_never_change():
    """NumPy does not promise its streams across versions: these bits are pinned."""
    found = streams(42)
    assert hashlib.sha256(weights_bytes(found)).hexdigest()[:16] == "53643f01b59887d0"
    assert hashlib.sha256(found.epoch_order(2, 1000).tobytes()).hexdigest()[:16] == "51b3518ae6cfeca9"
    assert (found.mask_seed, found.order_seed) == (2518636028, 1954406354)
    selu = b"".join(
        array.tobytes() for array in found.initial_weights(dense_layers(16, 12, activation="selu"))
    )
    assert hashlib.sha256(selu).hexdigest()[:16] == "c991e984ae48ed42"
