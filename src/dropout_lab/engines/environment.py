"""Where a run was trained: what may change its bits, never its distribution (law 4)."""

import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from dropout_lab import __version__
from dropout_lab.engines.devices import multiplies_bfloat16, processor
from dropout_lab.engines.registry import SETTLED
from dropout_lab.recipe import EngineChoice

FROM_OUTSIDE = ("XLA_FLAGS", "TF_XLA_", "TF_ENABLE_", "TF_DETERMINISTIC_", "NVIDIA_TF32_", "JAX_DEFAULT_")
"""Beginnings of the variables that move how a backend computes; those that are set are recorded."""


def environment(choice: EngineChoice) -> dict[str, str | int | bool]:
    """Describe versions, engine settings and hardware of this process; imports nothing heavy.

    Returns:
        Keys ``python``, ``dropout_lab``, ``tensorflow`` or ``jax`` and ``jaxlib``, ``keras``, ``numpy``
        (versions), ``backend``, ``precision``, ``threads``, ``xla``, ``cpu``, ``cores``, ``platform``;
        ``cpu_bfloat16``, whether the processor multiplies it, where that is the precision; and variables of
        the shell that move how a backend computes, such as ``xla_flags``, where they are set.
    """
    outside = {
        name.lower(): value
        for name, value in sorted(os.environ.items())
        if name.startswith(FROM_OUTSIDE) and value and value not in SETTLED
    }
    return {
        "python": platform.python_version(),
        "dropout_lab": __version__,
        **{package: _version(package) for package in choice.packages},
        "backend": choice.backend,
        "precision": choice.precision,
        "threads": choice.threads,
        "xla": choice.name != "keras_fit",
        "cpu": processor(),
        **({"cpu_bfloat16": multiplies_bfloat16()} if choice.precision == "bfloat16" else {}),
        "cores": os.cpu_count() or 1,
        "platform": platform.platform(),
        **outside,
    }


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
