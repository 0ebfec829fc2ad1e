"""Means and spreads of any finite float64 values: no square of 1e160 overflows, none of 1e-200 vanishes."""

import math
import sys

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST = sys.float_info.max
"""What a sum or spread beyond float64 is given as, so that an interval around it is unbounded, not NaN."""


def scaled(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Divide values by a power of two, so that the largest lies in [1/2, 1): exact, and so are the results.

    Args:
        values: finite float64 of any shape.

    Returns:
        (values / 2**exponent, exponent); exponent 0 where all are 0 or there is none.
    """
    exponent = int(np.frexp(np.abs(values).max(initial=0.0))[1])
    return np.ldexp(values, -exponent), exponent


def unscaled(value: float, exponent: int) -> float:
    """Return value * 2**exponent, at most the largest float64 in size."""
    try:
        return math.ldexp(value, exponent)
    except OverflowError:
        return math.copysign(LARGEST, value)


def mean_of(values: NDArray[np.float64]) -> float:
    """Mean of finite values of shape (n,), n >= 1."""
    small, exponent = scaled(values)
    return unscaled(float(small.mean()), exponent)


def sd_of(values: NDArray[np.float64]) -> float:
    """Standard deviation (n - 1) of finite values of shape (n,), n >= 2."""
    small, exponent = scaled(values)
    return unscaled(float(small.std(ddof=1)), exponent)


def paired_differences(treatment: ArrayLike, control: ArrayLike) -> NDArray[np.float64]:
    """Treatment minus control, entry by entry; one beyond float64 becomes the largest float64 of its sign.

    Args:
        treatment: finite float64 of any shape.
        control: the same shape.

    >>> paired_differences([1.5e308, 0.5], [-1.5e308, 0.25])
    array([1.79769313e+308, 2.50000000e-001])
    """
    with np.errstate(over="ignore"):
        differences = np.subtract(treatment, control, dtype=np.float64)
    return np.clip(differences, -LARGEST, LARGEST)
