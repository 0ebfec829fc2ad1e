"""Recipe -> Keras model, the one that every Keras engine trains; and back to a run's first state.

Bytes are divided by 255 inside the model, so all engines do it in one place. Noise sites with rate 0
have no layer. Nothing here draws from a global generator: weights come from `randomness`.
"""

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from dropout_lab.dropout import layer_class
from dropout_lab.randomness import Streams
from dropout_lab.recipe import Recipe

CLASSES = 10


class Bytes(keras.layers.Layer):
    """Turns bytes into numbers from 0 to 1."""

    def call(self, inputs: Any) -> Any:
        """Divide uint8 of shape (rows, pixels) by 255, in the layer's dtype."""
        return ops.divide(ops.cast(inputs, self.compute_dtype), 255)

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        """The shape stays, the dtype is the layer's."""
        return keras.KerasTensor(inputs.shape, dtype=self.compute_dtype)


def build(recipe: Recipe, pixels: int, precision: str = "float32") -> keras.Model:
    """Build the model of a recipe; its weights are zeros until `reset_model`.

    Args:
        recipe: what is trained.
        pixels: length of a flattened image.
        precision: dtype of weights, activations and loss: ``float32`` or ``float64``.

    Returns:
        uint8 (rows, pixels) -> logits (rows, 10). Layers: ``bytes``, ``dropout_0``, then ``dense_i`` and
        ``dropout_i`` for hidden layers i = 1, 2, ..., and ``logits``.
    """
    images = keras.Input((pixels,), dtype="uint8", name="images")
    x = _noise(recipe, 0, Bytes(name="bytes", dtype=precision)(images), precision)
    for site, units in enumerate(recipe.model.hidden_units, start=1):
        x = _dense(units, f"dense_{site}", precision, activation="relu")(x)
        x = _noise(recipe, site, x, precision)
    return keras.Model(images, _dense(CLASSES, "logits", precision)(x), name="mlp")


def reset_model(model: keras.Model, recipe: Recipe, streams: Streams) -> None:
    """Put a model where a run of this recipe starts: weights, rates, mask seeds, counters."""
    weights = streams.initial_weights(model.input_shape[1], recipe.model.hidden_units, CLASSES)
    for variable, value in zip(model.trainable_variables, weights, strict=True):
        variable.assign(value.astype(variable.dtype))
    for layer in model.layers:
        if layer.name.startswith("dropout_"):
            rate = recipe.dropout.site_rates[int(layer.name.removeprefix("dropout_"))]
            layer.reset(rate, streams.mask_seed)


def weights_of(model: keras.Model) -> list[NDArray[np.floating]]:
    """Return kernels and biases from the input to the output."""
    return [
        np.asarray(ops.convert_to_numpy(ops.copy(variable.value))) for variable in model.trainable_variables
    ]


def program_key(recipe: Recipe, images_shape: tuple[int, int], precision: str) -> tuple[object, ...]:
    """Return what two runs must have in common to share one compiled program.

    Rates, seeds and the learning rate are state and stand outside, except the rates of layers that are
    not ours, which may compile them in.

    Args:
        recipe: what is trained.
        images_shape: (number of training images, pixels).
        precision: ``float32`` or ``float64``.
    """
    dropout = recipe.dropout
    sites = tuple(site for site, rate in enumerate(dropout.site_rates) if rate)
    foreign = dropout.source != "harness" or dropout.layer is not None
    return (
        images_shape,
        recipe.model.hidden_units,
        (dropout.name, dropout.source, dropout.layer, dropout.layer_sha256) if sites else None,
        dropout.site_rates if foreign else sites,
        tuple(recipe.optimizer.model_dump(exclude={"learning_rate"}).items()),
        recipe.training.batch_size,
        precision,
    )


def _noise(recipe: Recipe, site: int, x: Any, precision: str) -> Any:
    rates = recipe.dropout.site_rates
    if site >= len(rates) or not rates[site]:
        return x
    kind = layer_class(recipe.dropout)
    return kind(
        rate=rates[site],
        site=site,
        mask_seed=0,
        name=f"dropout_{site}",
        dtype=precision,
    )(x)


def _dense(units: int, name: str, precision: str, activation: str | None = None) -> keras.layers.Dense:
    # Zeros, since a Keras initializer would draw from the global generator.
    return keras.layers.Dense(
        units,
        activation=activation,
        kernel_initializer="zeros",
        name=name,
        dtype=precision,
    )
