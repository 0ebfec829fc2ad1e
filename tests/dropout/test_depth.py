"""Rates over depth: a mean and a shape in place of a list."""

import numpy as np
import pytest

from dropout_lab.dropout import OverDepth
from dropout_lab.errors import ConfigError
from tests.over import over
from tests.recipes import make_recipe

OF_THE_AUTHOR = {
    "front_step": [0.2, 0.2, 0.2, 0, 0, 0],
    "front_third": [0.3, 0.3, 0, 0, 0, 0],
    "front_linear": [0.2, 0.16, 0.12, 0.08, 0.04, 0],
    "back_step": [0, 0, 0, 0.2, 0.2, 0.2],
    "back_linear": [0, 0.04, 0.08, 0.12, 0.16, 0.2],
    "flat": [0.1] * 6,
}
"""Rates that the author's `schedule_layers` gives six layers at h_bar = 0.1."""


@over("shape", OF_THE_AUTHOR)
def test_rates_over_depth_are_those_of_the_author(shape):
    """Six hidden layers of mean rate 0.1, the paper's nets."""
    assert OverDepth(mean=0.1, shape=shape).rates(6) == pytest.approx(OF_THE_AUTHOR[shape], abs=1e-12)


@over("n_hidden", range(1, 11))
@over("shape", [*OF_THE_AUTHOR, "back_third"])
def test_every_shape_has_the_mean(shape, n_hidden):
    """What differs between shapes is where the noise is, never how much."""
    assert np.mean(OverDepth(mean=0.08, shape=shape).rates(n_hidden)) == pytest.approx(0.08, abs=1e-12)


def four_layers(rate, name="standard", **dropout):
    """A recipe of four hidden layers."""
    return make_recipe(model={"hidden_units": [8] * 4}, dropout={"name": name, "rate": rate, **dropout})


@pytest.mark.parametrize("name", ["standard", "gaussian", "shakeout"])
def test_a_mean_over_depth_is_the_list_that_it_makes(name):
    """Any dropout with rates takes it, and the recipe has the name of the one that lists them."""
    spread = four_layers({"mean": 0.1, "shape": "front_step"}, name)
    listed = four_layers([0.2, 0.2, 0.0, 0.0], name)
    assert spread == listed
    assert spread.hash == listed.hash
    assert spread.dropout.at_sites(4) == (1, 2)


def test_a_mean_without_a_shape_is_flat():
    """Who names no shape has the mean in every layer, as one number is."""
    assert four_layers({"mean": 0.1}) == four_layers({"mean": 0.1, "shape": "flat"}) == four_layers(0.1)


@over(
    ("rate", "said"),
    [
        (
            {"mean": 0.5, "shape": "front_step"},
            r"is a rate of 1 in one of 4 hidden layers; choose a mean below 0.5",
        ),
        ({"mean": 0.1, "shape": "frnt"}, r"dropout.rate.shape=frnt: should be 'flat', 'front_step'"),
        ({"shape": "flat"}, r"dropout.rate.mean: missing"),
        ({"mean": 1.0}, r"dropout.rate.mean=1.0: should be a rate"),
        ({"mean": 0.1, "depth": 2}, r"dropout.rate.depth: no such key"),
    ],
    ids=str,
)
def test_what_is_no_rate_over_depth_is_refused(rate, said):
    """The key, the value and what would be accepted."""
    with pytest.raises(ConfigError, match=said):
        four_layers(rate)


def test_a_mean_over_no_depth_is_refused():
    """As a number is: there is no hidden layer to drop."""
    with pytest.raises(ConfigError, match="no hidden layer to drop"):
        make_recipe(model={"hidden_units": []}, dropout={"name": "standard", "rate": {"mean": 0.1}})
