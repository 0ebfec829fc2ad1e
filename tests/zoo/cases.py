"""Recipes that have each contract once: what TensorFlow and JAX must train alike."""

from dropout_lab.recipe import Recipe

CASES = {
    "a parameter of its own": {"dropout": {"name": "additive", "sigma": 0.7}},
    "trainable weights": {"dropout": {"name": "learned", "rate": 0.3}},
    "a loss": {"dropout": {"name": "penalized", "rate": 0.3, "strength": 0.2}},
    "its own product": {"dropout": {"name": "weighty", "rate": 0.3, "input_rate": 0.1}},
    "two passes": {"dropout": {"name": "twice", "rate": 0.3}},
    "a mask by example": {"dropout": {"name": "tied", "rate": 0.3}},
    "rates over depth": {"dropout": {"name": "sloped", "rate": 0.4}},
    "a rule at inference": {"dropout": {"name": "classic", "rate": [0.5, 0.2], "input_rate": 0.1}},
    "data, gradients, the layer before, progress": {"dropout": {"name": "everything", "rate": 0.2}},
    "a regularizer": {"regularizer": {"quartic": {"strength": 0.2}}},
    "a schedule": {"schedule": {"dropout.rate": {"name": "halving", "steps": 20}}},
    "ours at once": {
        "regularizer": {"l2": {"strength": 0.001}, "label_smoothing": {"amount": 0.2}},
        "schedule": {
            "dropout.rate": {"name": "piecewise", "factors": [0.0, 1.0, 0.5], "starts": [0, 5, 12]},
            "dropout.input_rate": {
                "name": "piecewise",
                "factors": [1.0, 0.0],
                "starts": [0, 30],
                "unit": "step",
            },
        },
        "dropout": {"name": "standard", "rate": [0.4, 0.2], "input_rate": 0.1},
        "optimizer": {"name": "adam"},
    },
}
"""Parts of a recipe by what they show."""

STEPS, EPOCHS = 100, 20
"""Training steps in all: 5 batches an epoch."""

PARTIAL = ("a loss", "a mask by example", "data, gradients, the layer before, progress")
"""Cases that count a batch's examples or name them: their last batch is a partial one, which is compiled
by itself and so costs every case a third more."""


def case(name, **parts):
    """The recipe of a case: digits, 20 epochs of 5 batches of 64, the last one of 24 for `PARTIAL`."""
    return Recipe.parse(
        {
            "dataset": {"name": "digits", "train_size": 280 if name in PARTIAL else 320},
            "model": {"hidden_units": [24, 16]},
            "dropout": {"name": "standard", "rate": 0.3},
            "optimizer": {"name": "rmsprop"},
            "training": {"batch_size": 64, "epochs": EPOCHS},
            **CASES[name],
            **parts,
        }
    )


def moved(name):
    """The recipe of a case with the values of its state changed: one program trains both."""
    halves = {"sigma": 0.1, "strength": 0.05, "alpha": 0.1, "damping": 0.03}
    parts = case(name).model_dump(mode="json")
    dropout = parts["dropout"]
    for key, value in halves.items():
        if key in dropout:
            dropout[key] = value
    if "rate" in dropout:
        rate = dropout["rate"]
        dropout["rate"] = [entry / 2 for entry in rate] if isinstance(rate, list) else rate / 2
    for settings in parts.get("regularizer", {}).values():
        for key in ("strength", "amount"):
            if key in settings:
                settings[key] /= 4
    parts["optimizer"]["learning_rate"] = 0.003
    parts["randomness"] = {"salt": 5}
    return Recipe.parse(parts)
