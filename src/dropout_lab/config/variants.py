"""Compose the variants of an experiment file, of a sweep, of both, or of a single recipe."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hydra.core.override_parser.types import Override

from dropout_lab.config.compose import Composer
from dropout_lab.config.overrides import Overrides
from dropout_lab.config.places import CACHE, RECIPE_KEYS, root
from dropout_lab.config.proposals import of_a_sweep
from dropout_lab.config.question import Question, split_variant_key
from dropout_lab.config.remedies import of_text
from dropout_lab.dropout import LAYERS, Dropout, Own, made, own_class, source_sha256
from dropout_lab.dropout.own import USUAL_RATE
from dropout_lab.errors import ConfigError
from dropout_lab.experiment import Variant
from dropout_lab.recipe import Recipe, parse_engine

Combination = tuple[tuple[str, str], ...]
"""One point of a sweep: ((key, value), ...)."""


@dataclass(frozen=True)
class Made:
    """A variant, and the configuration that it was made of."""

    variant: Variant
    composed: Mapping[str, Any]


@dataclass(frozen=True)
class VariantMaker:
    """Makes variants.

    Attributes:
        composer: open.
        question: the experiment's; None: there is none.
        smoke: the scalars of ``debug=smoke``, or nothing.
        cache_dir: where the whole command keeps data, as composed.
    """

    composer: Composer
    question: Question | None
    smoke: Mapping[str, Any]
    cache_dir: object = None

    def make(
        self,
        fixed: Sequence[Override],
        combination: Combination = (),
        axes: Sequence[tuple[str, Sequence[str]]] = (),
    ) -> dict[str, Made]:
        """Return the variants of one point of a sweep (the only point without one), by plain name.

        Args:
            fixed: what holds at every point.
            combination: the values of the point.
            axes: all values of the sweep, for what an error proposes.

        Raises:
            ConfigError: one line; of a dropout without what all were given, with what to type instead.
        """
        swept = self.composer.parse([f"{key}={value}" for key, value in combination])
        words = Overrides.sort([*fixed, *swept], self.composer)
        if self.question is None:
            for key in words.of_variants:
                raise ConfigError(f"{key}: only an experiment has variants; add experiment=NAME")
            try:
                single = self._made("single", words, Overrides(), Overrides())
            except ConfigError as error:
                given = {word.get_key_element(): [word.get_value_element_as_str()] for word in fixed}
                raise of_a_sweep(error, dict(combination), {**given, **dict(axes)}) from None
            return {_called(single.variant.recipe.dropout): single}
        question = self.question
        for key, override in words.of_variants.items():
            name, rest = split_variant_key(key, question.variants)
            question = question.with_variant_key(name, rest, override.value())
        base = Overrides.of_file(question.base, self.composer, "base")
        own = {
            name: Overrides.of_file(keys, self.composer, f"variants.{name}")
            for name, keys in question.variants.items()
        }
        _refuse_losers(words, own)
        made: dict[str, Made] = {}
        for name in own:
            try:
                made[name] = self._made(name, words, base, own[name])
            except ConfigError as error:
                raise _placed(
                    error, question.name, words, {f"variants.{name}": own[name], "base": base}
                ) from None
        return made

    def _made(self, name: str, words: Overrides, base: Overrides, of_variant: Overrides) -> Made:
        structure = {**base.structure, **words.structure, **of_variant.structure}
        forced = [key for key in words.structure if "." in key]
        scalars = [
            _unless(words.structure, base.scalars),
            _unless(forced, self._small(base.scalars)),
            {key: v for key, v in words.scalars.items() if root(key) in RECIPE_KEYS},
            of_variant.scalars,
        ]
        if self.smoke:  # small, whatever a variant's file says; a word of the command line is the user's
            typed = [key.removeprefix(f"variants.{name}.") for key in words.of_variants]
            own = {key: v for key, v in self._small(of_variant.scalars).items() if key in of_variant.scalars}
            scalars.append(_unless([*forced, *words.scalars, *typed], own))
        keys = {key for part in scalars for key in part}.union(words.added)
        own = "dropout.layer" in keys
        if "dropout.layer" in of_variant.scalars:  # a variant's own layer stands for the dropout it had
            structure["dropout"] = "dropout=custom"
        _choose_what_keys_mean(structure, keys, own)
        if "dropout.input_rate" in keys:
            scalars.insert(0, self._no_hidden_rate(structure, scalars))
        lines = [line for key, line in structure.items() if root(key) in RECIPE_KEYS]
        # A dropout of the user's own has parameters that no file of conf/ can know.
        open_to = "dropout." if own else None
        try:
            composed = self.composer.compose(lines, scalars, open_to)
        except ConfigError as error:
            raise _of_variant(error, name, words) from None
        self._refuse_unread(composed)
        try:
            variant = Variant(name=name, recipe=_recipe(composed), engine=parse_engine(composed["engine"]))
        except ConfigError as error:
            added = {key: line.partition("=")[2] for key, line in words.structure.items()}
            filed = {key: value for part in scalars for key, value in part.items()}
            raise as_text(error, composed, {**added, **words.scalars}, filed) or error from None
        return Made(variant, composed)

    def _small(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the scalars of ``debug=smoke``; where a file counts less than one of them, its number."""
        return {
            key: min(few, said[key]) if type(few) is type(said.get(key)) is int else few
            for key, few in self.smoke.items()
        }

    def _refuse_unread(self, composed: Mapping[str, Any]) -> None:
        """Refuse what a choice sets outside of recipe and engine, where nobody reads it."""
        usual = self.composer.usual
        for key, value in composed.items():
            if key not in RECIPE_KEYS and (key not in usual or usual[key] != value):
                raise ConfigError(f"{key}={value}: set by a choice of a recipe's part, where nobody reads it")
        cache_dir = composed["dataset"].get("cache_dir")
        if cache_dir != self.cache_dir:
            raise ConfigError(f"{CACHE}={cache_dir}: no variant reads it; give it on the command line")

    def _no_hidden_rate(
        self, structure: Mapping[str, str], scalars: Sequence[Mapping[str, Any]]
    ) -> Mapping[str, Any]:
        """Where only the input can drop, the usual rate of the hidden layers is 0."""
        model = self.composer.compose([line for k, line in structure.items() if k == "model"], [])["model"]
        if model.get("name", "mlp") != "mlp":
            return {}  # it has hidden layers of other kinds
        hidden = next((s["model.hidden_units"] for s in reversed(scalars) if "model.hidden_units" in s), None)
        return {} if (model["hidden_units"] if hidden is None else hidden) else {"dropout.rate": 0.0}


