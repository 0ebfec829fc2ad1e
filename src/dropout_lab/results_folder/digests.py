"""Digests of the files of a folder of ours, kept in one of them: what is read is what was written (law 11).

Those of a results folder stand in its provenance, those of a judgement in a file of their own. They find
damage, not forgery: who rewrites a file can rewrite its digest, too.
"""

import hashlib
import json
import re
import stat
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dropout_lab.errors import ResultsError, UnverifiedWarning
from dropout_lab.foreign import is_inside

DIGESTS = "digests"
"""Key of a provenance: file name -> SHA-256 of its bytes, in hex; its own is that of the rest of it."""

PROVENANCE = "provenance.json"
JUDGEMENT = "judgement.json"
MOST_BYTES = 256 * 2**20
"""Of one file; tables of ours are split at 2.5 MB, and a million runs make a provenance of 20 MB."""

WRITE_ANEW = {
    PROVENANCE: "`dropout-lab report NAME` (for a published one with --publish) writes it anew from the "
    "store",
    JUDGEMENT: "`dropout-lab judge TABLE ... --report FOLDER` writes it anew",
}
"""File that holds the digests -> what heals the others."""


def with_digests(
    known: Mapping[str, Any], files: Mapping[str, bytes], seal: str = PROVENANCE
) -> dict[str, Any]:
    """Return a document that names the digests of the other files of its folder, and its own.

    Args:
        known: such as `provenance_of` makes.
        files: name inside the folder -> content, of all others.
        seal: name of the document's own file.
    """
    each = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    sealed = {**known, DIGESTS: each}
    return {**sealed, DIGESTS: {**each, seal: _own_digest(sealed, seal)}}


def check_seal(path: Path, known: Mapping[str, Any]) -> None:
    """Hold a document to its own digest, where it has one.

    Raises:
        ResultsError: it is not as it was written.
    """
    if DIGESTS not in known:
        return
    each, seal = known[DIGESTS], path.name
    if (
        not isinstance(each, dict)
        or not all(map(is_inside, each))
        or each.get(seal) != _own_digest(known, seal)
    ):
        raise ResultsError(f"{path}: {_damaged(seal)}")


def check_table(path: Path) -> None:
    """Hold a file to its digest, where it stands in a folder of ours that names one.

    A file of somebody else, and one of a folder without digests, is taken as it is.

    Raises:
        ResultsError: it, or what holds its digest, is not as it was written.
    """
    for seal in (PROVENANCE, JUDGEMENT):
        known = _sealed(path.parent / seal)
        if path.name not in known.get(DIGESTS, {}):
            continue
        try:
            read_file(path.parent, path.name, known, seal)
        except ResultsError as error:
            raise ResultsError(f"{error}; to read it as it is, move it out of this folder") from None


def _sealed(path: Path) -> Mapping[str, Any]:
    """Read a document with digests of ours; nothing where there is none."""
    if not path.is_file():
        return {}
    content = read_whole(path)
    try:
        known = json.loads(content)
    except (ValueError, RecursionError):
        if b'"dropout_lab"' in content:
            raise ResultsError(f"{path}: {_damaged(path.name)}") from None
        return {}
    if not isinstance(known, dict) or "dropout_lab" not in known:
        return {}
    check_seal(path, known)
    return known


def read_file(folder: Path, name: str, known: Mapping[str, Any], seal: str = PROVENANCE) -> bytes:
    """Read a file of a folder, as it was written.

    Args:
        folder: of ours.
        name: of the file, inside it.
        known: the document with the folder's digests; one without them vouches for nothing.
        seal: name of its file.

    Raises:
        ResultsError: it cannot be read, is not as it was written, or the folder was written without it.
    """
    path = folder / name
    content = read_whole(path)
    if DIGESTS in known and known[DIGESTS].get(name) != hashlib.sha256(content).hexdigest():
        listed = name in known[DIGESTS]
        raise ResultsError(f"{path}: {_damaged(seal) if listed else 'is none of the files of this folder'}")
    return content


def read_whole(path: Path) -> bytes:
    """Read a file, and nothing but a file.

    Raises:
        ResultsError: it cannot be read, is something else, or is larger than any of ours.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ResultsError(f"{path}: cannot be read: is no file")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > MOST_BYTES:
        raise ResultsError(f"{path}: cannot be read: has more than {MOST_BYTES:,} bytes, and ours has not")
    return content


def parts(folder: Path, name: str, known: Mapping[str, Any]) -> list[str]:
    """Name a table's file and those that continue it: those written, or without digests those that are here.

    >>> parts(Path(), "runs.csv", {DIGESTS: {"runs-2.csv": "", "curves.csv": "", "runs.csv": ""}})
    ['runs.csv', 'runs-2.csv']
    """
    stem = name.removesuffix(".csv")
    if DIGESTS in known:
        listed = [part for part in known[DIGESTS] if re.fullmatch(rf"{re.escape(stem)}(-\d+)?\.csv", part)]
        return sorted(listed, key=lambda part: (len(part), part))
    found, number = [name] if (folder / name).exists() else [], 2
    while (folder / f"{stem}-{number}.csv").exists():
        found.append(f"{stem}-{number}.csv")
        number += 1
    return found


def damaged_files(folder: Path, known: Mapping[str, Any]) -> Iterator[str]:
    """Name the files that are not as they were written; those that are missing are none."""
    for name in known.get(DIGESTS, {}):
        if name != PROVENANCE and (folder / name).is_file():
            try:
                read_file(folder, name, known)
            except ResultsError:
                yield name


def not_as_written(folder: Path, name: str) -> str:
    """Say in one line that a file is damaged."""
    return f"{folder / name}: {_damaged(PROVENANCE)}"


def warn_of_none(folder: Path, known: Mapping[str, Any]) -> None:
    """Warn of a folder that has no digests, as those written before them."""
    if DIGESTS not in known:
        said = f"carries no digests, so damage may go unseen; `dropout-lab report {folder}` adds them"
        warnings.warn(f"{folder}: {said}", UnverifiedWarning, stacklevel=2)


def _damaged(seal: str) -> str:
    return f"is not as it was written (damaged): its SHA-256 is another; {WRITE_ANEW[seal]}"


def _own_digest(known: Mapping[str, Any], seal: str) -> str:
    others = {name: digest for name, digest in known[DIGESTS].items() if name != seal}
    text = json.dumps({**known, DIGESTS: others}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
