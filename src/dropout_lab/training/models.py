"""Recipe -> Keras model, the one that every Keras engine trains; and back to a run's first state.

Bytes are divided by the data set's scale inside the model, so all engines do it in one place. Noise sites
with rate 0 have no layer. Nothing here draws from a global generator: weights come from `randomness`.
"""

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from dropout_lab.datasets import facts_of
from dropout_lab.dropout import layer_class
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe


class Bytes(keras.layers.Layer):
    """Turns bytes into numbers from 0 to 1, where `scale` is the byte that stands for 1."""

    def __init__(self, scale: int, **options: Any) -> None:
        super().__init__(**options)
        self._scale = scale

    def call(self, inputs: Any) -> Any:
        """Divide uint8 of shape (rows, inputs) by the scale, in the layer's dtype."""
        return ops.divide(ops.cast(inputs, self.compute_dtype), self._scale)

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        """The shape stays, the dtype is the layer's."""
        return keras.KerasTensor(inputs.shape, dtype=self.compute_dtype)


def build(
    recipe: Recipe, inputs: int, dtype: str = "float32", dense: type[keras.layers.Dense] = keras.layers.Dense
) -> keras.Model:
    """Build the model of a recipe; its weights are zeros until `reset_model`.

    Args:
        recipe: what is trained.
        inputs: length of a flattened example.
        dtype: of weights, activations and loss: ``float32`` or ``float64``.
        dense: the class of the dense layers, for engines that multiply in their own way.

    Returns:
        uint8 (rows, inputs) -> logits (rows, classes). Layers: ``bytes``, ``dropout_0``, then ``dense_i`` and
        ``dropout_i`` for hidden layers i = 1, 2, ..., and ``logits``.

    Raises:
        ConfigError: the data set's task is no classification.
    """
    facts = facts_of(recipe.dataset.name)
    images = keras.Input((inputs,), dtype="uint8", name="images")
    # Zeros, since a Keras initializer would draw from the global generator.
    options: dict[str, Any] = {"kernel_initializer": "zeros", "dtype": dtype}
    x = _noise(recipe, 0, Bytes(facts.scale, name="bytes", dtype=dtype)(images), dtype)
    for site, units in enumerate(recipe.model.hidden_units, start=1):
        x = dense(units, activation="relu", name=f"dense_{site}", **options)(x)
        x = _noise(recipe, site, x, dtype)
    return keras.Model(images, dense(facts.outputs, name="logits", **options)(x), name="mlp")


def reset_model(model: keras.Model, recipe: Recipe, streams: Streams) -> None:
    """Put a model where a run of this recipe starts: weights, rates, mask seeds, counters."""
    units, outputs = recipe.model.hidden_units, model.output_shape[1]
    weights = streams.initial_weights(model.input_shape[1], units, outputs)
    for variable, value in zip(model.trainable_variables, weights, strict=True):
        variable.assign(value.astype(variable.dtype))
    reset_noise(model, recipe, streams)


def reset_noise(model: keras.Model, recipe: Recipe, streams: Streams) -> None:
    """Put a model's noise layers where a run of this recipe starts: rates, mask seeds, counters."""
    for layer in model.layers:
        if layer.name.startswith("dropout_"):
            rate = recipe.dropout.site_rates[int(layer.name.removeprefix("dropout_"))]
            layer.reset(rate, streams.mask_seed)


def weights_of(model: keras.Model) -> list[NDArray[np.floating]]:
    """Return kernels and biases from the input to the output."""
    return [
        np.asarray(ops.convert_to_numpy(ops.copy(variable.value))) for variable in model.trainable_variables
    ]


def _noise(recipe: Recipe, site: int, x: Any, dtype: str) -> Any:
    rates = recipe.dropout.site_rates
    if site >= len(rates) or not rates[site]:
        return x
    kind = layer_class(recipe.dropout)
    return kind(
        rate=rates[site],
        site=site,
        mask_seed=0,
        name=f"dropout_{site}",
        dtype=dtype,
    )(x)
