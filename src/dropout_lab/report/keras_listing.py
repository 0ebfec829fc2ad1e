"""A recipe as plain Keras that anybody can paste and run, and the summary that Keras would print of it.

Made without Keras: a page is remade on machines and in moments that have none.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from dropout_lab.dropout import Widths
from dropout_lab.experiment import Experiment
from dropout_lab.language import ENGLISH, Words
from dropout_lab.models import KerasLayer
from dropout_lab.recipe import Recipe

TUTORIAL = "Chinese dropout tutorial"
"""The source, as claims name it, whose own listing our readers may have in hand."""

TRAINING = """\
optimizer = {optimizer}
model.compile(optimizer, loss={loss}, metrics=["accuracy"])
model.summary()
model.fit(x, y, batch_size={batch}, epochs={epochs})
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy {{accuracy:.2%}}, test NLL {{loss:.4f}} nats")
"""
SPARSE = '"sparse_categorical_crossentropy"'
WITH_WEIGHTS = ("Dense", "Conv2D")
"""Keras's layers that a regularizer has an argument for."""


class Layer(NamedTuple):
    """A row of Keras's model summary."""

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int


def keras_listing(recipe: Recipe, seed: int = 0) -> str | None:
    """Write a recipe as a short program in plain Keras; None where Keras has no such layer or data.

    Args:
        recipe: what is trained; what plain Keras has no words for is left out, see `listing_notes`.
        seed: for Keras's global generator.
    """
    dataset, facts = recipe.dataset, recipe.dataset.facts
    if facts.plain_keras is None or not _is_plain(recipe):
        return None
    data = facts.plain_keras.lines
    if dataset.n_train < dataset.facts.train_examples:
        data += f"x, y = x[:{dataset.n_train}], y[:{dataset.n_train}]\n"
    smoothed = [argument for part in recipe.regularizer.values() if (argument := part.keras_loss())]
    if smoothed:
        data += (
            f"y, y_test = (keras.utils.to_categorical(labels, {facts.classes}) for labels in (y, y_test))\n"
        )
    training = TRAINING.format(
        optimizer=recipe.optimizer.keras(),
        loss=f"keras.losses.CategoricalCrossentropy({', '.join(smoothed)})" if smoothed else SPARSE,
        batch=recipe.training.batch_size,
        epochs=recipe.training.epochs,
    )
    head = f"import keras\n{facts.plain_keras.imports}"
    labels = "y_test.argmax(axis=1)" if smoothed else "y_test"
    evaluation = recipe.evaluation.keras(labels) if recipe.evaluation else ""
    seeded = f"keras.utils.set_random_seed({seed})  # one run; another number is another run\n"
    return f"{head}\n{seeded}{data}\n{_model(recipe)}{training}{evaluation}"


def listing_notes(experiment: Experiment, recipe: Recipe, words: Words = ENGLISH) -> tuple[str, ...]:
    """Say in what the listing of a recipe differs from our runs, and what the tutorial's own lacks."""
    dataset, facts, randomness = recipe.dataset, recipe.dataset.facts, recipe.randomness
    frozen = (randomness.init, randomness.order, randomness.mask) != (None, None, None)
    odd = frozen or randomness.salt or randomness.poke or recipe.training.order != "fresh"
    said = {
        "streams": True,
        "order": True,
        "own_split": facts.plain_keras is not None and facts.plain_keras.own_split,
        "train_size": dataset.n_train < facts.train_examples,
        "frozen": bool(odd),
        "tutorial": any(claim.source.text == TUTORIAL for claim in experiment.claims),
    }
    n = f"{facts.train_examples + facts.test_examples:,}"
    return tuple(words(f"methods.listing.{key}", n=n) for key, holds in said.items() if holds)


def keras_layers(recipe: Recipe) -> tuple[Layer, ...]:
    """Return the rows of the summary that the listing prints: layers, output units, parameters."""
    rows: list[Layer] = []
    numbers: Counter[str] = Counter()

    def add(kind: str, shape: tuple[int, ...], parameters: int) -> None:
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
        rows.append(Layer(f"{name}_{numbers[name]}" if numbers[name] else name, kind, shape, parameters))
        numbers[name] += 1

    facts = recipe.dataset.facts
    on_weights = recipe.dropout.overrides("product") and not recipe.dropout.overrides("disturb")
    noise = () if on_weights else recipe.dropout.at_sites(recipe.model.count(recipe.dropout.acts_on))
    dropout = getattr(recipe.dropout, "keras_layer", None) or "Dropout"
    lines, shape, own = recipe.model.keras(facts), (facts.inputs,), _own_parameters(recipe)
    ours, beside = type(recipe.dropout).__name__, 0
    if "fork" in lines:
        add("InputLayer", shape, 0)
    for line in lines:
        if isinstance(line, KerasLayer):
            shape = line.shape
            add(ours if beside else line.kind, shape, line.parameters + beside)
            beside = 0
        elif line == "join":
            add("Add", shape, 0)
        elif line in noise:
            add(ours if line in own else dropout, shape, own.get(line, 0))
        elif line in own:
            beside = own[line]
    return tuple(rows)


