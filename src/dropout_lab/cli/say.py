"""The door to the terminal: lines for people and objects for programs, in which nothing acts."""

import json
from typing import Any

import typer

from dropout_lab.foreign import visible, visible_json


def say(*lines: object, err: bool = False, bold: bool = False) -> None:
    """Print lines, each made visible.

    Args:
        lines: one argument a line, whatever stands in it.
        err: to stderr.
        bold: where the stream is a terminal.
    """
    for line in map(visible, lines):
        typer.echo(typer.style(line, bold=True) if bold else line, err=err)


def say_object(document: Any) -> None:
    """Print one JSON object on stdout, in ASCII."""
    typer.echo(visible_json(json.dumps(document, allow_nan=False)))
