"""What is timed: the tutorial's net, and for a quick look at the benchmarks themselves a tiny one."""

from dropout_lab.recipe import Recipe

RATE = 0.2
EPOCHS = 1_000_000  # no timing reaches the end of a run
DATASETS = {"mnist": {"name": "mnist"}, "digits": {"name": "digits", "train_size": 1408}}
"""A quick look has whole batches alone: a partial one is a third of a compilation."""


def recipe(dataset: str, dropout: str) -> Recipe:
    """Return the tutorial's recipe.

    Args:
        dataset: `mnist` for a measurement, `digits` for a quick look.
        dropout: `none`, `ours` (rate 0.2 on our masks) or `keras` (the same by Keras's own layer).
    """
    noise = {
        "none": {"name": "none"},
        "ours": {"name": "standard", "rate": RATE},
        "keras": {"name": "standard", "rate": RATE, "source": "keras"},
    }
    return Recipe.parse(
        {
            "dataset": DATASETS[dataset],
            "model": {"hidden_units": [512, 512]},
            "dropout": noise[dropout],
            "optimizer": {"name": "rmsprop"},
            "training": {"batch_size": 128, "epochs": EPOCHS},
        }
    )
