"""Law 10, one fact in one list: every field of every part of a recipe stands wherever it must.

Changed, a field changes the hash; changes the program's key or is marked as state; changes the methods text;
and changes the plain Keras listing, or the listing says what it does not show, or there is none. The table
is made of the types themselves, so a new field is a new row, and a new choice brings all its rows.
"""

import itertools
from typing import Literal, get_args, get_origin

import pytest

from dropout_lab.canonical import AddedLater, State, mark_of
from dropout_lab.dropout import LAYERS, Own, Rated, RatedLayers
from dropout_lab.engines.compiled import program_key
from dropout_lab.evaluations import EVALUATIONS
from dropout_lab.experiment import Experiment
from dropout_lab.language import ENGLISH, LANGUAGES, Words
from dropout_lab.models import MODELS
from dropout_lab.recipe import (
    ENGINES,
    OPTIMIZERS,
    Dataset,
    Randomness,
    Recipe,
    Training,
    engine_choice,
)
from dropout_lab.recipe import run_id as name_of_run
from dropout_lab.regularizers import REGULARIZERS
from dropout_lab.report.keras_listing import keras_listing, listing_notes
from dropout_lab.report.recipes_text import parts_said
from dropout_lab.schedules import SCHEDULES
from tests.recipes import PAIR, recipe_data
from tests.zoo import whole_zoo

OTHER = {
    ("dataset", "name"): "mnist",
    ("dataset", "train_size"): 500,
    ("mlp", "hidden_units"): [16, 9],
    ("cnn", "hidden_units"): [16, 9],
    ("cnn", "channels"): [4, 5],
    ("masksembles", "scale"): 3.0,
    ("optimizer", "momentum"): 0.5,
    ("randomness", "salted"): ["order"],
    ("piecewise", "factors"): [0.5, 1.0],
    ("piecewise", "starts"): [0, 2],
    ("custom", "layer"): "my_layers:Yours",
    ("custom", "layer_sha256"): "1" * 64,
    ("custom", "parameters"): {"sigma": 2.0},
    ("monte_carlo", "rate"): 0.3,
    ("geometric_mean", "rate"): 0.3,
    **{("randomness", stream): 3 for stream in ("init", "order", "mask")},
}
"""Another value of a field, where its type does not suggest one."""

SPLIT = {"name": "digits", "train_size": 700, "validation_size": 100}
SALTED = {"salt": 1}
OWN = {"name": "custom", "layer": "my_layers:Mine", "layer_sha256": "0" * 64, "rate": [0.2, 0.2]}
NOTES = {"dataset": "train_size", "randomness": "frozen", "training": "frozen", "source": "streams"}
"""What the listing says of a part that it cannot show in full."""


def other(part, field, annotation, value):
    """Another value of a field than the one it has."""
    if (part, field) in OTHER:
        return OTHER[part, field]
    choices = [
        word
        for kind in (annotation, *get_args(annotation))
        if get_origin(kind) is Literal
        for word in get_args(kind)
    ]
    if choices:
        return next((word for word in choices if word != value), None)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value / 2 or 0.25
    if isinstance(value, list | tuple) and all(isinstance(entry, float) for entry in value):
        return [entry / 2 for entry in value]
    raise AssertionError(f"{part}.{field}={value!r}: give another value in OTHER")


def rows():
    """Yield id, part, field, plain data before and after, for every field of every part."""
    with whole_zoo():
        for part, kind, data in bases():
            held = holder(Recipe.parse(data), part)
            for field, info in kind.model_fields.items():
                if (field == "name" and part != "dataset") or (field == "source" and held.name != "standard"):
                    continue  # told apart by the kinds themselves; Keras has the standard layer alone
                key = part if (part, field) in OTHER else getattr(held, "name", part)
                changed = other(key, field, info.annotation, getattr(held, field))
                if changed is not None:
                    yield (
                        f"{part}.{getattr(held, 'name', part)}.{field}",
                        part,
                        field,
                        data,
                        change(data, part, held, field, changed),
                    )


