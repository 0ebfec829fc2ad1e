"""What engines that compile share: which runs have one program, the few programs kept, images cut for it."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from dropout_lab.datasets import facts_of
from dropout_lab.recipe import EngineChoice, Recipe

PROGRAMS = 8
"""Programs kept in a process. Each costs TensorFlow 40 MiB, which it never gives back (measured: not by
deleting it, nor by resetting the context): the runner replaces a process that has grown."""

EVALUATION_ROWS = 1_000
"""Images whose logits are computed at once."""

STACKING = ("jax",)
"""Engines that train several runs of one program at once, and take an optimizer's numbers as state."""

P = TypeVar("P")


class Programs(Generic[P]):
    """The programs last used, by their key; ``built`` counts the forgotten ones too."""

    def __init__(self) -> None:
        self.built = 0
        self._kept: OrderedDict[tuple[object, ...], P] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def get(self, key: tuple[object, ...], build: Callable[[], P]) -> P:
        """Return the program of a key (`program_key`), built where it is not kept."""
        if key not in self._kept:
            while len(self._kept) >= PROGRAMS:
                self._kept.popitem(last=False)
            self.built += 1
            self._kept[key] = build()
        self._kept.move_to_end(key)
        return self._kept[key]


def program_key(recipe: Recipe, engine: EngineChoice) -> tuple[object, ...]:
    """Return what two runs must have in common to share one compiled program.

    Rates, seeds and the learning rate are state and stand outside, except the rates of layers that are
    not ours, which may compile them in. An engine of stacks has every number of the optimizer as state, so
    that only which of its slots there are counts.
    """
    facts, dropout, optimizer = facts_of(recipe.dataset.name), recipe.dropout, recipe.optimizer
    sites = tuple(site for site, rate in enumerate(dropout.site_rates) if rate)
    foreign = dropout.source != "harness" or dropout.layer is not None
    settings = optimizer.model_dump(exclude={"learning_rate"})
    if engine.name in STACKING:
        settings = {
            name: bool(value) if name == "momentum" else value
            for name, value in settings.items()
            if name == "momentum" or not isinstance(value, float)
        }
    return (
        recipe.dataset.n_train,
        (facts.inputs, facts.classes, facts.scale),
        recipe.model.hidden_units,
        (dropout.name, dropout.source, dropout.layer, dropout.layer_sha256) if sites else None,
        dropout.site_rates if foreign else sites,
        tuple(settings.items()),
        recipe.training.batch_size,
        engine.precision,
    )


def stack_key(recipe: Recipe, engine: EngineChoice) -> tuple[object, ...]:
    """Return what two runs must have in common to train in one stack: program, images, epochs, engine."""
    return engine, recipe.dataset, recipe.training.epochs, program_key(recipe, engine)


def chunks_of(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cut images into equal chunks, the last one filled up with black, so that one program fits all.

    Args:
        images: shape (n_images, pixels).

    Returns:
        Shape (chunks, EVALUATION_ROWS, pixels).
    """
    missing = -len(images) % EVALUATION_ROWS
    filled = np.concatenate([images, np.zeros((missing, images.shape[1]), np.uint8)])
    return filled.reshape(-1, EVALUATION_ROWS, images.shape[1])
