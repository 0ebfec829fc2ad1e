"""A dropout of ours as a Keras layer, for a model of the user's own; the harness itself trains by `noise`.

The masks are those of law 2. What only a whole net has, such as the next layer's product, is refused.
"""

import random
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import keras
import numpy as np
from keras import ops

from dropout_lab.dropout import BESIDE, LAYERS, Dropout, RateNow, Site, Weight, Widths, made, threshold
from dropout_lab.dropout.own import USUAL_RATE
from dropout_lab.errors import ConfigError
from dropout_lab.training.noise import RATES

SEEDS = 2**32
"""Mask seeds: a key of the cipher has 32 bits."""
SITES = 2**16
"""Sites of a net; numbers above them are of second draws."""

OF_A_NET = {
    "product": "the product of the next layer",
    "infer_product": "the product of the next layer",
    "gradient": "noise on the net's gradients",
    "on_data": "noise on the data",
    "passes": "several passes a step",
    "infer_passes": "several passes at inference",
    "consistency": "a loss between passes",
    "by_example": "masks by example",
}
"""What of a dropout a layer by itself has no place for."""

HALVES = ("float16", "bfloat16")
STATE = "seed_and_calls"


class LoneSite(Site):
    """A site in a model that is not the harness's: facts of `BESIDE` are refused when they are read."""

    def __getattribute__(self, name: str) -> Any:
        """Return a fact.

        Raises:
            ConfigError: one that only the harness knows.
        """
        if name in BESIDE:
            raise ConfigError(
                f"at.{name}: not known to a DropoutLayer; train this dropout by dropout-lab run"
            )
        return super().__getattribute__(name)


