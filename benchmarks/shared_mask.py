"""One mask for a mini-batch, computing with the kept units, beside standard dropout: rate 0.5, one thread.

    python -m benchmarks --only shared_mask        measures this part of the page alone

Both are trained by the JAX engine, whose compiler says what memory its program takes at its peak. Evaluation
is left out: there is no dropout in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.line import Line
from benchmarks.pool import Child, seconds_per_epoch
from benchmarks.ratio import ratio_of
from benchmarks.recipes import EPOCHS
from benchmarks.steps import compiled_epoch
from dropout_lab.recipe import Recipe

MIB = 2**20
CASES = {"512 by 128": (512, 128, 2560), "2048 by 128": (2048, 128, 2560), "2048 by 1024": (2048, 1024, 2048)}
"""Units of each of two hidden layers, batch, training images of an epoch."""
TINY = {"16 by 32": (16, 32, 320)}
SIDES = ("standard", "shared_mask")
PAIRS = 6


@dataclass
class Beside:
    """Seconds of an epoch by pairs, and bytes of a program at its peak: standard dropout first."""

    pairs: list[tuple[float, float]]
    bytes: tuple[int, int]


def serve_shared_mask(line: Line, dataset: str) -> None:
    """Compile an epoch of each case and side, say what memory each takes, then do one for each word heard."""
    from benchmarks.child import serve

    epochs, taken = dict[str, Callable[[], object]](), dict[str, int]()
    for name, (units, batch, size) in cases(dataset).items():
        for side in SIDES:
            word = f"{side} {name}"
            epochs[word], taken[word] = _epoch(dataset, side, units, batch, size)
    line.say(bytes=taken)
    serve(line, epochs)


def measure_shared_mask(dataset: str, pairs: int, log: Path) -> dict[str, Beside]:
    """Time pairs of epochs that take turns in one process, either side first in every second pair."""
    child = Child("shared_mask", dataset, log, one_thread=True, backend="jax")
    try:
        taken = child.answer()["bytes"]
        child.answer()
        return {name: _beside(child, name, pairs, taken) for name in cases(dataset)}
    finally:
        child.process.kill()
        child.process.wait()


def cases(dataset: str) -> dict[str, tuple[int, int, int]]:
    """Return what is timed, by name."""
    return TINY if dataset == "digits" else CASES


def shared_mask_lines(found: dict[str, Beside]) -> list[str]:
    """Return the table, and one line where a case is not faster, or takes no less memory."""
    rows = [
        "| units a layer by batch | throughput / standard dropout's | its peak, MiB | computing's, MiB |",
        "|---|---:|---:|---:|",
    ]
    slower, larger = list[str](), list[str]()
    for name, beside in found.items():
        low, mean, high = ratio_of(beside.pairs)
        standard, computing = beside.bytes
        rows.append(
            f"| {name} | **{mean:.2f}** [{low:.2f}, {high:.2f}] ({len(beside.pairs)} pairs) | "
            f"{standard / MIB:.1f} | {computing / MIB:.1f} |"
        )
        slower += [name] if low <= 1 else []
        larger += [name] if computing >= standard else []
    said = [f"Not shown to be faster: {', '.join(slower)}."] if slower else []
    if larger:
        said.append(
            f"No less memory: {', '.join(larger)}; the optimizer takes the whole gradient of each kernel; "
            "beside it stand the kept weights and their gradient, a quarter each, which activations of a "
            "larger batch outweigh."
        )
    return ["\n".join(rows), *([" ".join(said)] if said else [])]


def _beside(child: Child, name: str, pairs: int, taken: dict[str, int]) -> Beside:
    found = []
    for number in range(pairs):
        turns = SIDES[:: (-1) ** number]
        seconds = {side: seconds_per_epoch([child], f"{side} {name}") for side in turns}
        found.append((seconds[SIDES[0]], seconds[SIDES[1]]))
    return Beside(found, (taken[f"{SIDES[0]} {name}"], taken[f"{SIDES[1]} {name}"]))


def _epoch(dataset: str, side: str, units: int, batch: int, size: int) -> tuple[Callable[[], object], int]:
    """Return what trains an epoch, and the bytes of its program: state, data and what passes."""
    computing = {"implementation": "computing"} if side == "shared_mask" else {}
    return compiled_epoch(
        Recipe.parse(
            {
                "dataset": {"name": dataset, "train_size": size},
                "model": {"hidden_units": [units, units]},
                "dropout": {"name": side, "rate": 0.5, **computing},
                "optimizer": {"name": "rmsprop"},
                "training": {"batch_size": batch, "epochs": EPOCHS},
            }
        )
    )
