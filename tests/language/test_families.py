"""Many variants against one, in sentences."""

from dropout_lab.language import ENGLISH, Words, family_sentence, first_sentence
from tests.language.test_sentences import row

CHINESE = Words("zh")
BETTER, OPEN, WORSE = (0.002, 0.004), (-0.002, 0.004), (-0.004, -0.002)


def test_a_family_is_counted_by_decision_and_names_who_is_told_from_the_control():
    """Who is inconclusive is counted alone."""
    rows = [
        row(*ends, treatment=name) for name, ends in (("a", BETTER), ("b", OPEN), ("c", WORSE), ("d", OPEN))
    ]
    assert family_sentence(rows) == (
        "Of 4 variants against none on test accuracy, 1 is better, 1 is worse, 2 are inconclusive. "
        "Better: a. Worse: c."
    )
    assert family_sentence(rows, CHINESE) == (
        "与 none 相比，4 个变体在测试准确率上：1 个更好、1 个更差、2 个无法判定。更好：a。更差：c。"
    )


def test_an_open_direction_counts_higher_and_lower():
    """Neither word of good and bad stands in it."""
    rows = [row(*BETTER, treatment="a", metric="zork"), row(*OPEN, treatment="b", metric="zork")]
    assert family_sentence(rows) == (
        "Of 2 variants against none on zork, 1 is higher, 1 is inconclusive. Higher: a."
    )


def test_who_ranks_first_is_said_or_left_open():
    """A set of ranks that begins with the first is a candidate, not a winner."""
    assert first_sentence(["a"]) == "a ranks first."
    assert first_sentence(["a", "b"]) == "Which one ranks first stays open between 2: a, b."
    assert first_sentence([str(n) for n in range(15)], ENGLISH).endswith("10, 11 and 3 more.")
