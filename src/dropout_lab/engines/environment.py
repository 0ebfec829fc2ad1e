"""Where a run was trained: what may change its bits, never its distribution (law 4)."""

import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from dropout_lab import __version__
from dropout_lab.engines.devices import multiplies_bfloat16, processor
from dropout_lab.engines.registry import SETTLED
from dropout_lab.recipe import ENGINES, EngineChoice

Kind = Literal["version", "processor", "variable"]
"""Kinds of facts that should be one for all runs of an answer; the code that trained is another."""

FROM_OUTSIDE = ("XLA_FLAGS", "TF_XLA_", "TF_ENABLE_", "TF_DETERMINISTIC_", "NVIDIA_TF32_", "JAX_DEFAULT_")
"""Beginnings of the variables that move how a backend computes; those that are set are recorded."""

PROCESSOR = "cpu"
NUMBERED = ("python", "dropout_lab")
"""What has a version beside the packages of the engine."""


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
        **dict(zip(NUMBERED, (platform.python_version(), __version__), strict=True)),
        **{package: _version(package) for package in choice.packages},
        "backend": choice.backend,
        "precision": choice.precision,
        "threads": choice.threads,
        "xla": choice.compiles,
        PROCESSOR: processor(),
        **({"cpu_bfloat16": multiplies_bfloat16()} if choice.precision == "bfloat16" else {}),
        "cores": os.cpu_count() or 1,
        "platform": platform.platform(),
        **outside,
    }


@cache
def kind_of(fact: str) -> Kind | None:
    """Return the kind of a fact of an environment; None: a plan varies it, or it moves nothing.

    Args:
        fact: a key of `environment`, or one that an engine adds.

    >>> kind_of("keras"), kind_of("cpu"), kind_of("xla_flags"), kind_of("threads"), kind_of("device")
    ('version', 'processor', 'variable', None, None)
    """
    if fact == PROCESSOR:
        return "processor"
    if fact in NUMBERED or any(fact in engine.packages for engine in ENGINES.kinds()):
        return "version"
    return "variable" if fact.upper().startswith(FROM_OUTSIDE) else None


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
