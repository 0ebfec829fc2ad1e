"""Differences over seeds with a known mean, in the shapes that training gives and in worse ones."""

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["normal", "tied", "few values", "skew 0.7", "skew -0.7", "skew 1", "skew 2"]

PROMISED: tuple[Kind, ...] = ("normal", "tied", "skew 0.7", "skew -0.7")
MEASURED: tuple[Kind, ...] = ("few values", "skew 1", "skew 2")
"""Beyond what is promised: the coverage is measured and published."""

UNIT = 1e-4
"""One of 10,000 test images."""
SPREAD = 1e-3
MARGIN = 1e-3
"""Smallest difference of test accuracy that matters."""
TIED_SPREADS = {"tied": 2.0, "few values": 0.8}
"""Spread before rounding, in units: ties in most samples; three values make up nine tenths of a sample."""


def draw(kind: Kind, shape: tuple[int, ...], seed: int = 0) -> Floats:
    """Draw differences with mean zero.

    Args:
        kind: normal with spread 0.001; normal, rounded to whole images; or a shifted gamma variable of
            that skewness and spread 0.001.
        shape: of the result, usually (experiments, seeds).
        seed: of the draws; each kind and each number of seeds has draws of its own.

    Source: a gamma variable of shape a has skewness 2 / sqrt(a).
    """
    draws = np.random.default_rng([seed, shape[-1], *kind.encode()])
    if kind == "normal":
        return draws.normal(0, SPREAD, shape)
    if kind in TIED_SPREADS:
        return UNIT * np.round(draws.normal(0, TIED_SPREADS[kind], shape))
    skew = float(kind.removeprefix("skew "))
    form = (2 / skew) ** 2
    return math.copysign(SPREAD, skew) * (draws.gamma(form, 1, shape) - form) / math.sqrt(form)
