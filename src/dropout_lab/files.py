"""Files that are written whole or not at all: made in a folder beside, then renamed into place."""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dropout_lab.foreign import path_inside


def write_whole(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files of one folder; a fault before the last byte is on the disk leaves what stood there.

    No file is written where a link leads: neither one of the files nor a folder between may be one.

    Args:
        folder: made where it is not; it may be a link itself.
        files: name inside the folder, such as ``tables/summary.md`` -> content. They take their places one
            by one in this order, when all of them are written.

    Returns:
        The paths written, in the same order.

    Raises:
        OSError: the folder cannot be written.
        ResultsError: a name that leads out of the folder, or a link in the way.
    """
    places = [path_inside(folder, name) for name in files]
    folder.mkdir(parents=True, exist_ok=True)
    with folder_beside(folder / "new") as beside:
        for name, content in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            with (beside / name).open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        for name, place in zip(files, places, strict=True):
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside / name, place)
    for parent in {place.parent for place in places}:
        sync(parent)
    return places


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def create(path: Path, content: bytes = b"") -> None:
    """Make a new file; never write into one that is there, nor where a link leads.

    Raises:
        OSError: something stands there, a link included, or the folder cannot be written.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)


def create_or_keep(path: Path) -> None:
    """Make an empty file, or keep one of ours to write more to it; never where a link leads.

    Raises:
        OSError: a link or something else than a file stands there, or the folder cannot be written.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o666)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise OSError(errno.EEXIST, "no file of its own")
    finally:
        os.close(handle)


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """Make a temporary folder, hidden beside a path and on its disk; remove it at the end of the block.

    Args:
        path: file or folder that is to be made or replaced; its parent exists.
    """
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)
