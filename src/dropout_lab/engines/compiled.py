"""What engines that compile share: which runs have one program, the few programs kept, images cut for it."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from dropout_lab.canonical import canonical_text
from dropout_lab.recipe import EngineChoice, Recipe

PROGRAMS = 8
"""Programs kept in a process. Each costs TensorFlow 40 MiB, which it never gives back (measured: not by
deleting it, nor by resetting the context): the runner replaces a process that has grown."""

EVALUATION_ROWS = 1_000
"""Images whose logits are computed at once."""

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
    """Return what two runs must have in common to share one compiled program (law 10).

    It is the canonical recipe without what is marked as state beside the fields: rates, seeds, the learning
    rate; for an engine of stacks every number of the optimizer. A mark that is forgotten costs a compilation.
    """
    built_in = recipe.constants(in_stacks=engine.stacks)
    return canonical_text(built_in), engine.precision


def stack_key(recipe: Recipe, engine: EngineChoice) -> tuple[object, ...]:
    """Return what two runs must have in common to train in one stack: program, images, epochs, engine."""
    return engine, recipe.dataset, recipe.training.epochs, program_key(recipe, engine)


def rows_of(chunk: int, rows: int) -> NDArray[np.int32]:
    """Return the numbers in their split of the images of a chunk, int32 of shape (rows,)."""
    return (chunk * EVALUATION_ROWS + np.arange(rows)).astype(np.int32)


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
