"""Parts of the measurement, each in a process of its own that says a line of JSON for each thing measured.

python -m benchmarks.gpu.parts NAME '{"argument": ...}'
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.gpu.kernels import seconds_by_kernel
from benchmarks.recipes import recipe
from benchmarks.stacks import COPIED, bandwidth
from dropout_lab.data import load
from dropout_lab.engines import environment, load_engine, metrics, train_stack
from dropout_lab.recipe import engine_choice

Lines = Iterator[dict[str, Any]]

REPEATS = 30
"""Calls of a small function between two looks at the clock."""


def device() -> Lines:
    """Name device and versions."""
    engine: Any = load_engine(engine_choice(name="jax"))
    yield {"device": vars(engine.device), "environment": environment(engine_choice(name="jax"))}


def stacks(dataset: str, cases: list[tuple[str, str, int]], epochs: int) -> Lines:
    """Time stacks, each a (precision, dropout, runs); seed 0 stands at the first and at the last place.

    Seconds are those of filling the places, of the first epoch, which compiles, and of each later one with
    its evaluation; of an evaluation alone. Digests are those of seed 0 after the first epoch.
    """
    images = load(recipe(dataset, "none").dataset)
    with tempfile.TemporaryDirectory() as cache:
        for precision, dropout, size in cases:
            engine: Any = load_engine(engine_choice(name="jax", precision=precision), Path(cache))
            chosen, seeds = recipe(dataset, dropout), [*range(size)]
            seeds[-1] = 0
            runs = [(chosen, seed) for seed in seeds]
            filled, stack = _timed(partial(engine.stack, runs, images, size))
            first, _ = _timed(stack.train_epoch)
            ends = [metrics.weights_sha256(stack.take(place).weights) for place in {0, size - 1}]
            later = [_timed(stack.train_epoch)[0] for _ in range(epochs)]
            evaluated = min(_timed(partial(_evaluation, stack))[0] for _ in range(2))
            yield {
                "precision": precision, "dropout": dropout, "size": size, "fill": filled, "first": first,
                "epochs": later, "evaluation": evaluated, "digests": sorted(set(ends)),
                "peak_bytes": _memory().get("peak_bytes_in_use"),
            }  # fmt: skip
            stack.go_to(chosen.training.epochs)
            del stack


def _memory() -> dict[str, int]:
    import jax

    return jax.local_devices()[0].memory_stats() or {}


def _evaluation(stack: Any) -> None:
    import jax

    for data in stack._data.splits.values():
        jax.block_until_ready(stack.program.evaluate(stack._state, None, data))


def profile(dataset: str, precision: str, dropout: str, size: int, folder: str) -> Lines:
    """Sum the seconds of an epoch by kernel; write the compiled program beside it."""
    engine: Any = load_engine(engine_choice(name="jax", precision=precision))
    import jax

    chosen, images = recipe(dataset, dropout), load(recipe(dataset, dropout).dataset)
    stack = engine.stack([(chosen, seed) for seed in range(size)], images, size)
    stack.train_epoch()
    with tempfile.TemporaryDirectory() as traces:
        with jax.profiler.trace(traces):
            seconds, _ = _timed(stack.train_epoch)
        kernels = seconds_by_kernel(Path(traces))
    yield {"precision": precision, "dropout": dropout, "size": size, "seconds": seconds, "kernels": kernels}
    compiled = stack.program.epoch.lower(stack._state, stack._order.result(), stack._data.train).compile()
    name = f"{precision}-{dropout}-{size}.hlo.txt"
    (Path(folder) / name).write_text(compiled.as_text())
    yield {"program": name}


def floors(dataset: str, size: int) -> Lines:
    """Time, in seconds a model-epoch, the products alone, and the noise with its masks and without."""
    load_engine(engine_choice(name="jax"))  # before JAX is imported: it settles XLA's flags
    import jax

    platform = jax.devices()[0].platform
    yield {"bytes_per_second": bandwidth(COPIED[platform])}
    chosen = recipe(dataset, "ours")
    steps, batch = chosen.steps_an_epoch, chosen.training.batch_size
    facts = chosen.dataset.facts
    widths = chosen.model.widths(facts)
    key = iter(jax.random.split(jax.random.key(0), 32))

    def array(*shape: int) -> Any:
        return jax.random.normal(next(key), (size, *shape))

    pixels, kernels = array(batch, widths[0]), [array(*shape) for shape in pairwise(widths)]
    for name, multiply in _products_by_name(platform).items():
        try:
            step = jax.jit(jax.vmap(partial(_products, multiply)))
            seconds = _repeated(step, pixels, kernels) * steps / size
            yield {"products": name, "size": size, "seconds": seconds, "off": _error(multiply)}
        except Exception as error:  # an algorithm that this device has not
            yield {"products": name, "refused": str(error)[:200]}
    units = widths[1:-1]
    values = [array(batch, width) for width in units]
    for name in ("scaled", "masked"):
        made = jax.jit(jax.vmap(partial(_disturbed, name == "masked")))
        seeds = jax.numpy.arange(size, dtype="uint32")
        yield {"noise": name, "size": size, "seconds": _repeated(made, seeds, values) * steps / size}


ALGORITHMS = ("TF32_TF32_F32_X3", "BF16_BF16_F32_X6", "BF16_BF16_F32_X9")
"""Ways of XLA to make a float32 product of several coarser ones."""


def _products_by_name(platform: str) -> dict[str, Any]:
    """Return the engine's products by precision, and float32 products of several coarser ones."""
    import jax.numpy as jnp
    from jax import lax

    from dropout_lab.engines.jax.precision import product_of

    ours = {name: product_of(name, platform) for name in ("float32", "tf32", "bfloat16")}
    return ours | {n: partial(jnp.matmul, precision=lax.DotAlgorithmPreset[n]) for n in ALGORITHMS}