def _of_variant(error: ConfigError, name: str, words: Overrides) -> ConfigError:
    """Return the error of a key with the variant that it was typed for, and the key to type likewise."""
    prefix, (head, types, typed) = f"variants.{name}.", str(error).partition("; type ")
    if f"{prefix}{head.partition('=')[0]}" not in words.of_variants:
        return error
    quote, meant = "'" * typed.startswith("'"), typed.removeprefix("'")
    if root(meant.partition("=")[0]) in RECIPE_KEYS and " " not in meant.partition(", ")[0]:
        typed = f"{quote}{prefix}{meant}"
    return ConfigError(f"{prefix}{head}{types}{typed}")


def _called(dropout: Dropout) -> str:
    """Return the name of the one variant of a recipe: a class of the user's own has its own."""
    if not isinstance(dropout, Own) or dropout.name != "custom":
        return dropout.name
    name = dropout.loaded().name
    return dropout.layer.rpartition(":")[2] if name == "custom" else name


def _choose_what_keys_mean(structure: dict[str, str], keys: Collection[str], own: bool) -> None:
    """Make the choices that keys name by themselves: a rate, an own layer, a regularizer's, passes."""
    chosen = structure.get("dropout", "").removeprefix("dropout=")
    if own and chosen in LAYERS.names():
        raise ConfigError(f"dropout={chosen}: has no layer of one's own; leave it out beside dropout.layer")
    if "dropout" not in structure and (own or any(key.startswith("dropout.") for key in keys)):
        structure["dropout"] = "dropout=custom" if own else "dropout=standard"
    named = sorted({key.split(".")[1] for key in keys if key.startswith("regularizer.")})
    if "regularizer" not in structure and named:
        structure["regularizer"] = f"regularizer=[{','.join(named)}]"
    if "evaluation" not in structure and any(key.startswith("evaluation.") for key in keys):
        structure["evaluation"] = "evaluation=monte_carlo"


