"""A word of another library is answered with ours, whatever looks nearer to it."""

import re
import shlex

import pytest

from dropout_lab.config import read_command
from dropout_lab.config.not_here import NOT_HERE
from dropout_lab.config.other_words import OF_CHOICES, OTHER_KEYS, OTHER_NAMES, OTHER_WAYS
from dropout_lab.dropout import LAYERS
from dropout_lab.errors import ConfigError
from tests.over import over

SUIT = [name for name in LAYERS.names() if LAYERS.get(name).acts_on == "units"]
"""Dropouts for the net that is chosen by itself."""


def refusal(*words, multirun=False):
    """The line with which words are refused."""
    with pytest.raises(ConfigError) as refused:
        read_command(list(words), multirun=multirun)
    return str(refused.value)


@over(
    ("words", "typed"),
    [
        (["dropout.drop_prob=0.3"], "dropout.rate=0.3, the fraction dropped"),
        (["dropout_rate=0.3"], "dropout.rate=0.3, the fraction dropped"),
        (["dropout=masksembles", "dropout.n=4"], "dropout.masks=4"),
        (["dropout=groups", "dropout.block_size=2"], "dropout.size=2"),
        (["dropout=dropout"], "dropout=standard"),
        (["dropout=Gaussian-Dropout"], "dropout=gaussian"),
        (["dropout=dropblock"], "dropout=patches"),
        (["dropout=spatial_dropout"], "dropout=channels"),
        (["dropout=stochastic_depth"], "dropout=drop_path"),
        (["dropout=mc_dropout"], "dropout=standard evaluation=monte_carlo"),
        (["dropout=concrete", "dropout.rate=0.3"], "dropout.initial_rate=0.3, the rate that they begin with"),
        (
            ["dropout=variational_b", "dropout.drop_prob=0.3"],
            "dropout.initial_rate=0.3, the rate that they begin",
        ),
        (["dropout=[standard,gaussian]"], "dropout=gaussian, or -m dropout=standard,gaussian for each"),
        (["dropout=own"], "dropout=custom dropout.layer=MODULE:CLASS"),
    ],
    ids=str,
)
def test_a_word_of_others_is_answered_with_ours(words, typed):
    """Each is the same line with the word to type."""
    assert f"; type {typed}" in refusal(*words)


def test_a_parameter_of_another_dropout_names_that_one():
    """`dropout.size` alone asks for standard dropout, which has none; Keras's layer stands for no other."""
    said = refusal("dropout.size=4")
    assert said == "dropout.size=4: no parameter of dropout=standard; it is one of groups"
    said = refusal("dropout=dropconnect", "dropout.source=keras")
    assert said == "dropout.source=keras: no parameter of dropout=dropconnect; it is one of standard"


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("standout", "the rate of a unit follows its pre-activation; dropout.alpha and dropout.beta say how"),
        ("weight_noise", "its parameters: dropout.sigma"),
    ],
)
def test_a_dropout_without_a_rate_says_what_it_has(name, has):
    """The first thing that anyone sets is a rate."""
    said = refusal(f"dropout={name}", "dropout.rate=0.3")
    assert said == f"dropout.rate=0.3: dropout={name} has no rate; {has}"


@over("name", [name for name in LAYERS.names() if name != "none"])
def test_every_dropout_without_a_rate_is_spoken_for(name):
    """Whether it learns rates or has none, no word near to `rate` is offered in its place."""
    if "rate" not in LAYERS.get(name).model_fields:
        assert re.search(
            r"learns its rates; type|has no rate; ", refusal(f"dropout={name}", "dropout.rate=0.3")
        )


def test_a_dropout_is_chosen_with_its_parameters():
    """Its name alone would keep those of another; a class of the user's own has any name but ours."""
    said = refusal("dropout=standard", "dropout.name=gaussian")
    assert said == "dropout.name=gaussian: the parameters would stay those of standard; type dropout=gaussian"
    read_command(["dropout=gaussian", "dropout.name=gaussian"], multirun=False)


