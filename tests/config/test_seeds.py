import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.config.seeds import auto_cap, parse_seeds, seeds_word
from dropout_lab.errors import ConfigError
from tests.over import over


@given(seeds=st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=20, unique=True))
def test_the_word_for_seeds_names_them_again(seeds):
    """What a command prints of its seeds can be typed, in the same order."""
    word = seeds_word(seeds)
    value = [int(part) for part in word[1:-1].split(",")] if word.startswith("[") else word
    assert parse_seeds(int(word) if word.isdigit() else value) == tuple(seeds)


@given(first=st.integers(0, 99), n=st.integers(1, 99))
def test_a_span_holds_both_its_ends(first, n):
    """20-39 are twenty seeds."""
    assert parse_seeds(f"{first}-{first + n - 1}") == tuple(range(first, first + n))


def test_a_count_begins_at_0():
    """Seeds=3 are 0, 1 and 2, and 5 holds them all: more seeds extend, they never replace."""
    assert parse_seeds(3) == (0, 1, 2)
    assert set(parse_seeds(3)) < set(parse_seeds(5))


@over(
    ("value", "seeds"),
    [
        ([3], (3,)),
        ("20-22", (20, 21, 22)),
        ([3, 5, "20-22"], (3, 5, 20, 21, 22)),
        ("7-7", (7,)),
        ([9, 1], (9, 1)),
    ],
    ids=str,
)
def test_seeds_keep_the_order_they_are_given_in(value, seeds):
    """A list trains in its own order."""
    assert parse_seeds(value) == seeds


@over(
    ("value", "said"),
    [
        (0, "no seed at all"),
        (-3, "no seed at all"),
        ([], "no seed at all"),
        ([1, 1], "seed 1 is given twice"),
        ([3, "1-5"], "seed 3 is given twice"),
        ("auto 9", "auto 9 is no seed"),
        (1.5, "1.5 is no seed"),
        (True, "True is no seed"),
        ([True], "True is no seed"),
        ([-1], "-1 is no seed"),
        ({"a": 1}, "is no seed"),
        ("9-3", "no span of seeds"),
        ([2**32], "no span of seeds below 2**32"),
        (10**30, "choose at most 100000"),
        ("0-4294967295", "choose at most 100000"),
    ],
    ids=str,
)
def test_what_names_no_seeds_is_refused(value, said):
    """The message has the value received and the three ways to name seeds, or what is wrong."""
    with pytest.raises(ConfigError, match=r"^seeds=") as refused:
        parse_seeds(value)
    assert said in str(refused.value)


@over(("word", "cap"), [("auto", 50), ("auto:5", 5), ("auto:200", 200), (20, None), ("20-39", None)])
def test_auto_names_a_cap_and_no_seeds(word, cap):
    """`auto` stops at 50 seeds, `auto:200` at 200; whatever names seeds is not it."""
    assert auto_cap(word) == cap


@pytest.mark.parametrize("word", ["auto:4", "auto:0", "auto:100001"])
def test_a_cap_of_less_than_a_round_is_refused(word):
    """Seeds come five at a time: the message says what a cap may be."""
    with pytest.raises(ConfigError, match=rf"^seeds={word}: a cap of \d+; .* give 5 to 100000$"):
        auto_cap(word)
