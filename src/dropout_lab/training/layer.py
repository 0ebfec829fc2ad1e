"""A dropout of ours as a Keras layer, for a model of the user's own; the harness itself trains by `noise`.

The masks are those of law 2. What only a whole net has, such as several passes a step, is refused.
"""

import random
from collections.abc import Mapping
from math import prod
from typing import Any, ClassVar

import keras
import numpy as np
from keras import ops

from dropout_lab.dropout import RateNow, Weight, Widths, threshold
from dropout_lab.errors import ConfigError
from dropout_lab.training.lone import LoneSite, alone, whole
from dropout_lab.training.part_state import RATES

SEEDS = 2**32
"""Mask seeds: a key of the cipher has 32 bits."""
SITES = 2**16
"""Sites of a net; numbers above them are of second draws."""
MOST_EXAMPLES = 2**53
"""Training examples that a float64 counts."""

HALVES = ("float16", "bfloat16")
STATE = "seed_and_calls"


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
        noise_shape: shape of the noise where it is no number a unit, as Keras's own layers take it: for each
            axis of the inputs 1, its length, or None, which is its length; only of multipliers.
        n_train: number of training examples, for a dropout whose loss is divided by it.
        parameters: others of the dropout's, by name.
        kwargs: Keras's own, such as ``name`` and ``dtype``.

    Raises:
        ConfigError: an unknown dropout, one that only a whole net can train, or a value out of its range.
    """

    knows: ClassVar[frozenset[str]] = frozenset()
    """Methods and facts beside those of units that this layer has a place for."""

    def __init__(
        self,
        dropout: str = "standard",
        rate: float | None = None,
        *,
        seed: int | None = None,
        site: int = 1,
        noise_shape: tuple[int | None, ...] | None = None,
        n_train: int | None = None,
        parameters: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.seed = None if seed is None else whole("seed", seed, SEEDS)
        self.site = whole("site", site, SITES)
        self.n_train = None if n_train is None else whole("n_train", n_train, MOST_EXAMPLES, first=1)
        self._given = dict(parameters or {})
        facts = self.knows | {"layout"} | ({"n_train"} if self.n_train else set())
        self._dropout, self.rate = alone(dropout, rate, self._given, facts)
        self._facts = facts
        if self.site != 1 and self.rate is not None and self._dropout.state("rate") is None:
            raise ConfigError(
                f"site={site}: the rate of this dropout={dropout} is a constant of its first site; leave it "
                "at 1, and give each layer a seed of its own"
            )
        self.noise_shape = None if noise_shape is None else self._noise_shape(noise_shape)
        self._key = random.randrange(SEEDS) if self.seed is None else self.seed
        self.seed_generator = keras.random.SeedGenerator(_as_state(self._key))
        self._own: dict[str, Any] = {}
        self.supports_masking = True
        self.input_spec = keras.layers.InputSpec(min_ndim=2)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Add the dropout's own weights.

        Raises:
            ConfigError: it has some, and units are unknown, or one has a learning rate of its own; or it
                drops more units together than there are.
        """
        self._hold_what_falls_together(input_shape[-1])
        if self._dropout.overrides("weights") and self._acts:
            self._add_weights(Widths(0, self._units(input_shape), 0))
        self.built = True

    def call(self, inputs: Any, training: bool | None = False) -> Any:
        """Return the inputs with noise where `training`, else as inference has them; same shape."""
        if not self._acts or not (training or self._dropout.overrides("infer")):
            return ops.cast(inputs, self.compute_dtype)
        shape: Any = ops.shape(inputs)
        at = self._at(training=bool(training), **self._around(inputs))
        rows = ops.cast(ops.reshape(inputs, self._rows(shape)), at.dtype)
        now = self._now(at.dtype)
        if training and (added := now.loss(rows, at)) is not None:
            self.add_loss(ops.mean(added))
        if training and self.noise_shape is not None:
            found = ops.multiply(ops.reshape(rows, shape), self._shared(now, at, shape))
        else:
            found = ops.reshape(now.disturb(rows, at) if training else now.infer(rows, at), shape)
        return ops.cast(found, self.compute_dtype)

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
            "noise_shape": self.noise_shape,
            "n_train": self.n_train,
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

    def _hold_what_falls_together(self, units: int | None) -> None:
        """Refuse a layer of fewer units than are dropped together."""
        key = self._dropout.side_by_side
        size = getattr(self._dropout, key) if key else 0
        if units is not None and size > units:
            raise ConfigError(
                f"{key}={size}: the inputs have {units} units, which would all be dropped together; choose "
                f"at most {units}"
            )

    @property
    def _acts(self) -> bool:
        """Whether it acts between two hidden layers, as it is used here."""
        return 1 in self._dropout.at_sites(2)

    def _units(self, input_shape: tuple[int | None, ...]) -> int:
        """Return the length of the inputs' last axis, and ask for it from now on."""
        units = input_shape[-1]
        if units is None:
            raise ConfigError(
                f"dropout={self._dropout.name}: has a weight for each unit, and the inputs' last axis is "
                "unknown; give it, as in keras.Input((64,))"
            )
        self.input_spec = keras.layers.InputSpec(min_ndim=2, axes={-1: units})
        return units

    def _example(self, input_shape: tuple[int | None, ...]) -> tuple[int, ...]:
        """Return the shape of an example, and ask for it from now on."""
        shape = tuple(size for size in input_shape[1:] if size is not None)
        if len(shape) < len(input_shape) - 1:
            raise ConfigError(
                f"dropout={self._dropout.name}: the shape of an example is {input_shape[1:]}; give all "
                "of it, as in keras.Input((28, 28))"
            )
        self.input_spec = keras.layers.InputSpec(shape=(None, *shape))
        return shape

    def _rows(self, shape: Any) -> tuple[Any, Any]:
        """Return the shape of inputs as rows of units."""
        return -1, shape[-1]

    def _around(self, inputs: Any) -> dict[str, Any]:
        """Return what the site knows of inputs."""
        return {"layout": (inputs.shape[-1],)}

    def _noise_shape(self, given: Any) -> tuple[int | None, ...]:
        """Return a shape of noise as a tuple."""
        if not self._multiplies:
            raise ConfigError(
                f"noise_shape={given}: the noise of dropout={self._dropout.name} is no multiplier of its "
                "own, which axes could share; leave it out"
            )
        if not isinstance(given, list | tuple) or not given:
            raise ConfigError(f"noise_shape={given}: should be a tuple of numbers and None, one an axis")
        return tuple(None if size is None else whole("noise_shape", size, 2**31, first=1) for size in given)

    @property
    def _multiplies(self) -> bool:
        """Whether the dropout is a multiplier that does not depend on what it multiplies."""
        moments = self._dropout.moments(self.rate or 0.2)
        return moments is not None and not self.knows

    def _shared(self, now: Any, at: Any, shape: Any) -> Any:
        """Return the multipliers of one number for all that share it, in a shape that broadcasts."""
        given = self.noise_shape or ()
        if len(given) != len(shape):
            raise ConfigError(
                f"noise_shape={given}: has {len(given)} axes, and the inputs have {len(shape)}; give one each"
            )
        sizes = [there if size is None else size for size, there in zip(given, shape, strict=True)]
        ones = ops.reshape(ops.ones(sizes, dtype=at.dtype), (-1, sizes[-1]))
        return ops.reshape(now.disturb(ones, at), sizes)

    def _at(self, training: bool, **around: Any) -> LoneSite:
        """Return the site in the present call, in float32 at least; training calls count."""
        state = self.seed_generator.next() if training else self.seed_generator.state.value
        key, call = (ops.cast(state[place], "uint32") for place in (0, 1))
        dtype = self._dtype
        rates = self._dropout.site_rates
        now = self.rate if len(rates) < 2 else rates[1]
        return LoneSite(
            number=self.site,
            mask_seed=key,
            call=call,
            dtype=dtype,
            rate=None if now is None else RateNow(ops.convert_to_tensor(threshold(now), dtype="uint32")),
            weights={name: ops.cast(variable.value, dtype) for name, variable in self._own.items()},
            n_train=self.n_train or 1,
            given=self._facts,
            **around,
        )

    @property
    def _dtype(self) -> str:
        """The dtype in which noise is computed."""
        return "float32" if self.compute_dtype in HALVES else self.compute_dtype

    def _now(self, dtype: str) -> Any:
        """Return the dropout with its state as tensors, as its methods have them everywhere."""
        part = self._dropout
        fields = [field for field in type(part).model_fields if field not in RATES and part.state(field)]
        state = {field: ops.convert_to_tensor(getattr(part, field), dtype=dtype) for field in fields}
        return part.model_copy(update=state)

    def _add_weights(self, widths: Widths) -> None:
        for name, weight in self._dropout.weights(widths, 1).items():
            self._own[name] = self._weight(name, weight)

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


