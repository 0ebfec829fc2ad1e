import json
import re
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from dropout_lab.canonical import AddedLater, Part, canonical_value, digest, parse
from dropout_lab.errors import ConfigError
from dropout_lab.models import MODELS
from dropout_lab.recipe import EngineChoice, Recipe, engine_choice, run_id
from tests.over import over
from tests.recipes import ENGINE, make_recipe, recipe_data

rates = st.integers(1, 65_535).map(lambda steps: steps / 65_536)
widths = st.lists(st.integers(1, 600), min_size=1, max_size=4)
numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(value=numbers)
def test_a_float_keeps_12_digits_and_no_sign_on_zero(value):
    """The canonical form reads back as itself, is near the value, and never says -0."""
    once = canonical_value(value)
    assert canonical_value(once) == once
    assert once == pytest.approx(value, rel=1e-11)
    assert str(once) != "-0.0"


@given(value=st.floats(0.001, 0.999), noise=st.integers(-9, 9))
def test_digits_beyond_the_twelfth_change_no_hash(value, noise):
    """`range(0,1,0.01)` gives 0.030000000000000002, and that is 0.03."""
    tidy = float(f"{value:.11g}")
    assert digest({"rate": tidy * (1 + noise * 1e-15)}) == digest({"rate": tidy})


def test_the_twelfth_digit_counts():
    """Rates that differ where the canonical form can tell are different recipes."""
    assert digest(0.200000000001) != digest(0.2)
    assert digest(0.2000000000001) == digest(0.2)


@given(rate=rates, hidden=widths)
def test_one_rate_for_all_layers_is_the_rate_of_each(rate, hidden):
    """A number and a list of that number, one for each hidden layer, are one recipe."""
    one = make_recipe(model={"hidden_units": hidden}, dropout={"name": "standard", "rate": rate})
    each = make_recipe(
        model={"hidden_units": hidden}, dropout={"name": "standard", "rate": [rate] * len(hidden)}
    )
    assert one == each
    assert one.hash == each.hash
    assert one.dropout.rate == (rate,) * len(hidden)


@given(hidden=widths, zero=st.sampled_from([0, 0.0, -0.0]), spread=st.booleans())
def test_all_rates_0_is_none(hidden, zero, spread):
    """However nothing is written, it is the recipe `none` with its run_id."""
    rate = [zero] * len(hidden) if spread else zero
    nothing = make_recipe(
        model={"hidden_units": hidden},
        dropout={"name": "standard", "source": "keras", "rate": rate, "input_rate": zero},
    )
    plain = make_recipe(model={"hidden_units": hidden}, dropout={"name": "none"})
    assert nothing == plain
    assert run_id(nothing, 3, ENGINE) == run_id(plain, 3, ENGINE)


@given(order=st.permutations(["dataset", "model", "dropout", "optimizer", "training"]))
def test_the_order_of_keys_changes_no_hash(order):
    """A recipe is what it says, not the order in which it says so."""
    data = recipe_data()
    assert Recipe.parse({key: data[key] for key in order}).hash == make_recipe().hash


def test_defaults_written_out_change_no_hash():
    """A key at its default and a key left out are one recipe."""
    whole = make_recipe().model_dump(mode="json")
    assert len(json.dumps(whole)) > len(json.dumps(recipe_data()))
    assert Recipe.parse(whole).hash == make_recipe().hash


def test_whole_numbers_are_welcome_where_fractions_are_kept():
    """`optimizer.learning_rate=1` is 1.0."""
    one, same = ({"name": "sgd", "learning_rate": rate} for rate in (1, 1.0))
    assert make_recipe(optimizer=one).hash == make_recipe(optimizer=same).hash


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ({"name": "digits", "train_size": 1_437}, {"name": "digits"}),
        ({"name": "digits", "split_seed": 7}, {"name": "digits"}),
        (
            {"name": "digits", "train_size": 1_337, "validation_size": 100, "split_seed": 7},
            {"name": "digits", "validation_size": 100, "split_seed": 7},
        ),
    ],
)
def test_a_split_that_leaves_the_images_alone_changes_no_hash(one, same):
    """All images by number are all images, and a split seed counts only where something is split."""
    assert make_recipe(dataset=one).hash == make_recipe(dataset=same).hash


