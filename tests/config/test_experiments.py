import re
from pathlib import Path

import pytest
import yaml

from dropout_lab.canonical import parse
from dropout_lab.config import read_command
from dropout_lab.config_files import experiment_files
from dropout_lab.errors import ConfigError
from dropout_lab.experiment import Claim
from dropout_lab.language import labels_of
from tests.over import over
from tests.shipped import shipped

CLAIM = "experiment=tutorial_claim"
QUICK = "experiment=quickstart"
GOLDEN = Path(__file__).parents[1] / "golden"


def own_experiment(folder, name="mine", **keys):
    """Write an experiment of the user's own and return its words."""
    question = {
        "question": "Does it?",
        "variants": {"none": {"dropout": "none"}, "a": {"dropout": "standard"}},
    }
    (folder / "experiments").mkdir(exist_ok=True)
    (folder / "experiments" / f"{name}.yaml").write_text(yaml.safe_dump(question | keys))
    return f"experiment={name}"


def variants(command):
    return {variant.name: variant.recipe for variant in command.experiment.variants}


def test_the_tutorial_claim_is_planned_as_published():
    """784-512-512-10 on MNIST, RMSprop, 20 epochs of 128, 20 seeds, three variants, four claims (law 8)."""
    command = read_command([CLAIM])
    recipes = variants(command)
    assert list(recipes) == ["none", "dropout", "linear", "input_dropout"]
    assert recipes["dropout"].dropout.rate == (0.2, 0.2)
    assert recipes["none"].dropout.name == recipes["linear"].dropout.name == "none"
    assert recipes["linear"].model.hidden_units == ()
    for recipe in recipes.values():
        assert (recipe.dataset.name, recipe.optimizer.name) == ("mnist", "rmsprop")
        assert (recipe.training.batch_size, recipe.training.epochs) == (128, 20)
    assert command.seeds == command.experiment.planned_seeds == tuple(range(20))
    assert [claim.id for claim in command.experiment.claims] == [
        *("level_without", "level_with", "difference", "direction"),
    ]
    assert not command.altered


def test_plans_of_shipped_experiments_are_the_golden_ones(data_regression):
    """A plan changes by a decision, never by accident: its name, its hash, the first run of each variant."""
    plans = {}
    for name in sorted(experiment_files()):
        experiment = shipped(name)
        assert experiment.name == name
        assert len(experiment.variants) > 1
        first_runs = {variant.name: variant.run_id(0) for variant in experiment.variants}
        plans[name] = {"plan_hash": experiment.plan_hash, "first_runs": first_runs}
    data_regression.check(plans, fullpath=GOLDEN / "plans.yml")


def test_seeds_do_not_alter_an_experiment():
    """More or other seeds are looks: same name, same plan (law 8)."""
    plain, more = read_command([QUICK]), read_command([QUICK, "seeds=30"])
    assert more.seeds == tuple(range(30))
    assert not more.altered
    assert more.experiment == plain.experiment


def test_an_override_that_changes_nothing_does_not_alter():
    """A key typed at its own value is still the experiment, under its name."""
    command = read_command([QUICK, "training.epochs=20"])
    assert (command.experiment.name, command.altered) == ("quickstart", False)


@over(
    "word",
    [
        "training.epochs=2",
        "++training.epochs=2",
        "variants.dropout.dropout.rate=0.5",
        "+variants.dropout.dropout.input_rate=0.1",
        "engine=keras_fit",
        "optimizer=adam",
        "randomness.order=1",
    ],
)
def test_an_altered_experiment_never_has_its_name(word):
    """It gets a short hash of what it trains, the same for the same words."""
    command = read_command([QUICK, word])
    assert command.altered
    assert command.experiment.name.startswith("quickstart-")
    assert len(command.experiment.name) == len("quickstart-") + 6
    assert read_command([QUICK, word, "seeds=3"]).experiment.name == command.experiment.name


def test_altered_experiments_have_names_of_their_own():
    """Two alterations do not meet in one folder."""
    names = {read_command([QUICK, f"training.epochs={n}"]).experiment.name for n in (1, 2, 3)}
    assert len(names) == 3


def test_a_key_of_all_variants_reaches_each():
    """The command line sets every variant's base; group choices and additions alike."""
    for word in ("training.epochs=2", "++training.epochs=2"):
        assert {r.training.epochs for r in variants(read_command([CLAIM, word])).values()} == {2}
    adam = variants(read_command([CLAIM, "optimizer=adam", "optimizer.beta_1=0.8"]))
    assert {(r.optimizer.name, r.optimizer.beta_1) for r in adam.values()} == {("adam", 0.8)}


def test_a_group_of_the_command_line_replaces_the_whole_group_of_the_base():
    """`dataset=mnist` leaves nothing of the base's digits behind."""
    recipes = variants(read_command([QUICK, "dataset=mnist"]))
    assert {recipe.dataset.name for recipe in recipes.values()} == {"mnist"}
    assert {recipe.model.hidden_units for recipe in recipes.values()} == {(128, 128)}


