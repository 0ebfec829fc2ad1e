"""Reasons are kinds and counts; words are made of them at the edge, in every language."""

from typing import get_args

import pytest

from dropout_lab.evidence import Look, LookKind
from dropout_lab.language import LANGUAGES, Words, look_text, reason_text
from dropout_lab.stats import Reason, Why, decide
from dropout_lab.stats.intervals import Interval
from tests.over import over


@over("language", LANGUAGES)
@over("kind", get_args(Why))
def test_every_kind_of_reason_has_words(kind, language):
    """A catalogue is all that a language needs; only the outcome that says all gives no reason."""
    assert bool(reason_text(Reason(kind, 1, 11), Words(language))) is bool(kind)


@over("language", LANGUAGES)
@over("kind", get_args(LookKind))
def test_every_kind_of_look_has_words(kind, language):
    """The plain interval has no look to explain."""
    assert bool(look_text(Look("sequence", kind, 5, 20), Words(language))) is bool(kind)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "too many diverged: 2 of 11 pairs lost"), ("zh", "训练失控（发散）过多：11 对中失去了 2 对")],
)
def test_a_reason_keeps_its_counts_in_every_language(language, said):
    """No number is read back from a sentence."""
    decision = decide(Interval(0.002, 0.003, 0.004), n_pairs=9, n_lost=2)
    assert decision.reason == Reason("lost_pairs", lost=2, planned=11)
    assert reason_text(decision.reason, Words(language)) == said


def test_looks_count_the_seeds_beyond_the_plan():
    """One seed is no seeds."""
    texts = [look_text(Look("sequence", "extra", extra, 20)) for extra in (1, 5)]
    assert texts == ["1 seed beyond the 20 planned", "5 seeds beyond the 20 planned"]
    assert look_text(Look("sequence", "auto")) == "seeds=auto, after every 5 seeds"
