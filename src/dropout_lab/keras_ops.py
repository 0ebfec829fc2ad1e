"""`keras.ops`, taken when it is first used: whoever only reads parameters loads no backend."""

from importlib import import_module
from typing import Any

Tensor = Any
"""A tensor of whichever backend Keras runs on."""


class _Ops:
    def __getattr__(self, name: str) -> Any:
        return getattr(import_module("keras").ops, name)


ops: Any = _Ops()
