"""Our engine as a worker runs it: an epoch with all that is measured after it."""

from collections.abc import Callable
from functools import partial

import dropout_lab.runner.worker  # noqa: F401  what a worker has in memory beside its engine
from benchmarks.recipes import recipe
from benchmarks.words import DROPOUTS
from dropout_lab.data import load
from dropout_lab.engines import load_engine, train
from dropout_lab.recipe import engine_choice


def engine_epochs(dataset: str) -> dict[str, Callable[[], object]]:
    """Return, for each dropout, what trains and measures the next epoch of a run on one thread."""
    engine = load_engine(engine_choice(name="tensorflow", threads=1))
    images = load(recipe(dataset, "none").dataset)
    runs = {dropout: train(engine, recipe(dataset, dropout), 0, images) for dropout in DROPOUTS}
    return {dropout: partial(next, run) for dropout, run in runs.items()}
