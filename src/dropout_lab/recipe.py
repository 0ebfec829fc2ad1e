"""What is trained, as frozen validated types with a canonical hash (law 4).

A recipe holds whatever can change the distribution of a run's outcome, and nothing else: no seed,
no engine, no name, no path. Equal recipes written differently have one canonical form and one hash.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, cast, get_args

from pydantic import Field, field_validator, model_validator

from dropout_lab.canonical import LISTS, AddedLater, Part, canonical_text, digest, parse

HASH_VERSION = 1
"""Part of every hash; raised when the meaning of a field changes."""

RATE_STEPS = 65536
"""Masks are drawn from 16-bit lanes, so a rate acts as a multiple of 1/65536 (law 2)."""


@dataclass(frozen=True)
class DatasetFacts:
    """Sizes of a data set: images to train on, images to test on, pixels an image."""

    train_images: int
    test_images: int
    pixels: int


DATASETS = {
    "mnist": DatasetFacts(60_000, 10_000, 784),
    "fashion_mnist": DatasetFacts(60_000, 10_000, 784),
    "digits": DatasetFacts(1_437, 360, 64),
}

Rate = Annotated[float, Field(ge=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
PositiveInt = Annotated[int, Field(ge=1)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]


class Dataset(Part):
    """Which images; ``train_size`` and ``validation_size`` cut a stratified, seeded split."""

    name: Literal["mnist", "fashion_mnist", "digits"]
    train_size: PositiveInt | None = None
    validation_size: Annotated[int, Field(ge=0)] = 0
    split_seed: Seed = 0

    @property
    def facts(self) -> DatasetFacts:
        """Sizes of the whole data set."""
        return DATASETS[self.name]

    @property
    def n_train(self) -> int:
        """Images trained on in an epoch."""
        return self.train_size or self.facts.train_images - self.validation_size

    @model_validator(mode="before")
    @classmethod
    def _one_form(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data  # pydantic says that it is no mapping
        data = dict(cast("dict[str, Any]", data))
        facts = DATASETS.get(str(data.get("name")))
        held_out = data.get("validation_size", 0)
        if facts and isinstance(held_out, int) and data.get("train_size") == facts.train_images - held_out:
            data["train_size"] = None
        if data.get("train_size") is None and held_out == 0:
            data["split_seed"] = 0
        return data

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not 0 < self.n_train <= self.facts.train_images - self.validation_size:
            raise ValueError(
                f"train_size={self.train_size} and validation_size={self.validation_size} do not fit "
                f"in the {self.facts.train_images} training images of {self.name}"
            )
        return self


class Model(Part):
    """A stack of dense relu layers under a dense softmax of 10; no hidden layer is `linear`."""

    hidden_units: Annotated[tuple[Annotated[int, Field(ge=1, le=65_536)], ...], LISTS]


class Dropout(Part):
    """Which noise, and how much: the fraction of units dropped at each site.

    ``rate`` is one number for each hidden layer, ``input_rate`` is for the pixels. ``layer`` names
    a class of the user's own (``module:Class``) and ``layer_sha256`` pins the file it stood in.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    source: Literal["harness", "keras"] = "harness"
    rate: Annotated[tuple[Rate, ...], LISTS] = ()
    input_rate: Rate = 0.0
    layer: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")] | None = None
    layer_sha256: str | None = None

    @property
    def site_rates(self) -> tuple[float, ...]:
        """Rate by noise site: 0 the input, then the hidden layers in order (law 2)."""
        return (self.input_rate, *self.rate)

    @model_validator(mode="after")
    def _rates_fit_the_masks(self) -> Self:
        for rate in self.site_rates:
            if rate and not 0 < round(RATE_STEPS * rate) < RATE_STEPS:
                raise ValueError(
                    f"rate {rate:g} rounds to {round(RATE_STEPS * rate)}/65536, which drops "
                    "nothing or everything; choose 0 or a rate from 0.00001 to 0.99999"
                )
        return self


