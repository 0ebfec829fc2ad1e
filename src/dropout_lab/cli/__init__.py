"""The command line: one file per group of verbs, nothing heavy imported until a verb needs it."""

from dropout_lab.cli.entry import main

__all__ = ["main"]