WAYS = [
    *OTHER_WAYS,
    *(f"dropout={name}" for name in OTHER_NAMES["dropout"] if name in SUIT),
    *(f"{group}={name}" for group in OTHER_NAMES if group != "dropout" for name in OTHER_NAMES[group]),
]


@over("way", [way for way in WAYS if not way.startswith("evaluation=")])
def test_what_a_proposal_says_to_type_can_be_typed(way):
    """No line leads to a second refusal."""
    read_command(way.split(), multirun=False)


@over(
    ("typed", "reason"),
    [
        ("zoneout", "no recurrent net"),
        ("guided", "two public implementations"),
        ("guided_dropout", "two public implementations"),
        ("layer_drop", "no attention here; on residual branches it is `drop_path`"),
        ("Max-Pooling", "it acts inside a pooling layer"),
    ],
)
def test_a_dropout_that_is_left_out_says_why(typed, reason):
    """It is known by each way to write it, and the list that has it is named."""
    said = refusal(f"dropout={typed}")
    assert f": known, and left out: {reason}" in said
    assert said.endswith("See them: dropout-lab list dropout --known")


@over(
    "words",
    [
        ["dropout=none,groups", "dropout.size=4"],
        ["dropout=none,standard,gaussian", "dropout.rate=0.2"],
        ["dropout=none,targeted_units", "dropout.rate=0.2"],  # at rate 0 it drops at inference
        ["dropout=none,standard", "dropout.input_rate=0.2"],
        ["dropout=none,concrete", "dropout.rate=0.2"],  # it learns its rate
    ],
)
def test_a_sweep_over_dropouts_with_a_setting_of_one_says_how_to_ask(words):
    """Which point of it refused, and the variants of a file that would have it."""
    said = refusal(*words, multirun=True)
    assert said.startswith("dropout=none of the sweep: dropout")
    assert "make each a variant in experiments/NAME.yaml: variants: {none: {dropout: none}" in said


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (["dropout=none,standard", "dropout.rate=0.3"], "dropout=standard dropout.rate=0,0.3"),
        (["dropout=gaussian,none", "dropout.rate=0.1,0.3"], "dropout=gaussian dropout.rate=0,0.1,0.3"),
        (
            ["dropout=none,standard", "dropout.rate=[0.1,0.2]"],
            "dropout=standard 'dropout.rate=0,[0.1,0.2]'",
        ),
    ],
)
def test_one_dropout_against_none_is_a_sweep_of_its_rate(words, typed):
    """The words that are named ask for none and for the dropout at each rate."""
    assert refusal(*words, multirun=True) == (
        f"dropout=none of the sweep: drops nothing, yet a rate is given; type {typed}"
    )
    asked = read_command(shlex.split(typed), multirun=True).experiment.variants
    name = typed.split()[0].removeprefix("dropout=")
    assert [variant.recipe.dropout.name for variant in asked] == ["none", *[name] * (len(asked) - 1)]


