"""Resolution of numbers whose unit nobody told: the step of the grid on which they lie."""

import math
import sys

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dropout_lab.stats.checks import finite_values

NOISE = 1e-14
"""Part of the largest value that the rounding of a few double operations leaves."""

SINGLE_NOISE = 2.0**-23
"""The same of numbers that were float32 once."""

NEAR = 0.02
"""Part of a step by which values may miss the grid, whatever their noise."""

PARTS = 12
"""The smallest step between values is at most so many steps of their grid."""


def resolution(values: ArrayLike) -> float:
    """Resolution of a metric as its values show it: a unit for the floors of `level_sd` and `difference_sd`.

    It is the first that all values are multiples of, as far as the rounding of floats lets one tell:

    1. a power of ten, the last digit written: 0.001 for values of three decimals, whether or not two of them
       are 0.001 apart;
    2. a whole part of the smallest step between two values: 1/360 for shares of 360 images;
    3. neither, as for measured doubles: what rounding leaves, below 1e-14 of the largest value, and so a
       floor without effect. The smallest step would be no unit here: of few values that differ much between
       seeds and little between variants it would exceed the spread of the differences.

    Equal values show the last digit that is not zero, 0.1 for 0.5 and 1 for 100, and 0 alone shows 1; the
    table may have said 0.500: who knows the decimals of the text has the better unit, 10**-decimals.

    Args:
        values: float64, shape (n,), n >= 1: all values of the metric, of both sides, in the metric's unit.

    Returns:
        The resolution, finite and > 0, in the unit of `values`; at most the smallest step between two values
        that is more than rounding.

    Raises:
        ValueError: another shape, no entry, or an entry not finite.

    >>> resolution([0.981, 0.985, 0.989]), resolution([4.1e-8, 4.4e-8, 2.0e-8]), resolution([120.5, 131.0])
    (0.001, 1e-09, 0.1)
    >>> round(1 / resolution([350 / 360, 352 / 360, 355 / 360]))
    360
    """
    distinct = np.unique(np.abs(finite_values(values, "values", least=1)))
    largest = float(distinct[-1])
    if largest == 0:
        return 1.0
    top = math.floor(math.log10(largest))
    finest = max(10.0 ** (top - 16), sys.float_info.min)
    if top < -290:  # nearly the smallest floats there are, which keep few digits
        return finest
    found = _decimal(distinct, top, NOISE)
    single = found is None and _were_single(distinct)
    if single:
        found, finest = _decimal(distinct, top, SINGLE_NOISE), largest * SINGLE_NOISE
    return found or _fraction(distinct, SINGLE_NOISE if single else NOISE) or finest


def _were_single(distinct: NDArray[np.float64]) -> bool:
    with np.errstate(over="ignore"):
        return bool((distinct.astype(np.float32) == distinct).all())


def _decimal(distinct: NDArray[np.float64], top: int, noise: float) -> float | None:
    """Largest power of ten that the values are multiples of; 1 for whole ones; None where noise hides it."""
    digits = 0
    while (error := noise * 10.0 ** (digits + 1)) <= NEAR:
        power = top - digits
        step = 10.0**power
        if power <= max(0, top - 11) and _on_grid(distinct, step, error):
            return step
        digits += 1
    return None


def _fraction(distinct: NDArray[np.float64], noise: float) -> float | None:
    """Largest whole part of the smallest step that the values are multiples of."""
    largest = distinct[-1]
    steps = np.diff(distinct)
    steps = steps[steps > 2 * noise * largest]
    if not steps.size:
        return None
    smallest = float(steps.min())
    error = 2 * noise * (largest / smallest) ** 2  # that of the step, as often as it goes into the largest
    for part in range(1, PARTS + 1):
        if error * part <= NEAR and _on_grid(distinct, smallest / part, error * part):
            return smallest / part
    return None


def _on_grid(distinct: NDArray[np.float64], step: float, error: float) -> bool:
    times = distinct / step
    return bool((np.abs(times - np.round(times)) <= error).all())
