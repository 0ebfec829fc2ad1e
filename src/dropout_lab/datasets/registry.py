"""Which data sets exist: names are files of this folder, found without importing any."""

import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from dropout_lab.datasets.base import DatasetFacts
from dropout_lab.errors import ConfigError, unknown_name

FOLDER = Path(__file__).parent
SUPPORT = {"__init__", "base", "origins", "registry"}

_places = [FOLDER]


def dataset_names(places: Sequence[Path] | None = None) -> list[str]:
    """Return the names of the data sets, sorted.

    Args:
        places: folders to look in, a file a data set; None: this folder, and those of `also_in`.
    """
    return sorted(_files(tuple(places or _places)))


def facts_of(name: str, places: Sequence[Path] | None = None) -> DatasetFacts:
    """Return the facts of a data set; no array is loaded and no network asked.

    Args:
        name: of the data set, the name of its file.
        places: folders to look in, a file a data set; None: this folder, and those of `also_in`.

    Raises:
        ConfigError: no such data set; names the nearest.
    """
    return _facts(name, tuple(places or _places))


@contextmanager
def also_in(folder: Path) -> Iterator[None]:
    """Look for data sets in one more folder while the block runs.

    For tests, which bring examples of their own: no command, key or stored file leads here.
    """
    _places.append(folder)
    try:
        yield
    finally:
        _places.remove(folder)


@cache
def _facts(name: str, places: tuple[Path, ...]) -> DatasetFacts:
    files = _files(places)
    if name not in files:
        raise ConfigError(unknown_name("dataset", name, "data set", files))
    if files[name].parent == FOLDER:
        return importlib.import_module(f"dropout_lab.datasets.{name}").FACTS
    found = importlib.util.spec_from_file_location(f"{__name__}.{name}", files[name])
    if found is None or found.loader is None:
        raise ConfigError(f"dataset={name}: {files[name]} is no Python file")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.FACTS


@cache  # each recipe that is read asks
def _files(places: tuple[Path, ...]) -> dict[str, Path]:
    return {path.stem: path for folder in places for path in folder.glob("*.py") if path.stem not in SUPPORT}