class Rmsprop(Part):
    """RMSprop with Keras's defaults."""

    name: Literal["rmsprop"]
    learning_rate: Positive = 0.001
    rho: Fraction = 0.9
    momentum: Fraction = 0.0
    epsilon: Positive = 1e-7
    centered: bool = False


class Adam(Part):
    """Adam with Keras's defaults."""

    name: Literal["adam"]
    learning_rate: Positive = 0.001
    beta_1: Fraction = 0.9
    beta_2: Fraction = 0.999
    epsilon: Positive = 1e-7


class Sgd(Part):
    """Stochastic gradient descent with momentum."""

    name: Literal["sgd"]
    learning_rate: Positive = 0.01
    momentum: Fraction = 0.9
    nesterov: bool = False


Optimizer = Annotated[Rmsprop | Adam | Sgd, Field(discriminator="name")]


class Training(Part):
    """How long and in what portions: the partial last batch is kept.

    ``order`` is ``fresh``, another batch order each epoch, or ``replayed``, that of the first epoch again.
    """

    batch_size: PositiveInt = 128
    epochs: PositiveInt = 20
    order: Annotated[Literal["fresh", "replayed"], AddedLater()] = "fresh"


Stream = Literal["init", "order", "mask"]
STREAMS: tuple[Stream, ...] = get_args(Stream)


class Randomness(Part):
    """Where the streams come from: ``None`` follows the run's seed, a number freezes the stream there.

    ``salt`` gives the recipe streams of its own under the same seeds (the A/A control); ``salted`` says
    which, so that runs share the others. ``poke`` changes one initial weight by that fraction of it.
    """

    init: Seed | None = None
    order: Seed | None = None
    mask: Seed | None = None
    salt: Seed = 0
    salted: Annotated[tuple[Stream, ...], LISTS, AddedLater()] = STREAMS
    poke: Annotated[float, Field(gt=-1, lt=1), AddedLater()] = 0.0

    @field_validator("salted")
    @classmethod
    def _in_one_order(cls, salted: tuple[Stream, ...]) -> tuple[Stream, ...]:
        return tuple(stream for stream in STREAMS if stream in salted)

    @model_validator(mode="after")
    def _salt_has_a_stream(self) -> Self:
        if self.salt and not self.salted:
            raise ValueError(
                f"randomness.salt={self.salt}: no stream is salted; name some in randomness.salted"
            )
        if not self.salt and self.salted != STREAMS:
            raise ValueError(
                f"randomness.salted={','.join(self.salted)}: nothing to salt with; "
                "give randomness.salt a number above 0"
            )
        return self


