"""What an epoch of a float32 engine is made of, each part by itself, as often as an epoch has it.

    python -m benchmarks.child parts DATASET        (the engine of the backend that KERAS_BACKEND names)

The compiled part without masks, and with the cheapest optimizer, tells by difference what these cost inside
it; alone, each shows what it costs where nothing else is in the caches.
"""

import os
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.recipes import recipe
from dropout_lab.dropout import masks, threshold
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe

Parts = dict[str, Callable[[], object]]
Compiled = Callable[[Callable[..., Any]], Callable[..., Any]]
"""Compiles a function of tensors as the engine does."""


def part_epochs(dataset: str) -> Parts:
    """Return the parts of an engine by their words (`benchmarks.words.PARTS`)."""
    if os.environ.get("KERAS_BACKEND") == "jax":
        from benchmarks.parts_jax import of_jax

        return of_jax(dataset)
    from benchmarks.parts_tensorflow import of_tensorflow

    return of_tensorflow(dataset)


def recipes(dataset: str) -> dict[str, Recipe]:
    """Return the recipes whose compiled epochs are compared, by their words."""
    ours = recipe(dataset, "ours")
    plain = Recipe.parse(
        {**ours.model_dump(mode="json"), "optimizer": {"name": "sgd", "learning_rate": 0.01, "momentum": 0.0}}
    )
    return {"compiled": ours, "no_masks": recipe(dataset, "none"), "sgd": plain}


def order_of(chosen: Recipe, n_images: int) -> NDArray[np.integer]:
    """Return the order of the first epoch, shape (n_images,)."""
    return Streams.of(0, chosen.randomness, chosen.training.order).epoch_order(0, n_images)


def cipher(chosen: Recipe, compiled: Compiled) -> Callable[[], float]:
    """Return what draws the masks of an epoch and counts what they keep."""
    from keras import ops

    batch, units = chosen.training.batch_size, chosen.model.widths(chosen.dataset.facts)[1:-1]
    seed, limit = np.uint32(1), np.uint32(threshold(0.2))

    def epoch(seed: Any, limit: Any) -> Any:
        def body(step: Any, kept: Any) -> Any:
            for site, width in enumerate(units, start=1):
                lanes = masks.lanes(seed, site, ops.cast(step, "uint32"), batch, width)
                kept = ops.add(kept, ops.sum(ops.cast(ops.greater_equal(lanes, limit), "float32")))
            return kept

        return ops.fori_loop(0, chosen.steps_an_epoch, body, ops.zeros((), "float32"))

    run = compiled(epoch)
    return lambda: float(run(seed, limit))


def gather(chosen: Recipe, images: Any, order: Any, compiled: Compiled) -> Callable[[], float]:
    """Return what cuts the images of an epoch into batches and makes numbers of their bytes.

    Args:
        chosen: the recipe.
        images: on the device, uint8 of shape (n_images, pixels).
        order: on the device, int32 of shape (steps, batch).
        compiled: compiles a function.
    """
    from keras import ops

    scale = chosen.dataset.facts.scale

    def epoch(images: Any, order: Any) -> Any:
        def body(step: Any, _: Any) -> Any:  # written in each step, since the loop carries it
            return ops.divide(ops.cast(ops.take(images, order[step], axis=0), "float32"), scale)

        first = ops.zeros((order.shape[1], images.shape[1]), "float32")
        return ops.fori_loop(0, order.shape[0], body, first)

    run = compiled(epoch)
    return lambda: float(run(images, order)[0, 0])
