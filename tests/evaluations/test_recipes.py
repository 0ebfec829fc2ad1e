"""Evaluations as a part of a recipe: which dropouts have which, and what stays as it was without one."""

import pytest

from dropout_lab.dropout import Dropout
from dropout_lab.engines import check_engine
from dropout_lab.errors import ConfigError
from dropout_lab.evaluations import EVALUATIONS
from dropout_lab.recipe import Recipe, engine_choice, refusal
from tests.over import over
from tests.recipes import make_recipe, recipe_data

MONTE_CARLO = {"name": "monte_carlo", "passes": 20}


def evaluated(dropout, **evaluation):
    """A recipe with a dropout and an evaluation."""
    return make_recipe(dropout=dropout, evaluation={**MONTE_CARLO, **evaluation})


@pytest.mark.parametrize("absent", [None, {}])
def test_without_an_evaluation_a_recipe_is_what_it_was(absent):
    """Neither its hash nor its document knows of the part."""
    plain = make_recipe()
    assert make_recipe(evaluation=absent).hash == plain.hash
    assert "evaluation" not in plain.model_dump()
    assert evaluated({"name": "standard", "rate": 0.2}).hash != plain.hash


def test_a_recipe_with_an_evaluation_comes_back_from_its_document():
    """Stored as canonical data and read again, it has the same name."""
    recipe = evaluated({"name": "standard", "rate": 0.2}, rate=0.4)
    assert Recipe.parse(recipe.canonical()) == recipe
    assert Recipe.parse(recipe.model_dump(mode="json")).hash == recipe.hash


def test_where_nothing_is_dropped_no_evaluation_has_a_meaning():
    """Of a sweep over rates the rate 0 is the recipe without dropout, evaluated in the usual way."""
    assert evaluated({"name": "standard", "rate": 0.0}) == make_recipe(dropout={"name": "none"})


@over(
    ("dropout", "evaluation", "said"),
    [
        (
            {"name": "masksembles"},
            {},
            "evaluation=monte_carlo: dropout=masksembles draws nothing anew, so that all passes are one: the "
            "masks are the run's, not the call's",
        ),
        (
            {"name": "example_tied", "rate": 0.5},
            {},
            "evaluation=monte_carlo: dropout=example_tied draws nothing anew, so that all passes are one: a "
            "mask belongs to its example",
        ),
        (
            {"name": "standard", "rate": 0.5, "source": "keras"},
            {},
            "evaluation=monte_carlo: the noise of dropout.source=keras is the backend's; choose "
            "dropout.source=harness",
        ),
        (
            {"name": "weight_noise"},
            {"rate": 0.5},
            "evaluation.rate=0.5: dropout=weight_noise has no rate; leave it out",
        ),
        (
            {"name": "shared_mask", "rate": 0.5, "implementation": "computing"},
            {"rate": 0.3},
            "evaluation.rate=0.3: the rate of dropout=shared_mask is built into its net; leave it out",
        ),
        (
            {"name": "standard", "rate": 0.5},
            {"passes": 0},
            "evaluation.passes=0: should be a number of passes over the test examples, 1 to 1000",
        ),
        (
            {"name": "standard", "rate": 0.5},
            {"rate": 1.0},
            "evaluation.rate=1.0: should be a rate, the fraction dropped: 0 < rate < 1; null: the rates of "
            "the training",
        ),
        (
            {"name": "standard", "rate": 0.5},
            {"name": "montecarlo"},
            "evaluation=montecarlo: no such evaluation; choose at_rate, geometric_mean or monte_carlo; "
            "nearest: monte_carlo",
        ),
    ],
)
def test_an_evaluation_that_cannot_be_is_one_line(dropout, evaluation, said):
    """The line names what was asked, and what would be accepted or why it is not."""
    with pytest.raises(ConfigError) as refused:
        evaluated(dropout, **evaluation)
    assert str(refused.value) == said


class OnGradients(Dropout):
    """Noise where no pass has it."""

    name: str = "on_gradients"

    def gradient(self, gradient, at):
        """Return it as it is."""
        return gradient


class OnData(OnGradients):
    """Noise on the examples as well."""

    def on_data(self, examples, at):
        """Return them as they are."""
        return examples


def test_noise_on_gradients_alone_is_none_at_test_time():
    """What has no noise in a pass through the net has nothing to draw; noise on the data is in every pass."""
    evaluation = EVALUATIONS.get("monte_carlo")(**MONTE_CARLO)
    assert "has no noise in a pass through the net" in refusal(evaluation, OnGradients())
    assert refusal(evaluation, OnData()) is None


def test_only_inference_that_depends_on_the_rate_has_another_rate():
    """Standard dropout does nothing at inference, classic dropout scales."""
    at_rate = {"name": "at_rate", "rate": 0.4}
    assert make_recipe(dropout={"name": "classic", "rate": 0.2}, evaluation=at_rate).evaluation.rate == 0.4
    with pytest.raises(ConfigError) as refused:
        make_recipe(evaluation=at_rate)
    assert str(refused.value) == (
        "evaluation=at_rate: dropout=standard infers in one way at every rate; choose evaluation=monte_carlo"
    )


def test_a_layer_of_the_users_own_is_asked_once_it_is_loaded(tmp_path, monkeypatch):
    """A recipe imports nothing when it is read; before training the class is held to the evaluation."""
    (tmp_path / "still_layers.py").write_text(
        "from dropout_lab.dropout import Dropout\n\n\nclass Still(Dropout):\n    name: str = 'still'\n"
    )
    monkeypatch.chdir(tmp_path)
    recipe = Recipe.parse(
        recipe_data(dropout={"name": "custom", "layer": "still_layers:Still"}, evaluation=MONTE_CARLO)
    )
    with pytest.raises(ConfigError, match="has no noise in a pass through the net, so nothing to draw"):
        check_engine(engine_choice(), recipe)
