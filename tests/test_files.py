"""Files are written whole or not at all."""

import os
import signal
import stat
import subprocess
import sys
import threading

import pytest

from dropout_lab import files
from dropout_lab.errors import ResultsError, WaitNotice
from dropout_lab.files import PASSING, create_or_keep, folder_beside, one_writer, sweep, write_whole
from dropout_lab.interruption import Interrupted, interruptible


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


CHILD = """
import sys, time
from pathlib import Path
from dropout_lab.files import folder_beside, one_writer
with {block}:
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_process(tmp_path):
    """Let another process be in the middle of a block; it is killed at the end, or by the test."""
    processes = []

    def begin(block):
        code = CHILD.format(block=block.format(folder=f"Path({str(tmp_path)!r})"))
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in processes:
        end(process)
        process.stdout.close()


def end(process):
    process.kill()
    process.wait()


def hidden(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_writes_is_not(tmp_path, other_process):
    """The lock of a temporary folder ends with whoever made it."""
    process = other_process("folder_beside({folder} / 'new')")
    sweep(tmp_path)
    assert len(hidden(tmp_path)) == 1
    end(process)
    sweep(tmp_path, tmp_path / "nowhere")
    assert hidden(tmp_path) == []


def test_nothing_is_swept_but_what_is_ours(tmp_path):
    """Neither others' hidden folders, nor a file or a link of our name, nor where it leads."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("mine")
    (tmp_path / ".new.abcdefgh").mkdir()
    (tmp_path / f"{PASSING}file").write_text("")
    (tmp_path / f"{PASSING}link").symlink_to(tmp_path / "mine")
    before = sorted(tmp_path.rglob("*"))
    sweep(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_next_writer_of_a_folder_sweeps_it(tmp_path, other_process):
    """No hidden folder stays in a report that was killed and then written."""
    process = other_process("folder_beside({folder} / 'new')")
    end(process)
    write_whole(tmp_path, {"a.txt": b"1"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_signal_leaves_one_report_not_a_mixture(tmp_path, monkeypatch):
    """It waits until the files have taken their places."""
    write_whole(tmp_path, {"a.txt": b"old", "b.txt": b"old"})
    replace = os.replace

    def struck(source, target):
        os.kill(os.getpid(), signal.SIGTERM)
        replace(source, target)

    monkeypatch.setattr(os, "replace", struck)
    with pytest.raises(Interrupted), interruptible():
        write_whole(tmp_path, {"a.txt": b"new", "b.txt": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"new", "b.txt": b"new"}


def test_the_second_writer_of_a_folder_waits_and_says_so(tmp_path, other_process):
    """One line with the folder and the bound, and then its turn."""
    process = other_process("one_writer({folder})")
    threading.Timer(0.3, process.kill).start()
    with (
        pytest.warns(WaitNotice, match="another process writes it; waiting up to 60 s"),
        one_writer(tmp_path),
    ):
        pass
    assert hidden(tmp_path) == []


def test_a_writer_that_hangs_is_not_waited_for_for_ever(tmp_path, other_process, monkeypatch):
    """The error names the folder and what to do."""
    monkeypatch.setattr(files, "WRITER_SECONDS", 0.2)
    other_process("one_writer({folder})")
    with pytest.warns(WaitNotice), pytest.raises(ResultsError, match="end that one"), one_writer(tmp_path):
        pass
