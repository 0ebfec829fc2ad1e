"""Children that begin as a new Python: a signal of main's ends none of them, and main's end ends all."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import resource_tracker

import pytest

from dropout_lab.interruption import ASKING_TO_END
from dropout_lab.spawning import MAINS_ALONE, METHOD, _count_semaphores, children, end_children

PARENT = """
import multiprocessing
from dropout_lab.spawning import METHOD, children

if __name__ == "__main__":
    import held

    with children():
        child = multiprocessing.get_context(METHOD).Process(target=held.go)
        child.start()
        child.join()
"""
HELD = """
import multiprocessing, os, pathlib, time

if multiprocessing.current_process().name != "MainProcess":
    os.write(1, b"%d\\n" % os.getpid())
    while not pathlib.Path("on").exists():
        time.sleep(0.01)

def go():
    os.write(1, b"ran\\n")
"""
PATIENCE = 30


@pytest.fixture
def parent(tmp_path):
    """A process whose child is held in the imports that its target needs, and the child's number."""
    (tmp_path / "parent.py").write_text(PARENT)
    (tmp_path / "held.py").write_text(HELD)
    pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "parent.py"], cwd=tmp_path, text=True, **pipes) as process:
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def test_a_child_that_imports_notices_no_signal_of_mains(parent, tmp_path):
    r"""Ctrl-C, Ctrl-\, a closed terminal, a batch system's warning: no traceback, and it goes on."""
    process, child = parent
    for number in MAINS_ALONE:
        os.kill(child, number)
    time.sleep(0.05)
    (tmp_path / "on").touch()
    assert process.communicate(timeout=PATIENCE) == ("ran\n", "")
    assert process.returncode == 0


def test_a_child_that_imports_goes_with_its_parent(parent):
    """Whatever holds it, without a word, even of one that is killed; the last process closes the pipes."""
    process, _child = parent
    process.kill()
    assert process.communicate(timeout=PATIENCE) == ("", "")


def test_sigterm_ends_a_child_without_a_word(parent):
    """`multiprocessing` ends by it what is left when main ends as usual."""
    process, child = parent
    os.kill(child, signal.SIGTERM)
    assert process.communicate(timeout=PATIENCE) == ("", "")


class Slow:
    """Something whose way to a child takes as long as main likes."""

    def __init__(self) -> None:
        self.is_under_way, self.may_arrive = threading.Event(), threading.Event()

    def __reduce__(self):
        self.is_under_way.set()
        self.may_arrive.wait(PATIENCE)
        return int, ()


def test_no_child_is_left_that_is_being_started_while_main_ends():
    """Main waits for it and kills it; whoever would start one later is refused."""
    slow = Slow()
    with children():
        process = multiprocessing.get_context(METHOD).Process
        child = process(target=time.sleep, args=(PATIENCE, slow), daemon=True)
        later = process(target=time.sleep, args=(PATIENCE,), daemon=True)
        starting = threading.Thread(target=child.start)
        starting.start()
        assert slow.is_under_way.wait(PATIENCE)
        threading.Timer(0.1, slow.may_arrive.set).start()
        end_children()
        starting.join()
        child.join(PATIENCE)
        assert child.exitcode == -signal.SIGKILL
        with pytest.raises(OSError, match="about to end"):
            later.start()


def test_children_start_again_in_the_next_block():
    """After a campaign that was interrupted, in a notebook, comes another."""
    end_children()
    with children():
        child = multiprocessing.get_context(METHOD).Process(target=int, daemon=True)
        child.start()
        end_children()
        child.join()


def test_children_of_the_users_own_are_left_alone():
    """A script that calls `dropout_lab.run` may have some."""
    child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(PATIENCE,), daemon=True)
    child.start()
    end_children()
    child.join(0.1)
    assert child.is_alive()
    child.kill()
    child.join()


def test_signals_of_a_terminal_or_a_batch_job_do_not_end_the_counter_of_semaphores(monkeypatch):
    """They reach every process; one started anew at main's end would show a traceback."""
    tracker = resource_tracker.ResourceTracker()
    monkeypatch.setattr(resource_tracker, "ensure_running", tracker.ensure_running)
    _count_semaphores()
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())
    pid = tracker._pid
    for number in ASKING_TO_END:
        os.kill(pid, number)
    time.sleep(0.1)
    assert os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None, "it has ended"
    tracker._stop()
