"""What a stack trains on, in plain words; importing this loads no backend."""

import platform
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

GPU_PLUGINS = ("jax_cuda13_plugin", "jax_cuda12_plugin")
NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")
PROCESSORS = Path("/proc/cpuinfo")
BFLOAT16 = frozenset({"avx512_bf16", "amx_bf16"})
"""What a processor says that multiplies bfloat16: AMD's since Zen 4, Intel's since Cooper Lake."""


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
    return _said("model name") or platform.processor() or platform.machine()


@cache
def multiplies_bfloat16() -> bool:
    """Whether this machine's processor multiplies bfloat16: its own word, not its name."""
    return not BFLOAT16.isdisjoint(_said("flags").split())


def _said(key: str) -> str:
    """Return what the first processor says of itself under a key; nothing where the system does not tell."""
    try:
        lines = PROCESSORS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")
