"""Recipe -> Keras optimizer, and back to a run's first state."""

from typing import Any

import keras
import numpy as np
from keras import ops

from dropout_lab.recipe import Recipe
from dropout_lab.training.models import Net


class Setting(keras.Variable):
    """A number of an optimizer as state.

    Keras compares one with 0, to see whether there is momentum; a momentum of 0 stays a number, so there is.
    """

    def __gt__(self, other: object) -> bool:
        """Answer ``momentum > 0`` with yes."""
        return True

    def __ne__(self, other: object) -> bool:
        """Answer ``momentum != 0`` with yes."""
        return True


def build_optimizer(
    recipe: Recipe, dtype: str = "float32", *, settings_as_state: bool = False
) -> keras.optimizers.Optimizer:
    """Build the Keras optimizer of a recipe, without its slots: `build` makes them.

    Args:
        recipe: what is trained.
        dtype: of the weights. In float64 every number is first rounded to float32, as Keras does
            with it on TensorFlow and does not on JAX; else Adam's betas would differ by 1e-8.
        settings_as_state: make decay rates, momentum and epsilon variables of the optimizer, so that one
            compiled program serves all their values.
    """
    kind = getattr(keras.optimizers, recipe.optimizer.keras_name)
    optimizer: keras.optimizers.Optimizer = kind(**_settings(recipe, dtype))
    if settings_as_state:
        for name, value in _settings(recipe, dtype).items():
            if isinstance(value, float) and value and name != "learning_rate":
                setattr(optimizer, name, Setting(np.array(value, dtype), trainable=False, name=name))
    return optimizer


def step(optimizer: keras.optimizers.Optimizer, net: Net, gradients: list[Any]) -> None:
    """Move a net's weights by an optimizer; own weights of the dropout by their factor of its step.

    Args:
        optimizer: built for the net's trainable variables.
        net: model that is trained.
        gradients: of its trainable variables, in their order.
    """
    factors = net.noise.learning_rates()
    moved = [variable for variable in net.trainable_variables if variable.path in factors]
    before = [ops.copy(variable.value) for variable in moved]
    optimizer.apply(gradients, net.trainable_variables)
    for variable, value in zip(moved, before, strict=True):
        whole = ops.subtract(variable.value, value)
        variable.assign(ops.add(value, ops.multiply(whole, factors[variable.path])))


def reset_optimizer(optimizer: keras.optimizers.Optimizer, recipe: Recipe) -> None:
    """Put a built optimizer where a run starts: every slot and its step count 0, its numbers the recipe's."""
    for variable in optimizer.variables:
        variable.assign(np.zeros(variable.shape, variable.dtype))
    reset_settings(optimizer, recipe)


def reset_settings(optimizer: keras.optimizers.Optimizer, recipe: Recipe) -> None:
    """Give an optimizer the learning rate of a recipe, and whatever else of it is state."""
    optimizer.learning_rate = recipe.optimizer.learning_rate
    for name, value in recipe.optimizer.model_dump().items():
        setting = getattr(optimizer, name, None)
        if isinstance(setting, Setting):
            setting.assign(np.array(np.float32(value), setting.dtype))


def _settings(recipe: Recipe, dtype: str) -> dict[str, Any]:
    settings = recipe.optimizer.model_dump(exclude={"name"})
    if dtype == "float64":
        settings = {
            name: float(np.float32(value)) if isinstance(value, float) else value
            for name, value in settings.items()
        }
    return settings
