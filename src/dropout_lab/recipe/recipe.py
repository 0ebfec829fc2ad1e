"""A whole recipe: its parts, what they ask of each other, and the name of its runs (law 4)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Self, cast

from pydantic import Field, PlainValidator, SerializeAsAny, model_validator

from dropout_lab.canonical import AddedLater, Part, canonical_text, digest, parse
from dropout_lab.choices import chosen
from dropout_lab.dropout import LAYERS, LAYERS_OF, RATE_STEPS, Dropout, OverDepth, Own, RatedLayers
from dropout_lab.errors import ConfigError
from dropout_lab.metrics import Metric
from dropout_lab.models import MODELS, Model
from dropout_lab.phrases import Phrase, plain
from dropout_lab.recipe.dataset import Dataset
from dropout_lab.recipe.engine import EngineChoice
from dropout_lab.recipe.evaluation import AnyEvaluation, refusal
from dropout_lab.recipe.optimizer import OPTIMIZERS, Optimizer
from dropout_lab.recipe.randomness import Randomness
from dropout_lab.recipe.training import Training
from dropout_lab.regularizers import REGULARIZERS, Regularizer
from dropout_lab.schedules import SCHEDULES, Schedule

HASH_VERSION = 1
"""Part of every hash; raised when the meaning of a field changes."""


def _regularizers(value: object) -> dict[str, Regularizer]:
    """Read regularizers by name, each with its settings."""
    found: dict[str, Regularizer] = {}
    for name, settings in _mapping(value, "regularizer").items():
        if isinstance(settings, Regularizer):
            found[name] = settings
        else:
            data = {"name": name, **_mapping(settings, f"regularizer.{name}")}
            found[name] = parse(REGULARIZERS.get(name), data, f"regularizer.{name}")
    return dict(sorted(found.items()))


def _schedules(value: object, under: str = "") -> dict[str, Schedule]:
    """Read schedules by the dotted name of the parameter that each moves; parts may be nested."""
    found: dict[str, Schedule] = {}
    for name, settings in _mapping(value, f"schedule.{under}".rstrip(".")).items():
        key = f"{under}{name}"
        if isinstance(settings, Schedule):
            found[key] = settings
        elif "name" in (data := _mapping(settings, f"schedule.{key}")):
            found[key] = parse(SCHEDULES.get(str(data["name"])), data, f"schedule.{key}")
        else:
            found |= _schedules(data, f"{key}.")
    return dict(sorted(found.items()))


def _mapping(value: object, where: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where}={value}: should be settings by name; see dropout-lab run --cfg job")
    return {str(key): entry for key, entry in cast("Mapping[object, Any]", value).items()}


class Recipe(Part):
    """All that is trained, but for the seed and the engine."""

    dataset: Dataset
    model: Annotated[SerializeAsAny[Model], chosen(MODELS, Model, "mlp")]
    dropout: Annotated[SerializeAsAny[Dropout], chosen(LAYERS, Dropout)]
    optimizer: Annotated[SerializeAsAny[Optimizer], chosen(OPTIMIZERS, Optimizer)]
    training: Training = Training()
    randomness: Randomness = Randomness()
    regularizer: Annotated[
        dict[str, SerializeAsAny[Regularizer]], PlainValidator(_regularizers), AddedLater()
    ] = Field(default_factory=dict)
    schedule: Annotated[dict[str, SerializeAsAny[Schedule]], PlainValidator(_schedules), AddedLater()] = (
        Field(default_factory=dict)
    )
    evaluation: Annotated[AnyEvaluation, AddedLater()] = None

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
        model = _model(data)
        if model is None or not isinstance(data.get("dropout"), dict):
            return data  # pydantic says what is no mapping, or no list
        dropout = _dropout(_without_absent(data["dropout"]), model)
        schedules = _schedules(data.get("schedule", {}))
        parts = {**data, "model": model, "dropout": dropout, "schedule": schedules}
        if dropout.name == "none":  # where nothing is dropped, neither has a meaning
            parts["schedule"] = {k: by for k, by in schedules.items() if not k.startswith("dropout.")}
            parts["evaluation"] = None
        return parts

    @model_validator(mode="after")
    def _examples_fit(self) -> Self:
        self.model.check(self.dataset.facts)
        return self

    @model_validator(mode="after")
    def _batch_fits(self) -> Self:
        if self.training.batch_size > self.dataset.n_train:
            examples = self.dataset.facts.nouns.examples.en
            raise ValueError(
                f"training.batch_size={self.training.batch_size} is larger than the "
                f"{self.dataset.n_train} training {examples}; choose at most that many"
            )
        return self

    @model_validator(mode="after")
    def _dropout_fits(self) -> Self:
        self.dropout.fits(self.dataset.facts.shape)
        return self

    @model_validator(mode="after")
    def _layers_hold_what_falls_together(self) -> Self:
        key = self.dropout.side_by_side
        if key is None:
            return self
        size: int = getattr(self.dropout, key)
        widths = self.model.widths(self.dataset.facts)
        for site in self.dropout.at_sites(self.model.n_hidden):
            if size > widths[site]:
                layer = f"hidden layer {site}" if site else "the input"
                raise ValueError(
                    f"dropout.{key}={size}: {layer} has {widths[site]} units, which would all be dropped "
                    f"together; choose at most {widths[site]}"
                )
        return self

    @model_validator(mode="after")
    def _schedules_move_something(self) -> Self:
        for key, schedule in self.schedule.items():
            part, _, name = key.partition(".")
            movable = [field for field in type(self.dropout).model_fields if self.dropout.state(field)]
            if part != "dropout" or name not in movable:
                names = ", ".join(f"schedule.dropout.{field}" for field in movable)
                remedy = f"choose {names}" if names else f"dropout={self.dropout.name} has none: leave it out"
                raise ValueError(f"schedule.{key}: no parameter that a schedule can move; {remedy}")
            factors = schedule.over(self.steps_an_epoch, self.training.epochs)
            value, sites = getattr(self.dropout, name), self.dropout.site_rates
            highest = max(sites[1:] or (0.0,)) if sites and name == "rate" else value
            if name.endswith("rate") and round(RATE_STEPS * highest * float(factors.max())) >= RATE_STEPS:
                raise ValueError(
                    f"schedule.{key}: {highest:g} times the factor {factors.max():g} is no rate; "
                    "keep the product below 1"
                )
        return self

    @model_validator(mode="after")
    def _evaluation_has_something_to_draw(self) -> Self:
        if self.evaluation is not None and not isinstance(self.dropout, Own):
            refused = refusal(self.evaluation, self.dropout)
            if refused is not None:
                raise ValueError(refused)
        return self

    def has(self, metric: Metric) -> bool:
        """Tell whether runs of this recipe have a metric: some need validation examples, or an evaluation."""
        if metric.needs_evaluation and self.evaluation is None:
            return False
        return bool(self.dataset.validation_size) or not metric.needs_validation

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical form, 64 hex digits."""
        return digest({"version": HASH_VERSION, "recipe": self.canonical()})

    @property
    def steps_an_epoch(self) -> int:
        """Training steps of one epoch, the partial last batch included."""
        return -(-self.dataset.n_train // self.training.batch_size)

    def phrases(self) -> dict[str, list[Phrase]]:
        """Say each part in words, by its key; nothing where there is nothing to say."""
        effect = self.dropout.effect(self.dataset.facts.shape)
        return {
            "dataset": self.dataset.phrases(),
            "model": self.model.phrases(self.dataset.facts),
            "dropout": [*self.dropout.phrases(), *([effect] if effect else [])],
            "regularizer": [part.phrase() for part in self.regularizer.values()],
            "schedule": [
                plain("{key} {by}", "{key} {by}", key=key, by=schedule.phrase())
                for key, schedule in self.schedule.items()
            ],
            "optimizer": self.optimizer.phrases(),
            "training": self.training.phrases(self.dataset.facts.nouns),
            "randomness": self.randomness.phrases(),
            "evaluation": [] if self.evaluation is None else [self.evaluation.phrase()],
        }

    def constants(self, *, in_stacks: bool) -> dict[str, Any]:
        """Return what a compiled program is built for: all but state; of schedules how long they are."""
        built_in = super().constants(in_stacks=in_stacks)
        if self.schedule:
            built_in["schedule"] = dict.fromkeys(self.schedule, self.steps_an_epoch * self.training.epochs)
        return built_in


def run_id(recipe: Recipe, seed: int, engine: EngineChoice) -> str:
    """Return the name of a run: 16 hex digits, the same on every machine (law 4)."""
    return run_ids(recipe, [seed], engine)[0]


def run_ids(recipe: Recipe, seeds: Iterable[int], engine: EngineChoice) -> list[str]:
    """Return the names of a recipe's runs; its canonical text is made once, for thousands of seeds."""
    document = {"version": HASH_VERSION, "recipe": recipe, "seed": 0, "engine": engine}
    before, seed_key, after = canonical_text(document).rpartition('"seed":0')
    of_all = hashlib.sha256(f"{before}{seed_key[:-1]}".encode())
    names = list[str]()
    for seed in seeds:
        name = of_all.copy()
        name.update(f"{seed}{after}".encode())
        names.append(name.hexdigest()[:16])
    return names


def check_suits(dropout: Dropout, model: Model) -> None:
    """Refuse a dropout that a net has no place for.

    Raises:
        ConfigError: it acts on what the net has not, or on dense layers where the net has others.
    """
    _places(type(dropout), dropout.name, model)
    owns = any(dropout.overrides(name) for name in ("product", "infer_product"))
    if not model.dense_alone and (owns or {"before", "after"} & {*dropout.needs}):
        raise ConfigError(
            f"dropout={dropout.name}: {'makes the products' if owns else 'reads the weights'} of dense "
            f"layers one after the other, and model={model.name} has others; choose model=mlp"
        )


def _places(kind: type[Dropout], name: str, model: Model) -> int:
    """Return how many layers of a net have what a dropout acts on.

    Raises:
        ConfigError: this net never has any.
    """
    if kind.acts_on not in model.has:
        others = [other for other in MODELS.names() if kind.acts_on in MODELS.get(other).has]
        raise ConfigError(
            f"dropout={name}: acts on {kind.acts_on}, and model={model.name} has none; "
            f"choose model={' or model='.join(others)}"
        )
    return model.count(kind.acts_on)


def _model(data: Any) -> Model | None:
    """Make a recipe's model, where the data has the form of one; None: its own field says what it lacks."""
    model = cast("dict[str, Any]", data).get("model") if isinstance(data, dict) else None
    if isinstance(model, Model) or not isinstance(model, dict):
        return model if isinstance(model, Model) else None
    try:
        settings = {"name": "mlp", **cast("dict[str, Any]", model)}
        return parse(MODELS.get(str(settings["name"])), settings, "model")
    except ConfigError:
        return None


def _without_absent(data: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what documents of version 1 say of every dropout: that there is no layer of the user's."""
    absent = {"layer", "layer_sha256"} if data.get("layer") is None else set[str]()
    return {key: value for key, value in data.items() if key not in absent}


def _one_rate_each(data: dict[str, Any], n_hidden: int, layer: str) -> dict[str, Any]:
    """Write one rate, or a mean over depth, as one for each `layer`; say where one has no layer."""
    name, own = data.get("name"), data.get("layer") is not None
    given = data.get("rate")
    if given is None and "rate" not in data and n_hidden and not own:
        raise ValueError(f"dropout.rate: missing, and dropout={name} needs it")
    if isinstance(given, Mapping):
        over_depth = parse(OverDepth, cast("Mapping[str, Any]", given), "dropout.rate")
        data = {**data, "rate": over_depth.rates(n_hidden) if n_hidden else over_depth.mean}
        given = data["rate"]
    if isinstance(given, int | float) and not isinstance(given, bool):
        if given and not n_hidden:
            raise ValueError(
                f"dropout.rate={given:g}: this model has no hidden layer to drop; "
                "use dropout.input_rate or dropout=none"
            )
        return {**data, "rate": [given] * n_hidden}
    each = cast("Sequence[object]", given) if isinstance(given, list | tuple) else ()
    if each and len(each) != n_hidden:
        raise ValueError(
            f"dropout.rate={json.dumps(given)}: {len(each)} rates for {n_hidden} {layer}s; "
            f"give one number, or one for each {layer}"
        )
    return data


def _dropout(data: dict[str, Any], model: Model) -> Dropout:
    """Make the dropout of plain data in a net, in its canonical form; what drops nothing is `none`."""
    name, n_layers = str(data.get("name")), model.n_hidden
    if data.get("layer") is not None:
        return parse(Own, _one_rate_each(data, n_layers, LAYERS_OF["units"]), "dropout").at_layers(n_layers)
    if name == "custom":
        raise ConfigError("dropout=custom: needs the class, dropout.layer=module:Class")
    if name == "none":
        return _nothing(data)
    kind = LAYERS.get(name)
    n_layers = _places(kind, name, model)
    if issubclass(kind, RatedLayers):
        data = _one_rate_each(data, n_layers, LAYERS_OF[kind.acts_on])
    dropout = parse(kind, data, "dropout")
    if dropout.is_none:
        return LAYERS.get("none")(name="none")
    if isinstance(dropout, RatedLayers) and not dropout.rate:
        dropout = dropout.model_copy(update={"rate": (0.0,) * n_layers})
    check_suits(dropout, model)
    return dropout.at_layers(n_layers)


def _nothing(data: Mapping[str, Any]) -> Dropout:
    """Make `none`; documents and conf/dropout/none.yaml write rates of 0 beside it."""
    for key in ("rate", "input_rate"):
        value = data.get(key)
        drops = any(cast("Sequence[object]", value)) if isinstance(value, list | tuple) else bool(value)
        if drops:
            raise ValueError(
                "dropout=none drops nothing, yet a rate is given; choose dropout=standard for it"
            )
    kept = {key: value for key, value in data.items() if key not in ("rate", "input_rate", "source")}
    return parse(LAYERS.get("none"), kept, "dropout")
