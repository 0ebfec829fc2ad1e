import sys

import pytest

from dropout_lab.config import answer_by_hydra, read_command
from dropout_lab.config.paths import groups

LAYER = """
name: mine
layer: my_layers:Mine
rate: 0.3
input_rate: 0.0
"""


@pytest.fixture
def own(folder):
    """A folder of the user's own with one dropout, and the layer it names in the current folder."""
    (folder / "own" / "dropout").mkdir(parents=True)
    (folder / "own" / "dropout" / "mine.yaml").write_text(LAYER)
    (folder / "my_layers.py").write_text("raise RuntimeError('imported while planning')\n")
    return folder / "own"


def test_a_choice_of_the_users_own_is_a_recipe(own):
    """It names the layer, and the recipe pins the file it stands in, without importing it (law 4)."""
    (variant,) = read_command(["dropout=mine"], config_dir=own).experiment.variants
    assert variant.name == "mine"
    assert variant.recipe.dropout.layer == "my_layers:Mine"
    assert variant.recipe.dropout.rate == (0.3, 0.3)
    assert len(variant.recipe.dropout.layer_sha256) == 64


def test_a_changed_layer_is_another_recipe(own, folder):
    """What the layer does is in its file, so the file is in the hash."""
    before = read_command(["dropout=mine"], config_dir=own).experiment.variants[0]
    (folder / "my_layers.py").write_text("# does something else\n")
    after = read_command(["dropout=mine"], config_dir=own).experiment.variants[0]
    assert before.run_id(0) != after.run_id(0)


def test_globs_and_lists_see_the_users_own_choices(own):
    """The folder enters Hydra's search path, and so the whole grammar."""
    command = read_command(["dropout=glob(*)"], multirun=True, config_dir=own)
    assert [v.name for v in command.experiment.variants] == [
        "dropout=mine",
        "dropout=none",
        "dropout=standard",
    ]
    assert groups(own)["dropout"] == ["mine", "none", "standard"]


def test_the_folder_is_forgotten_afterwards(own, refusal):
    """One command's folder is not the next one's."""
    read_command(["dropout=mine"], config_dir=own)
    assert "no such dropout; choose none or standard" in refusal("dropout=mine")


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
        (LAYER.replace("rate: 0.3\n", "", 1), "dropout.rate: missing"),
        (LAYER + "depth: 3\n", "dropout.depth: no such key"),
        ("name: unheard\nrate: 0.2\n", "dropout.name=unheard: no such layer"),
        ("name: [", "not YAML: while parsing"),
    ],
    ids=lambda value: "" if "\n" in value else value,
)
def test_a_broken_choice_is_answered_in_one_line(own, refusal, text, said):
    """Whatever stands in the user's file, planning says what is wrong with it."""
    (own / "dropout" / "mine.yaml").write_text(text)
    assert said in refusal("dropout=mine", config_dir=own)


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
