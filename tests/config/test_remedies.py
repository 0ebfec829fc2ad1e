"""A word that cannot be is answered by the word to type, which passes."""

import re
import shlex

import pytest

from dropout_lab.config import read_command
from dropout_lab.errors import ConfigError
from tests.over import over

WORDS = [
    ("store.path=a=b.sqlite", 'store.path="a=b.sqlite"'),
    ("store.path=a(1).sqlite", 'store.path="a(1).sqlite"'),
    ("store.path=~/x.sqlite", 'store.path="~/x.sqlite"'),
    ("store.path=a#b", 'store.path="a#b"'),
    ("store.path=a&b", 'store.path="a&b"'),
    ("store.path=数据/x.sqlite", 'store.path="数据/x.sqlite"'),
    ('store.path=a"b', 'store.path="a\\"b"'),
    ("store.path=a,b.sqlite", 'store.path="a,b.sqlite"'),
    ("dataset.cache_dir=my(data)", 'dataset.cache_dir="my(data)"'),
    ("name=a=b", 'name="a=b"'),
    ("quickstart", "experiment=quickstart"),
    ("quickstrat", "experiment=quickstart"),
    ("digits", "dataset=digits"),
    ("jax", "engine=jax"),
    ("dropout.rate:0.5", "dropout.rate=0.5"),
    ("dropout.rate =0.5", "dropout.rate=0.5"),
    ("dropout.rate==0.5", "dropout.rate=0.5"),
    ("dropout.rate=(0.5)", "dropout.rate=0.5"),
    ("dropout.rate=[0.5,0.2]]", "dropout.rate=0.5,0.2"),
    ("'training.epochs=3'", "training.epochs=3"),
    ("training.epochs=3,", "training.epochs=3"),
    ("training.epochs=3\n", "training.epochs=3"),
    ('dropout.rate="[0.2, 0.5]"', "dropout.rate=[0.2, 0.5]"),
    ("dropout.rate='0.2'", "dropout.rate=0.2"),
    ("training.epochs='3'", "training.epochs=3"),
    ("training.epochs=str(3)", "training.epochs=3"),
    ("executor.workers='2'", "executor.workers=2"),
    ("executor.dashboard='true'", "executor.dashboard=true"),
    ("optimizer.learning_rate=${oc.env:LR,0.01}", 'optimizer.learning_rate="${oc.decode:${oc.env:LR,0.01}}"'),
    (
        "optimizer.learning_rate=${oc.decode:${oc.env:LR,0.01}}",
        'optimizer.learning_rate="${oc.decode:${oc.env:LR,0.01}}"',
    ),
    ("+training.epochs=3", "training.epochs=3"),
    ("dropout=[standard]", "dropout=standard"),
]


@over(("word", "remedy"), WORDS)
def test_the_word_that_is_named_passes(refusal, word, remedy):
    """The line ends with what can be pasted into a shell, and that is a command."""
    said = refusal(word)
    assert said.removesuffix("?").endswith(shlex.quote(remedy))
    read_command([remedy], multirun="," in remedy and '"' not in remedy and "[" not in remedy)


@over(
    ("word", "said"),
    [
        ("dropout.rate", "a key without a value; type dropout.rate="),
        ("dropout", "a key without a value; type dropout="),
        ("trainin.epochs", "did you mean training.epochs=...?"),
        ("zzzzzzz", "should be KEY=VALUE; such as experiment=quickstart"),
        ("=5", "no key"),
        ("+=5", "no key"),
        ("~", "no key"),
        ("\x00=5", r"\x00 is no key"),
        ("name=a\x00b", "letters that no value has"),
        ('dropout.name="a\nb"', "letters that no value has"),
        ("dropout.rate=choice(", "no value in Hydra's grammar: a number (0.2)"),
        ("~dropout=10", "a run needs it; choose another: dropout="),
        ("~hydra=1", "Hydra composes here"),
        ("+dropout.layer=5", "should be module:Class, such as my_layers:Mine"),
        ("optimizer.learning_rate=${oc.env:NOWHERE_SET}", "the variable NOWHERE_SET is not set; set it"),
        ("++optimizer.rho=${oc.env:NOWHERE_SET}", "the variable NOWHERE_SET is not set"),
        ("++model.hidden_units=${nowhere}", "'nowhere' not found"),
        ("training.epochs=${training.epochs}", "training.epochs: Recursive interpolation"),
        ("store.path=~nouser_at_all/x", "quotes of its own"),
        ("store.path='~nouser_at_all/x'", "there is no user nouser_at_all"),
        (f"store.path={'x' * 300}/s.sqlite", "a part of a path has at most 255 bytes"),
        (f"dataset.cache_dir={'x' * 300}", "a part of a path has at most 255 bytes"),
    ],
)
def test_a_word_without_a_remedy_is_told_what_is_wrong(refusal, word, said):
    """One line, in words of ours."""
    assert said in refusal(word)


