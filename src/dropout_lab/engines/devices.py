"""What a stack trains on, in plain words; importing this loads no backend."""

import platform
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

GPU_PLUGINS = ("jax_cuda13_plugin", "jax_cuda12_plugin")
NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")


@dataclass(frozen=True)
class Device:
    """One device or several of a kind, which share a stack."""

    kind: str  # as its maker names it, such as NVIDIA H100 80GB HBM3; cpu
    platform: str  # cpu or gpu
    count: int
    bytes: int | None  # that each can give to a stack; None: it does not say


def sees_gpu() -> bool:
    """Whether JAX on this machine would train on a GPU: driver and plugin are there."""
    return NVIDIA_DRIVER.exists() and any(find_spec(plugin) for plugin in GPU_PLUGINS)


@cache
def processor() -> str:
    """Name this machine's processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()
