"""The parts of an epoch of the JAX engine, a run at a time."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

import dropout_lab.runner.worker  # noqa: F401  what a worker has in memory beside its engine
from benchmarks.memory import copies
from benchmarks.parts import Parts, cipher, gather, order_of, recipes
from dropout_lab.data import Images, load
from dropout_lab.engines import load_engine, metrics
from dropout_lab.engines.base import probe_size
from dropout_lab.recipe import Recipe, engine_choice

Compiled = Callable[[Callable[..., Any]], Callable[..., Any]]


def of_jax(dataset: str) -> Parts:
    """Return the parts by their words, on one thread."""
    engine: Any = load_engine(engine_choice(name="jax", threads=1))
    import jax

    from dropout_lab.engines.jax.program import ON_A_CPU

    chosen = recipes(dataset)
    ours = chosen["compiled"]
    images = load(ours.dataset)
    stacks = {word: engine.stack([(each, 0)], images, 1) for word, each in chosen.items()}
    train, batch = stacks["compiled"], ours.training.batch_size
    order = order_of(ours, len(images.train_images))
    batches = order[: len(order) - len(order) % batch].reshape(-1, batch)
    sent = train.program.shared_out(order.astype(np.uint16)[None])  # 16 bits, as the engine sends them
    compiled: Compiled = partial(jax.jit, compiler_options=dict(ON_A_CPU))
    return {
        "products": _products(ours, images, batches, compiled),
        "epoch": engine.stack([(ours, 0)], images, 1).train_epoch,
        **{word: partial(_compiled, each, sent) for word, each in stacks.items()},
        "evaluation": partial(_evaluation, train),
        "measures": _measures(images),
        "cipher": cipher(ours, compiled),
        "optimizer": _optimizer(ours, train, compiled),
        "gather": gather(ours, jax.device_put(images.train_images), jax.device_put(batches), compiled),
        **copies(),
    }


def _compiled(stack: Any, order: Any) -> float:
    """Train an epoch in a given order, and measure nothing."""
    with stack.program.context():
        stack._state, losses, _ = stack.program.epoch(stack._state, order, stack._data.train)
        return float(np.asarray(losses)[0, 0])


def _evaluation(stack: Any) -> dict[str, Any]:
    """Measure all that is measured after an epoch."""
    with stack.program.context():
        data = stack._data.splits.items()
        seen = {split: stack.program.evaluate(stack._state, None, each) for split, each in data}
        return metrics.measured({split: each.value for split, each in seen.items()})


def _measures(images: Images) -> Callable[[], list[Any]]:
    """Return what measures the logits of both splits, which are there already."""
    import jax

    from dropout_lab.engines.jax.metrics import measure

    run: Any = jax.jit(measure)
    rng = np.random.default_rng(0)
    splits = [images.test_labels, images.train_labels[: probe_size(images)]]
    given = [
        (jax.device_put(rng.normal(0, 5, (len(labels), 10)).astype(np.float32)), labels.astype(np.int32))
        for labels in splits
    ]
    return lambda: [jax.block_until_ready(run(*each)) for each in given]


def _optimizer(chosen: Recipe, stack: Any, compiled: Compiled) -> Callable[[], float]:
    """Return what moves the weights of a net as often as an epoch does, by gradients that are there."""
    import jax
    from jax import lax

    from dropout_lab.training import optimizers  # with Keras, once the engine has settled JAX

    program, steps = stack.program, np.arange(chosen.steps_an_epoch, dtype=np.float32)
    state = jax.device_put(stack.take(0))
    rng = np.random.default_rng(0)
    gradients = [
        jax.device_put(rng.normal(0, 1e-3, weight.shape).astype(np.float32)) for weight in state.weights
    ]

    def epoch(state: Any, gradients: Any) -> Any:
        def body(state: Any, step: Any) -> tuple[Any, None]:
            # other gradients in each step, else what is made of them alone would be made once
            now = [gradient * (1 + step * 1e-6) for gradient in gradients]
            _, moved = program._within(state, lambda: optimizers.step(program.optimizer, program.model, now))
            return moved, None

        return lax.scan(body, state, steps)[0]

    run = compiled(epoch)
    return lambda: float(run(state, gradients).weights[0][0, 0])


def _products(chosen: Recipe, images: Images, batches: Any, compiled: Compiled) -> Callable[[], float]:
    """Return the products of an epoch and its evaluation, as `benchmarks.products` has them, by JAX."""
    import jax
    import jax.numpy as jnp
    from jax import lax

    pixels = np.divide(images.train_images, 255, dtype=np.float32)
    probe = pixels[: probe_size(images)]
    seen = np.concatenate([np.divide(images.test_images, 255, dtype=np.float32), probe])
    chunk = min(1_000, len(seen))
    chunks = jax.device_put(seen[: len(seen) // chunk * chunk].reshape(-1, chunk, seen.shape[1]))
    rows = jax.device_put(pixels[: batches.size].reshape(*batches.shape, -1))
    rng = np.random.default_rng(0)
    widths = chosen.model.widths(chosen.dataset.facts)
    kernels = [
        jax.device_put(rng.uniform(-0.05, 0.05, shape).astype(np.float32)) for shape in pairwise(widths)
    ]

    def forward(rows: Any, kernels: Any) -> list[Any]:
        outputs = [rows]
        for kernel in kernels:
            outputs.append(jnp.matmul(outputs[-1], kernel))
        return outputs

    def step(_: Any, rows: Any, kernels: Any) -> tuple[list[Any], None]:
        *inputs, error = forward(rows, kernels)
        gradients: list[Any] = []
        for layer in reversed(range(len(kernels))):
            gradients.insert(0, jnp.matmul(inputs[layer].T, error))
            if layer:
                error = jnp.matmul(error, kernels[layer].T)
        return gradients, None

    def epoch(rows: Any, chunks: Any, kernels: Any) -> Any:
        last, _ = lax.scan(lambda held, each: step(held, each, kernels), kernels, rows)
        return last, lax.map(lambda each: forward(each, kernels)[-1], chunks)

    run = compiled(epoch)
    return lambda: float(run(rows, chunks, kernels)[0][0][0, 0])
