"""Trainable weights of a dropout's own: their shapes, first values and learning rates."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Widths(NamedTuple):
    """Numbers of units at a site and around it."""

    before: int  # inputs of the dense layer before the site; 0 at the input
    units: int
    after: int  # units of the dense layer after the site; 0 where there is none


@dataclass(frozen=True)
class Weight:
    """A trainable weight of a layer's own.

    Attributes:
        shape: its shape; () for a scalar.
        initial: its first value everywhere, or a function that draws an array of the shape from a NumPy
            generator of the run's own, which is named by the site, the layer and the weight.
        learning_rate: factor of the optimizer's step, > 0.
    """

    shape: tuple[int, ...]
    initial: float | Callable[[np.random.Generator], NDArray[np.floating]] = 0.0
    learning_rate: float = 1.0
