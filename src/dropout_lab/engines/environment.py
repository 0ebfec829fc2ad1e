"""Where a run was trained: what may change its bits, never its distribution (law 4)."""

import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from dropout_lab import __version__
from dropout_lab.engines.devices import processor
from dropout_lab.engines.registry import BACKENDS
from dropout_lab.recipe import EngineChoice

PACKAGES = {"tensorflow": ("tensorflow", "keras", "numpy"), "jax": ("jax", "jaxlib", "keras", "numpy")}
"""Packages that can change a run's bits, by backend."""


def environment(choice: EngineChoice) -> dict[str, str | int | bool]:
    """Describe versions, engine settings and hardware of this process; imports nothing heavy.

    Returns:
        Keys ``python``, ``dropout_lab``, ``tensorflow`` or ``jax`` and ``jaxlib``, ``keras``, ``numpy``
        (versions), ``backend``, ``precision``, ``threads``, ``xla``, ``cpu``, ``cores``, ``platform``.
    """
    backend = BACKENDS[choice.name]
    return {
        "python": platform.python_version(),
        "dropout_lab": __version__,
        **{package: _version(package) for package in PACKAGES[backend]},
        "backend": backend,
        "precision": choice.precision,
        "threads": choice.threads,
        "xla": choice.name != "keras_fit",
        "cpu": processor(),
        "cores": os.cpu_count() or 1,
        "platform": platform.platform(),
    }


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
