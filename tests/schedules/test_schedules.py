"""Schedules: what holds of each, and the numbers of their papers."""

import re

import numpy as np
import pytest
from pydantic import ValidationError

from dropout_lab.config import read_command
from dropout_lab.dropout.layers.standard import Standard
from dropout_lab.errors import ConfigError
from dropout_lab.language import ENGLISH, Words, said
from dropout_lab.recipe import Recipe
from dropout_lab.schedules import SCHEDULES
from tests.over import over
from tests.recipes import make_recipe

every = pytest.mark.parametrize("name", SCHEDULES.names())


def made(name, **settings):
    """A schedule of ours."""
    return SCHEDULES.get(name)(name=name, **settings)


def example(name):
    """The same, as its file tries the laws."""
    return made(name, **SCHEDULES.get(name).example)


@every
def test_a_schedule_has_a_factor_for_each_step(name):
    """From 0 to 1, and it moves within two epochs."""
    factors = example(name).over(steps_an_epoch=7, epochs=2)
    assert factors.shape == (14,)
    assert factors.dtype == np.float64
    assert 0 <= factors.min() < factors.max() <= 1


@every
def test_the_last_factor_comes_within_the_shortest_training(name):
    """A training of that many steps reaches what every longer one ends with; one step less does not."""
    schedule = example(name)
    shortest = schedule.shortest(steps_an_epoch=7)
    whole = schedule.over(steps_an_epoch=1, epochs=1000)[-1]
    ends = [schedule.over(steps_an_epoch=7, epochs=2)[:steps] for steps in (shortest, shortest - 1)]
    if name in ("curriculum", "annealed_exponential"):
        assert shortest == 1  # it goes on for ever
    elif name == "annealed":
        assert (shortest, ends[0][-1]) == (14, 0.5)  # its last epoch is the last one with noise
    else:
        assert ends[0][-1] == whole
        assert name == "early" or ends[1][-1] != whole


@every
def test_a_schedule_is_said_in_both_languages(name):
    """Without a field left open."""
    english, chinese = (said(example(name).phrase(), words) for words in (ENGLISH, Words("zh")))
    assert english != chinese
    assert not set("{}") & set(english + chinese)


def test_the_curriculum_of_the_paper():
    """Of rate 0.5 and gamma 0.001 it keeps 1, 0.68394 and 0.52489 in steps 0, 1,000 and 3,000."""
    factors = made("curriculum", gamma=1e-3).over(steps_an_epoch=469, epochs=10)
    np.testing.assert_allclose(1 - 0.5 * factors[[0, 1000, 3000]], [1, 0.68394, 0.52489], atol=5e-6)


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_exponential_annealing_is_the_authors_formula(rate):
    """It keeps 1 - (1 - k) exp(-gamma t), k = 1 - rate: what the curriculum has yet to drop."""
    factors = made("annealed_exponential", gamma=1e-3).over(steps_an_epoch=469, epochs=10)
    kept = 1 - rate * np.exp(-1e-3 * np.arange(4690))
    np.testing.assert_allclose(1 - rate * factors, kept, rtol=1e-12)
    rising = made("curriculum", gamma=1e-3).over(steps_an_epoch=469, epochs=10)
    np.testing.assert_allclose(factors + rising, 1, rtol=1e-12)


@pytest.mark.parametrize("name", ["curriculum", "annealed_exponential"])
def test_without_a_gamma_a_training_goes_the_whole_way(name):
    """At its end exp(-10) = 0.005 % are left, however long it is."""
    for epochs in (1, 20):
        last = made(name).over(steps_an_epoch=1000, epochs=epochs)[-1]
        assert min(last, 1 - last) == pytest.approx(np.exp(-10), rel=0.02)


def test_linear_annealing_goes_by_epoch_or_by_step():
    """max(0, 1 - t / length) at t epochs, or steps, that lie behind; no length is the training's."""
    by_epoch = made("annealed", length=2).over(steps_an_epoch=2, epochs=3)
    np.testing.assert_allclose(by_epoch, [1, 1, 0.5, 0.5, 0, 0])
    by_step = made("annealed", unit="step").over(steps_an_epoch=2, epochs=2)
    np.testing.assert_allclose(by_step, [1, 0.75, 0.5, 0.25])


def of_the_authors(shape, switch, steps_an_epoch, epochs):
    """drop_scheduler(1, epochs, steps_an_epoch, switch, "early", shape) of facebookresearch/dropout."""
    early = switch * steps_an_epoch
    first = np.full(early, 1.0) if shape == "constant" else np.linspace(1.0, 0, early)
    return np.concatenate((first, np.full((epochs - switch) * steps_an_epoch, 0.0)))


