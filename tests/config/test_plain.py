"""Plain values take their places in a composition without OmegaConf, to the letter as it puts them there."""

from hypothesis import given
from hypothesis import strategies as st
from omegaconf import OmegaConf

from dropout_lab.config.compose import Composer, _by_omegaconf
from dropout_lab.config.plain import Plain, changed, plain_of
from dropout_lab.errors import ConfigError

PLAIN = [
    {},
    {"training.epochs": 3, "dropout.rate": [0.1, 0.2]},
    {"store.path": "elsewhere.sqlite"},
    {"results.path": "there", "training.epochs": None, "seeds": "auto"},
    {"store": {"path": "x"}, "results.path": "y"},
    {"model.hidden_units": [], "seeds": {"a": {"b": [1.5, True]}}},
    {"training.epochs": 1, "seeds": "$5 for {you}"},
]
"""Changes that are plain values in the places of others."""

MORE = [
    {"training.epochs": "${seeds}"},
    {"seeds": ["a", {"b": "${results.path}"}]},
    {"seeds": "???"},
    {"seeds": {1: "a number for a key"}},
    {"seeds": (1, 2)},
    {"results.path": 5},
    {"results": {}},
    {"store": None, "store.path": "x"},
    {"dropout.of_ones_own": 3},
]
"""Changes that are OmegaConf's: what is looked up, missing or new, and what it makes something else of."""

texts = st.text("ab$?{.}: ", max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=6,
)


def pristine():
    """What a command without words starts from."""
    with Composer() as composer:
        return composer._pristine(())


def by_omegaconf(changes):
    """What OmegaConf makes of changes; the text of its refusal, where it refuses them."""
    config, known, _ = pristine()
    try:
        return _by_omegaconf(config, known, [*changes.items()])
    except ConfigError as error:
        return str(error)


def test_plain_values_stand_where_omegaconf_puts_them():
    """With the keys in their order, and texts that hold other keys' values with the values of now."""
    plain = pristine().plain
    for changes in PLAIN:
        ours = changed(plain, changes.items())
        assert repr(ours) == repr(by_omegaconf(changes)), changes
    assert changed(plain, {"results.path": "there"}.items())["store"]["path"] == "there/store.sqlite"


def test_what_asks_for_more_is_left_to_omegaconf():
    """Nothing is looked up, and no key is made, but by it."""
    found = {str(changes): changed(pristine().plain, changes.items()) for changes in MORE}
    assert found == dict.fromkeys(found)


def test_a_change_leaves_the_composition_as_it_was():
    """It is kept for the next command; neither lists nor mappings are shared with it."""
    plain, mine = pristine().plain, {"a": [1]}
    before = repr(plain)
    whole = changed(plain, {"seeds": mine, "model.hidden_units": [3]}.items())
    whole["seeds"]["a"].append(2)
    whole["training"]["epochs"] = 99
    assert (repr(plain), mine) == (before, {"a": [1]})


@given(st.dictionaries(st.sampled_from(["seeds", "results.path", "store.path", "training.epochs"]), values))
def test_whatever_is_given_is_as_omegaconf_has_it_or_left_to_it(changes):
    """No text is taken for plain that OmegaConf would look up."""
    ours = changed(pristine().plain, changes.items())
    assert ours is None or repr(ours) == repr(by_omegaconf(changes))


def test_texts_beyond_other_keys_values_have_no_plain_form():
    """A resolver's answer may change from command to command."""
    assert plain_of(OmegaConf.create({"a": 1, "b": "x${a}"})) == Plain({"a": 1, "b": "x${a}"}, {"b": "x${a}"})
    for text in ("${oc.env:HOME}", "${a}${oc.env:HOME}", ["${a}"]):
        assert plain_of(OmegaConf.create({"a": 1, "b": text})) is None