def _own_parameters(recipe: Recipe) -> dict[object, int]:
    """Return how many numbers the dropout itself trains, by site; of a user's own nothing is asked."""
    if recipe.dropout.name == "custom" or not recipe.dropout.overrides("weights"):
        return {}
    widths = (0, *recipe.model.widths(recipe.dataset.facts))
    sites = recipe.dropout.at_sites(recipe.model.n_hidden)
    by_site = {site: recipe.dropout.weights(Widths(*widths[site : site + 3]), site) for site in sites}
    return {site: sum(prod(weight.shape) for weight in own.values()) for site, own in by_site.items()}


def keras_summary(recipe: Recipe) -> str:
    r"""Return the model summary as text, in the columns in which Keras prints it.

    >>> from dropout_lab.recipe import Recipe
    >>> linear = {"dataset": {"name": "mnist"}, "model": {"hidden_units": []}, "dropout": {"name": "none"}}
    >>> print(keras_summary(Recipe.parse({**linear, "optimizer": {"name": "sgd"}})))
    Model: "sequential"
    Layer (type)     Output Shape  Param #
    --------------------------------------
    dense (Dense)    (None, 10)      7,850
    --------------------------------------
    Total params: 7,850 (30.66 KB)
    """
    layers = keras_layers(recipe)
    cells = [("Layer (type)", "Output Shape", "Param #")]
    cells += [(f"{row.name} ({row.kind})", str((None, *row.shape)), f"{row.parameters:,}") for row in layers]
    first, second, third = (max(map(len, column)) for column in zip(*cells, strict=True))
    lines = [f"{a:<{first}}    {b:<{second}}  {c:>{third}}" for a, b, c in cells]
    rule, total = "-" * len(lines[0]), sum(row.parameters for row in layers)
    name = "functional" if layers[0].kind == "InputLayer" else "sequential"
    lines = [f'Model: "{name}"', lines[0], rule, *lines[1:], rule]
    return "\n".join([*lines, f"Total params: {total:,} ({_memory(4 * total)})"])


def _model(recipe: Recipe) -> str:
    """The lines that build the model."""
    facts = recipe.dataset.facts
    more = "".join(
        f", {argument}" for part in recipe.regularizer.values() if (argument := part.keras_dense())
    )
    lines = list[str]()
    for line in recipe.model.keras(facts):
        if isinstance(line, KerasLayer):
            arguments = f"{line.arguments}{more if line.kind in WITH_WEIGHTS else ''}"
            lines.append(f"keras.layers.{line.kind}({arguments})")
        else:
            lines.append(line if isinstance(line, str) else recipe.dropout.keras(line) or "")
    lines = [line for line in lines if line]
    if "fork" in lines:
        return _functional(facts.inputs, lines)
    inner = "".join(f"    {line},\n" for line in [f"keras.Input(({facts.inputs},))", *lines])
    return f"model = keras.Sequential([\n{inner}])\n"


def _functional(inputs: int, lines: Sequence[str]) -> str:
    """Call layers one after another: on the stream h, or on a branch x between a fork and its join."""
    said, now = [f"h = inputs = keras.Input(({inputs},))"], "h"
    for line in lines:
        if line == "fork":
            now = "x"
            continue
        taken = "h" if said[-1].startswith("h") else now
        said.append("h = keras.layers.Add()([h, x])" if line == "join" else f"{now} = {line}({taken})")
        now = "h" if line == "join" else now
    return "\n".join([*said, "model = keras.Model(inputs, h)", ""])


def _is_plain(recipe: Recipe) -> bool:
    """Whether plain Keras has a line for every part; it moves no parameter step by step."""
    sites = range(recipe.model.count(recipe.dropout.acts_on) + 1)
    regularizers = all(part.keras_dense() or part.keras_loss() for part in recipe.regularizer.values())
    noise = all(recipe.dropout.keras(site) is not None for site in sites)
    evaluation = recipe.evaluation is None or recipe.evaluation.keras("y_test")
    return bool(noise and regularizers and evaluation) and not recipe.schedule


def _memory(size: float) -> str:
    """Bytes as Keras writes them, in powers of 1,024."""
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            break
        size /= 1024
    return f"{size:.2f} {unit}"
