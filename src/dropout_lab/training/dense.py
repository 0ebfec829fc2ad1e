"""A dense Keras layer with a dropout of ours that reads weights, or makes the product with them itself.

Noise that belongs to the product, or reads the weights after it, stands before the layer's own kernel; noise
that reads the weights before it stands after the layer's activation.
"""

from typing import Any, ClassVar

import keras
from keras import ops

from dropout_lab.dropout import Before, Dense, Widths
from dropout_lab.training.layer import DropoutLayer

INITIALIZED = {"kernel_initializer": "glorot_uniform", "bias_initializer": "zeros"}
REGULARIZED = ("kernel_regularizer", "bias_regularizer")


class DenseWithDropout(DropoutLayer):
    """A dense layer with kernel, bias and activation, and a dropout of ours in it.

    Args:
        units: of the layer, >= 1.
        dropout: its name.
        rate: as in `DropoutLayer`.
        activation: of the units, as Keras's Dense takes it.
        use_bias: whether there is a bias.
        kwargs: `kernel_initializer`, `bias_initializer`, `kernel_regularizer` and `bias_regularizer` of
            Keras's Dense, and those of `DropoutLayer`.

    Raises:
        ConfigError: as `DropoutLayer` raises it.
        ValueError: no number of units.
    """

    def __init__(
        self,
        units: int,
        dropout: str,
        rate: float | None = None,
        *,
        activation: Any = None,
        use_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        self._initializers = {
            name: keras.initializers.get(kwargs.pop(name, usual)) for name, usual in INITIALIZED.items()
        }
        self._regularizers = {name: keras.regularizers.get(kwargs.pop(name, None)) for name in REGULARIZED}
        super().__init__(dropout, rate, **kwargs)
        if isinstance(units, bool) or not isinstance(units, int) or units < 1:
            raise ValueError(f"units={units}: should be a whole number >= 1")
        self.units, self.use_bias = units, bool(use_bias)
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Add kernel and bias, and the dropout's own weights."""
        inputs = self._units(input_shape)
        parts = [("kernel", (inputs, self.units))]
        parts += [("bias", (self.units,))] if self.use_bias else []
        for name, shape in parts:
            variable = self.add_weight(
                name=name,
                shape=shape,
                initializer=self._initializers[f"{name}_initializer"],
                regularizer=self._regularizers[f"{name}_regularizer"],
            )
            setattr(self, name, variable)
        if self._dropout.overrides("weights"):
            self._add_weights(self._widths(inputs))
        self.built = True

    def call(self, inputs: Any, training: bool | None = False) -> Any:
        """Return the activations, (..., units), with noise where `training`."""
        shape: Any = ops.shape(inputs)
        x = ops.cast(ops.reshape(inputs, (-1, shape[-1])), self._dtype)
        kernel = ops.cast(self.kernel.value, self._dtype)
        bias = ops.cast(self.bias.value, self._dtype) if self.use_bias else ops.zeros(self.units, self._dtype)
        found = self._activated(x, Dense(kernel, bias, self.activation.__name__), bool(training))
        return ops.cast(ops.reshape(found, (*shape[:-1], self.units)), self.compute_dtype)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the shape of the inputs with the layer's units in its last place."""
        return (*input_shape[:-1], self.units)

    def get_config(self) -> dict[str, Any]:
        """Return what the layer is made of, as plain data."""
        activation = keras.activations.serialize(self.activation)
        return {
            **super().get_config(),
            "units": self.units,
            "activation": activation,
            "use_bias": self.use_bias,
            **{name: keras.initializers.serialize(own) for name, own in self._initializers.items()},
            **{name: keras.regularizers.serialize(own) for name, own in self._regularizers.items()},
        }

    def _widths(self, inputs: int) -> Widths:
        """Return the numbers of units at the noise and around it."""
        raise NotImplementedError

    def _activated(self, x: Any, dense: Dense, training: bool) -> Any:
        """Return the activations of rows, shape (rows, units)."""
        raise NotImplementedError

    def _penalized(self, now: Any, x: Any, at: Any) -> None:
        """Add the loss that the dropout declares of what stands at its site."""
        if (added := now.loss(x, at)) is not None:
            self.add_loss(ops.mean(added))


class NoisyProduct(DenseWithDropout):
    """A dense layer whose inputs are disturbed, or whose product is the dropout's own."""

    knows: ClassVar[frozenset[str]] = frozenset({"product", "infer_product", "after"})

    def _widths(self, inputs: int) -> Widths:
        return Widths(0, inputs, self.units)

    def _activated(self, x: Any, dense: Dense, training: bool) -> Any:
        at, now = self._at(training, after=dense), self._now(self._dtype)
        kernel, bias, _ = dense
        if training:
            self._penalized(now, x, at)
            return self.activation(now.product(now.disturb(x, at), kernel, bias, at))
        return self.activation(now.infer_product(now.infer(x, at), kernel, bias, at))


class NoisyUnits(DenseWithDropout):
    """A dense layer whose units are disturbed by a dropout that reads their weights."""

    knows: ClassVar[frozenset[str]] = frozenset({"before"})

    def _widths(self, inputs: int) -> Widths:
        return Widths(inputs, self.units, 0)

    def _activated(self, x: Any, dense: Dense, training: bool) -> Any:
        at, now = self._at(training, before=Before(x, *dense)), self._now(self._dtype)
        units = self.activation(ops.matmul(x, dense.kernel) + dense.bias)
        if training:
            self._penalized(now, units, at)
            return now.disturb(units, at)
        return now.infer(units, at)
