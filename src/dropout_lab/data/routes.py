"""Routes: the ways by which the files of a data set can reach this machine, and how a route refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NoRoute(Exception):
    """A route that cannot bring the data here; the text says why, in a few words."""


@dataclass(frozen=True)
class Route:
    """One way to a data set: its name in messages, and the function that brings the raw IDX files, by name.

    ``bring(workspace, progress)`` may fill the empty folder ``workspace`` as it likes. What it
    brings is not trusted: the caller holds every file to the published hash. Where it cannot, it
    raises `NoRoute`, or whatever reading a damaged file raises.
    """

    label: str
    bring: Callable[[Path, bool], dict[str, bytes]]


def bar(label: str, total: int, progress: bool) -> Any:
    """A progress bar over bytes on stderr; silent without ``progress`` or without a terminal."""
    # needed by downloads only
    from tqdm import tqdm

    silent = None if progress else True
    return tqdm(total=total, desc=label, unit="B", unit_scale=True, disable=silent, leave=False)
