"""The route of what Keras has fetched on this machine already: ``~/.keras/datasets``."""

import os
from functools import partial
from pathlib import Path

from dropout_lab.data.cache import unzip
from dropout_lab.data.idx import LARGEST
from dropout_lab.data.routes import NoRoute, Route
from dropout_lab.data.web import arrays_of
from dropout_lab.datasets import DatasetFacts
from dropout_lab.datasets.origins import IdxFiles, WebArrays, WebFolder

KEEPER = "Keras"
"""Keeper of the web routes whose files Keras keeps under their own names."""


def keras_datasets() -> Path:
    """Return the folder in which Keras keeps data sets."""
    return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets"


def kept_by_keras(name: str, facts: DatasetFacts, origin: IdxFiles) -> list[Route]:
    """Return the route of Keras's own copy of a data set, where there is one.

    Args:
        name: of the data set, such as ``fashion_mnist``.
        facts: of the data set.
        origin: its files and their routes.
    """
    found: list[Route] = []
    for route in origin.routes:
        if isinstance(route, WebArrays) and route.keeper == KEEPER:
            path = keras_datasets() / route.url.rpartition("/")[2]
            if path.is_file():
                found.append(Route(f"Keras's copy {path}", partial(_arrays, path, facts, origin)))
        elif isinstance(route, WebFolder) and route.keeper == KEEPER:
            folder = keras_datasets() / name.replace("_", "-")
            if all((folder / f"{file}.gz").is_file() for file in origin.sha256):
                found.append(Route(f"Keras's copy {folder}", partial(_gzipped, folder, origin)))
    return found


def _arrays(
    path: Path, facts: DatasetFacts, origin: IdxFiles, workspace: Path, progress: bool
) -> dict[str, bytes]:
    if path.stat().st_size > LARGEST:
        raise NoRoute(f"more than {LARGEST:,} bytes")
    return arrays_of(path, facts, origin)


def _gzipped(folder: Path, origin: IdxFiles, workspace: Path, progress: bool) -> dict[str, bytes]:
    return {file: unzip(folder / f"{file}.gz") for file in origin.sha256}
