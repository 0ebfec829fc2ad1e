import sys

import pytest

from dropout_lab.config import answer_by_hydra, read_command
from dropout_lab.config_files import groups
from dropout_lab.dropout import LAYERS

LAYER = """
name: mine
layer: my_layers:Mine
rate: 0.3
input_rate: 0.0
"""

CLASSES = """
from typing import Annotated, Literal
from pydantic import Field
from dropout_lab.dropout import Dropout, Rated


class Mine(Rated):
    name: Literal["mine"]
    sigma: Annotated[float, Field(ge=0)] = 0.5


class Nameless(Dropout):
    depth: int = 2


class Broken(Nameless):
    def __init__(self, **fields):
        raise RuntimeError("no luck\\nat all")


class Unrated(Dropout):
    name: Literal["unrated"]
    depth: int = 2
"""


@pytest.fixture
def own(folder):
    """A folder of the user's own with one dropout, and the layer it names in the current folder."""
    (folder / "own" / "dropout").mkdir(parents=True)
    (folder / "own" / "dropout" / "mine.yaml").write_text(LAYER)
    (folder / "my_layers.py").write_text(CLASSES)
    yield folder / "own"
    sys.modules.pop("my_layers", None)


@pytest.fixture
def planned(own):
    """Reads a command: (*words) -> the dropout of its one variant."""

    def read(*words):
        (variant,) = read_command([*words]).experiment.variants
        return variant.recipe.dropout

    return read


def test_a_choice_of_the_users_own_is_a_recipe(own):
    """It names the class, and the recipe pins the file it stands in and every parameter (law 4)."""
    (variant,) = read_command(["dropout=mine"], config_dir=own).experiment.variants
    assert variant.name == "mine"
    assert variant.recipe.dropout.layer == "my_layers:Mine"
    assert variant.recipe.dropout.rate == (0.3, 0.3)
    assert len(variant.recipe.dropout.layer_sha256) == 64
    assert variant.recipe.dropout.parameters == {"sigma": 0.5}


def test_a_class_alone_is_enough(planned):
    """`dropout.layer=module:Class` means `dropout=custom`, at the usual rate and the class's defaults."""
    dropout = planned("dropout.layer=my_layers:Mine")
    assert (dropout.name, dropout.rate, dropout.parameters) == ("custom", (0.2, 0.2), {"sigma": 0.5})


@pytest.mark.parametrize("sign", ["", "+", "++"])
def test_its_parameters_are_keys_of_the_command_line(planned, sign):
    """A parameter of one's own is set as any other, with Hydra's plus and without, and is another recipe."""
    usual = planned("dropout.layer=my_layers:Mine", "dropout.rate=0.4")
    other = planned(f"{sign}dropout.layer=my_layers:Mine", "dropout.rate=0.4", f"{sign}dropout.sigma=0.25")
    assert other.parameters == {"sigma": 0.25}
    assert other == usual.model_copy(update={"parameters": {"sigma": 0.25}})
    assert other.canonical() != usual.canonical()


def test_its_parameters_are_keys_of_an_experiment_file(own, folder):
    """A variant of a file names class and parameters like every key."""
    (folder / "experiments").mkdir()
    (folder / "experiments" / "fair.yaml").write_text(
        "question: Does it?\nbase: {dataset: digits}\nvariants:\n  none: {dropout: none}\n"
        "  mine: {dropout.layer: 'my_layers:Mine', dropout.sigma: 1.5, dropout.rate: 0.1}\n"
        "comparisons: [{treatment: mine, control: none}]\n"
    )
    experiment = read_command(["experiment=fair"]).experiment
    assert experiment.variant("none").recipe.dropout.name == "none"
    assert experiment.variant("mine").recipe.dropout.parameters == {"sigma": 1.5}


def test_a_class_without_rates_gets_none(planned, refusal):
    """A dropout that has no rate is asked for none, and refuses one."""
    dropout = planned("dropout.layer=my_layers:Unrated", "dropout.depth=3")
    assert (dropout.rate, dropout.parameters) == ((), {"depth": 3})
    said = refusal("dropout.layer=my_layers:Unrated", "dropout.rate=0.2")
    assert said == "dropout.rate=0.2: my_layers:Unrated has no such parameter; it has depth"