def _error(multiply: Any) -> float:
    """Return the relative error of one product against float64."""
    rng = np.random.default_rng(0)
    left, right = (rng.standard_normal(shape).astype(np.float32) for shape in ((128, 784), (784, 512)))
    exact = left.astype(np.float64) @ right.astype(np.float64)
    return float(np.linalg.norm(np.asarray(multiply(left, right)) - exact) / np.linalg.norm(exact))


def _products(multiply: Any, rows: Any, kernels: Any) -> list[Any]:
    """Return the products of a step: forward, for the kernels' gradients, for the inputs' gradients."""
    outputs = [rows]
    for kernel in kernels:
        outputs.append(multiply(outputs[-1], kernel))
    error, gradients = outputs.pop(), []
    for kernel, before in reversed(list(zip(kernels, outputs, strict=True))):
        gradients.append(multiply(before.T, error))
        if before is not rows:
            error = multiply(error, kernel.T)
    return gradients


def _disturbed(masked: bool, seed: Any, values: list[Any]) -> list[Any]:
    import jax.numpy as jnp

    from dropout_lab.dropout import masks

    if not masked:
        return [value * 1.25 for value in values]
    call = jnp.uint32(7)
    return [
        jnp.where(masks.lanes(seed, site, call, *value.shape) >= 13107, value * 1.25, 0)
        for site, value in enumerate(values, start=1)
    ]


def end_to_end(dataset: str, precision: str, seeds: int, epochs: int) -> Lines:
    """Train so many seeds, from the first import on; compiling and evaluating included."""
    chosen = recipe(dataset, "ours")
    chosen = chosen.model_copy(update={"training": chosen.training.model_copy(update={"epochs": epochs})})
    with tempfile.TemporaryDirectory() as cache:
        engine = load_engine(engine_choice(name="jax", precision=precision), Path(cache))
        runs = [(chosen, seed) for seed in range(seeds)]
        for _ in train_stack(engine, runs, load(chosen.dataset), seeds):
            pass
    yield {"precision": precision, "seeds": seeds, "epochs": epochs}


def _timed(function: Callable[[], Any]) -> tuple[float, Any]:
    started = perf_counter()
    found = function()
    return perf_counter() - started, found


def _repeated(function: Any, *words: Any) -> float:
    """Seconds of a call, one after the other on the device."""
    import jax

    jax.block_until_ready(function(*words))
    started = perf_counter()
    for _ in range(REPEATS - 1):
        function(*words)
    jax.block_until_ready(function(*words))
    return (perf_counter() - started) / REPEATS


PARTS: dict[str, Callable[..., Lines]] = {
    part.__name__: part for part in (device, stacks, profile, floors, end_to_end)
}


def main(name: str, words: str) -> None:
    """Measure one part."""
    for line in PARTS[name](**json.loads(words)):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
