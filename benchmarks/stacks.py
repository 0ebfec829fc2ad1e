"""The engine of stacks: runs one at a time, stacks as far as the device goes, and the device's bandwidth."""

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import dropout_lab.runner.worker  # noqa: F401  what a worker has in memory beside its engine
from benchmarks.line import Line
from benchmarks.recipes import recipe
from dropout_lab.data import load
from dropout_lab.engines import Device, load_engine, train_stack
from dropout_lab.plan import run_bytes
from dropout_lab.recipe import Recipe, engine_choice

SIZES = (8, 32, 128, 512)
LONGEST = {"mnist": 30.0, "digits": 2.0}
"""Seconds that an epoch of a stack may take to be timed; on tiny data no more than shows that it can be."""

COPIED = {"cpu": 2**28, "gpu": 2**32}  # bytes
COPIES = 3  # one after the other, so that no launch waits for the host
END_TO_END = (256, 20)  # seeds, epochs


def single_epochs(dataset: str) -> dict[str, Callable[[], object]]:
    """Return what trains and measures the next epoch of one run: without dropout, with ours, in bfloat16."""
    single, half = (load_engine(engine_choice(name="jax", precision=p)) for p in ("float32", "bfloat16"))
    images = load(recipe(dataset, "none").dataset)
    runs = {
        word: train_stack(engine, [(recipe(dataset, dropout), 0)], images)
        for word, engine, dropout in (
            ("none", single, "none"), ("ours", single, "ours"), ("bfloat16", half, "ours")
        )
    }  # fmt: skip
    return {word: partial(next, run) for word, run in runs.items()}


def serve_stacks(line: Line, dataset: str) -> None:
    """Say which stacks can be timed here, then do an epoch of one for each word heard, or copy memory."""
    engine: Any = load_engine(engine_choice(name="jax"))
    chosen, images = recipe(dataset, "ours"), load(recipe(dataset, "ours").dataset)
    device: Device = engine.device
    alone = train_stack(engine, [(chosen, 0)], images, device.count)
    next(alone)
    started = perf_counter()
    next(alone)
    skipped = _skipped(chosen, device, perf_counter() - started)
    stacks = {
        str(size): train_stack(engine, [(chosen, seed) for seed in range(size)], images, size)
        for size in SIZES
        if size not in skipped
    }
    for stack in stacks.values():
        next(stack)
    line.say(ready=True, sizes=[int(size) for size in stacks], skipped=skipped, device=vars(device))
    while True:
        word = line.hear()
        if word == "copy":
            line.say(bytes_per_second=bandwidth(COPIED[device.platform]))
            continue
        started = perf_counter()
        next(stacks[word])
        line.say(seconds=perf_counter() - started)


def end_to_end(line: Line, dataset: str) -> None:
    """Train 256 seeds for 20 epochs, compiling and evaluating included, and say how long it took."""
    seeds, epochs = END_TO_END
    started = perf_counter()
    engine = load_engine(engine_choice(name="jax"))
    chosen = recipe(dataset, "ours").model_copy(
        update={"training": recipe(dataset, "ours").training.model_copy(update={"epochs": epochs})}
    )
    images = load(chosen.dataset)
    for _ in train_stack(engine, [(chosen, seed) for seed in range(seeds)], images, seeds):
        pass
    line.say(seconds=perf_counter() - started)


def _skipped(chosen: Recipe, device: Device, seconds: float) -> dict[int, str]:
    """Say of each size that is not timed why: on a CPU runs go one after the other."""
    found = {}
    for size in SIZES:
        needed = size * run_bytes(chosen, "float32") / device.count
        if device.platform == "cpu" and size * seconds > LONGEST[chosen.dataset.name]:
            found[size] = f"an epoch would take {size * seconds:.0f} s"
        elif device.bytes and needed > 0.8 * device.bytes:
            found[size] = f"needs {needed / 2**30:.1f} GiB"
    return found


def bandwidth(size: int) -> float:
    """Bytes read and written per second by adding 1 to an array, the best of five."""
    import jax
    import jax.numpy as jnp

    add: Any = jax.jit(lambda array: array + 1)
    array = jnp.zeros(size // 4, jnp.float32)
    add(array).block_until_ready()
    times = []
    for _ in range(5):
        started = perf_counter()
        jax.block_until_ready([add(array) for _ in range(COPIES)])
        times.append((perf_counter() - started) / COPIES)
    return 2 * size / min(times)