@over(
    ("word", "said"),
    [
        ("dropout.keep=0.8,0.5", "to keep 0.8,0.5, type dropout.rate=0.2,0.5"),
        ("~dropout=none,standard", "a deletion has no values to sweep"),
        ("dropout.rate=range(0,1,0)", "must not be zero"),
        ("dropout.rate=range(0.0,1,0)", "must not be zero"),
        ("training.epochs=1,'2'", "that is text, and a number is wanted"),
    ],
)
def test_a_sweep_that_cannot_be_is_told_what_is_wrong(refusal, word, said):
    """No word of Hydra's insides."""
    message = refusal(word, multirun=True)
    assert said.replace("must not be zero", "") in message
    assert "Sweep(" not in message
    assert re.search("zero|not 0", message) if "zero" in said else True


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["training.epochs=range(1,20000)"], "19,999 values; a sweep has at most 1,000 variants"),
        (["dropout.rate=range(0,1e9,1e-9)"], "1,000,000,000,000,000,000 values"),
        (["training.epochs=range(1,900)", "dropout.rate=0,0.2"], "1,798 combinations"),
        (["dropout.rate=0,0.2", "seeds=100000", "training.epochs=range(1,20)"], "at most 1,000,000 runs"),
    ],
    ids=str,
)
def test_a_sweep_beyond_the_bounds_is_refused_at_once(refusal, words, said):
    """Counted before it is written out."""
    assert said in refusal(*words, multirun=True)


@pytest.mark.timeout(10)
@over(
    ("word", "said"),
    [
        ("engine.threads=99999999", "1 to 1024: each takes memory"),
        ("executor.workers=1000000000", "1 to 1024: each takes some 500 MB"),
        ("executor.workers=1e9", "1 to 1024"),
        ("training.epochs=1" + "0" * 30, "less than or equal to 1000000000"),
        ("training.epochs=" + "9" * 5000, "a number of 5,000 digits"),
        ("seeds=" + "9" * 5000, "a number of 5,000 digits"),
        ("dropout.rate=" + "[" * 1000 + "]" * 1000, "1000 brackets inside each other"),
        ("dropout.rate=" + "{a:" * 1000 + "1" + "}" * 1000, "1000 brackets inside each other"),
        ("x" * 100_000 + "=1", "100,002 letters; a word has at most 20,000"),
        ("seeds=[" + "1," * 50_000 + "2]", "a word has at most 20,000"),
    ],
    ids=lambda value: value[:30],
)
def test_a_size_beyond_the_bounds_is_refused_at_once(refusal, word, said):
    """With the reason, and in a line that can be read."""
    message = refusal(word)
    assert said in message
    assert len(message) < 300


def test_layers_of_ones_own_can_be_swept(folder):
    """A label holds what a name of a variant may hold; the colon of `module:Class` is none of that."""
    (folder / "my_two.py").write_text(
        "from typing import Literal\nfrom dropout_lab.dropout import Rated\n\n\n"
        "class One(Rated):\n    name: Literal['one']\n\n\nclass Two(Rated):\n    name: Literal['two']\n"
    )
    swept = read_command(["dropout.layer=my_two:One,my_two:Two"], multirun=True).experiment
    assert [variant.name for variant in swept.variants] == ["layer=my_two_One", "layer=my_two_Two"]


def test_long_points_have_names_that_are_told_apart():
    """A name of a variant has at most 120 letters, whatever is swept."""
    units = ",".join(["[" + ",".join([width] * 40) + "]" for width in ("16", "32")])
    names = [v.name for v in read_command([f"model.hidden_units={units}"], multirun=True).experiment.variants]
    assert len(set(names)) == 2
    assert max(map(len, names)) <= 120


def test_a_missing_folder_of_choices_has_a_bound_too(folder):
    """`--config-dir` of 300 letters is a path that no file system has."""
    with pytest.raises(ConfigError, match="a part of a path"):
        read_command([], config_dir=folder / ("x" * 300))