def test_a_split_seed_counts_where_images_are_split():
    """Other images are another recipe."""
    one, other = ({"name": "digits", "train_size": 500, "split_seed": seed} for seed in (0, 1))
    assert make_recipe(dataset=one).hash != make_recipe(dataset=other).hash


@over(
    "parts",
    [
        {"dataset": {"name": "digits", "validation_size": 100}},
        {"model": {"hidden_units": [8, 16]}},
        {"dropout": {"name": "standard", "rate": 0.3}},
        {"dropout": {"name": "standard", "rate": [0.2, 0.3]}},
        {"dropout": {"name": "standard", "rate": 0.2, "input_rate": 0.1}},
        {"dropout": {"name": "standard", "rate": 0.2, "source": "keras"}},
        {"dropout": {"name": "none"}},
        {"optimizer": {"name": "adam"}},
        {"optimizer": {"name": "rmsprop", "centered": True}},
        {"training": {"batch_size": 32, "epochs": 4}},
        {"training": {"batch_size": 33, "epochs": 3}},
        {"randomness": {"order": 0}},
        {"randomness": {"salt": 1}},
        {"randomness": {"poke": 0.001}},
        {"training": {"batch_size": 32, "epochs": 3, "order": "replayed"}},
    ],
    ids=str,
)
def test_what_changes_the_outcome_changes_the_hash(parts):
    """Each key that can move an outcome's distribution is in the hash."""
    assert make_recipe(**parts).hash != make_recipe().hash


def test_an_added_field_leaves_the_hash_alone_until_it_is_used():
    """A field that joined later is not in the hash of recipes that hold its old meaning."""

    class Before(Part):
        width: int

    class After(Before):
        slope: Annotated[float, AddedLater()] = 0.0
        shift: Annotated[float, Field(ge=0), AddedLater()] = 1.0

    assert digest(After(width=3).canonical()) == digest(Before(width=3).canonical())
    assert digest(After(width=3, slope=0.1).canonical()) != digest(Before(width=3).canonical())
    assert After(width=3, shift=2.0).canonical() == {"width": 3, "shift": 2.0}


def test_salted_streams_are_a_set():
    """Neither their order nor naming all of them makes another recipe."""
    named = [["mask", "init"], ["init", "mask"], ["init", "mask", "init"]]
    assert len({make_recipe(randomness={"salt": 1, "salted": some}).hash for some in named}) == 1
    whole = make_recipe(randomness={"salt": 1, "salted": ["mask", "order", "init"]})
    assert whole.hash == make_recipe(randomness={"salt": 1}).hash
    assert whole.hash != make_recipe(randomness={"salt": 1, "salted": ["init"]}).hash


@pytest.mark.parametrize(
    ("randomness", "said"),
    [
        ({"salt": 1, "salted": []}, "randomness.salt=1: no stream is salted"),
        ({"salted": ["init"]}, "randomness.salted=init: nothing to salt with"),
        ({"salt": 1, "salted": ["weights"]}, "randomness.salted=weights"),
        ({"poke": 1.0}, "randomness.poke=1.0"),
    ],
    ids=str,
)
def test_a_salt_and_its_streams_belong_together(randomness, said):
    """A key that would change nothing is refused."""
    with pytest.raises(ConfigError, match=re.escape(said)):
        make_recipe(randomness=randomness)


def test_threads_are_environment_and_precision_is_not():
    """A run_id holds what can change an outcome's distribution; threads change bits at most."""
    recipe = make_recipe()
    plain = run_id(recipe, 0, ENGINE)
    assert run_id(recipe, 0, engine_choice(threads=2)) == plain
    others = [
        run_id(recipe, 1, ENGINE),
        run_id(recipe, 0, engine_choice(precision="float64")),
        run_id(recipe, 0, engine_choice(name="keras_fit")),
        run_id(recipe, 0, engine_choice(name="keras_fit", shuffle="keras")),
    ]
    assert len({plain, *others}) == 5


def test_a_run_id_is_16_hex_digits():
    """Short enough to type, long enough for millions of runs."""
    assert len(run_id(make_recipe(), 0, ENGINE)) == 16
    assert int(run_id(make_recipe(), 0, ENGINE), 16) >= 0


