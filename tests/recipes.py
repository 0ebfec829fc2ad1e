"""Recipes to test with."""

from dropout_lab.datasets import facts_of
from dropout_lab.models import MODELS
from dropout_lab.recipe import Recipe, engine_choice

ENGINE = engine_choice()


def recipe_data(**parts):
    """Plain data of a small recipe on digits; whole parts can be replaced."""
    return {
        "dataset": {"name": "digits"},
        "model": {"hidden_units": [16, 8]},
        "dropout": {"name": "standard", "rate": 0.2},
        "optimizer": {"name": "rmsprop"},
        "training": {"batch_size": 32, "epochs": 3},
        **parts,
    }


def make_recipe(**parts):
    """The validated recipe of `recipe_data`."""
    return Recipe.parse(recipe_data(**parts))


def dense_layers(*hidden_units, dataset="digits", **model):
    """The layers with weights of a stack of dense layers."""
    return MODELS.get("mlp")(hidden_units=hidden_units, **model).layers(facts_of(dataset))


SMALL = {
    "units": {"hidden_units": [16]},
    "channels": {"name": "cnn", "channels": [4], "hidden_units": [16]},
    "branches": {"name": "resmlp", "units": 16, "blocks": 1},
}
"""A small net with one layer of what a dropout acts on."""

PAIR = {
    "units": {"hidden_units": [16, 8]},
    "channels": {"name": "cnn", "channels": [4, 6], "hidden_units": [16]},
    "branches": {"name": "resmlp", "units": 16, "blocks": 2},
}
"""A small net with two of them."""
