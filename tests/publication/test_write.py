"""A results folder is written whole or not at all, and in the same bytes each time."""

import json
import os
import re
import shutil
import stat
from functools import cache

import pytest

from dropout_lab.errors import ResultsError
from dropout_lab.evidence import analyse
from dropout_lab.language import answer, headline
from dropout_lab.publication import write_results
from dropout_lab.report.markdown import escaped
from dropout_lab.results_folder import read_experiment, read_results
from tests.e2e.undrawn import leave_out_pictures
from tests.evidence.synthetic import diverge, make_experiment, make_records

GIVEN = {"commit": "c" * 40, "dirty": False, "command": "dropout-lab run experiment=synthetic seeds=4"}
NAMES = {
    "runs.csv", "curves.csv", "summary.csv", "comparisons.csv", "errors.csv", "provenance.json", "README.md",
    "claims.json", "images.csv", "run_once.csv", "card.png", "card.zh.svg", "report.html",
    *(f"tables/{name}.{kind}" for kind in ("md", "zh.md", "tex")
      for name in ("summary", "comparisons", "ledger")),
    *(f"figures/{name}.{kind}" for kind in ("svg", "png", "pdf")
      for name in ("difference", "difference_by_epoch", "accuracy", "train_test", "learning")),
}  # fmt: skip
RUNS = ("variant", "seed", "run_id", "engine", "status", "test_accuracy", "test_nll", "train_accuracy",
        "seconds", "weights_sha256")  # fmt: skip
CURVES = ("run_id", "epoch", "test_accuracy", "test_nll", "train_loss", "train_accuracy")
COMPARISONS = (
    "treatment", "control", "metric", "n_pairs", "mean_difference", "ci_low", "ci_high", "ci_low_joint",
    "ci_high_joint", "p_value", "p_joint", "equivalent", "decision", "pair_correlation",
    "detectable_difference",
)  # fmt: skip


@cache
def four_seeds(planned=4, seeds=range(4), there=range(4)):
    experiment = make_experiment(planned=planned)
    return analyse(experiment, make_records(experiment, there), seeds)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder of four seeds, which no test changes, and what was written in this order."""
    folder = tmp_path_factory.mktemp("written") / "x"
    with pytest.MonkeyPatch.context() as patch:
        leave_out_pictures(patch.setattr)
        return folder, write_results(folder, four_seeds(), GIVEN)


def content(folder):
    """Every file with its bytes, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_what_the_design_lists(written):
    """CSVs with their columns, tables, figures, provenance and README, the last named last."""
    folder, paths = written
    assert {str(path.relative_to(folder)) for path in paths} == set(content(folder)) == NAMES
    assert paths[-1].name == "README.md"
    for name, columns in (("runs", RUNS), ("curves", CURVES), ("comparisons", COMPARISONS)):
        heads = (folder / f"{name}.csv").read_text().splitlines()[0].split(",")
        assert set(columns) <= set(heads)


@pytest.mark.usefixtures("undrawn")
def test_equal_analyses_give_equal_bytes_also_from_the_folder_itself(written, tmp_path):
    """A report made again from what was published is the published one; its pictures too, in test_check."""
    one, _ = written
    experiment, seeds = read_experiment(one)
    write_results(tmp_path / "two", analyse(experiment, read_results(one), seeds), GIVEN)
    assert content(one) == content(tmp_path / "two")


