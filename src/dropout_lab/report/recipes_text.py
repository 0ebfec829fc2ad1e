"""What was run, in words of either language: what all variants share, and what is each one's own."""

from collections.abc import Mapping
from typing import NamedTuple

from dropout_lab.experiment import Experiment, Variant
from dropout_lab.language import ENGLISH, Words
from dropout_lab.recipe import STREAMS, Dropout, Optimizer, Randomness, Recipe

OPTIMIZERS = {"rmsprop": "RMSprop", "adam": "Adam", "sgd": "SGD"}


class WhatWasRun(NamedTuple):
    """Phrases without a full stop: those of all variants, and by variant those of its own."""

    shared: tuple[str, ...]
    by_variant: Mapping[str, tuple[str, ...]]


def what_was_run(experiment: Experiment, words: Words = ENGLISH) -> WhatWasRun:
    """Say what was trained; a part in which some variants differ stands with each of them."""
    parts = {variant.name: _parts(variant, words) for variant in experiment.variants}
    first = next(iter(parts.values()))
    common = {key for key, text in first.items() if all(of[key] == text for of in parts.values())}
    shared = tuple(text for key, text in first.items() if key in common and text)
    own = {
        name: tuple(text for key, text in of.items() if key not in common and text)
        for name, of in parts.items()
    }
    return WhatWasRun(shared, own)


def _parts(variant: Variant, words: Words) -> dict[str, str]:
    """The phrases of a variant by what they are about; empty where there is nothing to say."""
    recipe = variant.recipe
    return {
        "data": _data(recipe, words),
        "model": _model(recipe, words),
        "dropout": _dropout(recipe.dropout, words),
        "optimizer": _optimizer(recipe.optimizer, words),
        "training": words(
            f"methods.training.{recipe.training.order}",
            batch=recipe.training.batch_size,
            n=recipe.training.epochs,
        ),
        "randomness": words("methods.comma").join(_randomness(recipe.randomness, words)),
        "engine": words(
            "methods.engine.shuffle" if variant.engine.shuffle == "keras" else "methods.engine.plain",
            engine=variant.engine.name,
            precision=words(f"methods.precision.{variant.engine.precision}"),
        ),
    }


def _data(recipe: Recipe, words: Words) -> str:
    dataset, facts = recipe.dataset, recipe.dataset.facts
    fields = {
        "dataset": dataset.name,
        "n_train": f"{dataset.n_train:,}",
        "n_test": f"{facts.test_images:,}",
        "side": round(facts.pixels**0.5),
    }
    if dataset.validation_size:
        return words("methods.data.held_out", n_validation=f"{dataset.validation_size:,}", **fields)
    return words("methods.data.plain", **fields)


def _model(recipe: Recipe, words: Words) -> str:
    units, inputs = recipe.model.hidden_units, recipe.dataset.facts.pixels
    if not units:
        return words("methods.model.linear", inputs=inputs)
    key = "methods.model.one" if len(units) == 1 else "methods.model.more"
    return words(key, inputs=inputs, units=words("methods.and").join(map(str, units)))


def _dropout(dropout: Dropout, words: Words) -> str:
    if dropout.name == "none":
        return words("methods.dropout.none")
    name = words(
        "methods.dropout.standard" if dropout.name == "standard" else "methods.dropout.other",
        name=dropout.name,
    )
    if dropout.source == "keras":
        name = words("methods.dropout.keras")
    if dropout.layer is not None:
        name = words("methods.dropout.layer", layer=dropout.layer)
    phrases, rates = [], dropout.rate
    if any(rates) and len(set(rates)) == 1:
        key = "methods.dropout.hidden" if len(rates) > 1 else "methods.dropout.hidden_one"
        phrases.append(words(key, name=name, n=len(rates), **_rate(max(rates))))
    elif any(rates):
        shown = ", ".join(f"{rate:g}" for rate in rates)
        phrases.append(words("methods.dropout.each", name=name, rates=shown))
    if dropout.input_rate:
        phrases.append(words("methods.dropout.input", name=name, **_rate(dropout.input_rate)))
    return words("methods.comma").join(phrases)


def _rate(rate: float) -> dict[str, str]:
    return {"rate": f"{rate:g}", "keeps": f"{1 - rate:g}"}


def _optimizer(optimizer: Optimizer, words: Words) -> str:
    """Name, learning rate, and what is not at Keras's default."""
    name, rate = OPTIMIZERS[optimizer.name], f"{optimizer.learning_rate:g}"
    settings = ", ".join(
        f"{field} {value:g}" if not isinstance(value, bool) else field
        for field, value in optimizer_settings(optimizer).items()
    )
    if settings:
        return words("methods.optimizer.more", name=name, rate=rate, settings=settings)
    return words("methods.optimizer.plain", name=name, rate=rate)


def optimizer_settings(optimizer: Optimizer) -> dict[str, float | bool]:
    """Return what an optimizer has beside its learning rate, where it is not Keras's default."""
    defaults = {name: field.default for name, field in type(optimizer).model_fields.items()}
    if optimizer.name == "sgd":
        defaults["momentum"] = 0.0  # the one default of ours that is not Keras's
    return {
        name: value
        for name, value in optimizer.model_dump(exclude={"name", "learning_rate"}).items()
        if value != defaults[name]
    }


def _randomness(randomness: Randomness, words: Words) -> list[str]:
    phrases = [
        words("methods.randomness.frozen", stream=words(f"methods.streams.{stream}"), value=value)
        for stream in STREAMS
        if (value := getattr(randomness, stream)) is not None
    ]
    if randomness.salt:
        salted = words("methods.and").join(words(f"methods.streams.{name}") for name in randomness.salted)
        phrases.append(words("methods.randomness.salted", streams=salted, salt=randomness.salt))
    if randomness.poke:
        phrases.append(words("methods.randomness.poke", poke=f"{randomness.poke:g}"))
    return phrases
