"""A dropout of the user's own acts where its class says, with a rate and without one."""

import sys

import pytest

from dropout_lab.dropout import source_sha256
from dropout_lab.experiment import Experiment
from dropout_lab.language import ENGLISH
from dropout_lab.recipe import Recipe
from dropout_lab.report.recipes_text import parts_said
from dropout_lab.training.models import Net
from tests.recipes import recipe_data
from tests.zoo import ZOO


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The recipe of a class without a rate, in a file of the user's own."""
    text = (ZOO / "layers" / "additive.py").read_text(encoding="utf-8")
    (tmp_path / "my_noise.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    dropout = {"layer": "my_noise:Additive", "parameters": {"sigma": 0.7}, "name": "custom"}
    yield recipe_data(dropout={**dropout, "layer_sha256": source_sha256(dropout["layer"])})
    sys.modules.pop("my_noise", None)


def test_a_dropout_of_ones_own_without_a_rate_acts_after_every_hidden_layer(own):
    """It is its class that says where it acts; a recipe without rates does not make it nothing."""
    recipe = Recipe.parse(own)
    assert Net(recipe).noise.sites == tuple(range(1, recipe.model.n_hidden + 1))


def test_the_methods_text_names_a_dropout_of_ones_own_without_a_rate(own):
    """Its parameters alone would not say which layer it is."""
    variant = {"name": "one", "recipe": own, "engine": {"name": "tensorflow"}}
    experiment = Experiment.parse(
        {"name": "law", "question": "?", "variants": [variant], "planned_seeds": [0]}
    )
    assert "my_noise:Additive" in str(parts_said(experiment.variants[0], ENGLISH))
