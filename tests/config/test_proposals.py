"""A word of another library is answered with ours, whatever looks nearer to it."""

import re
import shlex

import pytest

from dropout_lab.config import read_command
from dropout_lab.config.proposals import OTHER_NAMES, OTHER_WAYS
from dropout_lab.dropout import LAYERS
from dropout_lab.errors import ConfigError

SUIT = [name for name in LAYERS.names() if LAYERS.get(name).acts_on == "units"]
"""Dropouts for the net that is chosen by itself."""


def refusal(*words, multirun=False):
    """The line with which words are refused."""
    with pytest.raises(ConfigError) as refused:
        read_command(list(words), multirun=multirun)
    return str(refused.value)


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("name", [name for name in LAYERS.names() if name != "none"])
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


@pytest.mark.parametrize("way", [*OTHER_WAYS, *(f"dropout={name}" for name in OTHER_NAMES if name in SUIT)])
def test_what_a_proposal_says_to_type_can_be_typed(way):
    """No line leads to a second refusal."""
    read_command(way.split(), multirun=False)


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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
