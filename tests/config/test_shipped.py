"""Shipped choices are composed without Hydra, and to the letter as Hydra composes them."""

import pytest
from omegaconf import OmegaConf

from dropout_lab.config import compose, shipped
from dropout_lab.config.compose import Composer
from dropout_lab.config_files import groups
from tests.over import over

GROUPS = groups()
ROUNDS = max(map(len, GROUPS.values()))


def both(words, folder=None):
    """A composition without Hydra and by it, as text: keys in their order, what is looked up unresolved."""
    with Composer(folder) as composer:
        for config in (composer._pristine(tuple(words))[0], compose.compose("config", overrides=[*words])):
            assert OmegaConf.is_struct(config)
            yield OmegaConf.to_yaml(config)


@pytest.mark.parametrize(
    "n", [n if n < 2 else pytest.param(n, marks=pytest.mark.slow) for n in range(ROUNDS)]
)
def test_each_choice_is_composed_as_by_hydra(n):
    """A choice of each group at once, the n-th or, of shorter groups, one again: every file has its turn."""
    words = [f"{group}={choices[n % len(choices)]}" for group, choices in GROUPS.items()]
    assert shipped.choices_of(words) is not None
    ours, hydras = both(words)
    assert ours == hydras


def test_no_choice_at_all_is_composed_as_by_hydra():
    """What a command without words starts from."""
    ours, hydras = both([])
    assert ours == hydras


def test_a_file_of_the_users_own_takes_no_shipped_name(folder):
    """A choice that is shipped is the shipped one, to Hydra too; one beside it is left to Hydra."""
    (folder / "own" / "optimizer").mkdir(parents=True)
    for name in ("adam", "mine"):
        (folder / "own" / "optimizer" / f"{name}.yaml").write_text("# @package optimizer\nname: mine\n")
    ours, hydras = both(["optimizer=adam"], folder / "own")
    assert ours == hydras
    assert "name: adam" in ours
    mine, _ = both(["optimizer=mine"], folder / "own")
    assert "name: mine" in mine


@over(
    "words",
    [
        ["dropout=mine"],
        ["debug=null"],
        ["+training.epochs=3"],
        ["~debug"],
        ["dropout@x=standard"],
        ["regularizer=[l2,label_smoothing]"],
        ["dropout=none", "dropout=standard"],
    ],
    ids=" ".join,
)
def test_what_asks_for_more_is_left_to_hydra(words):
    """Files of others, keys that are added or left out, packages, several choices."""
    assert shipped.choices_of(words) is None
