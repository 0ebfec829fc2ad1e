"""A claim may say which variant explains its number: for readers, and in no hash."""

from pathlib import Path

import pytest

from dropout_lab.errors import ConfigError
from dropout_lab.evidence import analyse
from dropout_lab.experiment import Experiment, Source
from dropout_lab.language import ENGLISH, Words, explained_text, says_text, source_text
from dropout_lab.results_folder import read_experiment
from tests.evidence.synthetic import make_experiment, make_records

RESULTS = Path(__file__).parents[2] / "results"
CHINESE = Words("zh")
CLAIM = {
    "id": "without", "says": {"en": "It reaches 92.6 %.", "zh": "不用 Dropout 时,准确率为 92.6%。"},
    "source": {"text": "a page", "section": "1"}, "kind": "level", "variant": "none", "value": 0.926,
}  # fmt: skip


def claiming(**changes):
    """An experiment whose one claim is so changed, and whose linear net has a label."""
    plain = make_experiment(claims=[{**CLAIM, **changes}]).model_dump(mode="json")
    plain["variants"][2]["label"] = {"en": "without hidden layers", "zh": "没有隐藏层"}
    return Experiment.parse(plain)


def explained(words=ENGLISH, **changes):
    experiment = claiming(explains="linear", **changes)
    analysis = analyse(experiment, make_records(experiment, range(4)), range(4))
    return explained_text(analysis, analysis.claims[0], words)


def test_what_explains_a_claim_is_in_no_hash():
    """It may join a plan whose runs are there; without it a document is as it was."""
    assert claiming(explains="linear").plan_hash == claiming().plan_hash
    assert claiming(explains="linear").exploratory == ("linear",)
    assert "explains" not in claiming().model_dump(mode="json")["claims"][0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"explains": "deep"}, "claim without: explains: no variant deep; choose none, dropout, linear"),
        (
            {"explains": "linear", "kind": "difference", "variant": None, "treatment": "dropout",
             "control": "none", "value": 0.057},
            "claim without: explains=linear: only a level is explained by one",
        ),
    ],
)  # fmt: skip
def test_only_a_variant_explains_and_only_a_level(changes, said):
    """Anything else is one line that names it."""
    with pytest.raises(ConfigError) as refused:
        claiming(**changes)
    assert str(refused.value) == said


def test_a_near_level_is_said_to_be_about_the_published_one():
    """With the label of the variant, in both languages; a level that is not near is only said."""
    assert explained().startswith("92.6 % is about what a net without hidden layers reaches here: 92.")
    assert explained(CHINESE).startswith("92.6 % 接近没有隐藏层的网络在这里达到的 92.")
    assert explained(value=0.8).startswith("A net without hidden layers reaches 92.")
    assert explained(CHINESE, value=0.8).startswith("没有隐藏层的网络在这里达到 92.")


def test_a_source_is_named_in_each_language_where_the_catalogue_knows_it():
    """Another one stands as it was written; without a section nothing is said of one."""
    claim = read_experiment(RESULTS / "tutorial_claim")[0].claims[0]
    assert source_text(claim) == "Chinese dropout tutorial, section 4"
    assert source_text(claim, CHINESE) == "中文 Dropout 教程，第 4 节"
    other = claim.model_copy(update={"source": Source(text="A. Paper, 3.1 <b>", section="")})
    assert source_text(other, CHINESE) == "A. Paper, 3.1 <b>"


def test_a_claim_is_shown_with_chinese_punctuation_and_planned_as_it_was_typed():
    """A plan's hash holds its letters."""
    claim = claiming().claims[0]
    assert says_text(claim, CHINESE) == "不用 Dropout 时，准确率为 92.6 %。"
    assert "时,准确率" in claim.says.zh
    assert says_text(claim) == "It reaches 92.6 %."
