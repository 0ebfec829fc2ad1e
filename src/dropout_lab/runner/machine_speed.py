"""How fast this machine multiplies matrices: measured for a moment before hours of training."""

import os
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

PROBE_SECONDS = (0.2, 1.5)
"""The shortest and the longest measurement: a thousandth of the campaign between them."""
BATCH, INPUTS, UNITS = 128, 784, 512

SLOWER = (1.1, 1.9)
"""A training epoch took 1.1 to 1.9 times its bare matrix products where it was measured."""

STEP_SECONDS = (2e-5, 2e-4)
"""What a step costs beside its matrix products: gathering a batch, the optimizer of a small net."""

START_SECONDS = (8.0, 30.0)
"""Starting the workers, importing TensorFlow, compiling the programs."""


BUSY = 0.25
"""Share of the cores in the hands of other programs from which on the estimate says so."""

MACHINE = Path("/proc/stat")
"""Where Linux tells the processor time of the whole machine."""


def matmul_flops_per_second(flops: float) -> float:
    """Measure the whole machine's float32 matrix products, in floating-point operations a second.

    Args:
        flops: operations of what is to be estimated; the measurement takes a thousandth of its time, and
            is of one product at least, however long other programs keep this one waiting.
    """
    rng = np.random.default_rng(0)
    left = rng.standard_normal((BATCH * 8, INPUTS), dtype=np.float32)
    right = rng.standard_normal((INPUTS, UNITS), dtype=np.float32)
    np.matmul(left, right)
    shortest, longest = PROBE_SECONDS
    product = 2.0 * left.size * UNITS
    start, products = time.perf_counter(), 0
    while (
        time.perf_counter() - start < (shortest if products * product > flops / 1000 else longest)
        or not products
    ):
        np.matmul(left, right)
        products += 1
    return products * product / (time.perf_counter() - start)


class Expected(NamedTuple):
    """How long a campaign takes on this machine, in seconds.

    ``taken``: the share of its cores that other programs took while it was measured, 0 to 1.
    ``quiet_low`` and ``quiet_high``: the range without them.
    """

    low: float
    high: float
    taken: float = 0.0
    quiet_low: float = 0.0
    quiet_high: float = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether others took so much that the range says more of them than of the campaign."""
        return self.taken >= BUSY


def expected_seconds(flops: float, steps: float, workers: int) -> Expected:
    """Return a range for the time of a campaign on this machine, as it is and when it is quiet.

    Args:
        flops: matrix-product operations of all its epochs and evaluations.
        steps: training steps of all its epochs.
        workers: processes that train side by side.
    """
    before = _clocks()
    speed = matmul_flops_per_second(flops)
    taken = _taken_by_others(before, _clocks())

    def ends(bare: float) -> tuple[float, float]:
        low, high = (
            start + factor * bare + steps * step / workers
            for start, factor, step in zip(START_SECONDS, SLOWER, STEP_SECONDS, strict=True)
        )
        return low, high

    return Expected(*ends(flops / speed), taken, *ends(flops / speed * (1 - taken)))


def _clocks() -> tuple[float, float, float]:
    """Read the clock, the processor time of this process, and that of the machine; 0 where it is not told."""
    try:
        ticks = [int(word) for word in MACHINE.read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    except (OSError, ValueError, IndexError):
        ticks = []
    idle = sum(ticks[3:5])
    return time.perf_counter(), time.process_time(), (sum(ticks) - idle) / os.sysconf("SC_CLK_TCK")


def _taken_by_others(before: tuple[float, float, float], after: tuple[float, float, float]) -> float:
    """Return the share of all cores that other programs had between two looks at the clocks, 0 to 0.95."""
    wall, mine, machine = (b - a for a, b in zip(before, after, strict=True))
    if wall <= 0:
        return 0.0
    return min(0.95, max(0.0, (machine - mine) / wall / (os.cpu_count() or 1)))
