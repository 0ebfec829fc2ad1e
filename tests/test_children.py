"""Work shared out to children: in order, never lost, and no process left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dropout_lab import children
from dropout_lab.children import done_by_children

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="work is shared out on Linux alone")

STARTING = r"""
import os, sys, time
from dropout_lab import children
from dropout_lab.interruption import Interrupted, interruptible

def job(place):
    os.write(1, b"%d\n" % os.getpid())  # at once: two children write into one pipe
    time.sleep(60)

children.at_once = lambda: 2
with interruptible():
    try:
        list(children.done_by_children([lambda: job(0), lambda: job(1)]))
    except Interrupted:
        sys.exit(7)
"""


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    """Two children at once, whatever this machine and the threads of the test runner are."""
    monkeypatch.setattr(children, "at_once", lambda: 2)


def test_results_come_in_the_order_of_the_jobs_whoever_ends_first():
    """More jobs than children, and results larger than a pipe holds."""

    def job(place):
        time.sleep(0.02 * (place == 0))
        return bytes([place]) * 200_000

    jobs = [lambda place=place: job(place) for place in range(5)]
    assert list(done_by_children(jobs)) == [bytes([place]) * 200_000 for place in range(5)]


def test_jobs_are_done_elsewhere():
    """What a job changes in its process is no business of ours."""
    processes = set(done_by_children([lambda: str(os.getpid()).encode()] * 4))
    assert str(os.getpid()).encode() not in processes


def test_what_a_child_could_not_do_is_done_here():
    """A child that is killed, as for want of memory, loses nothing; an error is raised where it is caught."""
    here = os.getpid()

    def deadly():
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"done"

    assert list(done_by_children([deadly, lambda: b"other", deadly])) == [b"done", b"other", b"done"]

    def wrong():
        raise ValueError("no such number")

    with pytest.raises(ValueError, match="no such number"):
        list(done_by_children([wrong, lambda: b""]))


def test_whoever_stops_listening_leaves_no_child():
    """The children end with the iteration."""
    ours = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    before = ours.read_text()  # the tests' process may have others
    jobs = [lambda: str(os.getpid()).encode(), lambda: time.sleep(60) or b""]
    results = done_by_children(jobs)
    next(results)
    results.close()
    assert ours.read_text() == before


def test_a_child_has_no_children(monkeypatch):
    """Work inside shared work is done where it is."""
    monkeypatch.undo()
    monkeypatch.setattr(children, "_is_child", [True])
    assert children.at_once() == 1


@pytest.mark.slow
def test_a_signal_ends_all(tmp_path):
    """Ctrl-C in a terminal reaches every process of the command; one word is said, by the parent alone."""
    command = subprocess.Popen(
        [sys.executable, "-c", STARTING],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert command.stdout is not None
    processes = [int(command.stdout.readline()) for _ in range(2)]
    os.killpg(command.pid, signal.SIGINT)
    _, said = command.communicate(timeout=30)
    assert (command.returncode, said) == (7, "")
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