@keras.saving.register_keras_serializable("dropout_lab")
class DropoutLayer(keras.layers.Layer):
    """A dropout of ours in a Keras model of the user's own.

    The last axis of the inputs holds the units, all others rows: each unit of each row has a mask of its own.
    Half precision is disturbed in float32. Two layers of one model have different seeds, or sites. A saved
    model is loaded where this class was imported, as any that is not Keras's own.

    Args:
        dropout: its name, as `dropout-lab list dropout` has it.
        rate: fraction of the units DROPPED, 0 <= rate < 1; None: 0.2 where the dropout has a rate.
        seed: key of the masks, 0 <= seed < 2**32, a run's mask seed; None: drawn when the layer is made, from
            the generator that `keras.utils.set_random_seed` sets.
        site: noise site, 0 to 65535; in the harness 0 is the input, then come the hidden layers in order.
        parameters: others of the dropout's, by name.
        noise_shape: refused, with what shares a mask.
        kwargs: Keras's own, such as ``name`` and ``dtype``.

    Raises:
        ConfigError: an unknown dropout, one that only a whole net can train, or a value out of its range.
    """

    def __init__(
        self,
        dropout: str = "standard",
        rate: float | None = None,
        *,
        seed: int | None = None,
        site: int = 1,
        parameters: Mapping[str, Any] | None = None,
        noise_shape: object = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if noise_shape is not None:
            raise ConfigError(
                f"noise_shape={noise_shape}: a mask is shared along no axis here; take keras.layers.Dropout("
                "rate, noise_shape=...) or keras.layers.SpatialDropout1D"
            )
        self.seed = None if seed is None else _whole("seed", seed, SEEDS)
        self.site = _whole("site", site, SITES)
        self._given = dict(parameters or {})
        self._dropout, self.rate = _alone(dropout, rate, self._given)
        self._key = random.randrange(SEEDS) if self.seed is None else self.seed
        self.seed_generator = keras.random.SeedGenerator(self._key)
        self._own: dict[str, Any] = {}
        self.supports_masking = True
        self.input_spec = keras.layers.InputSpec(min_ndim=2)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Add the dropout's own weights.

        Raises:
            ConfigError: it has some, and units are unknown, or one has a learning rate of its own.
        """
        if self._dropout.overrides("weights") and self._acts:
            units = input_shape[-1]
            if units is None:
                raise ConfigError(
                    f"dropout={self._dropout.name}: has a weight for each unit, and the inputs' last axis is "
                    "unknown; give it, as in keras.Input((64,))"
                )
            for name, weight in self._dropout.weights(Widths(0, units, 0), 1).items():
                self._own[name] = self._weight(name, weight)
            self.input_spec = keras.layers.InputSpec(min_ndim=2, axes={-1: units})
        self.built = True

    def call(self, inputs: Any, training: bool | None = False) -> Any:
        """Return the inputs with noise where `training`, else as inference has them; same shape."""
        if not self._acts or not (training or self._dropout.overrides("infer")):
            return ops.cast(inputs, self.compute_dtype)
        shape: Any = ops.shape(inputs)
        at = self._at(training=bool(training))
        rows = ops.cast(ops.reshape(inputs, (-1, shape[-1])), at.dtype)
        now = self._dropout.model_copy(update=self._state(at.dtype))
        if training and (added := now.loss(rows, at)) is not None:
            self.add_loss(ops.mean(added))
        found = now.disturb(rows, at) if training else now.infer(rows, at)
        return ops.cast(ops.reshape(found, shape), self.compute_dtype)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the shape of the inputs."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Return what the layer is made of, as plain data."""
        return {
            **super().get_config(),
            "dropout": self._dropout.name,
            "rate": self.rate,
            "seed": self.seed,
            "site": self.site,
            "parameters": dict(self._given),
        }

    def save_own_variables(self, store: Any) -> None:
        """Keep seed and count of calls beside the weights, so that a loaded layer goes on where it was."""
        super().save_own_variables(store)
        store[STATE] = np.asarray(ops.convert_to_numpy(ops.copy(self.seed_generator.state.value)))

    def load_own_variables(self, store: Any) -> None:
        """Take weights, seed and count of calls as they were kept."""
        kept = {name: store[name] for name in store.keys()}  # noqa: SIM118 - an HDF5 group's are its keys
        state = kept.pop(STATE, None)
        super().load_own_variables(kept)
        if state is not None:
            self.seed_generator.state.assign(np.asarray(state))

    @property
    def _acts(self) -> bool:
        return 1 in self._dropout.at_sites(1)

    def _at(self, training: bool) -> Site:
        """Return the site in the present call, in float32 at least; training calls count."""
        state = self.seed_generator.next() if training else self.seed_generator.state.value
        key, call = (ops.cast(state[place], "uint32") for place in (0, 1))
        dtype = "float32" if self.compute_dtype in HALVES else self.compute_dtype
        rates = self._dropout.site_rates
        now = self.rate if len(rates) < 2 else rates[1]
        return LoneSite(
            number=self.site,
            mask_seed=key,
            call=call,
            dtype=dtype,
            rate=None if now is None else RateNow(ops.convert_to_tensor(threshold(now), dtype="uint32")),
            weights={name: ops.cast(variable.value, dtype) for name, variable in self._own.items()},
        )

    def _state(self, dtype: str) -> dict[str, Any]:
        """Return the fields that are state as tensors, as a dropout's methods have them everywhere."""
        part = self._dropout
        fields = [field for field in type(part).model_fields if field not in RATES and part.state(field)]
        return {field: ops.convert_to_tensor(getattr(part, field), dtype=dtype) for field in fields}

    def _weight(self, name: str, weight: Weight) -> Any:
        if weight.learning_rate != 1:
            raise ConfigError(
                f"dropout={self._dropout.name}: its weight {name} has a learning rate of its own, which a "
                "layer alone cannot give it; train it by dropout-lab run"
            )
        if callable(weight.initial):
            place = np.random.SeedSequence(self._key, spawn_key=(self.site, *name.encode()))
            value = np.asarray(weight.initial(np.random.Generator(np.random.PCG64(place))))
        else:
            value = np.full(weight.shape, weight.initial)
        return self.add_weight(
            shape=weight.shape,
            name=name,
            initializer=lambda shape, dtype: ops.convert_to_tensor(np.reshape(value, shape), dtype=dtype),
        )


def _alone(name: str, rate: float | None, parameters: Mapping[str, Any]) -> tuple[Dropout, float | None]:
    """Make the dropout that a layer carries, and give its rate.

    Raises:
        ConfigError: there is none of that name, or one that a layer alone cannot be.
    """
    if isinstance(name, Real):  # the first argument of Keras's own layer
        raise ConfigError(f"dropout={name}: should be the name of a dropout; write DropoutLayer(rate={name})")
    kind = LAYERS.get(str(name))
    lacks = [f"has {what}" for method, what in OF_A_NET.items() if _says(kind, method)]
    lacks += [f"needs {BESIDE[fact]}" for fact in kind.needs]
    lacks += [f"acts on the {kind.acts_on} of a net"] * (kind.acts_on != "units")
    if lacks:
        raise ConfigError(
            f"dropout={name}: {lacks[0]}, which a layer alone cannot carry; train it by dropout-lab run"
        )
    if "input_rate" in parameters:
        raise ConfigError("input_rate: a layer is one site; put a DropoutLayer of its own on the input")
    if parameters.get("source") == "keras":
        raise ConfigError("source=keras: that is keras.layers.Dropout; take it as it is")
    if "rate" not in kind.model_fields:
        if rate is not None:
            raise ConfigError(f"rate={rate}: dropout={name} has no rate; leave it out")
        return made(kind, {**parameters, "name": name}, f"dropout={name}").at_layers(1), None
    used = USUAL_RATE if rate is None else rate
    if isinstance(used, bool) or not isinstance(used, Real) or not 0 <= used < 1:
        raise ConfigError(f"rate={used}: should be a rate, the fraction dropped: 0 <= rate < 1")
    one = [float(used)] if "input_rate" in kind.model_fields else float(used)
    try:
        dropout = made(kind, {**parameters, "rate": one, "name": name}, f"dropout={name}").at_layers(1)
    except ValueError as error:  # a rate that the masks cannot have
        raise ConfigError(str(error)) from None
    return dropout, float(used)


def _says(kind: type[Dropout], method: str) -> bool:
    return getattr(kind, method) is not getattr(Dropout, method)


def _whole(key: str, value: object, end: int) -> int:
    whole = int(value) if isinstance(value, Integral) and not isinstance(value, bool) else -1
    if not 0 <= whole < end:
        raise ConfigError(f"{key}={value}: should be a whole number, 0 <= {key} < {end}")
    return whole
