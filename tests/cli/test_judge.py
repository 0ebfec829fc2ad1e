"""`dropout-lab judge`: what it answers, and every table that it refuses."""

import json
import shutil
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dropout_lab.evidence import Compared
from dropout_lab.language import ClaimObject
from tests.evidence.synthetic import make_experiment

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "results"
ASK = ("--treatment", "dropout", "--control", "none")
NONE = [0.9806, 0.9811, 0.9802, 0.9809, 0.9804, 0.9807]
DROPOUT = [0.9838, 0.9846, 0.9835, 0.9844, 0.9841, 0.9839]


def table(**columns):
    """Six seeds of two variants; dropout is better by a third of a point."""
    seeds = list(range(6))
    data = {
        "variant": ["none"] * 6 + ["dropout"] * 6,
        "seed": seeds + seeds,
        "test_accuracy": NONE + DROPOUT,
    }
    return pd.DataFrame({**data, **columns})


@pytest.fixture
def judge(lab, folder):
    """Write a table and judge it; the object on stdout."""

    def go(frame, *words, name="t.csv", separator=","):
        frame.to_csv(folder / name, index=False, sep=separator)
        said = lab("judge", name, *ASK, "--json", *words)
        assert said.code == 0, said.err
        assert said.out.count("\n") == 1
        return json.loads(said.out), said.err

    return go


@pytest.fixture
def refused(refusal, folder):
    """Write a table and have it refused: one line, exit code 2, nothing on stdout, nothing written."""

    def go(frame, *words, ask=ASK):
        text = frame if isinstance(frame, str) else frame.to_csv(index=False)
        (folder / "t.csv").write_text(text)
        return refusal("judge", "t.csv", *ask, *words)

    return go


ROW = [field.name for field in fields(Compared) if field.name not in ("group", "n_treatment", "n_control")]
"""Keys of a row of two variants whose seeds pair."""
TOLD = ("answer_kind", "word", "sentence")
TAKEN = {"better": "higher", "better_by": "name", "percent": False, "unit": 1e-4}


def test_the_object_has_the_keys_of_a_comparisons_row(judge):
    """After the answer, and what was taken of the metric; with a claim its verdict. Notes go to stderr."""
    found, err = judge(table())
    assert list(found) == [*TOLD, *ROW, *TAKEN]
    assert [found[key] for key in TOLD[:2]] == ["better", "Better"]
    assert {key: found[key] for key in TAKEN} == TAKEN
    assert found["decision"] == "better"
    assert found["n_pairs"] == 6
    assert found["mean_difference"] == pytest.approx(np.mean(DROPOUT) - np.mean(NONE), abs=1e-12)
    assert found["ci_low_crossed"] is None
    assert err == ""
    found, err = judge(table(), "--claim", "0.057", "--tolerance", "0.005", "--claim-runs", "1")
    assert list(found) == [*TOLD, *ROW, *TAKEN, "verdict"]
    assert found["verdict"] == "direction only"
    assert "note: the claim counts as rounded to 3 decimals, of 1 published run" in err


def test_our_own_published_runs_are_judged_as_their_report_judges_them(lab):
    """The same seeds by the plain 95 % interval: the same numbers as the committed comparison."""
    folder = ROOT / "results" / "tutorial_claim"
    said = lab("judge", str(folder / "runs.csv"), *ASK, "--json")
    found = json.loads(said.out)
    row = pd.read_csv(folder / "comparisons.csv").query("metric == 'test_accuracy'").iloc[0]
    for key in ("n_pairs", "mean_difference", "ci_low", "ci_high", "p_value", "pair_correlation"):
        assert found[key] == pytest.approx(row[key], rel=1e-9)
    assert "note: other variants in the table, left out with their rows: " in said.err
    assert "(--treatment all)" in said.err


def test_the_family_is_one_and_with_a_claim_two(judge):
    """The claim costs level: both intervals hold together at 95 %."""
    alone, _ = judge(table())
    assert (alone["joint_level"], alone["ci_low_joint"]) == (0.95, alone["ci_low"])
    both, _ = judge(table(), "--claim", "0.003", "--tolerance", "0.002")
    assert both["joint_level"] == 0.975
    assert both["ci_low_joint"] < both["ci_low"]
    assert both["p_joint"] == pytest.approx(2 * both["p_value"])


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("0.057", "direction only"), ("-0.057", "contradicted"), ("0.0033", "reproduced"), ("0", "reproduced")],
)
def test_each_claim_gets_its_verdict(judge, value, verdict):
    """By the difference, its sign, and the tolerance; zero is judged like a level."""
    tolerance = "0.003" if value == "0.0033" else "0.005"
    found, _ = judge(table(), "--claim", value, "--tolerance", tolerance, "--claim-decimals", "4")
    assert found["verdict"] == verdict


