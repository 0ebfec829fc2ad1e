"""Which engines exist; loading one settles the process: its Keras backend and its threads.

One process has one Keras backend and one thread count, both set before the backend computes anything.
"""

import hashlib
import importlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from dropout_lab.data import cache_folder
from dropout_lab.engines.base import Engine, StackingEngine
from dropout_lab.engines.devices import processor, sees_gpu
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import EngineChoice

BACKENDS = {"tensorflow": "tensorflow", "keras_fit": "tensorflow", "jax": "jax"}
"""Engine -> the Keras backend that its process has."""

JAX_THREADS = "NPROC"
"""The variable by which XLA's own threads are counted, read once when JAX starts."""

SAME_BITS = "--xla_gpu_deterministic_ops=true"
"""Without it XLA tries several kernels on a GPU and takes the fastest of the moment (law 1)."""


def check_engine(choice: EngineChoice) -> None:
    """Refuse an engine whose packages or device are not here; imports nothing.

    Raises:
        ConfigError: JAX is not there, or a GPU is asked for and there is none.
    """
    if BACKENDS[choice.name] == "jax" and find_spec("jax") is None:
        raise ConfigError(
            "engine=jax: JAX is not installed; pip install jax (for an NVIDIA GPU 'jax[cuda13]'), "
            "or choose engine=tensorflow"
        )
    if choice.device == "gpu" and not sees_gpu():
        raise ConfigError(
            "engine.device=gpu: no GPU that JAX could use; it takes an NVIDIA driver and pip install "
            "'jax[cuda13]'; or choose engine.device=auto"
        )


def load_engine(choice: EngineChoice, cache_dir: Path | None = None) -> Engine | StackingEngine:
    """Load the engine of a choice; call it before anything else has used its backend.

    Args:
        choice: which, and how.
        cache_dir: where compiled programs are kept beside the data; None: the user's cache.

    Raises:
        ConfigError: this process already has another Keras backend or thread count, or what the engine
            needs is not here.
    """
    check_engine(choice)
    if choice.name == "jax":
        return _load_jax(choice, cache_folder(cache_dir) / "programs")
    _settle_backend(choice)
    _settle_threads(choice.threads)
    if choice.name == "keras_fit":
        module = importlib.import_module("dropout_lab.engines.keras_fit")
        return module.KerasFitEngine(choice.precision, choice.shuffle)
    module = importlib.import_module("dropout_lab.engines.tensorflow")
    return module.TensorFlowEngine(choice)


def _load_jax(choice: EngineChoice, programs: Path) -> StackingEngine:
    """Settle what JAX reads when it starts: threads, flags, where compiled programs are kept."""
    if "jax" not in sys.modules:
        os.environ[JAX_THREADS] = str(choice.threads)
        flags = os.environ.get("XLA_FLAGS", "")
        if "xla_gpu_deterministic_ops" not in flags:
            os.environ["XLA_FLAGS"] = f"{flags} {SAME_BITS}".strip()
        # A program is for one kind of processor: a cache may be on a disk that several machines share.
        machine = hashlib.sha256(processor().encode()).hexdigest()[:8]
        os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(programs / machine))
        os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0.1")
    elif os.environ.get(JAX_THREADS) != str(choice.threads):
        raise ConfigError(
            f"engine.threads={choice.threads}: JAX already runs in this process with "
            f"{os.environ.get(JAX_THREADS, 'its default of')} threads; start another process"
        )
    _settle_backend(choice)
    return importlib.import_module("dropout_lab.engines.jax").JaxEngine(choice)


def _settle_backend(choice: EngineChoice) -> None:
    """Choose the backend for Keras, or find it chosen."""
    wanted = BACKENDS[choice.name]
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = wanted
    present = importlib.import_module("keras").config.backend()
    if present != wanted:
        raise ConfigError(
            f"KERAS_BACKEND={present}: this process already runs Keras on {present}, and "
            f"engine={choice.name} needs {wanted}; start another process"
        )


def _settle_threads(threads: int) -> None:
    """Give TensorFlow its threads, inside operations and between them."""
    threading = importlib.import_module("tensorflow").config.threading
    try:
        threading.set_intra_op_parallelism_threads(threads)
        threading.set_inter_op_parallelism_threads(threads)
    except RuntimeError:
        present = threading.get_intra_op_parallelism_threads()
        if present != threads:
            raise ConfigError(
                f"engine.threads={threads}: TensorFlow already runs in this process with "
                f"{present or 'its default'} threads; start another process"
            ) from None
