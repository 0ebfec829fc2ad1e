"""A results folder is found by path or name, and its two documents are read or refused in one line."""

import pytest

from dropout_lab.errors import ConfigError, ResultsError
from dropout_lab.results_folder import (
    PUBLISHED,
    find_folder,
    is_results_folder,
    local,
    read_claims,
    read_provenance,
    results_folders,
)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)


def folder(path, provenance="{}"):
    """A results folder, as far as its provenance goes."""
    path.mkdir(parents=True)
    (path / "provenance.json").write_text(provenance)
    return path


def test_a_name_is_that_of_the_published_folder_else_of_the_local_one():
    """A path is taken as it is; the folders of others are none of ours."""
    only_local, both = folder(local() / "one"), folder(PUBLISHED / "two")
    folder(local() / "two")
    (PUBLISHED / "notes").mkdir()
    assert find_folder("one") == only_local
    assert find_folder("two") == both == find_folder(str(both))
    assert results_folders(PUBLISHED) == [both]
    assert not is_results_folder(PUBLISHED / "notes")


def test_an_unknown_name_is_answered_with_the_published_ones():
    """One line, with the nearest."""
    folder(PUBLISHED / "variance")
    with pytest.raises(ConfigError, match="report=varience: no such results folder; choose variance"):
        find_folder("varience")


def test_a_folder_without_documents_has_none(tmp_path):
    """No provenance and no claims are no error: the caller says what it needs."""
    assert read_provenance(tmp_path) == {}
    assert read_claims(tmp_path) == []


@pytest.mark.parametrize("text", ["{", "[3]", '{"a": 1}', "7"])
def test_damaged_claims_are_one_line(tmp_path, text):
    """The file is named; a list of objects is wanted."""
    (tmp_path / "claims.json").write_text(text)
    with pytest.raises(ResultsError, match=r"claims\.json: no list of claims"):
        read_claims(tmp_path)


def test_a_provenance_that_is_no_json_is_one_line(tmp_path):
    """The file is named."""
    (tmp_path / "provenance.json").write_text("{")
    with pytest.raises(ResultsError, match=r"provenance\.json: cannot be read"):
        read_provenance(tmp_path)
