"""Files that are written whole or not at all: made in a folder beside, then renamed into place."""

import errno
import fcntl
import os
import shutil
import stat
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from dropout_lab.errors import ResultsError, WaitNotice
from dropout_lab.foreign import path_inside
from dropout_lab.interruption import held

PASSING = ".dropout-lab-new."
"""What the name of a temporary folder of ours begins with."""

MIB = 2**20

WRITER_SECONDS = 60.0
"""Writing a folder takes a second; what takes a minute hangs."""


def nearest(path: Path) -> Path:
    """Return a file or folder, or the innermost folder above it that there is."""
    return next(place for place in (path, *path.absolute().parents) if place.exists())


def refuse_full_disk(path: Path, needed: int, remedy: str) -> None:
    """Refuse what a disk has no room for, before hours of work that could not be kept.

    Args:
        path: a file or folder, there or to be made.
        needed: bytes, an estimate.
        remedy: ends the line.

    Raises:
        ResultsError: less than twice that is free.
    """
    free = shutil.disk_usage(nearest(path)).free
    if free < 2 * needed:
        wanted = f"{-(-needed // MIB):,} MiB may be written, and its disk has {free // MIB:,} MiB free"
        raise ResultsError(f"{path}: {wanted}; make room, or {remedy}")


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
    sweep(folder)
    with folder_beside(folder / "new") as beside:
        for name, content in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            with (beside / name).open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        for made in {(beside / name).parent for name in files}:
            sync(made)
        with held():  # else a signal would leave some files of this report and some of the one before
            for name, place in zip(files, places, strict=True):
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(beside / name, place)
    for parent in {folder.parent, folder, *(place.parent for place in places)}:
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

    It is locked as long as its process lives, so that `sweep` knows one that nobody writes any more.

    Args:
        path: file or folder that is to be made or replaced; its parent exists.
    """
    beside, handle = _locked_folder(path.parent)
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        os.close(handle)


def _locked_folder(parent: Path) -> tuple[Path, int]:
    while True:
        made = Path(tempfile.mkdtemp(prefix=PASSING, dir=parent))
        handle = os.open(made, os.O_RDONLY)
        with suppress(OSError):  # a file system that knows no locks, or somebody who sweeps this very moment
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if made.exists():
            return made, handle
        os.close(handle)


def sweep(*folders: Path) -> None:
    """Remove the temporary folders of ours that processes which were killed have left in some folders.

    One that a living process holds stays, and so does whatever has not our name, owner and kind.
    """
    for folder in folders:
        with suppress(OSError):
            for left in [entry for entry in os.scandir(folder) if entry.name.startswith(PASSING)]:
                if left.is_dir(follow_symlinks=False) and left.stat().st_uid == os.getuid():
                    _remove_unless_held(Path(left.path))


def _remove_unless_held(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Hold a folder's one right to be written; who comes second waits, says so, and not for ever.

    The lock is the folder's own, and ends with its process: no file is left of it. A file system that knows
    no locks has none.

    Args:
        folder: made where it is not.

    Raises:
        OSError: it cannot be made or entered.
        ResultsError: another process has written it for `WRITER_SECONDS`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        _wait_for_lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _wait_for_lock(handle: int, folder: Path) -> None:
    end, is_said = time.monotonic() + WRITER_SECONDS, False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise ResultsError(
                    f"{folder}: another process has been writing it for {WRITER_SECONDS:.0f} s; end that "
                    "one, or write elsewhere"
                ) from None
        except OSError:
            return
        else:
            return
        if not is_said:
            said = f"{folder}: another process writes it; waiting up to {WRITER_SECONDS:.0f} s"
            warnings.warn(said, WaitNotice, stacklevel=4)
            is_said = True
        time.sleep(0.05)
