"""Which engines exist; loading one settles the process: its Keras backend and its threads.

One process has one Keras backend and one thread count, both set before the backend computes anything.
"""

import importlib
import os
import sys
from importlib.util import find_spec

from dropout_lab.engines.base import Engine
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import EngineChoice

BACKENDS = {"tensorflow": "tensorflow", "keras_fit": "tensorflow", "jax": "jax"}
"""Engine -> the Keras backend that its process has."""

JAX_THREADS = "NPROC"
"""The variable by which XLA's own threads are counted, read once when JAX starts."""


def check_engine(choice: EngineChoice) -> None:
    """Refuse an engine whose packages are not installed; imports nothing.

    Raises:
        ConfigError: JAX is not there.
    """
    if BACKENDS[choice.name] == "jax" and find_spec("jax") is None:
        raise ConfigError("engine=jax: JAX is not installed; pip install jax, or choose engine=tensorflow")


def load_engine(choice: EngineChoice) -> Engine:
    """Load the engine of a choice; call it before anything else has used its backend.

    Raises:
        ConfigError: this process already has another Keras backend or thread count, or JAX is not installed.
    """
    check_engine(choice)
    _settle_backend(choice)
    if choice.name == "jax":
        _settle_jax_threads(choice.threads)
        module = importlib.import_module("dropout_lab.engines.jax")
        return module.JaxEngine(choice.precision)
    _settle_threads(choice.threads)
    if choice.name == "keras_fit":
        module = importlib.import_module("dropout_lab.engines.keras_fit")
        return module.KerasFitEngine(choice.precision, choice.shuffle)
    module = importlib.import_module("dropout_lab.engines.tensorflow")
    return module.TensorFlowEngine(choice.precision)


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


def _settle_jax_threads(threads: int) -> None:
    """Give XLA its threads, before JAX starts."""
    present = os.environ.get(JAX_THREADS)
    if "dropout_lab.engines.jax" in sys.modules:
        if present != str(threads):
            raise ConfigError(
                f"engine.threads={threads}: JAX already runs in this process with {present} threads; start "
                "another process"
            )
        return
    os.environ[JAX_THREADS] = str(threads)


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
