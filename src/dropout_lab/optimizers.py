"""Recipe -> Keras optimizer, and back to a run's first state."""

import keras
import numpy as np

from dropout_lab.recipe import Recipe


def build_optimizer(recipe: Recipe) -> keras.optimizers.Optimizer:
    """Build the Keras optimizer of a recipe."""
    kinds = {
        "rmsprop": keras.optimizers.RMSprop,
        "adam": keras.optimizers.Adam,
        "sgd": keras.optimizers.SGD,
    }
    return kinds[recipe.optimizer.name](**recipe.optimizer.model_dump(exclude={"name"}))


def reset_optimizer(optimizer: keras.optimizers.Optimizer, recipe: Recipe) -> None:
    """Put a built optimizer where a run starts: every slot and its step count 0, the learning rate."""
    for variable in optimizer.variables:
        variable.assign(np.zeros(variable.shape, variable.dtype))
    optimizer.learning_rate = recipe.optimizer.learning_rate
