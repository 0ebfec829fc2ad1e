"""A results folder gives back what was written; damage is named, and nothing is run."""

import json
import os
import shutil
from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.errors import ResultsError, UnverifiedWarning
from dropout_lab.evidence import agreement, analyse
from dropout_lab.language import agreement_lines, decision_word, found_text
from dropout_lab.publication import write_results
from dropout_lab.results_folder import pack_errors, read_experiment, read_results, unpack_errors
from tests.e2e.undrawn import leave_out_pages, leave_out_pictures
from tests.evidence.synthetic import diverge, fail, make_experiment, make_records
from tests.results_folder.older import older

EXPERIMENT = make_experiment(planned=5)
FIELDS = (
    "seed", "status", "recipe", "engine", "epochs", "attempts", "finished_at", "error", "diverged_epoch",
    "metrics", "seconds", "weights_sha256", "environment",
)  # fmt: skip


def five_seeds():
    """All runs of five seeds, one diverged and one failed."""
    first, second, *others = make_records(EXPERIMENT, range(5))
    return [diverge(first), fail(second), *others]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "synthetic"
    with pytest.MonkeyPatch.context() as patch:
        leave_out_pictures(patch.setattr)
        leave_out_pages(patch.setattr)
        write_results(
            folder, analyse(EXPERIMENT, five_seeds(), range(5)), {"commit": "c" * 40, "dirty": False}
        )
    return folder


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "synthetic")


def test_every_record_comes_back_as_it_was(folder):
    """Each number to the last bit, curves and errors too, so that published runs can be extended."""
    back = {record.run_id: record for record in read_results(folder)}
    assert len(back) == 15
    for record in five_seeds():
        read = back[record.run_id]
        for name in FIELDS:
            assert getattr(read, name) == getattr(record, name), name
        for metric, curve in record.curves.items():
            np.testing.assert_array_equal(read.curves[metric], curve)
        if record.status == "done":
            np.testing.assert_array_equal(read.error_images, record.error_images)
            np.testing.assert_array_equal(read.error_labels, record.error_labels)


def test_validation_curves_come_back_too(tmp_path, unwritten):
    """Where runs had validation images, curves.csv has two columns more."""
    experiment = make_experiment(planned=2, validation=5000)
    records = make_records(experiment, range(2))
    write_results(tmp_path / "x", analyse(experiment, records, range(2)), {})
    back = {record.run_id: record for record in read_results(tmp_path / "x")}
    for record in records:
        for metric in ("validation_accuracy", "validation_nll"):
            np.testing.assert_array_equal(back[record.run_id].curves[metric], record.curves[metric])


def test_what_a_dropout_learned_comes_back_too(tmp_path, unwritten):
    """Of the runs that learned it; the others have an empty cell, and no curve of that name."""
    first, *others = make_records(EXPERIMENT, range(2))
    rates = {f"learned_rate_{site}": np.linspace(0.1, site / 4, first.epochs) for site in range(2)}
    learner = replace(first, curves={**first.curves, **rates})
    write_results(tmp_path / "x", analyse(EXPERIMENT, [learner, *others], range(2)), {})
    back = {record.run_id: record for record in read_results(tmp_path / "x")}
    for name, rate in rates.items():
        np.testing.assert_array_equal(back[learner.run_id].curves[name], rate)
    assert all(set(back[record.run_id].curves) == set(record.curves) for record in others)


def test_the_experiment_comes_back_with_its_plan(folder):
    """Variants, seeds and plan hash, from provenance.json."""
    experiment, seeds = read_experiment(folder)
    assert (experiment, seeds) == (EXPERIMENT, tuple(range(5)))
    assert experiment.plan_hash == EXPERIMENT.plan_hash


def test_a_variant_called_na_is_no_missing_value(tmp_path, unwritten):
    """Names that table readers take for nothing are names."""
    experiment = make_experiment(("None", "NA"), comparisons=[{"treatment": "NA", "control": "None"}])
    analysis = analyse(experiment, make_records(experiment, range(3)), range(3))
    write_results(tmp_path / "x", analysis, {})
    back = analyse(read_experiment(tmp_path / "x")[0], read_results(tmp_path / "x"), range(3))
    assert back.runs.equals(analysis.runs)


def damage(folder, name, old, new):
    """Change a file by hand, in a folder that has no digests to tell."""
    path = older(folder) / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("runs.csv", "variant,seed", "variant,sead", "no column seed"),
        ("runs.csv", "none,1,", "none,one,", "runs.csv, run"),
        ("runs.csv", "\nnone,", "\nnoone,", "variant noone is not in provenance.json"),
        ("runs.csv", ",done,", ",ready,", "status ready"),
        (
            "runs.csv",
            ",done,0.",
            ",done,9.",
            "runs.csv, run .*: test_accuracy=9.*: should be a fraction",
        ),
        ("runs.csv", ",20,,1,", f",{10**30},,1,", "epochs=1000.*: should be 0 to 2147483647"),
        ("curves.csv", ",1,0.", ",1,zero.", "curves.csv, run"),
        ("curves.csv", ",1,0.", ",1,-nan,0.", "row 1 has not as many cells"),
        ("curves.csv", ",2,0.", ",2,1e24", "curve, epoch 2: test_accuracy=.*: should be a fraction"),
        ("errors.csv", "=,", "?,", "errors.csv"),
        ("provenance.json", "{", "", "provenance.json"),
    ],
)
def test_damage_is_named_in_one_line(folder, name, old, new, said):
    """A file from someone else is data, and bad data is refused."""
    damage(folder, name, old, new)
    with pytest.raises(ResultsError, match=said) as caught:
        read_results(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["runs.csv", "curves.csv", "errors.csv"])
