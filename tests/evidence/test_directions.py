"""Which way a metric is good, and what its values are, by its name: known or open, never guessed."""

import math
import re
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from dropout_lab.evidence import Direction, as_fraction, direction_of, in_percent, row_of
from dropout_lab.evidence.directions import reading_of
from dropout_lab.evidence.known_metrics import KNOWN
from dropout_lab.metrics import CATALOGUE
from tests.letters import ANY
from tests.over import over

NAMES = Path(__file__).with_name("metric_names.txt")
WAYS = {"higher": True, "lower": False, "open": None}

KNOWN_NAMES = (
    "acc",
    "val_loss",
    "wer",
    "f1",
    "top5_acc",
    "mse",
    "latency",
    "fid",
    "mean_reward",
    "roc_auc",
    "psnr",
)
OPEN_NAMES = ("zork", "score", "episode_length", "objective", "foo_bar", "acc_gain", "loss_scale")
known_names, any_names = st.sampled_from(KNOWN_NAMES), st.sampled_from(KNOWN_NAMES + OPEN_NAMES)
letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=6)


def expected():
    """Way, values and name of each line of the table of names."""
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return [line.split(" ", 2) for line in lines if line and not line.startswith("#")]


def test_names_of_public_results_say_what_people_mean_by_them():
    """Higher, lower or open, and an accuracy, another fraction or anything: each of hundreds of names."""
    assert len(expected()) > 800
    wrong = {
        name: (found.direction, found.values)
        for way, values, name in expected()
        if (found := reading_of(name)).values != values or found.direction.higher_is_better is not WAYS[way]
    }
    assert wrong == {}


def test_the_row_of_a_name_follows_from_what_it_says():
    """A fraction has the bounds of one; an accuracy is counted, and has the margin of ours."""
    said = {name: row_of(name) for name in ("valAcc", "val/auroc", "reward")}
    assert {name: (row.kind, row.by_example, row.margin, row.high) for name, row in said.items()} == {
        "valAcc": ("fraction", True, 0.001, 1),
        "val/auroc": ("fraction", False, None, 1),
        "reward": ("plain", False, None, math.inf),
    }
    assert row_of("zork").higher_is_better is None


@over(
    ("name", "higher", "word"),
    [
        ("val/WER", False, "wer"),
        ("libri_word-error-rate", False, "word error rate"),
        ("1 - AUC", False, "1 - auc"),
        ("test_F1", True, "f1"),
        ("humaneval/pass@1", True, "pass at 1"),
        ("zork ↓", False, "↓"),
        ("samples/s", True, "samples per s"),
        ("time_to_accuracy", False, "time to accuracy"),
        ("测试损失", False, "损失"),
        ("accuracy_drop", None, None),
    ],
)
def test_the_words_that_decided_are_told(name, higher, word):
    """They are the reason that a sentence gives; an open name has none."""
    assert direction_of(name) == Direction(higher, word)


@over("name", CATALOGUE)
def test_a_metric_of_ours_is_known_as_a_whole(name):
    """The catalogue says its direction, in percent as well."""
    for held in (name, in_percent(name), as_fraction(name)):
        assert direction_of(held) == Direction(CATALOGUE[name].higher_is_better, name)


@given(name=any_names, change=st.sampled_from([str.upper, str.title, str.lower, str.swapcase]))
def test_case_changes_nothing(name, change):
    """A column is named alike in capital and in small letters."""
    assert reading_of(change(name)) == reading_of(name)


@given(name=any_names, mark=st.sampled_from(["_", "-", " ", "__", " _ "]))
def test_what_joins_the_words_changes_nothing(name, mark):
    """Low lines, hyphens and spaces are one."""
    assert reading_of(name.replace("_", mark)) == reading_of(name)


@given(
    name=any_names,
    front=st.sampled_from(["val", "test", "train", "eval", "dev", "best", "final", "mean", "avg"]),
    mark=st.sampled_from(["_", "-", "/", ".", " ", ": "]),
    number=st.integers(0, 99999),
)
def test_splits_averages_and_numbers_change_nothing(name, front, mark, number):
    """A name says the same in front of any split, in a path, and with a number behind it."""
    known = reading_of(name)
    for changed in (f"{front}{mark}{name}", f"{name}_{number}", f"{name}/{front}", f"{name} ({front})"):
        found = reading_of(changed)
        assert found.direction.higher_is_better is known.direction.higher_is_better, changed
        assert found.values == known.values, changed


@given(name=known_names, before=letters, behind=letters)
def test_a_known_word_inside_another_decides_nothing(name, before, behind):
    """Letters around a known word make another word of it, but for a split in front."""
    word = re.sub(r"[^a-z]", "", name)
    grown = f"{before}{word}{behind}"
    assume(reading_of(f"zork_{before}").direction.higher_is_better is None)
    assume(not any(grown in re.split(r"[,\s]+", group.names) for group in KNOWN))
    assert reading_of(grown).direction.higher_is_better is None


@given(
    name=known_names,
    word=st.sampled_from(
        ["drop", "gain", "std", "delta", "threshold", "weight", "ratio", "gap", "reduction"]
    ),
)
def test_a_word_that_may_make_another_thing_of_it_leaves_a_name_open(name, word):
    """Before or behind, with a low line, in a path or in brackets."""
    for changed in (f"{name}_{word}", f"{word}_{name}", f"{name}/{word}", f"{name} ({word})"):
        assert reading_of(changed).direction.higher_is_better is None, changed


@given(name=known_names, unknown=letters.filter(lambda word: len(word) > 2))
def test_an_unknown_word_behind_a_known_one_leaves_it_open_unless_apart(name, unknown):
    """A loss of what? In a path or behind *on* it is where the metric was measured."""
    assume(reading_of(unknown).direction.higher_is_better is None)
    assume(reading_of(f"wer_{unknown}").direction.higher_is_better is None)
    assert reading_of(f"{name}_{unknown}").direction.higher_is_better is None
    assume(reading_of(f"wer/{unknown}").direction.higher_is_better is False)
    assert reading_of(f"{name} on {unknown}") == reading_of(name)


@given(name=any_names, told=st.sampled_from([("↑", True), ("(↓)", False), ("(lower is better)", False)]))
def test_what_a_table_says_of_its_column_counts_unless_it_disagrees(name, told):
    """An arrow decides an unknown name; against a known one nothing is sure."""
    text, way = told
    known = reading_of(name).direction.higher_is_better
    found = reading_of(f"{name} {text}").direction.higher_is_better
    assert found is (None if known is not None and known is not way else way)


@given(st.text(ANY, max_size=60))
def test_any_text_is_a_name(text):
    """Whatever a column is called, it is read."""
    assert reading_of(text).direction.higher_is_better in (True, False, None)
