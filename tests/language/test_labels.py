"""What people call a variant: the label of the file, else one from the recipe or the point of a sweep."""

import pytest

from dropout_lab.canonical import parse
from dropout_lab.config import read_command
from dropout_lab.config_files import experiment_files
from dropout_lab.errors import ConfigError
from dropout_lab.experiment import Label
from dropout_lab.language import LANGUAGES, Words, comparison_labels, labels_of, name_label, named_labels
from tests.evidence.synthetic import make_experiment
from tests.shipped import shipped

CHINESE = Words("zh")


def labelled(**labels):
    """An experiment whose variants have such labels."""
    plain = make_experiment()
    variants = [variant.model_copy(update={"label": labels.get(variant.name)}) for variant in plain.variants]
    return plain.model_copy(update={"variants": tuple(variants)})


def test_a_label_is_no_part_of_a_plan():
    """What people call a variant decides nothing: plan and runs stay the same."""
    plain, called = make_experiment(), labelled(dropout=Label(en="with dropout", zh="加 Dropout"))
    assert called.plan_hash == plain.plan_hash
    assert [v.run_id(0) for v in called.variants] == [v.run_id(0) for v in plain.variants]
    assert "label" not in str(plain.model_dump())


def test_a_label_of_the_file_comes_first_and_english_stands_in_for_chinese():
    """One language is enough to begin with."""
    called = labelled(dropout=Label(en="with dropout"))
    assert labels_of(called)["dropout"] == labels_of(called, CHINESE)["dropout"] == "with dropout"
    assert next(iter(comparison_labels(called).values())).startswith("with dropout against ")


@pytest.mark.parametrize("en", ["", "with_dropout", "x" * 61, "a\u202eb"])
def test_a_label_is_in_people_s_letters(en):
    """No underscore, nothing that nobody sees, and short enough for a sentence."""
    with pytest.raises(ConfigError, match=r"label|en="):
        parse(Label, {"en": en})


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("rate=0.5", "rate 0.5", "丢弃率 0.5"),
        (
            "dropout, hidden_units=[512, 512]",
            "dropout, hidden units [512, 512]",
            "dropout，隐藏单元 [512, 512]",
        ),
        ("other_mask", "other mask", "other mask"),
    ],
)
def test_a_name_alone_is_made_readable(name, english, chinese):
    """Settings as words, underscores as blanks."""
    assert (name_label(name), name_label(name, CHINESE)) == (english, chinese)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["rate_curve", "zoo_tour"])
def test_a_recipe_gives_a_label_where_there_is_none(name, language):
    """Each its own, without an underscore."""
    labels = labels_of(shipped(name), Words(language))
    assert len(set(labels.values())) == len(labels)
    assert not any("_" in label for label in labels.values())
    if (name, language) == ("rate_curve", "en"):
        assert labels["standard_0.2"] == "standard dropout, rate 0.2"
        assert labels["none"] == "no dropout"


def test_every_shipped_label_is_one_of_its_own():
    """No two variants of an experiment are called alike, and no comparison has an underscore."""
    for name in sorted(experiment_files()):
        experiment = shipped(name)
        for words in (Words("en"), CHINESE):
            labels = labels_of(experiment, words)
            assert len(set(labels.values())) == len(labels), name
            assert not any("_" in label for label in comparison_labels(experiment, words).values())


def test_a_sweep_over_an_experiment_says_its_points():
    """A label holds at no single point of a sweep."""
    command = read_command(["experiment=quickstart", "training.epochs=5,10"], multirun=True)
    labels = labels_of(command.experiment)
    assert all(variant.label is None for variant in command.experiment.variants)
    assert "dropout, epochs 5" in labels.values()


def test_a_typed_kind_of_dropout_has_the_word_of_its_kind():
    """As in a file: a point of a sweep is no list of settings."""
    command = ["dropout=standard,gaussian", "dropout.rate=0.2,0.5", "dataset=digits"]
    experiment = read_command(command, multirun=True).experiment
    assert list(labels_of(experiment).values())[:3] == [
        "standard dropout, rate 0.2",
        "standard dropout, rate 0.5",
        "Gaussian dropout, rate 0.2",
    ]
    assert labels_of(experiment, CHINESE)["dropout=gaussian, rate=0.5"] == "高斯 Dropout，丢弃率 0.5"


def test_a_name_that_says_itself_is_told_of_no_label():
    """A reader is told which name is which net where the name does not say it."""
    engines = shipped("engines")
    assert named_labels(engines)["none_jax"] == "without dropout on JAX"
    assert named_labels(engines, CHINESE)["none_jax"] == "JAX 上不加 Dropout"
    swept = read_command(["dropout.rate=0,0.5", "dataset=digits"], multirun=True).experiment
    assert named_labels(swept) == {}
    assert named_labels(shipped("engines_again")) == named_labels(shipped("precision"), CHINESE) == {}


WHERE = """
question: Does the effect depend on it?
asks: depends
base: {{dataset: digits}}
variants:
  here: {{dropout: none, {here}}}
  here_dropped: {{dropout.rate: 0.2, {here}}}
  there: {{dropout: none, {there}}}
  there_dropped: {{dropout.rate: 0.2, {there}}}
comparisons:
  - {{treatment: here_dropped, control: here}}
  - {{treatment: there_dropped, control: there}}
  - {{treatment: here_dropped, control: here, minus: {{treatment: there_dropped, control: there}}}}
"""


@pytest.mark.parametrize(
    ("here", "there", "english", "chinese"),
    [
        (
            "optimizer: adam",
            "optimizer: sgd",
            "with Adam|with SGD|with Adam against SGD",
            "Adam|SGD|Adam 对 SGD",
        ),
        (
            "dataset.train_size: 200",
            "dataset.train_size: 400",
            "with 200 training examples|with 400 training examples",
            "200 个训练样本|400 个训练样本",
        ),
        (
            "model.hidden_units: [8]",
            "model.hidden_units: [64]",
            "with hidden units [8]|with hidden units [64]",
            "隐藏单元 [8]|隐藏单元 [64]",
        ),
    ],
)
def test_an_effect_is_called_by_where_it_is_seen(tmp_path, monkeypatch, here, there, english, chinese):
    """What both of its sides have, and the other effect's have otherwise; not by two names of variants."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "experiments").mkdir()
    text = WHERE.format(here=here, there=there)
    (tmp_path / "experiments" / "mine.yaml").write_text(text, encoding="utf-8")
    experiment = read_command(["experiment=mine"]).experiment
    for words, said in ((Words("en"), english), (CHINESE, chinese)):
        found = list(comparison_labels(experiment, words).values())
        assert found[: said.count("|") + 1] == said.split("|")
