"""Recipes that have each contract once, and each layer of ours: what TensorFlow and JAX must train alike."""

from dropout_lab.datasets import facts_of
from dropout_lab.dropout import LAYERS, Dropout, Rated, RatedLayers
from dropout_lab.engines.registry import PLAIN_FIT_LACKS
from dropout_lab.recipe import Recipe
from tests.recipes import PAIR, SMALL
from tests.zoo import whole_zoo

CONTRACTS = {
    "a parameter of its own": {"dropout": {"name": "additive", "sigma": 0.7}},
    "trainable weights": {"dropout": {"name": "learned", "rate": 0.3}},
    "a loss": {"dropout": {"name": "penalized", "rate": 0.3, "strength": 0.2}},
    "its own product": {"dropout": {"name": "weight_drop", "rate": 0.3, "input_rate": 0.1}},
    "two passes": {"dropout": {"name": "twice", "rate": 0.3}},
    "rates over depth": {"dropout": {"name": "sloped", "rate": 0.4}},
    "data, gradients, the layer before, progress": {"dropout": {"name": "everything", "rate": 0.2}},
    "a regularizer": {"regularizer": {"quartic": {"strength": 0.2}}},
    "a schedule": {"schedule": {"dropout.rate": {"name": "halving", "steps": 20}}},
    "ours at once": {
        "regularizer": {"l2": {"strength": 0.001}, "label_smoothing": {"amount": 0.2}},
        "schedule": {
            "dropout.rate": {"name": "piecewise", "factors": [0.0, 1.0, 0.5], "starts": [0, 5, 12]},
            "dropout.input_rate": {"name": "early", "switch": 30, "unit": "step"},
        },
        "dropout": {"name": "standard", "rate": [0.4, 0.2], "input_rate": 0.1},
        "optimizer": {"name": "adam"},
    },
}
"""Parts of a recipe by what they show."""


def of_layer(name, **choices):
    """Parts of a recipe with a layer of ours: at the parameters of its own laws, on the input too.

    Small, since there are dozens: one layer that it acts on, the plainest optimizer, and as many training
    examples as test ones, so that one program measures both. What a net of two layers adds is the contracts'
    to show.
    """
    kind = LAYERS.get(name)
    example = {**kind.example, **choices}
    settings = {key: list(value) if isinstance(value, tuple) else value for key, value in example.items()}
    rates = {"rate": [0.3]} if issubclass(kind, RatedLayers) else {}
    rates |= {"input_rate": 0.1} if issubclass(kind, Rated) else {}
    selu = {"activation": "selu"} if kind(name=name, **kind.example).advice("relu") else {}
    return {
        "dropout": {"name": name, **settings, **rates},
        "model": {**SMALL[kind.acts_on], **selu},
        "dataset": {"name": "digits", "train_size": facts_of("digits").test_examples},
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
        "training": {"batch_size": 80 if kind.by_example else 72, "epochs": EPOCHS},
    }


STEPS, EPOCHS = 100, 20
"""Training steps in all: 5 batches an epoch."""

IN_CONTRACTS = ("none", "standard", "weight_drop")
LAYER_CASES = {
    "drop_path, linear": {
        **of_layer("drop_path", depth="linear"),
        "model": PAIR["branches"],
        "dropout": {"name": "drop_path", "rate": [0.3, 0.3]},
    },
    "units of maps": {
        **of_layer("gaussian"),
        "model": SMALL["channels"],
        "dropout": {"name": "standard", "rate": 0.3},
    },
    "shared_mask, computing": of_layer("shared_mask", implementation="computing"),
    **{name: of_layer(name) for name in LAYERS.names() if name not in IN_CONTRACTS},
}
"""The same of every layer of ours, by its name: a new file is a new case; the rest are in the contracts."""

CASES = {**CONTRACTS, **LAYER_CASES}


def says(name, *methods):
    """Whether the dropout of a case has one of these methods, or facts, of its own."""
    with whole_zoo():
        kind = LAYERS.get(CASES[name].get("dropout", {"name": "standard"})["name"])
    return any(getattr(kind, method) is not getattr(Dropout, method) for method in methods)


def lacks(name):
    """What of a case plain `fit` has no place for; None: nothing."""
    if name == "trainable weights":
        return "a learning rate of a weight's own"
    return next((what for method, what in PLAIN_FIT_LACKS.items() if says(name, method)), None)


def partial(name):
    """Whether a contract counts a batch's examples: its last batch is then a partial one.

    That is compiled by itself, and so costs a case a third more.
    """
    return says(name, "loss", "on_data")


def case(name, **parts):
    """The recipe of a case: digits, 20 epochs of 5 batches of 64, the last one of 24 where it is partial."""
    return Recipe.parse(
        {
            "dataset": {"name": "digits", "train_size": 280 if partial(name) else 320},
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
    recipe = case(name)
    parts, dropout = recipe.model_dump(mode="json"), recipe.dropout
    for field in type(dropout).model_fields:
        if dropout.state(field) is not None:
            parts["dropout"][field] = halved(parts["dropout"][field])
    for settings in parts.get("regularizer", {}).values():
        for key in ("strength", "amount"):
            if key in settings:
                settings[key] /= 4
    parts["optimizer"]["learning_rate"] = 0.003
    parts["randomness"] = {"salt": 5}
    return Recipe.parse(parts)


def halved(value):
    """A number, or each of a list, times one half."""
    return [entry / 2 for entry in value] if isinstance(value, list) else value / 2