def _unless(named: Collection[str], scalars: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a command line names itself: the key (``++key=``) or its whole group."""
    return {
        key: value for key, value in scalars.items() if key not in named and key.split(".")[0] not in named
    }


def as_text(
    error: ConfigError,
    composed: Mapping[str, Any],
    typed: Mapping[str, Any],
    in_file: Mapping[str, Any] | None = None,
) -> ConfigError | None:
    """Return the error that says so where the refused value is text that looks like what is wanted.

    Args:
        error: of a part that refused a value.
        composed: what it was made of.
        typed: keys of the command line, with their values as typed.
        in_file: keys of a file.
    """
    key = str(error).partition("=")[0]
    value: Any = composed
    for step in key.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    if not isinstance(value, str) or not str(error).startswith(f"{key}={value}:"):
        return None
    filed = str((in_file or {}).get(key, ""))
    word = typed.get(key, filed if "${" in filed else None)
    return of_text(key, value, None if word is None else str(word))


def _placed(error: ConfigError, name: str, words: Overrides, parts: Mapping[str, Overrides]) -> ConfigError:
    """Name the place in an experiment's file that a refused key stands at, unless it was typed."""
    key = re.split("[=:]", str(error), maxsplit=1)[0]

    def names(said: str) -> bool:
        return said == key or said.startswith(f"{key}.") or key.startswith(f"{said}.")

    typed = [*words.keys, *(key.split(".", 2)[-1] for key in words.of_variants)]
    if not any(map(names, typed)):
        for where, part in parts.items():
            if any(map(names, part.keys)):
                return ConfigError(f"experiments/{name}.yaml: {where}: {error}")
    return error


def _refuse_losers(words: Overrides, own: Mapping[str, Overrides]) -> None:
    """A key of the command line that variants set themselves would be lost without a word."""
    for key in words.keys:
        setters = [
            name
            for name, variant in own.items()
            if any(
                key == taken or key.startswith(f"{taken}.") or taken.startswith(f"{key}.")
                for taken in variant.keys
            )
        ]
        if setters:
            raise ConfigError(
                f"{key}: set by the experiment's variant{'s' * (len(setters) > 1)} {', '.join(setters)}; "
                f"change it there: variants.NAME.{key}=..., such as variants.{setters[-1]}.{key}=..."
            )


def _recipe(composed: Mapping[str, Any]) -> Recipe:
    parts = {part: composed[part] for part in Recipe.model_fields if part in composed}
    parts["dataset"] = {key: value for key, value in parts["dataset"].items() if key != "cache_dir"}
    dropout = dict(parts.get("dropout", {}))
    unread = sorted(set(dropout) - {"name", "rate", "input_rate"}) if dropout.get("name") == "none" else []
    if unread:
        key = unread[0]
        raise ConfigError(
            f"dropout.{key}={dropout[key]}: dropout=none reads no such key; choose another dropout"
        )
    return Recipe.parse({**parts, "dropout": _own(dropout)} if "layer" in dropout else parts)


def _own(keys: dict[str, Any]) -> dict[str, Any]:
    """Return the dropout of the user's own that keys ask for, with every parameter at its value.

    Raises:
        ConfigError: no such class, or keys that it refuses.
    """
    layer = str(keys.pop("layer"))
    kind = own_class(layer)
    rated = "rate" in kind.model_fields
    name, rates = keys.pop("name"), {key: keys.pop(key, None) for key in ("rate", "input_rate")}
    if rated and rates["rate"] is None:
        rates["rate"] = USUAL_RATE
    given = {
        key: value for key, value in rates.items() if value not in (None, 0.0) or (rated and key == "rate")
    }
    each = given.get("rate")
    listed = {"rate": each if isinstance(each, list) else [each]} if rated else {}
    own = made(kind, {**keys, **given, **listed}, layer)
    if own.is_none:
        return {"name": "none"}
    parameters = own.model_dump(mode="json", exclude={"name", *rates})
    return {
        "name": name,
        **given,
        "layer": layer,
        "layer_sha256": source_sha256(layer),
        "parameters": parameters,
    }
