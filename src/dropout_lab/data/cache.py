"""The folder that keeps each data set's raw files between runs."""

import gzip
import os
import zlib
from collections.abc import Mapping
from pathlib import Path

from dropout_lab.data.idx import LARGEST, check
from dropout_lab.errors import DataError
from dropout_lab.files import write_whole

VARIABLE = "DROPOUT_LAB_CACHE"
FETCH_AGAIN = "delete the file and it will be fetched again"


def cache_folder(cache_dir: Path | None = None) -> Path:
    """Where data sets are kept: the folder given, else $DROPOUT_LAB_CACHE, else the user's cache."""
    named = cache_dir or os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    # not needed, and so not imported, where the folder is named
    from platformdirs import user_cache_path

    return user_cache_path("dropout-lab", appauthor=False)


def read(sha256: Mapping[str, str], folder: Path) -> dict[str, bytes]:
    """Read and verify the files of a data set that are in its folder, raw or as ``.gz``.

    Args:
        sha256: of the raw bytes, by file name.
        folder: the data set's own, in the cache.

    Returns:
        Raw bytes by file name; files that are not there are left out.

    Raises:
        DataError: a file is damaged or unreadable; names it, the hash found and the hash wanted.
    """
    found: dict[str, bytes] = {}
    for name, wanted in sha256.items():
        for path in (folder / name, folder / f"{name}.gz"):
            try:
                content = path.read_bytes() if path.suffix != ".gz" else unzip(path)
            except FileNotFoundError:
                continue
            except (OSError, EOFError, zlib.error) as error:
                raise DataError(f"{path}: cannot be read: {error}; {FETCH_AGAIN}") from None
            try:
                check(content, wanted, str(path))
            except DataError as error:
                raise DataError(f"{error}; {FETCH_AGAIN}") from None
            found[name] = content
            break
    return found


def unzip(path: Path) -> bytes:
    """Unpack a gzip file, up to the largest size that a file may have."""
    with gzip.open(path) as stream:
        return stream.read(LARGEST)


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder, each whole or not at all: written beside, then renamed.

    Raises:
        DataError: the folder cannot be written.
    """
    try:
        write_whole(folder, files)
    except OSError as error:
        raise DataError(
            f"{folder}: cannot write the data there: {error.strerror or error}; "
            f"choose another folder by dataset.cache_dir=... or {VARIABLE}"
        ) from None