def test_rows_pair_by_seed_and_never_by_position(judge):
    """Shuffled rows, the same answer; the values follow their seeds."""
    frame = table()
    assert judge(frame.sample(frac=1, random_state=3))[0] == judge(frame)[0]
    moved = table(seed=[0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0])
    assert judge(moved)[0]["pair_correlation"] != judge(frame)[0]["pair_correlation"]


def test_a_partial_overlap_is_said(judge):
    """Pairs on the common seeds alone; who has which others stands on stderr."""
    found, err = judge(table(seed=[0, 1, 2, 3, 4, 5, 2, 3, 4, 5, 6, 9]))
    assert (found["n_pairs"], found["n_unpaired"]) == (4, 4)
    assert "partial overlap: paired on 4 common seeds" in err
    assert "2 that only dropout has (6, 9) and 2 that only none has (0-1)" in err


def test_a_run_without_a_metric_is_a_lost_pair(judge):
    """Diverged runs are not averaged in, and few pairs with a loss decide nothing."""
    frame = table()
    frame.loc[7, "test_accuracy"] = np.nan
    found, err = judge(frame)
    assert (found["n_pairs"], found["n_lost"], found["decision"]) == (5, 1, "inconclusive")
    assert found["reason"] == "too many lost: 1 of 6 pairs"
    assert "1 of 6 pairs lost, dropout - none: no value, for seed 1" in err


def test_two_pairs_decide_nothing(judge):
    """Fewer than three pairs are inconclusive, whatever they show."""
    found, _ = judge(table().query("seed < 2"), "--claim", "0.003", "--tolerance", "0.002")
    assert (found["decision"], found["verdict"]) == ("inconclusive", "inconclusive")
    found, _ = judge(table().query("seed < 1"))
    assert (found["ci_low"], found["decision"]) == (None, "inconclusive")


def test_variants_called_none_or_na_keep_their_names(lab, folder):
    """No text is taken for an absent value."""
    names = {"none": "None", "dropout": "NA"}
    table().replace({"variant": names}).to_csv(folder / "t.csv", index=False)
    said = lab("judge", "t.csv", "--treatment", "NA", "--control", "None", "--json")
    assert json.loads(said.out)["decision"] == "better"


def test_variants_may_be_numbers(lab, folder):
    """A rate as variant: 0 and 0.0 are one, as long as the table writes it one way."""
    table().replace({"variant": {"none": 0.0, "dropout": 0.2}}).to_csv(folder / "t.csv", index=False)
    said = lab("judge", "t.csv", "--treatment", "0.20", "--control", "0", "--json")
    assert json.loads(said.out)["treatment"] == "0.2"


def test_seeds_written_as_floats_are_the_same_seeds(judge):
    """3 and 3.0, as exports write a column with a gap; texts are seeds too."""
    mixed = [0, 1, 2, 3, 4, 5, "0.0", "1.0", "2.0", "3.0", "4.0", "5.0"]
    assert judge(table(seed=mixed))[0]["n_pairs"] == 6
    assert judge(table(seed=list("abcdefabcdef")))[0]["n_pairs"] == 6


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_read(judge, separator):
    """As spreadsheets write them."""
    assert judge(table(), separator=separator)[0]["n_pairs"] == 6


def test_a_tracker_export_is_judged_by_its_own_columns(lab, folder):
    """Columns are named; a loss is better when lower, which is said."""
    frame = table().rename(columns={"variant": "Name", "seed": "config.seed", "test_accuracy": "val/loss"})
    frame.assign(**{"config.lr": 0.001, "Runtime": range(12)}).to_csv(folder / "t.csv", index=False)
    columns = ("--variant", "Name", "--seed", "config.seed", "--metric", "val/loss")
    said = lab("judge", "t.csv", *ASK, *columns, "--json")
    found = json.loads(said.out)
    assert (found["metric"], found["decision"], found["margin"]) == ("val/loss", "worse", None)
    assert (found["better"], found["better_by"]) == ("lower", "name")
    assert "nothing can be equivalent" in said.err
    said = lab("judge", "t.csv", *ASK, *columns, "--better", "higher", "--json")
    assert json.loads(said.out)["decision"] == "better"


