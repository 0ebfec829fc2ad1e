"""A name means what the store has of it, else the results folder of that name; for every verb alike."""

import json
import shutil
from pathlib import Path

import pytest

from dropout_lab.errors import ConfigError, StoreError
from dropout_lab.results_folder import find_kept, find_run, folder_of

STORE = Path("results/store.sqlite")
COMMITTED = Path(__file__).parents[2] / "results"


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A fresh clone, as far as reading goes: two published folders and no store."""
    for name in ("null_control", "poke"):
        shutil.copytree(COMMITTED / name, tmp_path / "results" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_store_a_name_is_its_published_folder(clone):
    """And the analysis is that of its runs; reading makes no store."""
    assert folder_of(STORE, "poke", asked_as="report") == Path("results/poke")
    found, folder = find_kept(STORE, "poke")
    assert (found.experiment.name, folder) == ("poke", Path("results/poke"))
    assert found.analysis.is_whole
    assert not STORE.exists()


def test_a_local_folder_is_found_after_the_published_one(clone):
    """Where both have a name, what is published is meant."""
    shutil.move("results/poke", "results/local/poke")
    assert folder_of(STORE, "poke", asked_as="report") == Path("results/local/poke")
    shutil.copytree("results/local/poke", "results/poke")
    assert folder_of(STORE, "poke", asked_as="report") == Path("results/poke")


def test_a_name_that_neither_has_lists_those_of_both(clone):
    """With the nearest, and where was looked."""
    with pytest.raises(
        ConfigError, match=r" in .*sqlite and results; choose null_control or poke; nearest: poke$"
    ):
        folder_of(STORE, "pokee", asked_as="report")


def test_a_run_is_found_by_its_place_and_by_how_its_id_begins(clone):
    """With all that its folder keeps of it."""
    experiment = json.loads((clone / "results/poke/provenance.json").read_text())["experiment"]
    variant = experiment["variants"][0]["name"]
    record, folder, *_ = find_run(STORE, f"poke/{variant}/3")
    assert (record.seed, folder) == (3, Path("results/poke"))
    assert len(record.curves["test_accuracy"]) == record.epochs
    again, folder, *_ = find_run(STORE, record.run_id[:14])
    assert (again.run_id, folder) == (record.run_id, Path("results/poke"))


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("zz", "0 runs in {there} begin so; see dropout-lab status"),
        (
            "pokee/dropout/3",
            "no experiment or sweep pokee in {there}; choose null_control or poke; nearest: poke",
        ),
        (
            "poke/dropuot/3",
            "no run of a variant dropuot of poke in {there}; choose dropout or poked; nearest: dropout",
        ),
        ("poke/dropout/30", "no run of seed 30 of poke/dropout in {there}; its seeds: 0 to 9"),
    ],
)
def test_a_run_that_is_nowhere_says_where_was_looked(clone, named, said):
    """In one line, with what there is in place of the part that is not there."""
    with pytest.raises(StoreError) as refused:
        find_run(STORE, named)
    assert str(refused.value) == f"show {named}: {said.format(there=f'{STORE} and results')}"
