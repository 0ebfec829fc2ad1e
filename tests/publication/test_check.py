"""A results folder that does not follow from its runs is found out, file and number named."""

import json
import shutil
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from dropout_lab import children
from dropout_lab.evidence import analyse, plans_of
from dropout_lab.gallery import gallery_places, make_gallery, pixels_of
from dropout_lab.publication import (
    check,
    check_folder,
    check_folders,
    contents,
    read_report,
    remake_folder,
    write_results,
)
from dropout_lab.results_folder import data_files
from tests.e2e.undrawn import leave_out_pages, leave_out_pictures
from tests.evidence.synthetic import make_experiment, make_records
from tests.gallery.examples import MNIST
from tests.results_folder.older import older

GIVEN = {"commit": "c" * 40, "dirty": False, "planned_at": "2026-11-23T10:02:00+00:00"}
ENVIRONMENTS = [{"commit": "a" * 40, "dirty": False}, {"commit": "b" * 40, "dirty": True}]


@cache
def four_seeds():
    """Four seeds whose errors add up to their accuracies; two states of the code trained them."""
    experiment = make_experiment(planned=4)
    records = [
        replace(
            record,
            environment=ENVIRONMENTS[record.seed % 2],
            reliability=bins(record.metrics["test_accuracy"]),
        )
        for record in make_records(experiment, range(4))
    ]
    return analyse(experiment, records, range(4), plans=plans_of(experiment, GIVEN["planned_at"]))


def bins(accuracy):
    """One bin with all images."""
    return np.array([[10_000.0, 0.99, accuracy]])


def write(folder):
    """Write the folder of four seeds, gallery and all."""
    analysis = four_seeds()
    gallery = make_gallery(analysis, pixels_of(gallery_places(analysis), {"mnist": MNIST}))
    write_results(folder, analysis, GIVEN, gallery)
    return folder


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """A folder as it was written, but for its pictures, page and README."""
    with pytest.MonkeyPatch.context() as patch:
        leave_out_pictures(patch.setattr)
        leave_out_pages(patch.setattr)
        return write(tmp_path_factory.mktemp("results") / "synthetic")


@pytest.fixture
def folder(pristine, unwritten, tmp_path):
    """A copy to be changed; what it lacks is not made for its check either."""
    return shutil.copytree(pristine, tmp_path, dirs_exist_ok=True)


