"""The floor: the matrix products of an epoch and its evaluation, and nothing else, on one thread.

Each batch: three products forward, three for the kernels' gradients, two for the inputs' gradients. Then
the test images and the 10,000 training images of train accuracy go forward. Twice: by NumPy's BLAS into
arrays that are there already, and by XLA in one compiled loop. The faster is the floor.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from benchmarks.recipes import recipe
from dropout_lab.data import load
from dropout_lab.engines.base import probe_size

CHUNK = 1_000

Floats = NDArray[np.float32]


def product_epochs(dataset: str) -> dict[str, Callable[[], object]]:
    """Return the epoch's products by each library."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    chosen = recipe(dataset, "none")
    images = load(chosen.dataset)
    probe = images.train_images[: probe_size(images)]
    batch, n_images = chosen.training.batch_size, len(images.train_images)
    pixels = _scaled(images.train_images)
    cut = n_images - n_images % batch
    batches, rest = pixels[:cut].reshape(-1, batch, pixels.shape[1]), pixels[cut:]
    seen = _scaled(np.concatenate([images.test_images, probe]))
    chunks = [seen[start : start + CHUNK] for start in range(0, len(seen), CHUNK)]
    rng = np.random.default_rng(0)
    widths = chosen.model.widths(chosen.dataset.facts)
    kernels = [rng.uniform(-0.05, 0.05, shape).astype(np.float32) for shape in pairwise(widths)]
    return {
        "numpy": partial(_numpy_epoch, [*batches, rest], chunks, kernels),
        "xla": _xla_epoch(batches, rest, chunks, kernels),
    }


def _scaled(images: NDArray[np.uint8]) -> Floats:
    return np.divide(images, 255, dtype=np.float32)


def _numpy_epoch(batches: list[Floats], chunks: list[Floats], kernels: list[Floats]) -> None:
    """Multiply into preallocated arrays: `out` keeps memory management out of the time."""
    space = {len(rows): _Space(len(rows), kernels) for rows in (batches[0], batches[-1], *chunks)}
    gradients = [np.empty_like(kernel) for kernel in kernels]
    for rows in batches:
        held = space[len(rows)]
        held.forward(rows, kernels)
        held.backward(rows, kernels, gradients)
    for rows in chunks:
        space[len(rows)].forward(rows, kernels)


class _Space:
    """Where the products of a number of rows go."""

    def __init__(self, rows: int, kernels: list[Floats]) -> None:
        self.outputs = [np.empty((rows, kernel.shape[1]), np.float32) for kernel in kernels]
        self.errors = [np.empty((rows, kernel.shape[0]), np.float32) for kernel in kernels]

    def forward(self, rows: Floats, kernels: list[Floats]) -> None:
        for kernel, output in zip(kernels, self.outputs, strict=True):
            np.matmul(rows, kernel, out=output)
            rows = output

    def backward(self, rows: Floats, kernels: list[Floats], gradients: list[Floats]) -> None:
        inputs, error = [rows, *self.outputs[:-1]], self.outputs[-1]
        for layer in reversed(range(len(kernels))):
            np.matmul(inputs[layer].T, error, out=gradients[layer])
            if layer:
                error = np.matmul(error, kernels[layer].T, out=self.errors[layer])


def _xla_epoch(
    batches: Floats, rest: Floats, chunks: list[Floats], kernels: list[Floats]
) -> Callable[[], None]:
    """Compile the same products; each depends on its batch, so that none can be left out or moved."""
    weights = [tf.constant(kernel) for kernel in kernels]

    def forward(rows: Any) -> list[Any]:
        outputs = []
        for kernel in weights:
            outputs.append(tf.matmul(outputs[-1] if outputs else rows, kernel))
        return outputs

    def step(rows: Any) -> list[Any]:
        outputs = forward(rows)
        inputs, error, gradients = [rows, *outputs[:-1]], outputs[-1], []
        for layer in reversed(range(len(weights))):
            gradients.insert(0, tf.matmul(inputs[layer], error, transpose_a=True))
            if layer:
                error = tf.matmul(error, weights[layer], transpose_b=True)
        return gradients

    def epoch(batches: Any, rest: Any) -> Any:
        def body(i: Any, *_: Any) -> tuple[Any, ...]:
            return (i + 1, *step(batches[i]))

        start = (0, *(tf.zeros_like(kernel) for kernel in weights))
        looped = tf.while_loop(lambda i, *_: i < batches.shape[0], body, start)
        return looped[1:], step(rest) if rest.shape[0] else ()

    compiled: Any = tf.function(epoch, jit_compile=True, autograph=False)
    evaluate: Any = tf.function(lambda rows: forward(rows)[-1], jit_compile=True, autograph=False)
    train, left, shown = tf.constant(batches), tf.constant(rest), [tf.constant(chunk) for chunk in chunks]

    def run() -> None:
        compiled(train, left)[0][0].numpy()
        for chunk in shown:
            evaluate(chunk).numpy()

    return run
