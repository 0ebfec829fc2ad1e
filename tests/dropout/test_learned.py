"""What adaptive dropouts learn in a net: each weight of their own has a gradient, and is told by its site."""

import numpy as np
import pytest
import tensorflow as tf

from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe
from dropout_lab.training import models
from dropout_lab.training.objective import objective

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")

VARIATIONAL = ("variational_a", "variational_a2", "variational_b")
LEARNED = ("concrete", *VARIATIONAL, "sparse_variational", "information")
"""Those with weights of their own."""


def recipe(name, **parts):
    """A small net on digits with a dropout."""
    parameters = {"kl_from": 0.0, "kl_full": 1e-9} if name == "sparse_variational" else {}
    return Recipe.parse(
        {
            "dataset": {"name": "digits", "train_size": 64},
            "model": {"hidden_units": [6, 5]},
            "dropout": {"name": name, **parameters},
            "optimizer": {"name": "adam"},
            "training": {"batch_size": 8, "epochs": 1},
            **parts,
        }
    )


@pytest.mark.parametrize("name", LEARNED)
def test_what_is_learned_gets_a_gradient(name):
    """At every site with noise, from the data and from the loss, and single precision holds it."""
    parts = recipe(name)
    net = models.Net(parts)
    models.reset_model(net, parts, Streams(init=0, order=0, mask=0))
    net.noise.calls.assign(1)
    pixels = np.random.default_rng(0).integers(0, 17, (8, 64)).astype(np.uint8)
    own = net.noise.trainable_variables
    with tf.GradientTape() as tape:
        loss = objective(net, pixels, np.arange(8, dtype=np.int32), np.arange(8, dtype=np.int32))
    gradients = tape.gradient(loss, [variable.value for variable in own])
    assert {variable.dtype for variable in own} == {"float32"}
    assert len(own) == len(net.noise.sites) * (2 if name == "information" else 1)
    assert all(np.abs(gradient).max() > 0 for gradient in gradients)


def learned_by(net):
    """What a net's dropout has learned, as floats."""
    return {name: float(value) for name, value in net.learned().items()}


@pytest.mark.parametrize(
    ("name", "rate"), [("concrete", 0.1), ("variational_a", 0.2), ("variational_b", 0.2)]
)
def test_a_learned_rate_is_told_by_site(name, rate):
    """Of the input and both hidden layers; a run begins at the rate that its recipe names."""
    parts = recipe(name)
    net = models.Net(parts)
    models.reset_model(net, parts, Streams(init=0, order=0, mask=0))
    wanted = dict.fromkeys([f"learned_rate_{site}" for site in range(3)], rate)
    assert learned_by(net) == pytest.approx(wanted, rel=1e-6)


def test_what_was_learned_is_told_at_the_end_of_a_schedule():
    """The last step has a value of each scheduled field, and there is none after it."""
    schedule = {"dropout.kl": {"name": "piecewise", "factors": [1.0], "starts": [0]}}
    parts = recipe("sparse_variational", schedule=schedule)
    net = models.Net(parts)
    models.reset_model(net, parts, Streams(init=0, order=0, mask=0))
    net.noise.calls.assign(8)
    assert len(learned_by(net)) == 3


def test_a_dropout_that_learns_nothing_tells_nothing():
    """Its runs keep the metrics of the catalogue and no more."""
    assert models.Net(recipe("standout")).learned() == {}