def test_margin_and_unit_are_those_given(judge):
    """A margin above the difference makes it equivalent; a coarser unit widens what ties leave."""
    found, err = judge(table(), "--margin", "0.02")
    assert (found["decision"], found["margin"]) == ("equivalent", 0.02)
    assert "the margin 0.02 is 2 percentage points" in err
    ties = table(test_accuracy=[0.9] * 12)
    widths = [
        found["ci_high"] - found["ci_low"] for found, _ in (judge(ties), judge(ties, "--unit", "0.001"))
    ]
    assert widths[1] == pytest.approx(10 * widths[0])


def test_accuracies_of_a_smaller_test_set_ask_for_its_unit(judge):
    """Multiples of 1/360 are no multiples of 1/10,000: said, and silent once the unit is given."""
    frame = table(
        test_accuracy=[n / 360 for n in (331, 335, 329, 337, 338, 333, 341, 340, 334, 347, 345, 339)]
    )
    assert "say by the unit how many" in judge(frame)[1]
    assert "say by the unit" not in judge(frame, "--unit", str(1 / 360))[1]


def test_a_table_in_a_folder_of_ours_has_the_unit_of_its_test_set(lab, folder):
    """The experiment beside it says how many images there are; a table that it does not name is nobody's."""
    document = make_experiment().model_dump(mode="json")
    for variant in document["variants"]:
        variant["recipe"]["dataset"] = {"name": "digits"}
    known = {"dropout_lab": "0.1.0", "experiment": document, "seeds": [0], "files": ["t.csv"]}
    (folder / "provenance.json").write_text(json.dumps(known), encoding="utf-8")
    table(test_accuracy=[n / 360 for n in (331, 335, 329, 337, 338, 333) * 2]).to_csv("t.csv", index=False)
    shutil.copy("t.csv", "u.csv")
    said = {name: lab("judge", name, *ASK).err for name in ("t.csv", "u.csv")}
    assert "the unit of test_accuracy is one of 360 test images" in said["t.csv"]
    assert "say by the unit how many" not in said["t.csv"]
    assert "say by the unit how many" in said["u.csv"]


def test_people_read_a_table_and_sentences(lab, folder):
    """Without --json: the comparison, the decision and the verdict in words, in percentage points."""
    table().to_csv(folder / "t.csv", index=False)
    said = lab("judge", "t.csv", *ASK, "--claim", "0.057")
    assert "dropout is better than none on test accuracy: +0.34 pp" in said.out
    assert "Direction only: dropout - none on test accuracy is +0.34 pp" in said.out
    assert max(map(len, said.out.splitlines()[:3])) <= 160


def test_a_report_is_a_small_folder(lab, folder, judged_undrawn):
    """README, comparisons.csv and claims.json with the keys of our own; written again in the same bytes."""
    table().to_csv(folder / "t.csv", index=False)
    words = ("judge", "t.csv", *ASK, "--claim", "0.057", "--report", "out")
    assert lab(*words).code == 0
    texts = {path.name: path.read_text() for path in (folder / "out").iterdir()}
    others = {"report.html", "README.md", "comparisons.csv", "claims.json"}
    assert set(texts) == {*others, "judgement.json"}
    assert set(json.loads(texts["judgement.json"])["digests"]) == set(texts)
    assert "**Better.** dropout is better: 98.41 % against 98.06 % of none" in texts["README.md"]
    assert "| dropout - none |" in texts["README.md"]
    (claim,) = json.loads(texts["claims.json"])
    assert set(claim) == set(ClaimObject.model_fields)
    row = pd.read_csv(folder / "out" / "comparisons.csv")
    assert list(row) == ROW
    assert lab(*words).code == 0
    assert {path.name: path.read_text() for path in (folder / "out").iterdir()} == texts


def test_a_readme_of_somebody_else_is_left_alone(refused, folder):
    """`--report .` in a project overwrites nothing."""
    (folder / "README.md").write_text("# mine\n")
    assert "README.md: is not from dropout-lab" in refused(table(), "--report", ".")
    assert (folder / "README.md").read_text() == "# mine\n"


