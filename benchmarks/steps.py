"""The steps of an epoch and nothing else: no evaluation, in which there is no dropout."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dropout_lab.recipe import Recipe, engine_choice


def compiled_epoch(recipe: Recipe) -> tuple[Callable[[], object], int]:
    """Return what trains an epoch of a recipe on the engine of stacks, in one thread, and its bytes.

    The bytes are what the compiler says of the program at its peak: state, data and what passes.
    """
    from dropout_lab.data import load
    from dropout_lab.engines import load_engine

    engine: Any = load_engine(engine_choice(name="jax", threads=1))
    images = load(recipe.dataset)
    stack = engine.stack([(recipe, 0)], images, 1)
    places = np.random.default_rng(0).permutation(len(images.train_images))
    order = stack.program.shared_out(places.astype(np.uint16)[None])
    with stack.program.context():
        compiled = stack.program.epoch.lower(stack._state, order, stack._data.train).compile()
    plan = compiled.memory_analysis()
    return partial(_train, stack, compiled, order), plan.argument_size_in_bytes + plan.temp_size_in_bytes


def _train(stack: Any, compiled: Any, order: Any) -> float:
    with stack.program.context():
        stack._state, losses, _ = compiled(stack._state, order, stack._data.train)
        return float(np.asarray(losses)[0, 0])
