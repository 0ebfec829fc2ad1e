"""Recipes on digits that train in a moment, for every engine."""

from dropout_lab.recipe import Recipe


def digits_recipe(rate=0.0, batch_size=128, epochs=2, optimizer="rmsprop", hidden_units=(24, 16), **more):
    """A recipe that trains in a moment; `more` goes to the dropout, but for `randomness`."""
    randomness = more.pop("randomness", {})
    return Recipe.parse(
        {
            "dataset": {"name": "digits"},
            "model": {"hidden_units": list(hidden_units)},
            "dropout": {"name": "standard", "rate": rate, **more},
            "optimizer": {"name": optimizer},
            "training": {"batch_size": batch_size, "epochs": epochs},
            "randomness": randomness,
        }
    )