def change(path, old, new):
    """Put one text in another's place, once."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.slow
def test_what_was_written_follows_from_its_runs(tmp_path, monkeypatch):
    """Nothing to say, and every file is made again byte for byte from the folder alone, pictures and all."""
    drawn = write(tmp_path / "synthetic")
    made = []
    whole = contents.folder_files
    monkeypatch.setattr(check, "folder_files", lambda *known: made.append(whole(*known)) or made[-1])
    assert check_folder(drawn) == []
    (again,) = made
    older(drawn)  # the digests are of the files as they are
    assert again == {str(path.relative_to(drawn)): path.read_bytes() for path in drawn.rglob("*.*")}
    assert "gallery.json" in again


def test_a_number_in_a_table_is_named_with_its_row(folder):
    """Found and wanted stand beside each other."""
    summary = folder / "summary.csv"
    row = summary.read_text().splitlines()[1].split(",")
    change(summary, row[3], "0.9999")
    (said,) = check_folder(folder)
    where = f"{summary}, line 2 (none, test_accuracy), mean"
    assert said == f"{where}: found '0.9999', wanted {row[3]!r}"


def test_columns_in_another_order_are_no_difference(folder):
    """Columns are known by their heads; an older folder may have them in another order."""
    summary = older(folder) / "summary.csv"
    rows = [line.split(",") for line in summary.read_text().splitlines()]
    summary.write_text("".join(",".join([*row[:2], *reversed(row[2:])]) + "\n" for row in rows))
    assert check_folder(folder) == []
    change(summary, rows[1][3], "0.5")
    (said,) = check_folder(folder)
    assert said == f"{summary}, line 2 (none, test_accuracy), mean: found '0.5', wanted {rows[1][3]!r}"


def test_a_run_that_is_prettier_than_it_was_is_found_in_three_ways(folder):
    """Its curve, its errors and its bins contradict it, and all that is made of it differs."""
    runs = older(folder) / "runs.csv"
    row = runs.read_text().splitlines()[1].split(",")
    change(runs, f"done,{row[5]}", "done,0.9876")
    said = "\n".join(check_folder(folder))
    for part in ("curves.csv, run", "errors.csv, run", "reliability.csv, run", "summary.csv, line 2"):
        assert f"{folder}/{part}" in said


@pytest.mark.slow
def test_several_folders_are_checked_at_once_and_told_in_their_order(folder, monkeypatch, tmp_path_factory):
    """Each says what it says alone, whichever is checked first."""
    monkeypatch.setattr(children, "at_once", lambda: 2)
    empty = tmp_path_factory.mktemp("empty")
    summary = older(folder) / "summary.csv"
    row = summary.read_text().splitlines()[1].split(",")
    change(summary, row[3], "0.9999")
    folders = [folder, empty, folder]
    assert list(check_folders(folders)) == [check_folder(each) for each in folders]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["README.md", "tables/summary.md", "tables/summary.tex"])
def test_a_number_in_a_text_is_named_with_its_line(tmp_path, undrawn, name):
    """The level of the first variant, one unit up."""
    folder = write(tmp_path / "synthetic")
    level = (folder / "tables" / "summary.md").read_text().splitlines()[2].split(" | ")[2]
    change(folder / name, level, "99.99")
    (said,) = check_folder(folder)
    assert said.startswith(f"{folder / name}, line ")
    assert "found '99.99" in said
    assert f"wanted '{level}" in said


def test_a_value_in_json_is_named_with_the_way_to_it(folder):
    """Of provenance.json and gallery.json, whatever follows from the runs."""
    older(folder)
    change(folder / "provenance.json", '"done": 12', '"done": 13')
    change(folder / "gallery.json", '"seed": 0', '"seed": 1')
    ledger, gallery = sorted(check_folder(folder), reverse=True)
    assert ledger == f"{folder}/provenance.json, ledger.done: found '13', wanted '12'"
    assert gallery.startswith(f"{folder}/gallery.json, masks.0.seed: found '1', wanted '0'")


def test_a_picture_a_missing_file_and_one_too_many_are_named(folder):
    """Drawings, too, are held to their runs; files of others are left in peace."""
    older(folder)
    (folder / "figures" / "accuracy.png").write_bytes(b"another")
    (folder / "tables" / "ledger.md").unlink()
    (folder / "notes.txt").write_text("mine")
    (folder / "shares.csv").write_text("variant\n")
    known = json.loads((folder / "provenance.json").read_text())
    known["files"].append("shares.csv")
    (folder / "provenance.json").write_text(json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False))
    said = "\n".join(check_folder(folder))
    assert "accuracy.png: is not the picture that its runs make" in said
    assert "ledger.md: is missing" in said
    assert "shares.csv: belongs to no run here" in said
    assert "notes.txt" not in said


def test_the_last_digit_of_a_number_is_another_processors_business(folder):
    """Sums in another order differ by 1e-16: that is no finding, 1e-6 is one."""
    summary = older(folder) / "summary.csv"
    mean = summary.read_text().splitlines()[1].split(",")[3]
    change(summary, mean, repr(float(mean) * (1 + 1e-14)))
    assert check_folder(folder) == []


def test_an_experiment_written_before_a_key_joined_is_no_difference(folder):
    """The plan is read from the folder; its text stays, as long as it means the same."""
    known = json.loads((older(folder) / "provenance.json").read_text())
    (variant, *_) = known["experiment"]["variants"]
    del variant["recipe"]["randomness"]["salt"]
    text = json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "provenance.json").write_text(text + "\n")
    assert check_folder(folder) == []


def test_a_folder_of_something_else_is_one_line(tmp_path):
    """No results of ours, or damaged ones."""
    (said,) = check_folder(tmp_path)
    assert "provenance.json" in said


@pytest.mark.parametrize(
    ("key", "value"), [("planned_at", 5), ("files", 7), ("seeds", ["x"]), ("experiment", {"name": "y"})]
)
def test_a_damaged_provenance_is_a_line_and_no_traceback(folder, key, value):
    """What somebody else wrote is data: nothing in it can stop the check."""
    known = json.loads((older(folder) / "provenance.json").read_text())
    (folder / "provenance.json").write_text(json.dumps({**known, key: value}))
    said = check_folder(folder)
    assert said
    assert all(str(folder) in line for line in said)


def test_a_list_of_files_that_leads_elsewhere_deletes_nothing(folder, tmp_path_factory):
    """Only a file inside the folder can be one of ours."""
    other = tmp_path_factory.mktemp("other") / "precious.csv"
    other.write_text("mine")
    known = json.loads((older(folder) / "provenance.json").read_text())
    listed = [*known["files"], str(other), f"../{other.parent.name}/precious.csv", 3]
    (folder / "provenance.json").write_text(json.dumps({**known, "files": listed}))
    write_results(folder, *read_report(folder))
    assert other.read_text() == "mine"


def test_an_image_that_the_gallery_lacks_is_said(folder):
    """A gallery of other runs has not the pixels that these need."""
    (older(folder) / "gallery.json").write_text('{"images": []}')
    assert f"{folder}/gallery.json: lacks images that these runs move" in check_folder(folder)


def test_the_states_of_the_code_that_trained_are_counted(pristine):
    """Several commits are said, each with its runs."""
    known = json.loads((pristine / "provenance.json").read_text())
    assert known["commits"] == [
        {"commit": "a" * 40, "dirty": False, "runs": 6},
        {"commit": "b" * 40, "dirty": True, "runs": 6},
    ]


@pytest.mark.slow
def test_a_large_table_stands_in_parts_and_is_read_as_one(tmp_path, monkeypatch, undrawn):
    """Each part has the head and is below the limit; a smaller report takes the parts away again."""
    monkeypatch.setattr(data_files, "LARGEST", 5_000)
    analysis = four_seeds()
    write_results(tmp_path, analysis, GIVEN)
    parts = sorted(tmp_path.glob("curves*.csv"))
    assert len(parts) > 2
    assert all(part.stat().st_size <= 5_000 for part in parts)
    assert len({part.read_text().splitlines()[0] for part in parts}) == 1
    again, *_ = read_report(tmp_path)
    assert again.curves.equals(analysis.curves)
    assert check_folder(tmp_path) == []
    monkeypatch.setattr(data_files, "LARGEST", 2_500_000)
    write_results(tmp_path, analysis, GIVEN)
    assert [part.name for part in tmp_path.glob("curves*.csv")] == ["curves.csv"]


@pytest.mark.slow
def test_a_remake_takes_the_images_that_the_folder_lacks_from_the_data_set(folder, monkeypatch):
    """Where the data set is here; where it is not, the page goes without."""
    whole = (folder / "gallery.json").read_bytes()
    asked = {"mnist": MNIST}
    monkeypatch.setattr(
        "dropout_lab.results_folder.gallery_file.load_what_is_here", lambda name, _: asked.get(name)
    )
    (older(folder) / "gallery.json").write_text('{"images": []}')
    remake_folder(folder)
    assert (folder / "gallery.json").read_bytes() == whole
    asked.clear()
    (older(folder) / "gallery.json").write_text('{"images": []}')
    remake_folder(folder)
    assert not (folder / "gallery.json").exists()


def test_a_change_that_alters_no_meaning_of_a_file_is_found_too(folder):
    """A pixel, a last digit, a space: what is not as it was written is named, whatever it changes."""
    summary, page = folder / "summary.csv", folder / "report.html"
    mean = summary.read_text().splitlines()[1].split(",")[3]
    change(summary, mean, repr(float(mean) * (1 + 1e-14)))
    picture = folder / "figures" / "accuracy.png"
    picture.write_bytes(picture.read_bytes() + b" ")
    page.write_text(page.read_text() + " ")
    said = check_folder(folder)
    assert [line.partition(": ")[0] for line in said if "is not as it was written (damaged)" in line] == [
        str(summary)
    ]
    assert len(said) == 3


def test_a_report_from_the_store_heals_a_damaged_folder(folder):
    """Whatever is damaged, provenance included."""
    for name in ("provenance.json", "runs.csv", "gallery.json", "README.md"):
        (folder / name).write_bytes((folder / name).read_bytes()[:-40])
    assert check_folder(folder)
    write(folder)
    assert check_folder(folder) == []
