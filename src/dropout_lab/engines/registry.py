"""Which engines exist; loading one settles the process: its Keras backend and its threads.

One process has one Keras backend and one thread count, both set before TensorFlow computes anything.
"""

import importlib
import os
import sys

from dropout_lab.engines.base import Engine
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import EngineChoice

BACKEND = "tensorflow"


def load_engine(choice: EngineChoice) -> Engine:
    """Load the engine of a choice; call it before anything else has used TensorFlow.

    Raises:
        ConfigError: this process already has another Keras backend or thread count.
    """
    _settle_backend()
    _settle_threads(choice.threads)
    if choice.name == "keras_fit":
        module = importlib.import_module("dropout_lab.engines.keras_fit")
        return module.KerasFitEngine(choice.precision, choice.shuffle)
    module = importlib.import_module("dropout_lab.engines.tensorflow")
    return module.TensorFlowEngine(choice.precision)


def _settle_backend() -> None:
    """Choose TensorFlow for Keras, or find it chosen."""
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = BACKEND
    present = importlib.import_module("keras").config.backend()
    if present != BACKEND:
        raise ConfigError(
            f"KERAS_BACKEND={present}: this process already runs Keras on {present}, and the engine needs "
            f"{BACKEND}; start another process"
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
