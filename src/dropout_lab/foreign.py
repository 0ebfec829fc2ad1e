"""Doors for what comes from elsewhere: a path inside a folder, a name, a file that may be somebody else's.

A folder, a store or a table of somebody else decides neither where we write nor what we delete (law 9).
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from dropout_lab.errors import ResultsError

RESERVED = ("index.html", "readme.md", "local", "logs", "checkpoints", "bench")
"""Names in ``results/`` and ``results/local/`` that no experiment can have, in small letters."""

STORE = "store.sqlite"
"""What the store's own files in ``results/`` begin with."""


def is_free_name(name: str) -> bool:
    """Whether an experiment may have a name: a folder called so is in nobody's way.

    >>> is_free_name("tutorial_claim"), is_free_name("README.md"), is_free_name("store.sqlite-wal")
    (True, False, False)
    """
    small = name.casefold()
    return small not in RESERVED and not small.startswith(STORE)


def is_inside(name: str) -> bool:
    """Whether a name is that of a file in a folder, or in a folder of it.

    >>> is_inside("figures/forest.svg"), is_inside("../x"), is_inside("/x"), is_inside("a/b/c"), is_inside("")
    (True, False, False, False, False)
    """
    path = PurePosixPath(name)
    return 0 < len(path.parts) <= 2 and not path.is_absolute() and ".." not in path.parts


def path_inside(folder: Path, name: str) -> Path:
    """Return the path of a file in a folder, or in a folder of it, that no link leads elsewhere.

    Args:
        folder: where it should stand; it may be a link itself, if the user named it.
        name: such as ``figures/forest.svg``; it need not exist.

    Raises:
        ResultsError: a name that leads out of the folder, or a part of the path that is a link.
    """
    if not is_inside(name):
        raise ResultsError(f"{folder}: {name!r} leads out of the folder; a name inside it is wanted")
    path = folder
    for part in PurePosixPath(name).parts:
        path = path / part
        refuse_link(path)
    return path


def refuse_link(path: Path) -> None:
    """Refuse to write where a link leads.

    Raises:
        ResultsError: a link stands at the path.
    """
    if path.is_symlink():
        raise ResultsError(f"{path}: is a link to {os.readlink(path)}, and is not followed; move it away")


def refuse_to_overwrite(
    folder: Path, names: Iterable[str], is_ours: Callable[[str], bool], inputs: Iterable[Path] = ()
) -> None:
    """Refuse to write over files that are somebody else's, or that the command reads.

    Args:
        folder: where they would be written; it need not exist.
        names: of the files, inside the folder.
        is_ours: whether a file of that name was written by dropout-lab before; asked of those that exist.
        inputs: files that the command reads; they are never written over, whosever they are.

    Raises:
        ResultsError: the first file that would be lost.
    """
    read = [path for path in inputs if path.exists()]
    for name in names:
        path = path_inside(folder, name)
        if not path.exists():
            continue
        if any(path.samefile(one) for one in read):
            raise ResultsError(f"{path}: is what was read, and is not written over; choose another folder")
        if not is_ours(name):
            raise ResultsError(
                f"{path}: is not from dropout-lab, and is not written over; move it away or write elsewhere"
            )