TYPED = {
    "lr=0.01": "optimizer.learning_rate=0.01",
    "learning_rate=0.01": "optimizer.learning_rate=0.01",
    "optimizer.lr=0.01": "optimizer.learning_rate=0.01",
    "training.lr=0.01": "optimizer.learning_rate=0.01",
    "opt=SGD": "optimizer=sgd",
    "optim=adam": "optimizer=adam",
    "optimizer=Adam": "optimizer=adam",
    "optimizer.name=adam": "optimizer=adam",
    "momentum=0.5": "optimizer.momentum=0.5",
    "optimizer.nesterov=true": "optimizer=sgd optimizer.nesterov=true",
    "optimizer.beta1=0.8": "optimizer=adam optimizer.beta_1=0.8",
    "epochs=3": "training.epochs=3",
    "num_epochs=3": "training.epochs=3",
    "trainer.max_epochs=3": "training.epochs=3",
    "batch=64": "training.batch_size=64",
    "batch_size=64": "training.batch_size=64",
    "hidden=128": "model.hidden_units=[128]",
    "hidden_dims=64,32": "model.hidden_units=[64,32]",
    "num_layers=2": "model.hidden_units=[512,512]",
    "arch=cnn": "model=cnn",
    "model=MLP": "model=mlp",
    "seed=3": "seeds=[3]",
    "random_state=3": "seeds=[3]",
    "n_seeds=10": "seeds=10",
    "repeats=10": "seeds=10",
    "keep_prob=0.8": "dropout.rate=0.2",
    "p=0.2": "dropout.rate=0.8",
    "dropout=0.3": "dropout.rate=0.3",
    "dropout_rate=0.3": "dropout.rate=0.3",
    "model.dropout=0.3": "dropout.rate=0.3",
    "rate=0.3": "dropout.rate=0.3",
    "noise=gaussian": "dropout=gaussian",
    "data=digits": "dataset=digits",
    "dataset=MNIST": "dataset=mnist",
    "dataset=fashion-mnist": "dataset=fashion_mnist",
    "subset=1000": "dataset.train_size=1000",
    "weight_decay=1e-4": "regularizer.l2.strength=1e-4",
    "label_smoothing=0.1": "regularizer.label_smoothing.amount=0.1",
    "backend=jax": "engine=jax",
    "device=cuda": "engine=jax engine.device=gpu",
    "gpus=1": "engine=jax engine.device=gpu",
    "precision=bf16-mixed": "engine=jax engine.precision=bfloat16",
    "num_workers=4": "executor.workers=4",
    "exp=quickstart": "experiment=quickstart",
    "quickstart": "experiment=quickstart",
    "output_dir=there": "results.path=there",
    "run_name=first": "name=first",
    "fast_dev_run=true": "debug=smoke",
    "debug=true": "debug=smoke",
    "--lr=0.01": "optimizer.learning_rate=0.01",
    "--epochs=3": "training.epochs=3",
    "--dropout=0.3": "dropout.rate=0.3",
    "--seed=3": "seeds=[3]",
    "lr": "optimizer.learning_rate=...",
}
"""What people type who come from other tools, and what is meant by it here."""


@over("typed", TYPED)
def test_what_others_type_is_refused_with_what_is_meant(typed):
    """One line that names it, quoted for a shell; it is never taken for the key, and what it says passes."""
    meant, said = TYPED[typed], refusal(typed)
    ways = (meant, shlex.join(meant.split()))
    assert any(f" {way}" in said for way in ways), said
    if "..." not in meant:
        read_command(meant.split(), multirun=False)


@over(
    ("words", "multirun", "typed"),
    [
        (["lr=0.1,0.01"], False, "type -m optimizer.learning_rate=0.1,0.01"),
        (["lr=0.1,0.01"], True, "type optimizer.learning_rate=0.1,0.01"),
        (["hidden=64,32"], True, "type 'model.hidden_units=[64],[32]'"),
        (["dropout=0,0.5"], False, "type -m dropout.rate=0,0.5"),
        (["dropout=0,0.5"], True, "type dropout.rate=0,0.5"),
        (["--lr", "0.01"], False, "type optimizer.learning_rate=0.01"),
        (["--gpu"], False, "type engine=jax engine.device=gpu"),
        (["dropout=concrete", "rate=0.3"], False, "type dropout.initial_rate=0.3"),
        (["optimizer=adam", "optimizer.momentum=0.9"], False, "type optimizer=sgd optimizer.momentum=0.9"),
    ],
    ids=str,
)
def test_several_values_and_other_choices_are_seen(words, multirun, typed):
    """A sweep is proposed with `-m` where it was left out; a key of another choice with that choice."""
    assert typed in refusal(*words, multirun=multirun)


@over(
    ("typed", "said"),
    [
        ("lr=0.1", "variants.dropout.lr=0.1: no such key; type variants.dropout.optimizer.learning_rate=0.1"),
        ("hidden=16", "type 'variants.dropout.model.hidden_units=[16]'"),
        ("num_workers=2", "variants.dropout.num_workers=2: no such key; type executor.workers=2"),
    ],
)
def test_a_key_of_a_variant_is_meant_for_that_variant(typed, said):
    """What is the whole command's stays so."""
    assert said in refusal("experiment=quickstart", f"variants.dropout.{typed}")


