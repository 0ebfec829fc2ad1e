"""Signals that ask a command to end: each becomes one exception, and none tears what must be whole."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKING_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGXCPU, signal.SIGQUIT)
r"""Ctrl-C; kill, docker and systemd; a closed terminal; a batch system's warning before its time limit;
Ctrl-\, which would leave the memory of each process as a file."""

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
    """
    handled = [number for number in _in_main_thread() if signal.getsignal(number) in _OF_NOBODY]
    before = {number: signal.signal(number, _interrupt) for number in handled}
    try:
        yield
    finally:
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


def _in_main_thread() -> tuple[signal.Signals, ...]:
    """The signals, where Python lets their handlers be set."""
    return ASKING_TO_END if threading.current_thread() is threading.main_thread() else ()


def _interrupt(signum: int, _frame: FrameType | None) -> None:
    raise Interrupted(signum)