@over("shape", ["constant", "linear"])
@over("switch", [1, 3, 4])
def test_early_dropout_is_that_of_the_authors(shape, switch):
    """Step by step, and late dropout is what the constant one leaves out."""
    found = made("early", switch=switch, shape=shape).over(steps_an_epoch=5, epochs=4)
    np.testing.assert_allclose(found, of_the_authors(shape, switch, 5, 4), atol=1e-12)
    late = made("late", switch=switch).over(steps_an_epoch=5, epochs=4)
    np.testing.assert_array_equal(late, 1 - of_the_authors("constant", switch, 5, 4))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["schedule=early", "training.epochs=3"], "early takes 60 steps, and training.epochs=3 has 36 steps"),
        (["schedule=late", "schedule.dropout.rate.switch=20"], "late takes 241 steps"),
        (["schedule=annealed", "schedule.dropout.rate.length=21"], "choose training.epochs=21 or more"),
        (["schedule=piecewise", "training.epochs=5"], "choose training.epochs=6 or more"),
    ],
    ids=str,
)
def test_a_schedule_longer_than_the_training_is_refused(words, said):
    """With its steps, those of the training, and the epochs that would do; a smoke test is short anyway."""
    words = ["dataset=digits", "dropout.rate=0.2", *words]
    with pytest.raises(ConfigError, match=said):
        read_command(words)
    read_command([*words, "debug=smoke"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["schedule=early", "schedule.dropout.rate.switch=0"], "switch=0: should be greater than"),
        (["schedule=early", "schedule.dropout.rate.shape=cosine"], "should be 'constant' or 'linear'"),
        (["schedule=curriculum", "schedule.dropout.rate.gamma=0"], "gamma=0: should be greater than 0"),
        (["schedule=late", "schedule.dropout.rate.unit=hour"], "should be 'epoch' or 'step'"),
    ],
    ids=str,
)
def test_a_schedule_that_cannot_be_is_refused(words, said):
    """The key, the value and what would be accepted."""
    with pytest.raises(ConfigError, match=said):
        read_command(["dataset=digits", "dropout.rate=0.2", *words])


def test_a_schedule_of_nothing_is_nothing():
    """Where nothing is dropped, a schedule of the rate has no meaning, and the recipe is `none`'s."""
    moving = {"dropout": {"rate": {"name": "piecewise", "factors": [0.0, 1.0], "starts": [0, 2]}}}
    control = make_recipe(dropout={"name": "none"})
    assert make_recipe(dropout={"name": "standard", "rate": 0.0}, schedule=moving) == control
    assert make_recipe(schedule=moving).hash != make_recipe().hash


def test_a_schedule_counts_the_rates_that_a_dropout_gives_over_depth():
    """A factor of 1.9 of the recipe's 0.3 is a rate, of the 0.6 that stands at a site it is none."""

    class Doubled(Standard):
        @property
        def site_rates(self):
            return (self.input_rate, *(2 * rate for rate in self.rate))

    moving = {"dropout.rate": {"name": "piecewise", "factors": [1.9], "starts": [0]}}
    make_recipe(dropout={"name": "standard", "rate": 0.3}, schedule=moving)
    with pytest.raises(ValidationError, match=r"0\.6 times the factor 1\.9 is no rate"):
        Recipe.model_validate(
            {**dict(make_recipe()), "dropout": Doubled(name="standard", rate=(0.3, 0.3)), "schedule": moving}
        )


@over(
    ("schedule", "said"),
    [
        (
            {"optimizer.rho": {"name": "piecewise", "factors": [1.0], "starts": [0]}},
            "no parameter that a schedule",
        ),
        (
            {"dropout.rate": {"name": "piecewise", "factors": [9.0], "starts": [0]}},
            "keep the product below 1",
        ),
        ({"dropout.rate": {"name": "piecewise", "factors": [1.0], "starts": [1]}}, "rising from 0"),
        ({"dropout.rate": {"name": "linear"}}, "schedule=linear: no such schedule; choose annealed"),
        ({"dropout.rate": 3}, "should be settings by name"),
    ],
    ids=str,
)
def test_a_schedule_of_no_such_parameter_is_refused(schedule, said):
    """The key, what it has, and what would be accepted."""
    with pytest.raises(ConfigError, match=re.escape(said)):
        make_recipe(schedule=schedule)