def test_a_class_needs_no_name_of_its_own(planned):
    """What names the run is the variant; a class whose `name` takes any word is fine."""
    assert planned("dropout.layer=my_layers:Nameless").parameters == {"depth": 2}


def test_an_experiments_variant_takes_a_layer_in_place_of_its_dropout(own):
    """`variants.NAME.dropout.layer=...` stands for the dropout that the file names there."""
    words = ["variants.dropout.dropout.layer=my_layers:Mine", "variants.dropout.dropout.sigma=0.25"]
    experiment = read_command(["experiment=quickstart", *words]).experiment
    assert experiment.variant("dropout").recipe.dropout.parameters == {"sigma": 0.25}


def test_nothing_dropped_by_a_class_with_the_laws_is_none(planned):
    """Rate 0 is the control, whoever's class would drop nothing."""
    assert planned("dropout.layer=my_layers:Mine", "dropout.rate=0").name == "none"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dropout=custom"], "dropout=custom: needs the class, dropout.layer=module:Class"),
        (["dropout.layer=my_layers:Mine", "dropout.sigma=-1"], "dropout.sigma=-1"),
        (["dropout.layer=my_layers:Mine", "dropout.sigma=wide"], "dropout.sigma=wide"),
        (
            ["dropout.layer=my_layers:Mine", "dropout.epsilon=1"],
            "dropout.epsilon=1: my_layers:Mine has no",
        ),
        (["dropout=standard", "dropout.layer=my_layers:Mine"], "dropout=standard: has no layer of one's own"),
        (["dropout.layer=my_layers:Broken"], "my_layers:Broken: cannot be made: RuntimeError: no luck"),
        (["dropout.layer=my_layers:Yours"], "my_layers has no class Yours that extends"),
    ],
    ids=" ".join,
)
def test_what_a_class_refuses_is_one_line(own, refusal, words, said):
    """Key, value and what would be accepted, before anything trains."""
    assert said in refusal(*words)


def test_a_changed_layer_is_another_recipe(own, folder):
    """What the layer does is in its file, so the file is in the hash."""
    before = read_command(["dropout=mine"], config_dir=own).experiment.variants[0]
    (folder / "my_layers.py").write_text(f"{CLASSES}# does something else\n")
    after = read_command(["dropout=mine"], config_dir=own).experiment.variants[0]
    assert before.run_id(0) != after.run_id(0)


def test_globs_and_lists_see_the_users_own_choices(own):
    """The folder enters Hydra's search path, and so the whole grammar."""
    command = read_command(["dropout=glob([m*,n*])"], multirun=True, config_dir=own)
    there = sorted(["mine", *LAYERS.names()])
    shown = [f"dropout={name}" for name in there if name[0] in "mn"]
    assert [v.name for v in command.experiment.variants] == shown
    assert groups(own)["dropout"] == sorted(["custom", *there])


def test_the_folder_is_forgotten_afterwards(own, refusal):
    """One command's folder is not the next one's."""
    read_command(["dropout=mine"], config_dir=own)
    assert "dropout=mine: no such dropout; " in refusal("dropout=mine")


def test_a_choice_that_changed_is_read_anew(own):
    """Nothing of the folder is kept from one command to the next."""
    before = read_command(["dropout=mine"], config_dir=own).experiment.variants[0]
    (own / "dropout" / "mine.yaml").write_text(LAYER.replace("0.3", "0.4"))
    after = read_command(["dropout=mine"], config_dir=own).experiment.variants[0]
    assert (before.recipe.dropout.rate, after.recipe.dropout.rate) == ((0.3, 0.3), (0.4, 0.4))


def test_the_command_that_is_kept_names_the_folder(own):
    """What a results folder says to type again has the folder, and neither seeds nor places."""
    command = read_command(["dropout=mine", "seeds=3", "store.path=x.sqlite"], config_dir=own)
    assert command.typed == f"dropout-lab run --config-dir {own} dropout=mine"


def test_an_experiments_variant_can_use_a_layer_of_the_users_own(own):
    """`variants.NAME.dropout=mine` is the whole way to compare one's own layer."""
    words = ["experiment=quickstart", "variants.dropout.dropout=mine"]
    command = read_command(words, config_dir=own)
    assert command.experiment.variant("dropout").recipe.dropout.name == "mine"


