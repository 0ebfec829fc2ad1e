import contextlib
import io
import json
import shutil

import pytest

from dropout_lab.cli import main
from tests.cli.conftest import enter, pretend

pytestmark = pytest.mark.slow  # whole campaigns, if with pretended training

QUICK = ("run", "experiment=quickstart", "training.epochs=2", "name=quick")
TOLD = ("answer_kind", "word", "sentence")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A planned experiment, a sweep, and single recipes in one store; nothing is drawn."""
    folder = tmp_path_factory.mktemp("campaigns")
    with pytest.MonkeyPatch.context() as patch:
        enter(folder, patch)
        pretend(patch)
        patch.setattr("dropout_lab.publication.publish.write_results", lambda *_words: [])
        for words in (
            (*QUICK, "seeds=4"),
            ("run", "-m", "dataset=digits", "dropout.rate=0,0.2,0.5", "name=rates", "seeds=4"),
            ("run", "dataset=digits", "dropout.rate=0.3", "name=one", "seeds=2-6"),
            ("run", "dataset=digits", "dropout.rate=0.4", "name=far", "seeds=50-52"),
        ):
            patch.setattr("sys.argv", ["dropout-lab", *words])
            with pytest.raises(SystemExit) as end, contextlib.redirect_stdout(io.StringIO()):
                main()
            assert end.value.code == 0
    return folder / "results"


@pytest.fixture
def stored(results, folder):
    """A copy of these results in the current folder."""
    shutil.copytree(results, folder / "results")


def rows(said):
    assert said.code == 0, said.err
    return json.loads(said.out)["comparisons"]


def test_what_the_plan_named_is_shown_as_planned(lab, stored):
    """Two variants that the experiment compares give its own row, decision and all."""
    planned = rows(lab("compare", "quick", "--json"))
    assert rows(lab("compare", "quick/dropout", "quick/none", "--json")) == planned
    assert planned[0]["decision"] == "better"
    assert "exploratory" not in lab("compare", "quick").out


@pytest.mark.parametrize(
    "words",
    [
        ("quick/none", "quick/dropout"),
        ("rates/rate=0.5", "rates/rate=0.2"),
        ("rates/rate=0.5", "quick/none"),
        ("quick/dropout", "quick/none", "--metric", "test_nll"),
    ],
    ids=" ".join,
)
def test_what_no_plan_named_is_exploratory(lab, stored, words):
    """An interval and no decision; the sentence says why."""
    (row,) = rows(lab("compare", *words, "--json"))
    assert row["decision"] == "exploratory"
    assert row["reason"] == "exploratory: no plan named this comparison"
    assert row["equivalent"] is False
    assert row["ci_low"] <= row["mean_difference"] <= row["ci_high"]
    said = lab("compare", *words)
    assert "nothing is decided (exploratory: no plan named this comparison)" in said.out


def test_what_a_plan_decided_is_a_word_and_a_sentence_first(lab, stored):
    """Of all that it planned, and of two sides of it; what no plan named has neither."""
    sides = [("quick",), ("quick/dropout", "quick/none")]
    whole, two = ([json.loads(lab("compare", *words, "--json").out)[key] for key in TOLD] for words in sides)
    assert whole == two
    assert whole[:2] == ["slightly", "Slightly"]
    assert f"\nSlightly. {whole[2]}\n" in lab("compare", "quick").out
    unplanned = json.loads(lab("compare", "rates/rate=0.5", "rates/rate=0.2", "--json").out)
    assert [unplanned[key] for key in TOLD] == [None] * 3


def test_the_treatment_comes_first(lab, stored):
    """Swapped sides give the mirrored difference."""
    forth = rows(lab("compare", "rates/rate=0.5", "quick/none", "--json"))[0]
    back = rows(lab("compare", "quick/none", "rates/rate=0.5", "--json"))[0]
    assert forth["treatment"] == "rates/rate=0.5"
    assert forth["mean_difference"] == pytest.approx(-back["mean_difference"], abs=1e-12)


def test_seeds_pair_by_identity_across_experiments(lab, stored):
    """Seeds 2 to 6 against 0 to 3 of ten planned: two pairs, three to come, two on one side alone."""
    (row,) = rows(lab("compare", "one", "quick/none", "--json"))
    assert (row["n_pairs"], row["n_pending"], row["n_unpaired"]) == (2, 3, 2)
    assert row["treatment"].startswith("one/")


def test_a_sweep_stands_against_a_variant(lab, stored):
    """Every variant of the sweep is compared with it."""
    found = rows(lab("compare", "rates", "quick/dropout", "--json"))
    assert [row["treatment"] for row in found] == ["rates/rate=0", "rates/rate=0.2", "rates/rate=0.5"]


def test_two_experiments_are_compared_by_variants_of_one_name(lab, stored, trainer):
    """The same variants after other training: each with its namesake, and nothing else."""
    assert lab("run", "experiment=quickstart", "training.epochs=3", "name=longer", "seeds=4").code == 0
    found = rows(lab("compare", "longer", "quick", "--json"))
    assert [(row["treatment"], row["control"]) for row in found] == [
        ("longer/none", "quick/none"),
        ("longer/dropout", "quick/dropout"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["quack"], "in results/store.sqlite and results; choose far, one, quick or rates; nearest: quick"),
        (["quick/dropuot", "quick/none"], "no such variant; choose dropout or none; nearest: dropout"),
        (["quick/none", "quick/none"], "a variant against itself"),
        (["quick/none"], "with what? name a second variant"),
        (["one"], "planned no comparison; name two variants"),
        (["rates", "quick"], "no variant has the same name in both"),
        (["far", "quick/none"], "no common seed"),
        (["quick/dropout", "quick/none", "--metric", "accuracy"], "no such metric"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_compared_is_refused_in_one_line(refusal, stored, words, said):
    """What is not there, and what does not pair: named, with what would do."""
    assert said in refusal("compare", *words)