GOLDEN = {
    "none": {"dropout": {"name": "none"}},
    "standard": {},
    "two_rates": {"dropout": {"name": "standard", "rate": [0.1, 0.5]}},
    "input_only": {"dropout": {"name": "standard", "rate": 0.0, "input_rate": 0.2}},
    "keras_source": {"dropout": {"name": "standard", "rate": 0.2, "source": "keras"}},
    "own_layer": {"dropout": {"name": "mine", "rate": 0.3, "layer": "my:Layer", "layer_sha256": "0" * 64}},
    "linear": {"model": {"hidden_units": []}, "dropout": {"name": "none"}},
    "tutorial": {
        "dataset": {"name": "mnist"},
        "model": {"hidden_units": [512, 512]},
        "training": {"batch_size": 128, "epochs": 20},
    },
    "fashion_split": {
        "dataset": {"name": "fashion_mnist", "train_size": 5_000, "validation_size": 1_000, "split_seed": 3}
    },
    "adam": {"optimizer": {"name": "adam", "learning_rate": 0.01}},
    "sgd": {"optimizer": {"name": "sgd", "momentum": 0.5, "nesterov": True}},
    "frozen_streams": {"randomness": {"init": 1, "order": 2, "mask": 3, "salt": 4}},
    "salted_order": {"randomness": {"salt": 1, "salted": ["order"]}},
    "poked": {"randomness": {"poke": 0.001}},
    "replayed": {"training": {"order": "replayed"}},
}


def test_run_ids_are_the_published_ones(data_regression):
    """A run_id is a promise: it is the same today as in every store that exists."""
    engines = {
        "float64": engine_choice(precision="float64"),
        "keras_fit": engine_choice(name="keras_fit"),
        "keras_shuffle": engine_choice(name="keras_fit", shuffle="keras"),
    }
    ids = {name: run_id(make_recipe(**parts), 7, ENGINE) for name, parts in GOLDEN.items()}
    ids |= {name: run_id(make_recipe(), 7, engine) for name, engine in engines.items()}
    assert len(set(ids.values())) == len(ids)
    data_regression.check(ids, fullpath=Path(__file__).parent / "golden" / "run_ids.yml")


@over("value", [float("nan"), float("inf"), "0.2", True, None], ids=str)
def test_a_rate_is_a_finite_number_and_nothing_else(value):
    """No NaN, no text that looks like a number, no truth value is taken for one."""
    with pytest.raises(ConfigError, match=r"dropout\.rate|not plain data"):
        make_recipe(dropout={"name": "standard", "rate": value})


@pytest.mark.parametrize("rate", [1.0, -0.1, 1.5, [0.2, 1.0]], ids=str)
def test_a_rate_outside_its_range_is_answered_with_the_range(rate):
    """The message names the key, the value received and what would be accepted."""
    with pytest.raises(ConfigError, match=r"^dropout\.rate=.*: should be a rate.* 0 <= rate < 1"):
        make_recipe(dropout={"name": "standard", "rate": rate})


@pytest.mark.parametrize("rate", [1e-6, 0.999_999])
def test_a_rate_that_the_masks_cannot_hold_is_refused(rate):
    """A rate that rounds to 0/65536 or 65536/65536 would drop nothing or everything."""
    with pytest.raises(ConfigError, match="drops nothing or everything"):
        make_recipe(dropout={"name": "standard", "rate": rate})


@pytest.mark.parametrize("rate", [[0.1], [0.1, 0.2, 0.3], [0, 0, 0], [0]], ids=str)
def test_rates_for_another_number_of_layers_are_refused(rate):
    """A list has one rate for each hidden layer, zeros included."""
    with pytest.raises(ConfigError, match=rf"{len(rate)} rates for 2 hidden layers"):
        make_recipe(dropout={"name": "standard", "rate": rate})


def test_none_with_a_rate_is_a_contradiction():
    """`none` drops nothing, so a rate beside it is a mistake."""
    with pytest.raises(ConfigError, match="choose dropout=standard"):
        make_recipe(dropout={"name": "none", "rate": 0.2})
    with pytest.raises(ConfigError, match="choose dropout=standard"):
        make_recipe(dropout={"name": "none", "input_rate": 0.2})