def bases():
    """Yield each kind of each part with a recipe that has it."""
    yield "dataset", Dataset, recipe_data(dataset=SPLIT)
    for name in MODELS.names():
        data = next(settings for settings in PAIR.values() if settings.get("name", "mlp") == name)
        dropout = {"name": "standard", "rate": 0.2, "input_rate": 0.1}
        yield "model", MODELS.get(name), recipe_data(model=data, dropout=dropout)
    yield "training", Training, recipe_data()
    yield "randomness", Randomness, recipe_data(randomness=SALTED)
    for name in LAYERS.names():
        kind = LAYERS.get(name)
        last = 0.2 if "depth" in kind.model_fields else 0.3  # a line over depth has one rate
        rates = {"rate": [0.2, last]} if issubclass(kind, RatedLayers) else {}
        rates |= {"input_rate": 0.1} if issubclass(kind, Rated) else {}
        dropout = {"name": name, **kind.example, **rates}
        yield "dropout", kind, recipe_data(dropout=dropout, model=PAIR[kind.acts_on])
    yield "dropout", Own, recipe_data(dropout=OWN)
    for name in OPTIMIZERS.names():
        yield "optimizer", OPTIMIZERS.get(name), recipe_data(optimizer={"name": name})
    for name in REGULARIZERS.names():
        kind = REGULARIZERS.get(name)
        yield "regularizer", kind, recipe_data(regularizer={name: dict(kind.example)})
    for name in EVALUATIONS.names():
        kind = EVALUATIONS.get(name)
        dropout = {"name": "standard" if kind.noisy else "classic", "rate": 0.2}
        yield "evaluation", kind, recipe_data(evaluation={"name": name, **kind.example}, dropout=dropout)
    for name in SCHEDULES.names():
        kind = SCHEDULES.get(name)
        settings = {key: list(v) if isinstance(v, tuple) else v for key, v in kind.example.items()}
        yield "schedule", kind, recipe_data(schedule={"dropout.rate": {"name": name, **settings}})


def holder(recipe, part):
    """The part of a recipe that a row changes."""
    held = getattr(recipe, part)
    return next(iter(held.values())) if isinstance(held, dict) else held


def change(data, part, held, field, value):
    """Plain data with one field of a part changed."""
    settings = {**held.model_dump(mode="json"), field: value}
    if part == "regularizer":
        return {**data, part: {held.name: settings}}
    return {**data, part: {"dropout.rate": settings} if part == "schedule" else settings}


ROWS = list(rows())


@pytest.fixture(autouse=True)
def zoo():
    """The examples of the tests' own folder are choices while a law is asked of them."""
    with whole_zoo():
        yield


def experiment(data):
    """An experiment of one variant."""
    variant = {"name": "one", "recipe": data, "engine": {"name": "tensorflow"}}
    return Experiment.parse({"name": "law", "question": "?", "variants": [variant], "planned_seeds": [0]})


