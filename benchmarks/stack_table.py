"""What was measured of the engine of stacks, in words."""

from benchmarks.measure import Measured, Spread
from benchmarks.recipes import recipe
from benchmarks.table import shown
from benchmarks.traffic import floor_seconds


def stack_lines(measured: Measured) -> list[str]:
    """Return what there is to say: ratios, the floor, what was not measured and why."""
    if measured.device is None:
        return ["JAX is not installed: the engine of stacks was not measured (`pip install jax`)."]
    device = measured.device
    return [
        f"JAX's device: {device['count']} x {device['kind']}.",
        *(f"A stack of {size} runs was not timed: {why}." for size, why in measured.skipped.items()),
        _floor(measured),
        f"A stack of 1,000 runs adds {measured.host_mebibytes:.0f} MiB to the host: plan, orders, results "
        "and their recording (wanted: under 500).",
        _end_to_end(measured.end_to_end),
    ]


def _end_to_end(seconds: float | None) -> str:
    what = "256 seeds by 20 epochs, end to end"
    if seconds is None:
        return f"No GPU here: {what}, were not measured (wanted: under 45 s)."
    return f"{what}: {seconds:.1f} s (wanted: under 45)."


def _floor(measured: Measured) -> str:
    """The device's bandwidth and what it makes of a model-epoch; on a GPU the targets beside it."""
    speed = Spread.of(measured.bytes_per_second)
    floor = 1000 * floor_seconds(recipe(measured.dataset, "ours"), speed.median)
    said = (
        f"Bandwidth of a copy on JAX's device: {speed.median / 1e9:.1f} GB/s, so a floor of {floor:.1f} ms a "
        "model-epoch by memory traffic"
    )
    if not measured.has_gpu:
        return f"{said}; on a CPU the weights stay in its caches, and the bare products are the floor."
    best = min(measured.sizes, key=lambda size: measured.seconds(f"stack/{size}").median)
    above = 1000 * measured.seconds(f"stack/{best}").median / floor
    fit = shown(measured.ratio("fit_jax", f"stack/{best}"), 0)
    return (
        f"{said}; the best stack, of {best}, takes {above:.2f} times that with its evaluation (wanted: at "
        f"most 1.5), and plain `fit` on the same GPU {fit} times as long (wanted: at least 150)."
    )
