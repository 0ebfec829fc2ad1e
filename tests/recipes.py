"""Recipes to test with."""

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
