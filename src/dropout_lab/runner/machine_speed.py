"""How fast this machine multiplies matrices: two seconds of measuring before hours of training."""

import time

import numpy as np

PROBE_SECONDS = 1.5
BATCH, INPUTS, UNITS = 128, 784, 512

SLOWER = (1.1, 1.9)
"""A training epoch took 1.1 to 1.9 times its bare matrix products where it was measured."""

STEP_SECONDS = (2e-5, 2e-4)
"""What a step costs beside its matrix products: gathering a batch, the optimizer of a small net."""

START_SECONDS = (8.0, 30.0)
"""Starting the workers, importing TensorFlow, compiling the programs."""


def matmul_flops_per_second() -> float:
    """Measure the whole machine's float32 matrix products, in floating-point operations a second."""
    rng = np.random.default_rng(0)
    left = rng.standard_normal((BATCH * 8, INPUTS), dtype=np.float32)
    right = rng.standard_normal((INPUTS, UNITS), dtype=np.float32)
    np.matmul(left, right)
    start, products = time.perf_counter(), 0
    while time.perf_counter() - start < PROBE_SECONDS:
        np.matmul(left, right)
        products += 1
    return products * 2.0 * left.size * UNITS / (time.perf_counter() - start)


def expected_seconds(flops: float, steps: float, workers: int) -> tuple[float, float]:
    """Return a range for the time of a campaign on this machine.

    Args:
        flops: matrix-product operations of all its epochs and evaluations.
        steps: training steps of all its epochs.
        workers: processes that train side by side.
    """
    bare = flops / matmul_flops_per_second()
    low, high = (
        start + factor * bare + steps * step / workers
        for start, factor, step in zip(START_SECONDS, SLOWER, STEP_SECONDS, strict=True)
    )
    return low, high
