"""Which engines exist; loading one settles the process: its Keras backend and its threads.

One process has one Keras backend and one thread count, both set before the backend computes anything.
"""

import hashlib
import importlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dropout_lab.data import cache_folder
from dropout_lab.dropout import Dropout, Own, Widths
from dropout_lab.engines.base import Engine, StackingEngine
from dropout_lab.engines.devices import processor, sees_gpu
from dropout_lab.engines.lean import TAKEN_ALONG, hidden
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import EngineChoice, Jax, Recipe, refusal

JAX_THREADS = "NPROC"
"""The variable by which XLA's own threads are counted, read once when JAX starts."""

SAME_BITS = "--xla_gpu_deterministic_ops=true"
"""Without it XLA tries several kernels on a GPU and takes the fastest of the moment (law 1)."""


PLAIN_FIT_LACKS = {
    "loss": "a loss of its own",
    "passes": "several passes a step",
    "consistency": "a loss between passes",
    "gradient": "noise on gradients",
    "by_example": "masks by example",
}
"""What of a dropout Keras's plain `fit` has no place for."""


SETTLED = frozenset({SAME_BITS, "1"})
"""Values of variables of the shell that change nothing: those that are set here, and oneDNN's default."""


def check_engine(choice: EngineChoice, recipe: Recipe) -> None:
    """Refuse an engine whose packages or device are not here, or that cannot train a recipe.

    Loads no backend; a dropout of the user's own is loaded from its file.

    Raises:
        ConfigError: JAX is not there, a GPU is asked for and there is none, or as of `check_recipe`.
    """
    check_machine(choice)
    check_recipe(choice, recipe, _loaded(recipe))


def check_recipe(choice: EngineChoice, recipe: Recipe, dropout: Dropout | None = None) -> None:
    """Refuse what an engine cannot train on any machine.

    Args:
        choice: the engine.
        recipe: a dropout of the user's own is loaded from its file only where anything could be refused.
        dropout: that of the recipe, where it is loaded already.

    Raises:
        ConfigError: an evaluation that has nothing to draw, or plain `fit` has no place for what the dropout
            does.
    """
    if recipe.evaluation is None and choice.name != "keras_fit":
        return
    dropout = dropout or _loaded(recipe)
    if recipe.evaluation is not None and (refused := refusal(recipe.evaluation, dropout)) is not None:
        raise ConfigError(refused)
    if choice.name == "keras_fit":
        lacks = [what for method, what in PLAIN_FIT_LACKS.items() if dropout.overrides(method)]
        weights = dropout.weights(Widths(1, 1, 1), 1) if dropout.overrides("weights") else {}
        lacks += ["a learning rate of a weight's own"] * any(w.learning_rate != 1 for w in weights.values())
        if lacks:
            raise ConfigError(
                f"dropout={recipe.dropout.name}: has {lacks[0]}, which engine=keras_fit cannot train; "
                "choose engine=tensorflow or engine=jax"
            )


def _loaded(recipe: Recipe) -> Dropout:
    return recipe.dropout.loaded() if isinstance(recipe.dropout, Own) else recipe.dropout


def check_machine(choice: EngineChoice) -> None:
    """Refuse an engine whose packages or device are not here; imports nothing.

    Raises:
        ConfigError: JAX is not there, or a GPU is asked for and there is none.
    """
    if choice.backend == "jax" and find_spec("jax") is None:
        raise ConfigError(
            "engine=jax: JAX is not installed; pip install jax (for an NVIDIA GPU 'jax[cuda13]'), "
            "or choose engine=tensorflow"
        )
    if isinstance(choice, Jax) and choice.device == "gpu" and not sees_gpu():
        raise ConfigError(
            "engine.device=gpu: no GPU that JAX could use; it takes an NVIDIA driver and pip install "
            "'jax[cuda13]'; or choose engine.device=auto"
        )


def load_engine(choice: EngineChoice, cache_dir: Path | None = None) -> Engine | StackingEngine:
    """Load the engine of a choice; call it before anything else has used its backend.

    An engine is the file, or the package, of `engines` that bears its name, with a function ``load(choice)``.

    Args:
        choice: which, and how.
        cache_dir: where compiled programs are kept beside the data; None: the user's cache.

    Raises:
        ConfigError: this process already has another Keras backend or thread count, or what the engine
            needs is not here.
    """
    check_machine(choice)
    if choice.backend == "jax":
        _settle_jax(choice, cache_folder(cache_dir) / "programs")
    _settle_keras(choice)
    if choice.backend == "tensorflow":
        _settle_tensorflow(choice.threads)
    return importlib.import_module(f"dropout_lab.engines.{choice.name}").load(choice)


def _settle_jax(choice: EngineChoice, programs: Path) -> None:
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


def _settle_keras(choice: EngineChoice) -> None:
    """Choose the backend for Keras, or find it chosen; settle what its own file and variables would change.

    Keras reads ``~/.keras/keras.json`` and ``KERAS_MAX_EPOCHS``, ``KERAS_MAX_STEPS_PER_EPOCH``; a recipe
    decides all of that here.
    """
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = choice.backend
    with hidden([package for package in TAKEN_ALONG if package != choice.backend]):
        config: Any = importlib.import_module("keras").config
    if config.backend() != choice.backend:
        raise ConfigError(
            f"KERAS_BACKEND={config.backend()}: this process already runs Keras on {config.backend()}, and "
            f"engine={choice.name} needs {choice.backend}; start another process"
        )
    config.set_floatx("float32")
    config.set_dtype_policy("float32")
    config.set_epsilon(1e-7)
    config.set_image_data_format("channels_last")
    config.set_max_epochs(None)
    config.set_max_steps_per_epoch(None)


def _settle_tensorflow(threads: int) -> None:
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