@pytest.mark.parametrize("name", ["comparisons.csv", "claims.json", "report.html"])
def test_a_file_of_somebody_else_is_not_written_over(refused, folder, name):
    """Asked of every file that a page would write, not of its README.md alone."""
    (folder / name).write_text("mine")
    assert f"{name}: is not from dropout-lab" in refused(table(), "--report", ".")
    assert (folder / name).read_text() == "mine"


def test_the_table_that_is_judged_is_never_written_over(lab, folder, judged_undrawn):
    """Also where a judgement of ours stands already."""
    table().to_csv(folder / "t.csv", index=False)
    assert lab("judge", "t.csv", *ASK, "--report", "out").code == 0
    (folder / "t.csv").rename(folder / "out" / "comparisons.csv")
    (folder / "out" / "judgement.json").unlink()  # as in a folder of an earlier version
    before = (folder / "out" / "comparisons.csv").read_bytes()
    said = lab("judge", "out/comparisons.csv", *ASK, "--report", "out")
    assert (said.code, (folder / "out" / "comparisons.csv").read_bytes()) == (2, before)
    assert "comparisons.csv: is what was read" in said.err


def test_a_damaged_folder_of_ours_is_one_line(lab, folder, judged_undrawn):
    """A table of it is held to the digest that was written with it; judged again, the folder is whole."""
    table().to_csv(folder / "t.csv", index=False)
    words = ("judge", "t.csv", *ASK, "--report", "out")
    assert lab(*words).code == 0
    sound = {path: path.read_bytes() for path in (folder / "out").iterdir()}
    damaged = [folder / "out" / name for name in ("comparisons.csv", "judgement.json")]
    for path in damaged:
        for spoilt in (sound[path].replace(b"0", b"1", 1), sound[path][:-40]):
            path.write_bytes(spoilt)
            said = lab("judge", "out/comparisons.csv", *ASK)
            assert said.code == 2
            assert f"out/{path.name}: is not as it was written (damaged)" in said.err
            assert "--report FOLDER` writes it anew" in said.err
            assert said.err.count("\n") == 1
        path.write_bytes(sound[path])
    for path in damaged:
        path.write_bytes(sound[path][:-40])
    assert lab(*words).code == 0
    assert {path: path.read_bytes() for path in sound} == sound


def test_a_damaged_table_of_published_results_is_one_line(refusal, folder):
    """The runs of a results folder are judged as their report judges them, or not at all."""
    shutil.copytree(RESULTS / "poke", folder / "poke")
    runs = folder / "poke" / "runs.csv"
    runs.write_bytes(runs.read_bytes().replace(b"0.98", b"0.89", 1))
    said = refusal("judge", "poke/runs.csv", "--treatment", "poked", "--control", "dropout")
    assert "poke/runs.csv: is not as it was written (damaged)" in said
    assert "move it out of this folder" in said


def test_a_provenance_of_somebody_else_vouches_for_nothing(lab, folder):
    """A stranger's folder may have a file of that name, whatever is in it."""
    table().to_csv(folder / "t.csv", index=False)
    for content in ("{", "[]", '{"digests": {"t.csv": "0"}}', '{"digests": 3}'):
        (folder / "provenance.json").write_text(content)
        assert lab("judge", "t.csv", *ASK).code == 0


def test_run_ids_of_digits_alone_are_text(lab, folder):
    """A table of our runs is judged alike whatever letters their names have; `e` in one is no exponent."""
    frame = table()
    said = []
    for form in ("{:016x}", "{:016d}", "{:08d}e{:07d}"):
        names = [form.format(number, number) for number in range(1, len(frame) + 1)]
        frame.assign(run_id=names).to_csv(folder / "t.csv", index=False)
        said.append(lab("judge", "t.csv", *ASK, "--json").out)
    assert len(set(said)) == 1
    assert json.loads(said[0])


def test_a_report_that_cannot_be_written_is_refused(refused, folder):
    """A file where the folder should be."""
    (folder / "out").write_text("")
    assert "out" in refused(table(), "--report", "out")


def test_parquet_without_pyarrow_says_what_to_install(refusal, folder, monkeypatch):
    """One line, with the way out."""
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    (folder / "t.parquet").write_bytes(b"PAR1")
    assert "needs pyarrow, which is not installed" in refusal("judge", "t.parquet", *ASK)


def test_parquet_is_judged_as_csv_is(lab, folder):
    """Where pyarrow is there."""
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    table().to_parquet(folder / "t.parquet")
    assert json.loads(lab("judge", "t.parquet", *ASK, "--json").out)["n_pairs"] == 6
