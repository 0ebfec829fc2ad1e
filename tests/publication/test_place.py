import os
from pathlib import Path

import pytest

from dropout_lab.errors import ResultsError
from dropout_lab.publication import check_place, place


def test_a_place_that_can_be_written_is_left_as_it_was(tmp_path):
    """Nothing is made, neither the folder nor a file in the one above it."""
    assert check_place(tmp_path / "results", "mine", publish=True) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("publish", [False, True])
def test_a_folder_of_somebody_else_is_refused(tmp_path, publish):
    """The page that would be lost is named; published or local, whichever would be written."""
    theirs = tmp_path / ("mine" if publish else "local/mine")
    theirs.mkdir(parents=True)
    (theirs / "report.html").write_text("<p>a thesis</p>")
    with pytest.raises(ResultsError, match=r"report\.html: is not from dropout-lab"):
        check_place(tmp_path, "mine", publish=publish)
    assert check_place(tmp_path, "other", publish=publish) == []


def test_a_link_is_refused(tmp_path):
    """It would decide where we write."""
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "mine").symlink_to(tmp_path)
    with pytest.raises(ResultsError, match="is a link to"):
        check_place(tmp_path, "mine", publish=False)


@pytest.mark.parametrize("number", [28, 30, 122, 13], ids=os.strerror)
def test_what_the_disk_says_is_one_line_with_the_key(tmp_path, monkeypatch, number):
    """No space, a read-only file system, a quota, a server that squashes root: a mode tells of none."""

    def refuse(dir):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(place.tempfile, "TemporaryFile", refuse)
    with pytest.raises(ResultsError) as refused:
        check_place(tmp_path, "mine", publish=False)
    said = f"{tmp_path}/local/mine: cannot be written ({os.strerror(number)}); "
    assert str(refused.value).startswith(said)
    assert "results.path=..." in str(refused.value)


def test_an_index_that_is_not_ours_is_said_before_anything_trains(tmp_path):
    """It hides no result, so the report is written all the same."""
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "index.html").write_text("<p>my home page</p>")
    (said,) = check_place(tmp_path, "mine", publish=False)
    assert "index.html: is not from dropout-lab" in said


def test_the_innermost_folder_that_is_there_is_tried():
    """What is made is made inside it."""
    assert place.nearest(Path("/proc/self/nowhere/at/all")) == Path("/proc/self")
