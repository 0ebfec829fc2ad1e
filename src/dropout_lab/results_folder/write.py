"""All files of a results folder -> their places, whole or not at all."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from dropout_lab.errors import ResultsError
from dropout_lab.files import write_whole
from dropout_lab.results_folder.folders import read_provenance


def replace_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files of a results folder, and take away those of an earlier report that no longer belong.

    A fault leaves the earlier report whole. Files of others in the folder stay.

    Args:
        folder: made where it is not.
        files: name inside the folder -> content, in the order in which they take their places.

    Returns:
        The paths written.

    Raises:
        ResultsError: the folder cannot be written.
    """
    try:
        earlier = written_before(folder)
        paths = write_whole(folder, files)
        for name in earlier - {*files}:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise ResultsError(
            f"{folder}: cannot be written ({error.strerror or error}); what stood there before still stands"
        ) from None
    return paths


def written_before(folder: Path) -> set[str]:
    """Return the files that a report of ours says it wrote here; none whose name leads elsewhere."""
    listed: object = None
    with suppress(ResultsError):
        listed = read_provenance(folder).get("files")
    names = listed if isinstance(listed, list) else []
    return {name for name in names if isinstance(name, str) and _is_inside(name)}


def _is_inside(name: str) -> bool:
    """Whether a name is that of a file in a results folder or in a folder of it."""
    parts = PurePosixPath(name).parts
    return 0 < len(parts) <= 2 and not PurePosixPath(name).is_absolute() and ".." not in parts
