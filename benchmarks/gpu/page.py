"""What a GPU makes of stacks, as a page."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from benchmarks.recipes import recipe
from benchmarks.traffic import floor_seconds

Lines = list[dict[str, Any]]

INTRODUCTION = """# Stacks on a GPU

Written by `python -m benchmarks.gpu`, which needs JAX and no TensorFlow. Each part runs in a process of its
own, with the GPU to itself; the recipe is the tutorial's (MNIST, 784-512-512-10, RMSprop, batches of 128). An
epoch of a stack includes its evaluation: the test images, 10,000 training images and all that a run keeps.
The floor is the memory traffic of the steps ([arithmetic](../bench/README.md)) at the speed of a plain copy.
Plain `fit` is Keras on JAX on the same card, with the evaluation of the test set. What has no line here was
not measured.
"""

PACKAGES = ("jax", "keras", "numpy", "python")
WITH = {"none": "none", "ours": "0.2"}


def page(found: dict[str, Any]) -> str:
    """Return the Markdown page of what was measured; parts that were not are left out."""
    rows = list(_lines(found, "size", "epochs"))
    speeds = [line["bytes_per_second"] for line in _lines(found, "bytes_per_second")]
    fit = [seconds for line in _lines(found, "fit") for seconds in line["fit"]]
    floor = floor_seconds(recipe("mnist", "ours"), max(speeds)) if speeds else None
    parts = [INTRODUCTION, *_device(found), "", *_table(rows, floor, median(fit) if fit else None), ""]
    if floor and speeds:
        parts.append(
            f"- A copy moves {max(speeds) / 1e12:.2f} TB/s: a floor of {1e3 * floor:.2f} ms a model-epoch."
        )
    if fit:
        spread = f"{median(fit):.3f} s [{min(fit):.3f}, {max(fit):.3f}]"
        parts.append(f"- Plain `fit`, an epoch: {spread}, the median and range of {len(fit)}.")
    parts += [*_small(found), *_kernels(found), *_not_reached(found)]
    return "\n".join([*parts, ""])


def _lines(found: dict[str, Any], *keys: str) -> Iterator[dict[str, Any]]:
    """Return the lines of all parts that have these keys, XLA's other flags left out."""
    for label, part in found.items():
        if not label.startswith("flags") and not label.endswith(", free"):
            yield from (line for line in part["lines"] if all(key in line for key in keys))


def _device(found: dict[str, Any]) -> list[str]:
    commits = ", ".join(sorted({f"`{str(part['commit'])[:12]}`" for part in found.values()}))
    return [
        f"One {line['device']['kind']}; "
        + ", ".join(f"{p} {line['environment'][p]}" for p in PACKAGES)
        + f"; commits {commits}."
        for line in _lines(found, "device")
    ]


def _table(rows: Lines, floor: float | None, fit: float | None) -> list[str]:
    lines = [
        "| precision | rate | runs | ms a model-epoch | of it evaluation | plain `fit` / it | it / floor "
        "| first epoch, s | peak memory, GiB |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        took = median(row["epochs"]) / row["size"]
        cells = [
            row["precision"],
            WITH[row["dropout"]],
            str(row["size"]),
            f"{1e3 * took:.2f}",
            f"{1e3 * row['evaluation'] / row['size']:.2f}",
            f"{fit / took:.0f}" if fit else "",
            f"{took / floor:.2f}" if floor else "",
            f"{row['first']:.1f}",
            f"{row['peak_bytes'] / 2**30:.1f}" if row["peak_bytes"] else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _small(found: dict[str, Any]) -> Iterator[str]:
    for line in _lines(found, "products", "seconds"):
        yield (
            f"- Products of the steps alone, {line['products']}, {line['size']} runs: "
            f"{1e3 * line['seconds']:.2f} ms a model-epoch; one is off by {line['off']:.1e} of its size."
        )
    for line in _lines(found, "noise"):
        yield f"- Noise alone, {line['noise']}: {1e3 * line['seconds']:.2f} ms a model-epoch."
    same = [len(line["digests"]) == 1 for line in _lines(found, "digests")]
    if same:
        yield f"- Equal bits at the first and the last place: {sum(same)} of {len(same)} stacks."


def _kernels(found: dict[str, Any]) -> Iterator[str]:
    for line in _lines(found, "kernels"):
        yield (
            f"\n## Where an epoch goes: {line['precision']}, {line['size']} runs, {line['seconds']:.3f} s\n\n"
            "| kernel | launches | ms | share |\n|---|---:|---:|---:|"
        )
        total = sum(seconds for _, seconds, _ in line["kernels"])
        for name, seconds, launches in line["kernels"][:16]:
            yield f"| `{name[:90]}` | {launches} | {1e3 * seconds:.1f} | {100 * seconds / total:.0f} % |"


def _not_reached(found: dict[str, Any]) -> Iterator[str]:
    for label, part in found.items():
        if "error" in part:
            yield f"\n{label}: ended before its time: {part['error'].splitlines()[0][:120]}"