def test_a_file_cut_in_its_last_line_is_refused_in_one_line(folder, name):
    """A row with fewer cells than the head is named."""
    path = older(folder) / name
    path.write_text(path.read_text().rstrip().rpartition(",")[0])
    with pytest.raises(ResultsError, match=f"{name}: row .* has not as many cells as the head"):
        read_results(folder)


def test_no_results_at_all_is_said(tmp_path):
    """An empty folder is not a results folder."""
    with pytest.raises(ResultsError, match="cannot be read"):
        read_results(tmp_path)
    (tmp_path / "provenance.json").write_text(json.dumps({}))
    with pytest.raises(ResultsError, match="names no experiment"):
        read_experiment(tmp_path)


@pytest.mark.parametrize("n", [0, 1, 160, 10_000])
def test_packed_errors_unpack(n):
    """Any number of errors, in their order."""
    draws = np.random.default_rng(n)
    images, labels = draws.integers(0, 10_000, n).astype(np.uint16), draws.integers(0, 10, n).astype(np.uint8)
    back = unpack_errors(*pack_errors(images, labels))
    np.testing.assert_array_equal(back[0], images)
    np.testing.assert_array_equal(back[1], labels)


def compared(folder, mine):
    """Say how runs of one's own agree with those of the folder."""
    experiment, seeds = read_experiment(folder)
    return agreement_lines(agreement(analyse(experiment, read_results(folder), seeds), mine))


def test_equal_digests_are_counted_run_by_run(folder):
    """The same runs again: every digest agrees, and no word of noise."""
    lines = compared(folder, analyse(EXPERIMENT, five_seeds(), range(5)))
    assert lines[0].startswith("published  dropout - none, test accuracy: ")
    assert lines[1].startswith("yours      dropout - none, test accuracy: ")
    (row,) = analyse(EXPERIMENT, five_seeds(), range(5)).compared
    assert lines[1].endswith(f": {found_text(row)}, {row.n_pairs} pairs of seeds, {decision_word(row)}")
    assert lines[2] == "digests    13 of 13 runs have the published weights, bit for bit"
    assert len(lines) == 3


def others(shift):
    """The same runs with other weights, and the treatment shifted."""
    import dataclasses

    ids = {EXPERIMENT.variant("dropout").run_id(seed) for seed in range(5)}
    for record in make_records(EXPERIMENT, range(5)):
        moved = record.metrics.get("test_accuracy", 0.0) + (shift if record.run_id in ids else 0)
        metrics = {**record.metrics, "test_accuracy": moved}
        yield dataclasses.replace(record, weights_sha256="0" * 64, metrics=metrics)


@pytest.mark.parametrize(("shift", "said"), [(0.0, "within the noise"), (0.05, "MORE than the noise")])
def test_without_equal_digests_the_estimates_are_compared(folder, shift, said):
    """Where no bits agree, whether the difference is within noise, with its interval."""
    lines = compared(folder, analyse(EXPERIMENT, others(shift), range(5)))
    assert lines[2] == "digests    0 of 13 runs have the published weights, bit for bit"
    assert said in lines[3]
    assert "95 % interval [" in lines[3]


def test_too_few_pairs_do_not_pretend_to_know(folder):
    """One pair has no noise to compare with."""
    mine = [record for record in others(0.0) if record.seed == 4]
    lines = compared(folder, analyse(EXPERIMENT, mine, [4]))
    assert lines[3].endswith("too few pairs to tell a difference from noise")


def test_every_file_of_numbers_is_held_to_its_digest(folder):
    """A digit, a cut, an empty file, none at all: it is named."""
    for name in ("runs.csv", "curves.csv", "errors.csv"):
        path = folder / name
        whole = path.read_bytes()
        for spoilt in (whole.replace(b"0.98", b"0.99", 1) + b" " * (b"0.98" not in whole), whole[:-1], b""):
            path.write_bytes(spoilt)
            with pytest.raises(ResultsError, match=rf"{name}: is not as it was written \(damaged\)"):
                read_results(folder)
        path.unlink()
        with pytest.raises(ResultsError, match=f"{name}: cannot be read"):
            read_results(folder)
        path.write_bytes(whole)
    assert len(read_results(folder)) == 15


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seeds", [0, 1]),
        ("answer", "Yes."),
        ("digests", {"runs.csv": "no hex"}),
        ("digests", {"../../x": "0" * 64}),
        ("digests", 5),
    ],
)
def test_a_provenance_is_held_to_its_own_digest(folder, key, value):
    """Whatever of it was changed: the plan, the answer, a digest."""
    path = folder / "provenance.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(ResultsError, match=r"provenance\.json: is not as it was written") as caught:
        read_experiment(folder)
    assert "\n" not in str(caught.value)


def test_a_folder_without_digests_is_read_and_says_so(folder):
    """One line, with the command that adds them."""
    with pytest.warns(UnverifiedWarning, match="carries no digests, .* `dropout-lab report .*` adds them"):
        assert len(read_results(older(folder))) == 15


def test_a_file_that_is_none_is_refused_at_once(folder):
    """A pipe would be read for ever."""
    (folder / "runs.csv").unlink()
    os.mkfifo(folder / "runs.csv")
    with pytest.raises(ResultsError, match=r"runs\.csv: cannot be read: is no file"):
        read_results(folder)
