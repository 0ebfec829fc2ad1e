"""Recipe -> Keras optimizer, and back to a run's first state."""

import keras
import numpy as np

from dropout_lab.recipe import Recipe


def build_optimizer(recipe: Recipe, precision: str = "float32") -> keras.optimizers.Optimizer:
    """Build the Keras optimizer of a recipe.

    Args:
        recipe: what is trained.
        precision: dtype of the weights. In float64 every number is first rounded to float32, as Keras does
            with it on TensorFlow and does not on JAX; else Adam's betas would differ by 1e-8.
    """
    kinds = {
        "rmsprop": keras.optimizers.RMSprop,
        "adam": keras.optimizers.Adam,
        "sgd": keras.optimizers.SGD,
    }
    settings = recipe.optimizer.model_dump(exclude={"name"})
    if precision == "float64":
        settings = {
            name: float(np.float32(value)) if isinstance(value, float) else value
            for name, value in settings.items()
        }
    return kinds[recipe.optimizer.name](**settings)


def reset_optimizer(optimizer: keras.optimizers.Optimizer, recipe: Recipe) -> None:
    """Put a built optimizer where a run starts: every slot and its step count 0, the learning rate."""
    for variable in optimizer.variables:
        variable.assign(np.zeros(variable.shape, variable.dtype))
    optimizer.learning_rate = recipe.optimizer.learning_rate
