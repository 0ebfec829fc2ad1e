"""The door of every command: signals and closed streams are met before anything else is imported."""

import contextlib
import os
import shlex
import sys
from typing import NoReturn

from dropout_lab.foreign import visible
from dropout_lab.interruption import Interrupted, interruptible


def main() -> NoReturn:
    """Run the command line, and end the process with its exit code.

    A signal that asks to end is one line on stderr, and the exit code that a shell gives it: 130, 143, 129.
    """
    open_closed_streams()
    try:
        with interruptible():
            from dropout_lab.cli.app import answer

            code = answer()
    except Interrupted as interruption:
        code = interruption.exit_code
        with contextlib.suppress(OSError, ValueError, AttributeError):  # nobody reads any more, or ever did
            sys.stderr.write(
                "\ndropout-lab: interrupted; what is written is whole. To go on, type it again: "
                f"{visible(shlex.join(['dropout-lab', *sys.argv[1:]]))}\n"
            )
    _let_go_of_streams()
    sys.exit(code)


def open_closed_streams() -> None:
    """Give the numbers 0, 1 and 2 to nothing, where they are closed (`>&-`).

    Else the next file that is opened would get the number, such as a socket of ours, and whatever a library
    prints would go there.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def _let_go_of_streams() -> None:
    """Leave nothing for Python to write at its end: it could neither wait for that nor say it in a line."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                nothing = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nothing, stream.fileno())
                os.close(nothing)
