"""Pictures that were drawn before, kept in the user's cache by the SHA-256 of all that they follow from."""

import hashlib
import os
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from dropout_lab.data import cache_folder
from dropout_lab.errors import ResultsError
from dropout_lab.evidence import Analysis
from dropout_lab.figures import Pictures, draw_pictures, drawn_with, packed, unpacked
from dropout_lab.files import write_whole
from dropout_lab.results_folder import as_json, provenance_of

VARIABLE = "DROPOUT_LAB_REDRAW"
"""Set to anything: every picture is drawn, and none is kept."""

PACKAGE = Path(__file__).parents[1]
SUFFIX = ".pictures"
LARGEST = 256 * 2**20
"""Bytes that all kept pictures may take; those that were not used for longest go first."""


def pictures_of(analysis: Analysis, tables: Mapping[str, bytes]) -> Pictures:
    """Draw the pictures of an analysis, or take them as they were drawn of the same before.

    What is kept is taken from the user's own cache alone, never from a results folder. Damage is drawn over.

    Args:
        analysis: what was found.
        tables: the files of `run_files` and `estimate_files`, which decide every byte together with the
            experiment, its plans, our code, the libraries and the fonts.
    """
    if os.environ.get(VARIABLE):
        return draw_pictures(analysis)
    path = cache_folder() / "pictures" / f"{_key(analysis, tables)}{SUFFIX}"
    with suppress(OSError, ValueError, KeyError, zipfile.BadZipFile):
        kept = unpacked(path.read_bytes())
        os.utime(path)
        return kept
    pictures = draw_pictures(analysis)
    with suppress(OSError, ResultsError):  # no cache, a full one, one of somebody else
        write_whole(path.parent, {path.name: packed(pictures)})
        _shrink(path.parent)
    return pictures


def _key(analysis: Analysis, tables: Mapping[str, bytes]) -> str:
    parts = {
        "code": _code_digest().encode(),
        "tools": drawn_with().encode(),
        "experiment": as_json(provenance_of(analysis, {})).encode(),
        **tables,
    }
    each = [f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in sorted(parts.items())]
    return hashlib.sha256("\n".join(each).encode()).hexdigest()


@cache
def _code_digest() -> str:
    """Return the SHA-256 of the package: its modules, words and templates."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            content = path.read_bytes()
            found.update(f"{path.relative_to(PACKAGE)} {len(content)}\n".encode() + content)
    return found.hexdigest()


def _shrink(folder: Path) -> None:
    """Take away what was not used for longest, until the rest is small enough."""
    files = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in folder.glob(f"*{SUFFIX}"))
    size = sum(length for _, length, _ in files)
    for _, length, path in files:
        if size <= LARGEST:
            return
        path.unlink(missing_ok=True)
        size -= length
