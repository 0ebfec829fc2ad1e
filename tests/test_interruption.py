"""Signals that ask a command to end: one exception, never in the middle of what must be whole."""

import os
import signal
import sys
import threading
import time

import pytest

from dropout_lab.interruption import ASKING_TO_END, Interrupted, blocked, held, interruptible
from tests.over import over


@pytest.fixture(autouse=True)
def as_it_was():
    """Give each signal back as it was."""
    before = {number: signal.getsignal(number) for number in ASKING_TO_END}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@over("number", ASKING_TO_END, ids=lambda number: number.name)
def test_each_signal_that_asks_to_end_is_one_exception(number):
    r"""Ctrl-C, Ctrl-\, kill, a closed terminal, a batch system's warning; the exit code is the shell's."""
    with pytest.raises(Interrupted) as interruption, interruptible():
        os.kill(os.getpid(), number)
    assert (interruption.value.signum, interruption.value.exit_code) == (number, 128 + number)
    assert not isinstance(interruption.value, Exception), "no `except Exception` on the way swallows it"


def test_a_signal_while_garbage_is_collected_is_not_lost(capfd):
    """Python ignores errors there, in `__del__` and in callbacks; the signal comes again, without a word."""

    class Garbage:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGTERM)

    def waiting():
        Garbage()
        time.sleep(60)

    with pytest.raises(Interrupted) as interruption, interruptible():
        waiting()
    assert interruption.value.signum == signal.SIGTERM
    assert capfd.readouterr() == ("", "")


def test_other_errors_that_python_ignores_are_shown():
    """A library's fault is no secret, and after the block all is as before."""
    before, shown = sys.unraisablehook, []

    class Garbage:
        def __del__(self):
            raise ValueError("theirs")

    try:
        sys.unraisablehook = hook = lambda ignored: shown.append(str(ignored.exc_value))
        with interruptible():
            Garbage()
        assert sys.unraisablehook is hook
    finally:
        sys.unraisablehook = before
    assert shown == ["theirs"]


def test_signals_are_given_back():
    """After the block they are whose they were before."""
    before = [signal.getsignal(number) for number in ASKING_TO_END]
    with interruptible():
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert [signal.getsignal(number) for number in ASKING_TO_END] == before


def test_what_is_ignored_and_what_is_somebody_elses_stays():
    """`nohup` ignores SIGHUP, a shell's `&` SIGINT; a user's script may handle SIGUSR1 itself."""
    came = []
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGUSR1, lambda *_: came.append("theirs"))
    with interruptible(), held():
        os.kill(os.getpid(), signal.SIGHUP)
    with interruptible():
        os.kill(os.getpid(), signal.SIGUSR1)
    assert came == ["theirs"]


def test_a_signal_waits_for_the_end_of_what_must_be_whole():
    """Also where blocks stand in each other, and of several signals the first counts."""
    done = []

    def recorded():
        with held():
            with held():
                os.kill(os.getpid(), signal.SIGTERM)
                os.kill(os.getpid(), signal.SIGHUP)
                done.append("inner")
            done.append("outer")

    with pytest.raises(Interrupted) as interruption, interruptible():
        recorded()
    assert done == ["inner", "outer"]
    assert interruption.value.signum == signal.SIGTERM


def test_in_another_thread_nothing_is_handled_or_held():
    """Python lets only the main thread set handlers."""
    errors = []

    def go():
        try:
            with interruptible(), held():
                pass
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=go)
    thread.start()
    thread.join()
    assert errors == []


def test_a_blocked_signal_comes_when_the_block_is_done():
    """It waits in the thread that blocked it."""
    done = []

    def signalled():
        with blocked(ASKING_TO_END):
            signal.pthread_kill(threading.get_ident(), signal.SIGHUP)
            done.append("block")

    with pytest.raises(Interrupted), interruptible():
        signalled()
    assert done == ["block"]
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())
