"""The files of a results folder, written whole or not at all."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from dropout_lab.errors import ResultsError
from dropout_lab.evidence import Analysis
from dropout_lab.gallery import Gallery
from dropout_lab.report.contents import contents


def write_results(
    folder: Path, analysis: Analysis, provenance: Mapping[str, Any], gallery: Gallery | None = None
) -> list[Path]:
    """Write the results folder of an analysis.

    Everything is made in a folder beside it and then moved into place file by file, README.md last, so
    that a fault leaves the earlier report whole. Files of others in the folder stay.

    Args:
        folder: such as ``results/local/NAME``; made where it is not.
        analysis: what was found.
        provenance: versions, hardware, ``commit``, ``dirty``, ``composed``, ``command``: plain data,
            copied into provenance.json beside what the analysis knows by itself.
        gallery: pictures, from `make_gallery`.

    Returns:
        The files written, README.md last.

    Raises:
        ResultsError: the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            files = contents(analysis, provenance, gallery)
            for name, content in files.items():
                path = beside / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            return _move(beside, folder, list(files))
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise ResultsError(
            f"{folder}: cannot be written ({error.strerror or error}); what stood there before still stands"
        ) from None


def _move(beside: Path, folder: Path, names: list[str]) -> list[Path]:
    """Put finished files into place; take away files of ours that no longer belong."""
    earlier = _written_before(folder)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside / name, folder / name)
    for name in earlier - {*names}:
        (folder / name).unlink(missing_ok=True)
    return [folder / name for name in names]


def _written_before(folder: Path) -> set[str]:
    """Files that an earlier report of ours says it wrote here; none whose name leads elsewhere."""
    try:
        known = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
        listed = [name for name in known.get("files", ()) if isinstance(name, str)]
    except (OSError, ValueError, AttributeError, TypeError):
        return set()
    return {name for name in listed if is_inside(name)}


def is_inside(name: str) -> bool:
    """Whether a name is that of a file in a results folder or in a folder of it."""
    parts = PurePosixPath(name).parts
    return 0 < len(parts) <= 2 and not PurePosixPath(name).is_absolute() and ".." not in parts
