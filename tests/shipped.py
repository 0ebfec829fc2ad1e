"""The experiments that are shipped, read once for all tests of a process that ask about them."""

from functools import cache

from dropout_lab.config import read_command


@cache
def shipped(name):
    """The experiment of a file, as a command without further words has it."""
    return read_command([f"experiment={name}"]).experiment
