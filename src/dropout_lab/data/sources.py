"""Having a data set: from the cache, else by the first route that brings the right bytes."""

import sys
import tempfile
from pathlib import Path

from dropout_lab.data import cache
from dropout_lab.data.digits import load_digits
from dropout_lab.data.idx import SHA256, check, parts
from dropout_lab.data.images import Images
from dropout_lab.data.packages import PACKAGES
from dropout_lab.data.routes import Route
from dropout_lab.data.splits import split
from dropout_lab.data.web import WEB
from dropout_lab.errors import DataError, unknown_name
from dropout_lab.recipe import DATASETS, Dataset

ROUTES: dict[str, tuple[Route, ...]] = {name: (*WEB[name], *PACKAGES[name]) for name in SHA256}
"""By data set: the ways to try, in this order."""


def load(dataset: Dataset, cache_dir: Path | None = None) -> Images:
    """Load a data set, verified, and cut it as the recipe says; fetch it first if need be.

    Args:
        dataset: which images, and the sizes and the seed of the split.
        cache_dir: folder to keep raw files in, in place of the user's cache.

    Returns:
        Read-only arrays: the published bytes, or copies where a split selects images.

    Raises:
        DataError: a damaged file, or no route to the data; one line.
    """
    if dataset.name == "digits":
        return split(load_digits(), dataset)
    return split(parts(_have(dataset.name, cache_dir, progress=True)), dataset)


def load_what_is_here(name: str, cache_dir: Path | None = None) -> Images | None:
    """Load a whole data set where it is in the cache already; None where it would have to be fetched.

    Raises:
        DataError: a damaged file; one line.
    """
    dataset = Dataset(name=name)  # pyright: ignore[reportArgumentType] - checked by the type itself
    if name == "digits":
        return load(dataset)
    found = cache.read(name, cache.cache_folder(cache_dir) / name)
    return split(parts(found), dataset) if len(found) == len(SHA256[name]) else None


def fetch(name: str, cache_dir: Path | None = None, progress: bool = True) -> Path:
    """Make sure that a data set is in the cache and sound; return its folder.

    ``digits`` come with scikit-learn: they are checked, and nothing is fetched or written.

    Raises:
        DataError: an unknown name, a damaged file, or no route to the data; one line.
    """
    if name not in DATASETS:
        raise DataError(unknown_name("dataset", name, "data set", DATASETS))
    if name == "digits":
        load_digits()
    else:
        _have(name, cache_dir, progress)
    return cache.cache_folder(cache_dir) / name


def _have(name: str, cache_dir: Path | None, progress: bool) -> dict[str, bytes]:
    """The verified raw files of a data set, and afterwards they are in the cache."""
    folder = cache.cache_folder(cache_dir) / name
    found = cache.read(name, folder)
    if len(found) == len(SHA256[name]):
        return found
    brought = _bring(name, folder, progress)
    cache.write(folder, {file: brought[file] for file in brought if file not in found})
    return brought


def _bring(name: str, folder: Path, progress: bool) -> dict[str, bytes]:
    """Try each route in turn until one brings all files with the right hashes."""
    tried: list[str] = []
    for route in ROUTES[name]:
        if progress:
            sys.stderr.write(f"dropout-lab: fetching {name}: {route.label}\n")
        with tempfile.TemporaryDirectory(prefix="dropout-lab-", ignore_cleanup_errors=True) as workspace:
            try:
                brought = route.bring(Path(workspace), progress)
                for file in SHA256[name]:
                    check(name, file, brought[file], file)
            except Exception as error:  # a damaged download raises anything; go on
                tried.append(f"{route.label} ({_reason(error)})")
            else:
                return {file: brought[file] for file in SHA256[name]}
    raise DataError(
        f"dataset={name}: not in {folder}, and no route brings it: {'; '.join(tried)}. By hand: put "
        f"{', '.join(SHA256[name])}, raw or as .gz, into {folder}"
    )


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
