"""Experiment files are YAML 1.2 within bounds: each slip is one line that names the file."""

import pytest

from dropout_lab.config import read_command
from dropout_lab.config.documents import DEEPEST, MOST_BYTES, read_document
from dropout_lab.errors import ConfigError
from tests.config.test_experiments import own_experiment

QUESTION = "question: Does it?\nbase: {dataset: digits}\nvariants:\n  none: {dropout: none}\n"


@pytest.fixture
def experiment(folder):
    """Writes an experiment file and returns its words."""

    def write(text):
        (folder / "experiments").mkdir(exist_ok=True)
        (folder / "experiments" / "mine.yaml").write_text(text, encoding="utf-8")
        return "experiment=mine"

    return write


@pytest.fixture
def value(folder):
    """Reads the one value of a document."""

    def read(text):
        (folder / "a.yaml").write_text(f"key: {text}\n")
        return read_document(folder / "a.yaml")["key"]

    return read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *(("1e-3", 0.001), ("1.5E+2", 150.0), ("1.0e-7", 1e-7), ("-.5", -0.5), ("3.", 3.0), ("012", 12)),
        *(("+7", 7), ("true", True), ("False", False), ("no", "no"), ("off", "off"), ("y", "y"), ("~", None)),
        *(("20-39", "20-39"), ("1:30", "1:30"), ("2026-11-26", "2026-11-26"), ("'1e-3'", "1e-3"), ("", None)),
    ],
)
def test_numbers_and_truths_are_those_of_yaml_1_2(value, text, meant):
    """`1e-3` is a number here as on the command line, and `no` is a word."""
    found = value(text)
    assert (found, type(found)) == (meant, type(meant))


def test_a_number_is_the_same_in_a_file_and_on_the_command_line(experiment):
    """One recipe, wherever its learning rate is written."""
    word = experiment(QUESTION.replace("digits}", "digits, optimizer.learning_rate: 1e-3}"))
    (variant,) = read_command([word]).experiment.variants
    (typed,) = read_command(["dataset=digits", "optimizer.learning_rate=1e-3"]).experiment.variants
    assert variant.recipe == typed.recipe


@pytest.mark.parametrize("name", ["no", "0.5", "1e3", "true", "20"])
def test_names_are_text_whatever_they_look_like(experiment, name):
    """`control: no` names the variant `no`, and `treatment: 0.5` the variant 0.5."""
    text = f"{QUESTION}  {name}: {{dropout: standard}}\ncomparisons: [{{treatment: {name}, control: none}}]\n"
    found = read_command([experiment(text)]).experiment
    assert [(pair.treatment, pair.control) for pair in found.comparisons] == [(name, "none")]
    swept = read_command([experiment(text), "training.epochs=1,2"], multirun=True).experiment
    assert swept.comparisons[0].treatment == f"{name}, epochs=1"


@pytest.mark.parametrize("name", ["a/b", "dropout 50%", "a\\tb", "x" * 121, "<b>", "=cmd;"])
@pytest.mark.parametrize("swept", [False, True])
def test_a_name_that_no_variant_can_have_is_refused(folder, refusal, name, swept):
    """In one line, before a sweep adds its values to it."""
    word = own_experiment(folder, variants={"none": {"dropout": "none"}, name: {"dropout": "standard"}})
    words = [word, "training.epochs=1,2"] if swept else [word]
    assert "should be a name for a variant" in refusal(*words, multirun=swept)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("{treatment: [none], control: b}", "treatment"),
        ("{treatment: none}", "control: missing"),
        ("{treatment: none, control: {a: 1}}", "control"),
        ("{treatment: none, control: none}", "a variant against itself"),
        ("{treatment: none, control: b, minus: {treatment: 3}}", "control: missing"),
        ("{treatment: none, control: b, minus: 3}", "minus"),
        ("3", "comparisons"),
    ],
)
@pytest.mark.parametrize("swept", [False, True])
def test_a_comparison_without_two_names_is_refused(experiment, refusal, pair, said, swept):
    """Whatever stands where a name should, alone and in a sweep."""
    word = experiment(f"{QUESTION}  b: {{dropout: standard}}\ncomparisons: [{pair}]\n")
    assert said in refusal(*[word, *(["training.epochs=1,2"] if swept else [])], multirun=swept)


