"""Files that are written whole or not at all: made in a folder beside, then renamed into place."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def write_whole(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files of one folder; a fault before the last byte is on the disk leaves what stood there.

    Args:
        folder: made where it is not.
        files: name inside the folder, such as ``tables/summary.md`` -> content. They take their places one
            by one in this order, when all of them are written.

    Returns:
        The paths written, in the same order.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with folder_beside(folder / "new") as beside:
        for name, content in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            with (beside / name).open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside / name, folder / name)
    return [folder / name for name in files]


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
