"""Experiment files as hands, editors and mischief leave them: a plan or one line, at once, and no write."""

import os

import pytest

from tests.config.files import Maker, make

FILES = int(os.environ.get("DROPOUT_LAB_FUZZ", "1000"))
"""How many in the slow test."""


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "files", [pytest.param(30, marks=pytest.mark.short), pytest.param(FILES, marks=pytest.mark.slow)]
)
def test_every_experiment_file_is_a_plan_or_one_line(folder, files):
    """No traceback, no words of several lines, no wait, no file: whatever stands in it."""
    ends, others = make(seed=1, count=files)
    assert others == []
    assert ends["plan"] > files / 20  # the mutations leave some that can be, too
    assert ends["line"] > files / 5
    assert list(folder.iterdir()) == []


def test_the_files_are_told_by_their_seed():
    """What CI finds can be made again."""
    one, again = Maker(5), Maker(5)
    assert [one.file() for _ in range(30)] == [again.file() for _ in range(30)]


def _a_folder(file):
    file.mkdir()


def _a_pipe(file):
    os.mkfifo(file)


def _a_loop(file):
    file.symlink_to(file)


def _nothing(file):
    file.symlink_to("nowhere.yaml")


def _a_device(file):
    file.symlink_to("/dev/zero")


def _empty(file):
    file.write_bytes(b"")


def _large(file):
    file.write_bytes(b"#" * 2_000_000)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("stands", "says"),
    [
        (_a_folder, "is no file"),
        (_a_pipe, "is no file"),
        (_a_device, "is no file"),
        (_a_loop, "cannot be read"),
        (_nothing, "cannot be read"),
        (_empty, "an experiment has a question and variants"),
        (_large, "more than 1,000,000 bytes"),
    ],
)
def test_what_is_no_file_is_named_at_once(folder, refusal, stands, says):
    """A pipe has no end and a device no size: neither is opened."""
    (folder / "experiments").mkdir()
    stands(folder / "experiments" / "mine.yaml")
    assert f"experiments/mine.yaml: {says}" in refusal("experiment=mine")


HEAD = "question: Does it?\nvariants:\n  none: {dropout: none}\n  a: {dropout: standard}\n"

WRITTEN = [
    ("variants: {a: {}}\n", "an experiment has a question and variants; question: is missing"),
    ("question: Does it: really?\n", "not YAML: mapping values are not allowed here at line 1, column 18"),
    ("question: Does it: really?\n", "; text with a colon stands in quotes"),
    (f"{HEAD}\n\tseeds: 3\n", "; indent with blanks, not with tabs"),
    (f"{HEAD}  b: {{dropout.rat: 0.5}}\n", "variants.b: dropout.rat=0.5: no such key; nearest: dropout.rate"),
    (f"{HEAD}base: {{training.epoch: 5}}\n", "base: training.epoch=5: no such key; type training.epochs"),
    (f"{HEAD}base: {{training.epochs: many}}\n", "base: training.epochs=many: should be a whole number"),
    (f"{HEAD}base: {{model.hidden_units: 5}}\n", "base: model.hidden_units=5: should be a list"),
    (f"{HEAD}  b:\n", "variants.b=null: should hold keys, each with a value, or {} for none"),
    (f"{HEAD}question_zh: 3\n", "question_zh=3: should be text"),
    (f"{HEAD}group: fun\n", "group=fun: "),
    (f"{HEAD}order: 0\n", "order=0: "),
    (f"{HEAD}comparisons: [{{treatment: a}}]\n", "comparisons, entry 1: control: missing, and needed"),
    (f"{HEAD}comparisons: a - none\n", "comparisons=a - none: should be a list of - {treatment: NAME"),
    (
        f"{HEAD}comparisons: [{{treatment: a, control: none, metric: [test_nll]}}]\n",
        "comparisons, entry 1: metric: no such key; type metrics",
    ),
    (
        f"{HEAD}comparisons: [{{treatment: a, control: none}}, {{treatment: a, control: nine}}]\n",
        "comparison a - nine: no variant nine; choose none, a",
    ),
    (f"{HEAD}claims: [{{id: x, kind: level}}]\n", "claims.says: missing, and needed (entry 1)"),
    (f"{HEAD}margins: {{test_acc: 1}}\n", "margins=test_acc: no such metric"),
    (
        f"{HEAD}margins: {{test_accuracy: 5}}\n",
        "margins.test_accuracy=5: a fraction below 1; 5 points are 0.05",
    ),
    (f"{HEAD}margins: {{ece: 1}}\n", "margins.ece=1: a fraction below 1; 1 point is 0.01"),
    (f"{HEAD}base: !!set {{a}}\n", "line 5: !!set makes no plain value; leave it out"),
]
"""What people write, and a part of the line that they read."""


@pytest.mark.parametrize(("text", "says"), WRITTEN)
def test_the_line_is_enough_to_mend_the_file(folder, refusal, text, says):
    """It names the file, the place in it, the value, and what would be taken."""
    (folder / "experiments").mkdir()
    (folder / "experiments" / "mine.yaml").write_text(text, encoding="utf-8")
    message = refusal("experiment=mine")
    assert message.startswith("experiments/mine.yaml: ")
    assert says in message


def test_a_file_in_another_encoding_is_told_to_be_saved_in_utf_8(folder, refusal):
    """As editors in Chinese write it."""
    (folder / "experiments").mkdir()
    (folder / "experiments" / "mine.yaml").write_bytes(f"{HEAD}question_zh: 有用吗\n".encode("gbk"))
    assert "experiments/mine.yaml: no text in UTF-8" in refusal("experiment=mine")


def test_what_was_typed_is_not_said_to_stand_in_the_file(folder, refusal):
    """A word of the command line is named as a word."""
    (folder / "experiments").mkdir()
    text = f"{HEAD}base: {{training.epochs: 3}}\n"
    (folder / "experiments" / "mine.yaml").write_text(text, encoding="utf-8")
    for word in ("training.epochs=x", "variants.a.training.epochs=x"):
        assert refusal("experiment=mine", word).startswith("training.epochs=x: should be")