def test_a_rate_without_a_hidden_layer_is_refused():
    """A linear model has only its input to drop."""
    linear = {"hidden_units": []}
    with pytest.raises(ConfigError, match="no hidden layer to drop"):
        make_recipe(model=linear)
    dropped = make_recipe(model=linear, dropout={"name": "standard", "rate": 0, "input_rate": 0.1})
    assert dropped.dropout.site_rates == (0.1,)


@over(
    ("parts", "said"),
    [
        ({"extra": 1}, "extra: no such key"),
        ({"training": {"epoch": 3}}, "training.epoch: no such key"),
        ({"training": {"epochs": 0}}, "training.epochs=0: should be greater than or equal to 1"),
        ({"training": {"epochs": 2.5}}, "training.epochs=2.5: should be a whole number"),
        ({"training": {"batch_size": 1_438}}, "larger than the 1437 training images"),
        (
            {"optimizer": {"name": "adagrad"}},
            "optimizer=adagrad: no such optimizer; choose adam",
        ),
        ({"optimizer": {"name": "sgd", "learning_rate": 0}}, "optimizer.learning_rate=0"),
        ({"model": {"hidden_units": [0]}}, "model.hidden_units=0"),
        ({"dataset": {"name": "digits", "train_size": 1_400, "validation_size": 100}}, "do not fit"),
        (
            {"dataset": {"name": "cifar"}},
            "dataset=cifar: no such dataset; choose digits",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused_in_one_line(parts, said):
    """A message is one line that names the key and the value received."""
    with pytest.raises(ConfigError) as refused:
        make_recipe(**parts)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@over("part", ["dataset", "model", "dropout", "optimizer"])
@over("value", [None, 3, "x", []], ids=str)
def test_a_part_that_is_no_mapping_is_refused_in_one_line(part, value):
    """Data from a file of somebody else can hold anything; it is answered, never a traceback."""
    with pytest.raises(ConfigError):
        make_recipe(**{part: value})


@pytest.mark.parametrize("hidden", [512, None, "512", {"a": 1}], ids=str)
def test_hidden_units_are_a_list(hidden):
    """One number where a list is wanted is answered with a list to type."""
    with pytest.raises(ConfigError, match=r"model\.hidden_units=.*such as \[512,512\]"):
        make_recipe(model={"hidden_units": hidden})


@pytest.mark.parametrize("value", ["abc", None, 1.5, [1]], ids=str)
def test_a_size_that_is_no_number_is_named(value):
    """A data set's sizes are whole numbers; anything else is answered by its key."""
    with pytest.raises(ConfigError, match=r"^dataset\.validation_size=.*should be a whole number"):
        make_recipe(dataset={"name": "digits", "validation_size": value})


def test_a_layer_without_a_rate_says_so():
    """A dropout that says no rate is a mistake, and never silently `none`."""
    with pytest.raises(ConfigError, match=r"dropout\.rate: missing"):
        make_recipe(dropout={"name": "standard"})
    with pytest.raises(ConfigError, match=r"dropout\.rate: missing"):
        make_recipe(dropout={"name": "standard", "input_rate": 0.2})


def test_a_missing_part_is_named():
    """A recipe without its data set says so."""
    data = recipe_data()
    for part in ("dataset", "model", "dropout", "optimizer"):
        with pytest.raises(ConfigError, match=part):
            Recipe.parse({key: value for key, value in data.items() if key != part})


def test_a_recipe_is_frozen():
    """What is hashed cannot change afterwards."""
    with pytest.raises(ValueError, match="frozen"):
        make_recipe().training.epochs = 5
    assert isinstance(make_recipe().model.hidden_units, tuple)


def test_loose_types_are_refused_in_python_too():
    """Strict: no text or truth value becomes a number."""
    with pytest.raises(ConfigError):
        parse(MODELS.get("mlp"), {"hidden_units": ["512"]})
    with pytest.raises(ConfigError):
        parse(MODELS.get("mlp"), {"hidden_units": [True]})


def test_only_keras_fit_shuffles_by_itself():
    """`shuffle=keras` means something in `keras_fit` alone."""
    with pytest.raises(ConfigError, match="engine=keras_fit"):
        parse(EngineChoice, {"name": "tensorflow", "shuffle": "keras"})