def test_a_key_of_one_variant_reaches_it_alone():
    """`variants.NAME.key` changes that variant and no other."""
    plain = variants(read_command([CLAIM]))
    changed = variants(read_command([CLAIM, "variants.dropout.dropout.rate=0.5"]))
    assert changed["dropout"].dropout.rate == (0.5, 0.5)
    assert {name for name in plain if plain[name] != changed[name]} == {"dropout"}


def test_a_variant_that_was_changed_goes_without_its_label():
    """Nobody reads *with dropout* of another layer; what is as it was keeps its own."""
    plain, changed = (
        read_command(["experiment=optimizer_interaction", *words]).experiment
        for words in ([], ["variants.dropout_sgd.dropout=gaussian"])
    )
    lost = [v.name for v in plain.variants if v.label and not changed.variant(v.name).label]
    assert lost == ["dropout_sgd"]
    named = {pair.name for pair in changed.comparisons if pair.label}
    assert named == {pair.name for pair in plain.comparisons if "dropout_sgd" not in pair.variants}
    assert labels_of(changed)["dropout_sgd"] == "Gaussian dropout, rate 0.2, SGD"
    same = read_command([CLAIM, "variants.dropout.dropout=standard"]).experiment
    assert all(variant.label for variant in same.variants)


def test_a_group_of_one_variant_can_be_chosen():
    """`variants.NAME.model=linear` is a choice of Hydra's, as in the file."""
    changed = variants(read_command([CLAIM, "+variants.none.model=linear"]))
    assert changed["none"] == changed["linear"]


@pytest.mark.parametrize("word", ["dropout.rate=0.5", "dropout=standard", "model=linear"])
def test_a_key_that_variants_set_themselves_is_an_error(refusal, word):
    """Never a silent loser: the message has the key to type instead."""
    key = word.partition("=")[0]
    said = refusal(CLAIM, word)
    assert said.startswith(f"{key}: set by the experiment's variant")
    assert re.search(rf"variants\.\w+\.{re.escape(key)}=", said)


@over(
    ("word", "said"),
    [
        (
            "variants.nine.dropout.rate=0.5",
            "no such variant as nine; choose dropout, input_dropout, linear or none",
        ),
        ("variants.dropout.rat=0.5", "rat=0.5: no such key"),
        ("variants.dropout=3", "variants.dropout=3: name a key, such as"),
        ("variants.dropout.dropout=null", "no such dropout; type dropout=none"),
        ("variants.none.dropout.rate=0.2", "dropout=none drops nothing"),
        ("variants=3", "variants=3: no such key"),
        ("control=none", "tutorial_claim names its comparisons itself"),
    ],
)
def test_what_a_variant_cannot_be_is_refused(refusal, word, said):
    """One line for each slip in a variant's key."""
    assert said in refusal(CLAIM, word)


def test_variants_need_an_experiment(refusal):
    """Without one there is nothing to change."""
    assert "only an experiment has variants" in refusal("variants.dropout.dropout.rate=0.5")


def test_an_unknown_experiment_is_answered_with_the_nearest(refusal):
    """A slip of the finger is answered with the nearest names, and the command that lists all."""
    said = refusal("experiment=tutorial_clam")
    assert said.startswith("experiment=tutorial_clam: no such experiment; nearest: tutorial_claim, ")
    assert said.endswith(f"_again; see all {len(experiment_files())}: dropout-lab list experiments")


def test_a_name_of_the_users_own(refusal):
    """`name=` names the folder; an experiment's own name is taken, unless it is that experiment."""
    assert read_command([QUICK, "training.epochs=2", "name=short"]).experiment.name == "short"
    assert read_command([QUICK, "name=quickstart"]).experiment.name == "quickstart"
    assert read_command(["name=7"]).experiment.name == "7"
    for lines in (["name=quickstart"], [QUICK, "training.epochs=2", "name=quickstart"]):
        assert "an experiment's own name" in refusal(*lines)


@over("name", ["a/b", "..", ".hidden", "''", "'my name'", "[1]"])
def test_a_name_is_a_plain_folder(refusal, name):
    """No name leads out of the results folder or needs quoting in a shell."""
    assert "should be a name for a folder" in refusal(f"name={name}")


def test_an_experiment_of_the_users_own_stands_in_the_current_folder(folder):
    """A new question is one new YAML and no code."""
    command = read_command(
        [own_experiment(folder, seeds=3, base={"dataset": "digits", "training.epochs": 2})]
    )
    assert command.experiment.name == "mine"
    assert command.seeds == (0, 1, 2)
    assert {r.training.epochs for r in variants(command).values()} == {2}
    assert not command.altered


def test_an_experiment_names_its_primary_metric(folder):
    """One key of the file; comparisons that name no metric are on it, and it has no margin of its own."""
    own_experiment(folder, metric="test_nll", comparisons=[{"treatment": "a", "control": "none"}])
    experiment = read_command(["experiment=mine"]).experiment
    assert (experiment.metric, experiment.margins) == ("test_nll", {})
    assert [comparison.metrics for comparison in experiment.comparisons] == [("test_nll",)]


