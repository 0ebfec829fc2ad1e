"""Paths and addresses of the machine that ran: relative to the project, or left out of what is published."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ELSEWHERE = "..."
"""Stands for a path outside of the project, and for an address."""


def without_places(composed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a composed configuration without the paths and addresses of this machine.

    >>> without_places({"store": {"path": "results/store.sqlite"}, "executor": {"address": "tcp://me:87"}})
    {'store': {'path': 'results/store.sqlite'}, 'executor': {'address': 'tcp://...'}}
    """
    plain = dict(composed)
    for part, key, make in (("store", "path", inside_project), ("executor", "address", _scheme)):
        if isinstance(plain.get(part), Mapping) and isinstance(plain[part].get(key), str):
            plain[part] = {**plain[part], key: make(plain[part][key])}
    return plain


def command_without_places(command: str) -> str:
    """Return a command line whose paths are relative to the project.

    >>> command_without_places("dropout-lab run --config-dir /home/ada/conf dropout.rate=0.2")
    'dropout-lab run --config-dir ... dropout.rate=0.2'
    """
    try:
        words = shlex.split(command)
    except ValueError:  # of a stranger's store
        return command
    if not any("/" in word for word in words):
        return command
    return shlex.join(_word(word) for word in words)


def inside_project(path: str) -> str:
    """Return a path relative to the current folder, the project's; one that leads out of it is left out."""
    try:
        return str(Path(path).expanduser().resolve().relative_to(Path.cwd().resolve()))
    except (ValueError, OSError, RuntimeError):
        return ELSEWHERE


def _word(word: str) -> str:
    """Leave absolute paths and those of a home out of a word, after its equals sign where it has one."""
    key, equals, value = word.rpartition("=")
    return f"{key}{equals}{inside_project(value)}" if value.startswith(("/", "~")) else word


def _scheme(address: str) -> str:
    return f"{address.partition('://')[0]}://{ELSEWHERE}"