@pytest.mark.parametrize(
    ("part", "field", "before", "after"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_a_field_stands_wherever_it_must(part, field, before, after):
    """Hash, listing, keys and methods text change with the field, or say why they do not."""
    pair = experiment(before), experiment(after)
    recipes = [whole.variants[0].recipe for whole in pair]
    stands = {"hash": in_the_hash(*recipes), "listing": in_the_listing(*pair, part, field)}
    for engine in ("tensorflow", "jax"):
        stands[f"key of engine={engine}"] = in_the_key(*recipes, part, field, engine_choice(engine))
    for language in LANGUAGES:
        stands[f"methods text, {language}"] = in_the_methods(*pair, Words(language))
    missing = [where for where, holds in stands.items() if not holds]
    assert not missing, f"{part}.{field}, changed, stands not in: {'; '.join(missing)}"


def in_the_hash(first, second):
    """Two recipes that differ in one field have two names."""
    names = {name_of_run(recipe, 0, engine_choice()) for recipe in (first, second)}
    return first.hash != second.hash and len(names) == 2


def in_the_key(first, second, part, field, choice):
    """A program that is shared by two values of a field takes the field as state, by its own mark."""
    state = holder(first, part).state(field)
    is_state = state is not None and (choice.stacks or not state.in_stacks)
    same = program_key(first, choice) == program_key(second, choice)
    if same:
        return is_state or part == "schedule"  # factors are multiplied into state, step by step
    return not is_state or state.keeps is not None


def in_the_methods(first, second, words):
    """What differs between two recipes is said in the paragraph of methods."""
    return parts_said(first.variants[0], words) != parts_said(second.variants[0], words)


def in_the_listing(first, second, part, field):
    """A listing that stays the same says which part it cannot show."""
    before, after = map(listed, (first, second))
    note = NOTES.get(field, NOTES.get(part))
    said = note is not None and ENGLISH(f"methods.listing.{note}") in after[1]
    return after[0] is None or before != after or said


def listed(whole):
    """The listing of an experiment's variant, and what is said below it."""
    recipe = whole.variants[0].recipe
    return keras_listing(recipe), listing_notes(whole, recipe, ENGLISH)


def test_every_part_has_its_rows():
    """The table is not empty anywhere: each part of a recipe, and each kind of each choice, has a row."""
    assert {part for _, part, *_ in ROWS} == set(Recipe.model_fields)
    names = {row[0].split(".")[1] for row in ROWS}
    kinds = {*OPTIMIZERS.names(), *REGULARIZERS.names(), *SCHEDULES.names(), *MODELS.names()}
    assert {*kinds, *EVALUATIONS.names(), "standard", "custom"} <= names


ENVIRONMENT = {"threads", "device", "stack", "checkpoint_epochs"}
"""Settings of an engine that are recorded with a run, and change no distribution (law 4)."""


@pytest.mark.parametrize(
    ("name", "field"),
    [
        (name, field)
        for name in ENGINES.names()
        for field in ENGINES.get(name).model_fields
        if field != "name"
    ],
)
def test_a_setting_of_an_engine_is_in_the_hash_or_is_environment(name, field):
    """Precision and shuffle are in the name of a run; the others are named environment."""
    plain, info = engine_choice(name), ENGINES.get(name).model_fields[field]
    values = {"device": "cpu", "stack": 3, "checkpoint_epochs": 2}
    value = values.get(field) or other("engine", field, info.annotation, getattr(plain, field))
    changed = engine_choice(name, **{field: value})
    recipe = Recipe.parse(recipe_data())
    same = name_of_run(recipe, 0, plain) == name_of_run(recipe, 0, changed)
    assert same == (field in ENVIRONMENT)
    if field == "precision":
        assert program_key(recipe, plain) != program_key(recipe, changed)


def test_engines_have_names_of_their_own():
    """The same recipe by another engine is another run."""
    recipe = Recipe.parse(recipe_data())
    ids = [name_of_run(recipe, 0, engine_choice(name)) for name in ENGINES.names()]
    assert all(a != b for a, b in itertools.combinations(ids, 2))


def test_parts_that_joined_later_are_marked():
    """A part beyond those of version 1 stays out of the hash while it has its old meaning."""
    first = {"dataset", "model", "dropout", "optimizer", "training", "randomness"}
    for name, field in Recipe.model_fields.items():
        assert (name in first) == (mark_of(field, AddedLater) is None)


def test_state_is_a_named_list():
    """A mark of state that is false would train a run on another's program: each new one is named here.

    Marks of dropouts and regularizers are tensors inside their methods, so none of those can be false.
    """
    parts = {"dataset": Dataset, "training": Training, "randomness": Randomness}
    parts |= {name: MODELS.get(name) for name in MODELS.names()}
    parts |= {name: OPTIMIZERS.get(name) for name in OPTIMIZERS.names()}
    marked = {
        name: {field for field, info in kind.model_fields.items() if mark_of(info, State)}
        for name, kind in parts.items()
    }
    assert marked == {
        "dataset": {"split_seed"},
        **{name: set() for name in MODELS.names()},
        "training": {"epochs", "order"},
        "randomness": set(Randomness.model_fields),
        "rmsprop": {"learning_rate", "rho", "momentum", "epsilon"},
        "adam": {"learning_rate", "beta_1", "beta_2", "epsilon"},
        "sgd": {"learning_rate", "momentum"},
    }
