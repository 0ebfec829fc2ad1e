"""Signals that ask a command to end: each becomes one exception, and none tears what must be whole."""

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any

ASKING_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGXCPU, signal.SIGQUIT)
r"""Ctrl-C; kill, docker and systemd; a closed terminal; a batch system's warning before its time limit;
Ctrl-\, which would leave the memory of each process as a file."""

AGAIN_SECONDS = 0.01
"""After which a signal that came where Python ignores errors is sent again."""

_OF_NOBODY = (signal.SIG_DFL, signal.default_int_handler)


class Interrupted(BaseException):
    """A signal asked this process to end.

    >>> Interrupted(signal.SIGTERM).exit_code
    143
    """

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum

    @property
    def exit_code(self) -> int:
        """What a shell shows of a process that the signal ended."""
        return 128 + self.signum


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the signals that ask to end raise `Interrupted` in the main thread, for the length of a block.

    One that is ignored, as ``nohup`` and a shell's ``&`` do, stays so, and a handler of somebody else stays.
    One that comes while garbage is collected, where Python ignores errors, is raised a little later.
    """
    handled = [number for number in _in_main_thread() if signal.getsignal(number) in _OF_NOBODY]
    before = {number: signal.signal(number, _interrupt) for number in handled}
    shown = sys.unraisablehook
    if handled:
        sys.unraisablehook = partial(_send_again, shown)
    try:
        yield
    finally:
        sys.unraisablehook = shown
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def held() -> Iterator[None]:
    """Let the signals that ask to end wait until the block is done."""
    came: list[int] = []
    numbers = [n for n in _in_main_thread() if signal.getsignal(n) not in (signal.SIG_IGN, None)]
    before = {number: signal.signal(number, lambda n, _: came.append(n)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


@contextmanager
def blocked(numbers: Iterable[int]) -> Iterator[None]:
    """Keep signals from this thread for the length of a block, and for good from processes started in it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _in_main_thread() -> tuple[signal.Signals, ...]:
    """The signals, where Python lets their handlers be set."""
    return ASKING_TO_END if threading.current_thread() is threading.main_thread() else ()


def _interrupt(signum: int, _frame: FrameType | None) -> None:
    raise Interrupted(signum)


def _send_again(shown: Callable[[Any], object], ignored: Any) -> None:
    """Send a signal again that Python has lost; show any other error that it ignores."""
    if not isinstance(ignored.exc_value, Interrupted):
        shown(ignored)
        return
    words = (threading.main_thread().ident, ignored.exc_value.signum)
    threading.Timer(AGAIN_SECONDS, signal.pthread_kill, words).start()