class NoisyExamples(DropoutLayer):
    """A dropout of ours on whole examples: what stands behind the first axis is one, channels last."""

    knows: ClassVar[frozenset[str]] = frozenset({"channels", "branches"})

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Ask for examples of one shape, where its positions share a mask.

        Raises:
            ConfigError: a shape that is not known.
        """
        if self._dropout.acts_on == "channels":
            self._example(input_shape)
        super().build(input_shape)

    def _rows(self, shape: Any) -> tuple[Any, Any]:
        return shape[0], -1

    def _around(self, inputs: Any) -> dict[str, Any]:
        return {"layout": tuple(inputs.shape[1:])}


class NoisyData(DropoutLayer):
    """A dropout of ours on the data: what stands behind the first axis is one example, such as (28, 28).

    Numbers are those that its file means, 0 to 1 for images.
    """

    knows: ClassVar[frozenset[str]] = frozenset({"on_data", "shape"})

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Ask for examples of one shape.

        Raises:
            ConfigError: a shape that is not known, or that the dropout does not fit.
        """
        try:
            self._dropout.fits(self._example(input_shape))
        except ValueError as error:
            raise ConfigError(str(error)) from None
        self.built = True

    def call(self, inputs: Any, training: bool | None = False) -> Any:
        """Return the examples with noise where `training`, else as they are; same shape."""
        if not training:
            return ops.cast(inputs, self.compute_dtype)
        at = self._at(training=True, shape=tuple(inputs.shape[1:]))
        rows = ops.cast(ops.reshape(inputs, (-1, prod(at.shape))), at.dtype)
        found = self._now(at.dtype).on_data(rows, at)
        return ops.cast(ops.reshape(found, (-1, *at.shape)), self.compute_dtype)


def _as_state(key: int) -> int:
    """Return a key as the state of a seed generator holds it: on PyTorch as a signed number of 32 bits."""
    signed = keras.config.backend() == "torch" and key >= SEEDS // 2
    return key - SEEDS if signed else key