@pytest.mark.usefixtures("unwritten")
def test_a_fault_leaves_the_earlier_report_whole(written, tmp_path, monkeypatch):
    """Half a report never replaces a whole one, and nothing is left beside it."""
    folder = shutil.copytree(written[0], tmp_path / "x")
    before = content(folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ResultsError, match="No space left on device"):
        write_results(folder, four_seeds(seeds=range(3), there=range(3)), GIVEN)
    assert content(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.usefixtures("undrawn")
def test_files_of_others_stay_and_figures_of_an_earlier_report_go(written, tmp_path):
    """Only what we wrote is ours to replace or to take away."""
    folder = shutil.copytree(written[0], tmp_path / "x")
    (folder / "notes.txt").write_text("mine")
    experiment = make_experiment(comparisons=[], planned=4)
    write_results(folder, analyse(experiment, make_records(experiment, range(4)), range(4)), GIVEN)
    assert (folder / "notes.txt").read_text() == "mine"
    assert not (folder / "figures" / "difference_by_epoch.svg").exists()
    assert "difference_by_epoch" not in (folder / "README.md").read_text()


def test_files_can_be_read_by_others(written):
    """A temporary place is private; what comes out of it is not."""
    folder, paths = written
    for path in paths:
        assert path.stat().st_mode & stat.S_IRGRP
    assert folder.stat().st_mode & stat.S_IXGRP


@pytest.mark.usefixtures("unwritten")
def test_an_impossible_place_is_one_line(tmp_path):
    """A file where the folder should be, and no traceback."""
    (tmp_path / "x").write_text("in the way")
    with pytest.raises(ResultsError, match="x: cannot be written"):
        write_results(tmp_path / "x", four_seeds(), GIVEN)
    assert (tmp_path / "x").read_text() == "in the way"


@pytest.mark.usefixtures("unwritten")
def test_unbounded_and_unknown_ends_are_empty_in_csv(tmp_path):
    """Neither inf nor nan stands in a file that a spreadsheet opens."""
    write_results(tmp_path / "x", four_seeds(there=range(1)), GIVEN)
    for name in ("runs", "curves", "summary", "comparisons"):
        assert not re.search(r"\b(inf|nan|None)\b", (tmp_path / "x" / f"{name}.csv").read_text())


@pytest.mark.usefixtures("undrawn")
def test_the_readme_opens_with_what_is_missing_then_the_answer(written, tmp_path):
    """A half-finished campaign says so on top; a whole one has no banner."""
    half = four_seeds(there=range(2))
    write_results(tmp_path / "half", half, GIVEN)
    lines = (tmp_path / "half" / "README.md").read_text().splitlines()
    assert lines[2] == "> **Half-finished: 6 of 12 runs are still missing.**"
    text = (written[0] / "README.md").read_text()
    assert ">" not in text.split("## Results")[0]
    told = headline(four_seeds())
    assert f"**{escaped(told.word)}.** {escaped(told.sentence)}" in text
    assert f"Exactly: {escaped(answer(four_seeds()))}" in text
    assert "All 12 planned runs finished. " in text
    assert "(figures/accuracy.svg)" in text
    assert GIVEN["command"] in text


@pytest.mark.usefixtures("undrawn")
def test_text_from_configurations_is_shown_as_text(tmp_path):
    """A question with markup is no markup."""
    experiment = make_experiment(planned=2)
    evil = type(experiment).parse({**experiment.model_dump(mode="json"), "question": "<script>|x|\n# `y`"})
    analysis = analyse(evil, make_records(evil, range(2)), range(2))
    write_results(tmp_path / "x", analysis, {**GIVEN, "command": "x\n```\n<b>"})
    text = (tmp_path / "x" / "README.md").read_text()
    assert "<script>" not in text
    assert "&lt;script&gt;\\|x\\| # \\`y\\`" in text
    assert text.count("```") == 4


@pytest.mark.usefixtures("unwritten")
def test_provenance_says_where_the_numbers_come_from(tmp_path):
    """Commit, plan, ledger, dates, compute, and the environment of each run."""
    experiment = make_experiment(planned=4)
    first, *others = make_records(experiment, range(4))
    analysis = analyse(experiment, [diverge(first), *others], range(4))
    write_results(tmp_path / "x", analysis, GIVEN)
    provenance = json.loads((tmp_path / "x" / "provenance.json").read_text())
    assert provenance["commit"] == GIVEN["commit"]
    assert provenance["plan_hash"] == experiment.plan_hash
    assert provenance["ledger"] == {"planned": 12, "done": 11, "diverged": 1, "failed": 0, "missing": 0}
    assert provenance["compute_seconds"] == pytest.approx(sum(r.seconds or 0 for r in others) + 31.5)
    assert provenance["first_finished"] == "2026-11-23T10:00:00+00:00"
    (environment,) = provenance["environments"]
    assert environment["tensorflow"] == "2.21.0"
    assert len(environment["runs"]) == 12