@pytest.mark.parametrize("text", ["question: a\nquestion: b\n", "? [a, b]\n: 1\n", "a: \x01\n"])
def test_what_is_refused_once_is_refused_again(experiment, refusal, text):
    """Nothing of the first reading is left: a command may read a file, and a test's neighbour may have."""
    word = experiment(text)
    assert refusal(word) == refusal(word)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "more than 100,000 values with its aliases written out"),
        ("a: &a {b: *a}\n", "an alias stands for what holds it"),
        ("a: " + "[" * 1000 + "]" * 1000, f"more than {DEEPEST} levels"),
        ("a: " + "{b: " * 1000 + "1" + "}" * 1000, f"more than {DEEPEST} levels"),
        ("".join(f"{' ' * n}a:\n" for n in range(1000)), f"more than {DEEPEST} levels"),
        (f"a: {'9' * 5000}\n", "not YAML"),
        (f"a: {'x' * (MOST_BYTES + 1)}\n", "more than 1,000,000 bytes"),
        ("question: a\nquestion: b\n", "the key question stands twice"),
        ("variants: {a: {}, a: {}}\n", "the key a stands twice"),
        ("? [a, b]\n: 1\n", "is no text"),
        (
            "question: !!python/object/apply:os.system [id]\n",
            "line 1: !!python/object/apply:os.system makes no plain value",
        ),
        ("a: \x01\n", "not YAML"),
        ("- a\n", "an experiment has a question and variants"),
        ("5\n", "an experiment has a question and variants"),
        ("a: 1\n---\na: 2\n", "not YAML"),
        ("", "an experiment has a question and variants"),
    ],
    ids=lambda value: value[:30],
)
def test_a_file_beyond_the_bounds_is_refused_at_once(experiment, refusal, text, said):
    """A bomb of aliases, a thousand levels, a key twice: one line with the file's name."""
    message = refusal(experiment(text))
    assert message.startswith("experiments/mine.yaml: ")
    assert said in message


@pytest.mark.timeout(10)
@pytest.mark.parametrize("text", [BOMB, "a: " + "[" * 1000 + "]" * 1000], ids=["aliases", "levels"])
def test_a_bomb_among_the_users_own_choices_is_refused(folder, refusal, text):
    """Hydra never reads it."""
    (folder / "own" / "dropout").mkdir(parents=True)
    (folder / "own" / "dropout" / "mine.yaml").write_text(text)
    assert "dropout/mine.yaml: more than" in refusal("dropout=mine", config_dir=folder / "own")


def test_aliases_within_the_bounds_hold(experiment):
    """An anchor and a merge are YAML that people write."""
    text = (
        f"{QUESTION}  a: &a {{dropout: standard, dropout.rate: 0.3}}\n  b: {{<<: *a, training.epochs: 3}}\n"
    )
    by_name = {
        variant.name: variant.recipe for variant in read_command([experiment(text)]).experiment.variants
    }
    assert by_name["a"].dropout == by_name["b"].dropout
    assert by_name["b"].training.epochs == 3


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("training: {epochs: 5}", "keys inside each other are written with dots: training.epochs: 5"),
        ("dropout: {name: standard}", "written with dots: dropout.name: standard"),
        ("model: {hidden_units: [8]}", "written with dots: model.hidden_units: [8]"),
    ],
)
def test_keys_inside_each_other_are_answered_with_dots(experiment, refusal, base, said):
    """Parts are choices, so their keys are dotted in a file as on the command line."""
    assert said in refusal(experiment(f"question: a\nbase: {{{base}}}\nvariants: {{a: {{}}}}\n"))
    assert said in refusal(experiment(f"question: a\nvariants: {{a: {{{base}}}}}\n"))


def test_text_in_a_file_is_answered_with_the_number(experiment, refusal):
    """Quotes in a file make text of a number, and the line shows it without them."""
    said = refusal(experiment(QUESTION.replace("digits}", 'digits, optimizer.learning_rate: "0.1"}')))
    assert said.endswith("write it without quotes: optimizer.learning_rate: 0.1")


def test_a_document_that_is_no_file_is_an_error(folder):
    """Where nothing can be read there is a line, with the name."""
    with pytest.raises(ConfigError, match="cannot be read"):
        read_document(folder / "nowhere.yaml")
