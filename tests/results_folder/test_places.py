"""A folder that leaves the machine says nothing of its paths, users and hosts."""

import pytest

from dropout_lab.results_folder import command_without_places, without_places


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """The project's folder, entered."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_path_in_the_project_is_relative_and_any_other_is_left_out(project):
    """However it was typed."""
    for typed, kept in (
        ("results/store.sqlite", "results/store.sqlite"),
        (f"{project}/runs/s.sqlite", "runs/s.sqlite"),
        ("/home/ada/s.sqlite", "..."),
        ("../ada/s.sqlite", "..."),
        ("~/s.sqlite", "..."),
    ):
        assert without_places({"store": {"path": typed}, "seeds": 3}) == {"store": {"path": kept}, "seeds": 3}


def test_an_address_is_left_out():
    """What remains says by what it was reached."""
    composed = {"executor": {"address": "tls://node7.lab.example:8786", "workers": None}}
    assert without_places(composed) == {"executor": {"address": "tls://...", "workers": None}}


def test_a_command_keeps_its_words(project):
    """But for paths that lead out of the project."""
    plain = "dropout-lab run 'dropout.rate=[0.2,0.5]' name=a/b"
    assert command_without_places(plain) == plain
    typed = f"dropout-lab run --config-dir {project}/mine dataset.cache_dir=/scratch/ada --x=~/y 'it''s'"
    assert command_without_places(typed).split()[2:] == [
        "--config-dir",
        "mine",
        "dataset.cache_dir=...",
        "--x=...",
        "its",
    ]
    assert command_without_places("dropout-lab 'torn /x") == "dropout-lab 'torn /x"