class Recipe(Part):
    """All that is trained, but for the seed and the engine."""

    dataset: Dataset
    model: Model
    dropout: Dropout
    optimizer: Optimizer
    training: Training = Training()
    randomness: Randomness = Randomness()

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        """Validate plain data, as composed or as stored.

        Raises:
            ConfigError: one line that names the key, the value received and what would be accepted.
        """
        return parse(cls, data)

    @model_validator(mode="before")
    @classmethod
    def _one_dropout(cls, data: Any) -> Any:
        """One rate per hidden layer, and one way to write that nothing is dropped."""
        found = _dropout_and_layers(data)
        if found is None:
            return data  # pydantic says what is no mapping, or no list
        dropout, layers = found
        if "rate" not in dropout and layers and dropout.get("name") != "none":
            raise ValueError(f"dropout.rate: missing, and dropout={dropout.get('name')} needs it")
        given = dropout.get("rate", ())
        if isinstance(given, int | float) and not isinstance(given, bool):
            if given and not layers:
                raise ValueError(
                    f"dropout.rate={given:g}: this model has no hidden layer to drop; "
                    "use dropout.input_rate or dropout=none"
                )
            dropout["rate"] = [given] * layers
        rates = dropout.get("rate", ())
        if not isinstance(rates, list | tuple):
            return {**data, "dropout": dropout}  # no rate at all: the field's own check says so
        drops = any(cast("Sequence[object]", rates)) or bool(dropout.get("input_rate"))
        if dropout.get("name") == "none" and drops:
            raise ValueError(
                "dropout=none drops nothing, yet a rate is given; choose dropout=standard for it"
            )
        n_rates = len(cast("Sequence[object]", rates))
        if n_rates != layers and (drops or n_rates):
            raise ValueError(
                f"dropout.rate={json.dumps(given)}: {n_rates} rates for {layers} hidden layers; "
                "give one number, or one for each hidden layer"
            )
        return {**data, "dropout": dropout if drops else {"name": "none"}}

    @model_validator(mode="after")
    def _batch_fits(self) -> Self:
        if self.training.batch_size > self.dataset.n_train:
            raise ValueError(
                f"training.batch_size={self.training.batch_size} is larger than the "
                f"{self.dataset.n_train} training images; choose at most that many"
            )
        return self

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical form, 64 hex digits."""
        return digest({"version": HASH_VERSION, "recipe": self.canonical()})


class EngineChoice(Part):
    """Which engine trains, and how exactly it multiplies matrices.

    All else is environment, recorded with a run and in no hash: ``threads``; of ``jax`` the ``device``, how
    many runs a ``stack`` has (``auto``: what the device's memory and the plan allow), and after how many
    epochs a stack is kept so that an interrupted one goes on there (``checkpoint_epochs``).
    """

    name: Literal["tensorflow", "jax", "keras_fit"] = "tensorflow"
    precision: Literal["float32", "tf32", "bfloat16", "float64"] = "float32"
    shuffle: Literal["harness", "keras"] = "harness"
    threads: PositiveInt = 1
    device: Literal["auto", "cpu", "gpu"] = "auto"
    stack: PositiveInt | Literal["auto"] = "auto"
    checkpoint_epochs: PositiveInt | None = None

    @model_validator(mode="after")
    def _only_fit_shuffles(self) -> Self:
        if self.shuffle == "keras" and self.name != "keras_fit":
            raise ValueError("engine.shuffle=keras needs engine=keras_fit; Keras shuffles only there")
        return self

    @model_validator(mode="after")
    def _only_jax_stacks(self) -> Self:
        of_jax = {
            "precision": self.precision in ("tf32", "bfloat16"),
            "device": self.device != "auto",
            "stack": self.stack != "auto",
            "checkpoint_epochs": self.checkpoint_epochs is not None,
        }
        for key, chosen in of_jax.items():
            if chosen and self.name != "jax":
                raise ValueError(f"engine.{key}={getattr(self, key)} needs engine=jax")
        return self

    def canonical(self) -> dict[str, Any]:
        """What of the engine can change the distribution of an outcome."""
        return {"name": self.name, "precision": self.precision, "shuffle": self.shuffle}


def run_id(recipe: Recipe, seed: int, engine: EngineChoice) -> str:
    """Return the name of a run: 16 hex digits, the same on every machine (law 4)."""
    return run_ids(recipe, [seed], engine)[0]


def run_ids(recipe: Recipe, seeds: Iterable[int], engine: EngineChoice) -> list[str]:
    """Return the names of a recipe's runs; its canonical text is made once, for thousands of seeds."""
    document = {"version": HASH_VERSION, "recipe": recipe, "seed": 0, "engine": engine}
    before, seed_key, after = canonical_text(document).rpartition('"seed":0')
    names = (f"{before}{seed_key[:-1]}{seed}{after}" for seed in seeds)
    return [hashlib.sha256(name.encode()).hexdigest()[:16] for name in names]


def _dropout_and_layers(data: Any) -> tuple[dict[str, Any], int] | None:
    """A recipe's dropout and its number of hidden layers, where the data has that form."""
    parts = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    dropout, model = parts.get("dropout"), parts.get("model")
    if not isinstance(dropout, dict) or not isinstance(model, dict):
        return None
    hidden = cast("dict[str, Any]", model).get("hidden_units")
    if not isinstance(hidden, list | tuple):
        return None
    return dict(cast("dict[str, Any]", dropout)), len(cast("Sequence[object]", hidden))
