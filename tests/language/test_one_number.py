"""One formatter of numbers: ends alike, nothing impossible, and the same text everywhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropout_lab.language import (
    LANGUAGES,
    Words,
    decision_word,
    interval_text,
    known_ends,
    levels_text,
    share_text,
)
from dropout_lab.outcomes import DECISIONS
from tests.language.test_sentences import row
from tests.over import over

shares = st.floats(-3, 3)


@over(
    ("low", "high", "said"),
    [
        (0.00000005, 0.0014, "[just above 0, 0.14]"),
        (-0.0021, 0.00104, "[-0.210, 0.104]"),
        (-0.0011, 0.00003, "[-0.110, 0.003]"),
        (-0.0017, -0.0003, "[-0.17, -0.03]"),
        (-0.00100001, 0.0003, "[just below -0.1, 0.03]"),
    ],
)
def test_both_ends_have_equal_decimals_and_touch_neither_zero_nor_the_margin(low, high, said):
    """At most one decimal more than usual, for both ends; what is nearer still is said in words."""
    assert interval_text("test_accuracy", low, high, margin=0.001) == said


@given(st.floats(0, 1), shares, shares)
def test_no_share_is_said_to_reach_beyond_0_or_100_percent(estimate, one, other):
    """An end that no share can have is left out, in every language."""
    low, high = sorted((one, other))
    for language in LANGUAGES:
        text = share_text(estimate, low, high, Words(language))
        numbers = [float(word.strip("()（）%")) for word in text.split() if word.strip("()（）%").isdigit()]
        assert all(0 <= number <= 100 for number in numbers), text
        assert "-" not in text


@given(st.floats(0, 1), st.floats(0, 2))
def test_no_level_reaches_beyond_100_percent(mean, half):
    """Accuracy has no end below 0 or above 100 %: the other end is named alone."""
    text = levels_text("test_accuracy", mean - half, mean + half)
    impossible = mean - half < 0, mean + half > 1
    ways = {(False, False): "[", (True, False): "at most", (False, True): "at least", (True, True): "[any"}
    assert text.startswith(ways[impossible])
    assert all(
        0 <= float(word) <= 100 for word in text.strip("[]").replace(",", "").split() if word[0].isdigit()
    )


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (-0.0017, -0.0003, "slightly worse"),
        (-0.003, -0.0011, "worse"),
        (0.00001, 0.002, "slightly better"),
        (0.0011, 0.002, "better"),
        (-0.0004, 0.0004, "equivalent"),
        (-0.002, 0.002, "inconclusive"),
    ],
)
def test_a_decision_is_slight_where_its_interval_reaches_into_the_margin(low, high, word):
    """Told from zero, and perhaps too little to matter: the word that tables and pictures share."""
    assert decision_word(row(low, high, margin=0.001)) == word
    assert outcome_words()[word] == decision_word(row(low, high, margin=0.001), Words("zh"))


def outcome_words():
    """English -> Chinese."""
    slight = {"slightly worse": "略差", "slightly better": "略好"}
    return {key: Words("zh")(f"outcomes.{key}") for key in DECISIONS} | slight


def test_under_three_seeds_no_interval_is_shown():
    """Two seeds decide nothing, and their interval is nothing that anybody should read."""
    assert all(map(math.isnan, known_ends(2, 0.4979, 1.2744)))
    assert known_ends(3, 0.7, 0.9) == (0.7, 0.9)
    assert levels_text("test_accuracy", math.nan, math.nan) == "-"
