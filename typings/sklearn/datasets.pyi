# What is used of scikit-learn, which has no types of its own.
from typing import Any, Literal

from numpy import float64
from numpy.typing import NDArray

def load_digits(*, return_X_y: Literal[True]) -> tuple[NDArray[float64], NDArray[Any]]: ...
