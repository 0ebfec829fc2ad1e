"""`keras.ops`, taken when it is first used: whoever only reads parameters loads no backend."""

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensor = Any
"""A tensor of whichever backend Keras runs on."""


class _Ops:
    def __getattr__(self, name: str) -> Any:
        return getattr(import_module("keras").ops, name)

    @property
    def words_wrap(self) -> bool:
        """Whether uint32 has 32 bits; on PyTorch Keras takes int64 for it."""
        return import_module("keras").config.backend() != "torch"

    def mean(self, x: Tensor, axis: Any = None, keepdims: bool = False) -> Tensor:
        """Return the mean in the dtype of `x`; Keras on JAX computes one of float64 in float32."""
        keras = import_module("keras")
        if keras.config.backend() != "jax":
            return keras.ops.mean(x, axis=axis, keepdims=keepdims)
        total = keras.ops.sum(x, axis=axis, keepdims=keepdims)
        return keras.ops.divide(total, x.size // total.size)


ops: Any = _Ops()


class NumpyOps:
    """NumPy under the names of `keras.ops`."""

    def __getattr__(self, name: str) -> Any:
        """Return NumPy's function of a name."""
        return getattr(np, name)

    def cast(self, x: Any, dtype: str) -> NDArray[Any]:
        """Return an array in another dtype."""
        return np.asarray(x).astype(dtype)

    def convert_to_tensor(self, x: Any, dtype: str) -> NDArray[Any]:
        """Return an array of a dtype."""
        return np.asarray(x, dtype)
