"""A dropout whose noise no step draws is found without compiling; ours are not."""

import numpy as np
import pytest

from dropout_lab.dropout import masks
from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice
from tests.recipes import make_recipe

load_engine(engine_choice())

from dropout_lab.training.steady import ANEW, KEPT, fault_of_noise  # noqa: E402 - imports Keras

pytestmark = pytest.mark.usefixtures("lanes_of_numpy")


def recipe(name, **parameters):
    """A small recipe on digits."""
    return make_recipe(model={"hidden_units": [12, 8]}, dropout={"name": name, **parameters})


OURS = {
    "none": {},
    "standard": {"rate": 0.5},
    "weight_drop": {"rate": 0.5},
    "multi_sample": {"rate": 0.5},
    "gradient": {},
    "masksembles": {},
    "example_tied": {"rate": 0.5},
    "targeted_units": {"rate": 0.0},
}


@pytest.mark.parametrize("name", OURS)
def test_dropouts_of_ours_draw_anew_or_say_that_they_do_not(name):
    """Units, weights, a head, gradients; masks of a run or of examples are declared; no noise is no fault."""
    assert fault_of_noise(recipe(name, **OURS[name])) is None


@pytest.mark.parametrize("name", ["standard", "multi_sample", "gradient"])
def test_noise_that_forgets_the_call_is_the_same_in_every_step(name, monkeypatch):
    """On activations as on gradients."""
    lanes = masks.lanes
    monkeypatch.setattr(masks, "lanes", lambda seed, site, call, *like: lanes(seed, site, 0 * call, *like))
    assert fault_of_noise(recipe(name, **OURS[name])) == KEPT


def test_noise_of_another_generator_is_another_one_each_time(monkeypatch):
    """What is traced would keep the first."""
    draw = np.random.default_rng(0)

    def lanes(seed, site, call, rows, units):
        return draw.integers(0, 65536, (rows, units), dtype=np.uint32)

    monkeypatch.setattr(masks, "lanes", lanes)
    assert fault_of_noise(recipe("standard", rate=0.5)) == ANEW


def test_a_schedule_that_starts_at_rate_0_hides_no_noise(monkeypatch):
    """The trial has the whole rate, from the first step on."""
    lanes = masks.lanes
    monkeypatch.setattr(masks, "lanes", lambda seed, site, call, *like: lanes(seed, site, 0 * call, *like))
    late = {"dropout.rate": {"name": "piecewise", "factors": [0.0, 1.0], "starts": [0, 1]}}
    scheduled = make_recipe(
        model={"hidden_units": [12]},
        dropout={"name": "standard", "rate": 0.5},
        schedule=late,
        training={"batch_size": 128, "epochs": 2},
    )
    assert fault_of_noise(scheduled) == KEPT
