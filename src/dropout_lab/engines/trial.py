"""An own layer tried before anything trains: built, traced and compiled once, on one batch of zeros.

Then a few rows go through it without a compiler, to see whether its noise is drawn anew in each step.
"""

import importlib

import numpy as np
from numpy.typing import NDArray

from dropout_lab.causes import cause
from dropout_lab.data import Images
from dropout_lab.dropout import Own
from dropout_lab.engines.base import Engine, StackingEngine
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import Recipe

COMPILED = "write it in keras.ops alone, without looking at a value, which no compiled engine has"

OF_COMPILERS = (
    *("OperatorNotAllowedInGraphError", "InvalidArgumentError", "UnimplementedError", "NotImplementedError"),
    *("ConcretizationTypeError", "NonConcreteBooleanIndexError", "UnexpectedTracerError"),
    *("TracerBoolConversionError", "TracerArrayConversionError", "TracerIntegerConversionError"),
)
"""Types of the errors by which TensorFlow and JAX refuse Python that looks at a value."""


def try_layer(engine: Engine | StackingEngine, name: str, recipe: Recipe) -> None:
    """Try the layers of a recipe on an engine.

    Args:
        engine: what would train it.
        name: of the engine.
        recipe: with a dropout of the user's own.

    Raises:
        ConfigError: what the layers raise, with its place in the user's file; or noise that no step draws.
    """
    try:
        if isinstance(engine, StackingEngine):
            engine.trace(recipe)
        else:
            session = engine.session(recipe, 0, zeros_for(recipe))
            session.train_epoch()
            session.logits("test")
            if recipe.evaluation is not None:
                session.evaluated()
        # With Keras, whose backend is settled by now and was not when this module was imported.
        fault = importlib.import_module("dropout_lab.training.steady").fault_of_noise(recipe)
    except Exception as error:
        raise ConfigError(f"{_named(recipe)}: engine={name} cannot train it: {_advised(error)}") from None
    if fault is not None:
        raise ConfigError(f"{_named(recipe)}: {fault}")


def zeros_for(recipe: Recipe) -> Images:
    """Return one whole batch of a recipe's data set, and the rest that its last batch is, all zeros."""
    facts, batch = recipe.dataset.facts, recipe.training.batch_size
    rows = min(recipe.dataset.n_train, batch + recipe.dataset.n_train % batch)

    def of(count: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        return np.zeros((count, facts.inputs), np.uint8), np.zeros(count, np.uint8)

    return Images(*of(rows), *of(min(1, recipe.dataset.validation_size)), *of(1))


def _advised(error: Exception) -> str:
    """Say what was raised and where; of a compiler's refusal also what a layer must be."""
    told = cause(error)
    return f"{told}; {COMPILED}" if told.partition(":")[0] in OF_COMPILERS else told


def _named(recipe: Recipe) -> str:
    """Name a recipe's dropout as the user does."""
    dropout = recipe.dropout
    return f"dropout.layer={dropout.layer}" if isinstance(dropout, Own) else f"dropout={dropout.name}"
