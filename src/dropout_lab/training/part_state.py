"""The state of a part of a recipe: what differs between runs of one program, as variables."""

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from dropout_lab.canonical import Part
from dropout_lab.dropout import threshold
from dropout_lab.recipe import Recipe

Values = list[tuple[Any, NDArray[Any]]]
"""Variables, each with the value that a run starts with."""

RATES = ("rate", "input_rate")
"""Fields that are state as thresholds, and come to a dropout's methods as ``at.rate``."""


class PartState:
    """The state of one part of a recipe: a variable for each field that is state.

    Args:
        layer: the Keras layer that keeps the variables.
        part: dropout or regularizer.
        name: of the part in the recipe; before each variable's name.
        recipe: its schedules move some of the fields, which then have one value a step.
    """

    def __init__(self, layer: keras.layers.Layer, part: Part, name: str, recipe: Recipe) -> None:
        self._name = name
        self._moved = {key.rpartition(".")[2] for key in recipe.schedule if key.startswith(f"{name}.")}
        steps = recipe.steps_an_epoch * recipe.training.epochs
        self._variables: dict[str, Any] = {}
        for field in type(part).model_fields:
            if part.state(field) is not None:
                value = _as_array(field, _value(part, field), layer.dtype)
                if not value.size:
                    continue  # no hidden layer, so no rate of one
                shape = (steps, *value.shape) if field in self._moved else value.shape
                self._variables[field] = layer.add_weight(
                    shape=shape,
                    dtype=value.dtype.name,
                    initializer="zeros",
                    trainable=False,
                    name=f"{name}_{field}",
                )

    def now(self, step: Any) -> dict[str, Any]:
        """Return each field's value in a step: a tensor of the field's shape; past the last step the last's.

        Inference after the last epoch is past it, where JAX would read no value of the array.
        """
        return {
            field: _taken(variable.value, step) if field in self._moved else variable.value
            for field, variable in self._variables.items()
        }

    def first(self, part: Part, recipe: Recipe) -> Values:
        """Return the variables with the values of a recipe's part, times the factors of its schedules."""
        values: Values = []
        for field, variable in self._variables.items():
            value = _value(part, field)
            if field in self._moved:
                schedule = recipe.schedule[f"{self._name}.{field}"]
                factors = schedule.over(recipe.steps_an_epoch, recipe.training.epochs)
                value = np.multiply.outer(factors, np.asarray(value))
            values.append((variable, _as_array(field, value, variable.dtype)))
        return values


def _taken(by_step: Any, step: Any) -> Any:
    """Return the value of a step, or of the last one."""
    return ops.take(by_step, ops.minimum(step, by_step.shape[0] - 1), axis=0)


def _value(part: Any, field: str) -> Any:
    """Return a field of a part; of a dropout's rates those that it gives over depth."""
    rates = part.site_rates if field in RATES else ()
    if not rates:
        return getattr(part, field, 0.0)
    return rates[1:] if field == "rate" else rates[0]


def _as_array(field: str, value: Any, dtype: str) -> NDArray[Any]:
    """Return a field's value as its variable holds it: rates as thresholds."""
    if field in RATES:
        return np.vectorize(threshold, otypes=[np.uint32])(np.asarray(value, np.float64))
    return np.asarray(value, dtype)