def test_a_missing_folder_is_an_error(refusal, folder):
    """Hydra would only warn."""
    assert "no such folder" in refusal("dropout=mine", config_dir=folder / "nowhere")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAYER.replace("my_layers:Mine", "my_layers"), "should be module:Class"),
        (LAYER.replace("my_layers:Mine", "nowhere:Mine"), "no module nowhere"),
        (LAYER + "depth: 3\n", "dropout.depth=3: my_layers:Mine has no such parameter; it has"),
        ("name: unheard\nrate: 0.2\n", "dropout=unheard: no such dropout"),
        ("name: [", "not YAML: while parsing"),
    ],
    ids=lambda value: "" if "\n" in value else value,
)
def test_a_broken_choice_is_answered_in_one_line(own, refusal, text, said):
    """Whatever stands in the user's file, planning says what is wrong with it."""
    (own / "dropout" / "mine.yaml").write_text(text)
    assert said in refusal("dropout=mine", config_dir=own)


@pytest.mark.parametrize(
    ("file", "text", "key"),
    [
        ("dropout/mine.yaml", LAYER.replace("0.3", "${oc.decode:${oc.env:RATE}}"), "dropout/mine.yaml: rate"),
        ("dropout/mine.yaml", LAYER + 'depth: "\\x24{oc.env:HOME}"\n', "dropout/mine.yaml: depth"),
        ("dropout/mine.yaml", LAYER + "depth: ${now:%S}\n", "dropout/mine.yaml: depth"),
        ("dropout/mine.yaml", "defaults: ['${oc.env:OTHER}']\n" + LAYER, "dropout/mine.yaml: defaults"),
        ("dropout/a/b.yaml", "depth: ${oc.env:HOME}\n", "dropout/a/b.yaml: depth"),
    ],
    ids=["a rate", "escaped letters", "the time", "which file", "a file that a file names"],
)
def test_a_file_of_the_folder_looks_nothing_up(own, refusal, monkeypatch, file, text, key):
    """The folder may be anybody's: no variable or clock decides what its choices train."""
    monkeypatch.setenv("RATE", "0.5")
    monkeypatch.setenv("OTHER", "standard")
    (own / "dropout" / "mine.yaml").write_text("defaults: [a/b, _self_]\n" + LAYER)
    (own / file).parent.mkdir(exist_ok=True)
    (own / file).write_text(text)
    said = refusal("dropout=mine", config_dir=own)
    assert said.startswith(key)
    assert "is not looked up in a file, which may be anybody's" in said


def test_a_file_of_the_folder_may_name_another_key(own):
    """What stands in the configuration is no lookup outside; nor is a word of the command line."""
    (own / "dropout" / "mine.yaml").write_text(LAYER.replace("0.3", "${optimizer.learning_rate}"))
    words = ["dropout=mine", 'training.epochs="${oc.decode:${oc.env:EPOCHS,3}}"']
    (variant,) = read_command(words, config_dir=own).experiment.variants
    assert variant.recipe.dropout.rate == (variant.recipe.optimizer.learning_rate,) * 2
    assert variant.recipe.training.epochs == 3


def test_composing_writes_nothing_and_stays_where_it_is(folder):
    """Hydra makes no `outputs/` and changes no folder."""
    read_command(["dropout.rate=0,0.2"], multirun=True)
    assert list(folder.iterdir()) == []
    assert type(folder)().resolve() == folder.resolve()


def test_hydra_shows_the_composed_configuration(capsys, folder):
    """`--cfg job` prints every key with its value, and trains nothing."""
    arguments = list(sys.argv)
    answer_by_hydra(["--cfg", "job"], ["dropout=standard", "training.epochs=3"], None)
    shown = capsys.readouterr().out
    assert "epochs: 3" in shown
    assert "rate: 0.2" in shown
    assert sys.argv == arguments
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("kind", "name"), [("Mine", "mine"), ("Nameless", "Nameless")])
def test_the_one_variant_of_a_class_has_its_name(own, kind, name):
    """Plan, tables and page name the layer; a class without a name of its own is called as it is."""
    (variant,) = read_command([f"dropout.layer=my_layers:{kind}"]).experiment.variants
    assert variant.name == name
