"""A backend imported without the packages that it takes along where they are installed.

Keras imports pandas, scikit-learn and Matplotlib for adapters of theirs, and TensorFlow imports JAX for a
converter: two of the six seconds that a worker takes to start, for features that no engine uses.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

TAKEN_ALONG = ("jax", "matplotlib", "pandas", "sklearn")


@contextmanager
def hidden(packages: Sequence[str]) -> Iterator[None]:
    """Let packages that are not loaded yet be as if not installed; afterwards they can be imported.

    Args:
        packages: names of top-level packages. One that is loaded already stays as it is.
    """
    modules: dict[str, Any] = sys.modules
    absent = [name for name in packages if name not in modules]
    modules.update(dict.fromkeys(absent))  # None: importing it is an ImportError
    try:
        yield
    finally:
        for name in absent:
            modules.pop(name, None)