def test_a_slip_in_a_sweep_of_dropouts_is_answered_as_one_alone():
    """Settings of their own are nothing to be told of a name that there is not."""
    alone, swept = refusal("dropout=gausian"), refusal("dropout=standard,gausian", multirun=True)
    assert swept == alone


@over("word", ["patience=3", "wandb=true", "scheduler=cosine", "verbose=1", "resume=true"])
def test_what_cannot_be_set_here_says_so(word):
    """What stands in its place, or why there is nothing to set."""
    (sentence,) = (said for said, words in NOT_HERE.items() if word.partition("=")[0] in words)
    assert refusal(word) == f"{word}: no such key; {sentence}"


def test_no_word_of_others_means_two_things():
    """A word stands once in the table, but for the short ones that only a dropout's parameters have."""
    rows = [
        (key, word) for key, words in OTHER_KEYS.items() for word in words if not key.startswith("dropout.")
    ]
    said = [word for _, word in rows] + [word for words in NOT_HERE.values() for word in words]
    assert len(said) == len(set(said))


VALUES = {
    "optimizer.nesterov": "true",
    "model.activation": "selu",
    "dropout": "gaussian",
    "dataset": "digits",
}
VALUES |= {"optimizer": "adam", "model": "mlp", "experiment": "quickstart", "engine": "jax", "name": "first"}
VALUES |= {"results.path": "there", "store.path": "there"}
"""Values for keys that take no number from 0 to 1."""


@over("template", [key for key in OTHER_KEYS if key.startswith(("o", "t", "m", "s", "r", "e"))])
def test_each_row_of_the_table_leads_to_a_command(template):
    """What is proposed for the first word of a row is taken."""
    word, value = OTHER_KEYS[template][0], VALUES.get(template.partition("=")[0], "0.5")
    if template.startswith(
        ("training", "seeds", "model.hidden", "executor", "engine.threads", "evaluation.p")
    ):
        value = "2"
    typed = re.search("type (.*)$", refusal(f"{word}={value}"))
    words = shlex.split(re.split(", | for that", typed[1])[0])
    drops = ["dropout.rate=0.2"] if template.startswith("evaluation") else []
    read_command([*words, *drops], multirun=False)


def test_every_key_of_the_tables_is_a_key():
    """What a table says to type is known: a renamed key would be proposed in vain."""
    for key, choice in OF_CHOICES.items():
        value = {"optimizer.centered": "true", "optimizer.nesterov": "true", "engine.device": "cpu"}.get(key)
        listed = {"model.hidden_units": "[8]", "model.channels": "[8]", "model.activation": "relu"}.get(key)
        number = "2" if key.startswith(("model", "engine")) else "0.5"
        read_command([choice, f"{key}={value or listed or number}"], multirun=False)


@over("typed", ["mine", "mine.py", "mine:Mine"])
def test_a_class_of_ones_own_is_asked_for_by_its_key(folder, typed):
    """A file or a class in the place of a dropout's name: the word to type, alone and in a sweep."""
    (folder / "mine.py").write_text("class Mine:\n    pass\n", encoding="utf-8")
    said = f"dropout={typed}: a class of your own is named dropout.layer=mine:Mine"
    assert refusal(f"dropout={typed}") == said
    swept = refusal(f"dropout=none,standard,{typed}", multirun=True)
    assert said in swept
    assert "\\" not in swept
    assert 'mine: {dropout.layer: "mine:Mine"}} (docs/own-layer.md has one)' in swept


def test_a_variant_that_names_a_class_as_its_dropout_is_told_the_key(folder):
    """As the command line is."""
    assert "a class of your own is named dropout.layer=smooth:Smooth" in refusal(
        "experiment=quickstart", "variants.dropout.dropout='smooth:Smooth'"
    )