def test_two_variants_may_share_a_recipe(folder):
    """The A/A control is one recipe as two variants, told apart by their salt."""
    twins = {"a": {"dropout": "standard"}, "b": {"dropout": "standard", "randomness.salt": 1}}
    word = own_experiment(folder, variants=twins, comparisons=[{"treatment": "b", "control": "a"}])
    experiment = read_command([word]).experiment
    assert experiment.variant("a").recipe.dropout == experiment.variant("b").recipe.dropout
    assert experiment.variant("a").run_id(0) != experiment.variant("b").run_id(0)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"variants": {}}, "experiments/mine.yaml: an experiment has a question and variants"),
        ({"seed": 3}, "mine.yaml: key=seed: no such key; choose asks, base, claims"),
        ({"seeds": 0}, "seeds=0: no seed at all"),
        ({"base": {"training.epoch": 3}}, "training.epoch=3: no such key; type training.epochs"),
        ({"comparisons": [{"treatment": "a", "control": "b"}]}, "no variant b; choose a, none"),
        ({"margins": {"test_accuracy": -1}}, "margins.test_accuracy=-1"),
        ({"metric": "test_acc"}, "metric=test_acc: no such metric; choose brier, "),
        ({"claims": [{"id": "x"}]}, "claims.says: missing"),
        (
            {"variants": {"none": None}},
            "mine.yaml: variants.none=null: should hold keys, each with a value, or {} for none",
        ),
        ({"variants": ["none"]}, "variants: is a list; each stands under its name: NAME: {"),
        ({"base": ["dataset"]}, 'base=["dataset"]: should hold keys'),
        ({"comparisons": 3}, "comparisons=3: should be a list of - {treatment: NAME, control: NAME}"),
        *(
            ({"base": {"dropout.rate": value}}, f"base.dropout.rate={value}: is not looked up in a file")
            for value in (
                "${oc.env:HOME}",
                "${oc.decode:${oc.env:X,1}}",
                "${${training.epochs}:x}",
                "a${now:%s}",
            )
        ),
        (
            {"variants": {"none": {"model.hidden_units": [1, "${oc.env:HOME}"]}}},
            "variants.none.model.hidden_units=${oc.env:HOME}: is not looked up",
        ),
    ],
    ids=str,
)
def test_a_broken_experiment_file_is_answered_in_one_line(folder, refusal, keys, said):
    """Whatever stands in the file, the line says what should."""
    assert said in refusal(own_experiment(folder, **keys))


def test_a_file_may_name_another_key(folder):
    """What stands in the configuration is no secret."""
    word = own_experiment(folder, base={"training.epochs": 3, "training.batch_size": "${training.epochs}"})
    assert {recipe.training.batch_size for recipe in variants(read_command([word])).values()} == {3}


def test_a_file_that_is_no_yaml_is_named(folder, refusal):
    """A broken file is named with the place where it breaks."""
    word = own_experiment(folder)
    (folder / "experiments" / "mine.yaml").write_text("question: [")
    assert "experiments/mine.yaml: not YAML" in refusal(word)


def test_each_shipped_experiment_has_a_place_of_its_own_in_the_index():
    """A group and an order, no two the same; the quickstart, which is published nowhere, has none."""
    every = {name: shipped(name) for name in experiment_files()}
    places = {name: (found.group, found.order) for name, found in every.items() if found.group != "other"}
    assert set(every) - set(places) == {"quickstart"}
    assert len(set(places.values())) == len(places)


def test_the_place_in_the_index_is_in_no_hash_and_a_sweep_has_none():
    """It is a word for readers; a sweep of an experiment answers another question."""
    asked = shipped("tutorial_claim")
    elsewhere = asked.model_copy(update={"group": "luck", "order": 3})
    assert elsewhere.plan_hash == asked.plan_hash
    swept = read_command(["experiment=tutorial_claim", "training.epochs=1,2"], multirun=True).experiment
    assert (asked.group, swept.group) == ("tutorial", "other")


def test_claims_of_shipped_experiments_are_whole():
    """Each claim has its sentence in both languages and reads back."""
    for claim in read_command([CLAIM]).experiment.claims:
        assert claim.says.en
        assert claim.says.zh
        assert parse(Claim, claim.model_dump(mode="json")) == claim
    with pytest.raises(ConfigError):
        parse(Claim, {})


def test_questions_that_lead_to_others_are_led_to_from_there():
    """Whoever asks again names the first, and the first the second; a plan's hash holds neither."""
    every = {name: shipped(name) for name in experiment_files()}
    for name, experiment in every.items():
        for other in experiment.see:
            assert name in every[other].see, (name, other)
        assert experiment.model_copy(update={"see": ()}).plan_hash == experiment.plan_hash
    assert every["engines"].see == ("engines_again",)
