"""Files are written whole or not at all."""

import os
import stat

import pytest

from dropout_lab.files import create_or_keep, folder_beside, write_whole


def test_files_take_their_places_in_order_and_others_stay(tmp_path):
    """Folders are made, a name may lead one folder down, and what others have there is left alone."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "notes.txt").write_text("mine")
    paths = write_whole(tmp_path / "x", {"deep/b.txt": b"2", "a.txt": b"1"})
    assert paths == [tmp_path / "x" / "deep" / "b.txt", tmp_path / "x" / "a.txt"]
    found = {path.name: path.read_bytes() for path in (tmp_path / "x").rglob("*.txt")}
    assert found == {"b.txt": b"2", "a.txt": b"1", "notes.txt": b"mine"}


def test_a_full_disk_leaves_what_stood_there_and_nothing_beside_it(tmp_path, monkeypatch):
    """The second file fails, so the first does not replace its elder."""
    write_whole(tmp_path, {"a.txt": b"old"})
    written = iter([None, OSError(28, "No space left on device")])

    def sync(_):
        error = next(written)
        if error:
            raise error

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path, {"a.txt": b"new", "b.txt": b"new"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_others_may_read_what_is_written(tmp_path):
    """The passing folder is private; the files that come out of it are as the user's mask says."""
    (path,) = write_whole(tmp_path / "x", {"a.txt": b"1"})
    assert path.stat().st_mode & stat.S_IRGRP
    assert path.parent.stat().st_mode & stat.S_IXGRP


def test_what_stays_in_a_passing_folder_is_removed(tmp_path):
    """Also where an error leaves it."""
    with folder_beside(tmp_path / "whole") as beside:
        (beside / "half").write_text("half")
    with pytest.raises(IsADirectoryError), folder_beside(tmp_path / "whole") as beside:
        beside.write_text("half")
    assert list(tmp_path.iterdir()) == []


def test_a_log_of_ours_is_kept_and_written_on(tmp_path):
    """A second round of one command adds to it."""
    log = tmp_path / "run.log"
    create_or_keep(log)
    log.write_text("first\n")
    create_or_keep(log)
    assert log.read_text() == "first\n"


@pytest.mark.parametrize("kind", ["link", "hard link", "folder"])
def test_what_leads_elsewhere_is_no_log(tmp_path, kind):
    """A file of somebody else by another name, or no file at all."""
    log, other = tmp_path / "run.log", tmp_path / "other"
    other.write_text("theirs")
    make = {"link": lambda: log.symlink_to(other), "hard link": lambda: log.hardlink_to(other)}
    make.get(kind, log.mkdir)()
    with pytest.raises(OSError, match=r"\w"):
        create_or_keep(log)
    assert other.read_text() == "theirs"
