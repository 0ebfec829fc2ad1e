"""A word of another library is answered with ours, whatever looks nearer to it."""

import pytest

from dropout_lab.config import read_command
from dropout_lab.errors import ConfigError


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
        (["dropout=own"], "dropout=custom dropout.layer=MODULE:CLASS"),
    ],
    ids=str,
)
def test_a_word_of_others_is_answered_with_ours(words, typed):
    """Each is the same line with the word to type."""
    assert f"; type {typed}" in refusal(*words)


def test_a_parameter_of_another_dropout_names_that_one():
    """`dropout.size` alone asks for standard dropout, which has none."""
    assert refusal("dropout.size=4").endswith("no parameter of this dropout; it is one of groups")


def test_a_dropout_that_is_left_out_says_why():
    """It is known; nobody need look for its name."""
    assert refusal("dropout=zoneout").startswith("dropout=zoneout: known, and left out: no recurrent net")


@pytest.mark.parametrize(
    "words", [["dropout=none,groups", "dropout.size=4"], ["dropout=none,standard", "dropout.rate=0.2"]]
)
def test_a_sweep_over_dropouts_with_a_setting_of_one_says_how_to_ask(words):
    """Which point of it refused, and the variants of a file that would have it."""
    said = refusal(*words, multirun=True)
    assert said.startswith("dropout=none of the sweep: dropout")
    assert "make each a variant in experiments/NAME.yaml: variants: {none: {dropout: none}" in said
