"""All files of a results folder -> their places, whole or not at all."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from dropout_lab.errors import ResultsError
from dropout_lab.files import one_writer, write_whole
from dropout_lab.foreign import is_inside, path_inside, refuse_link, refuse_to_overwrite
from dropout_lab.results_folder.folders import read_provenance

MayHold = Callable[[str], bool]
"""Whether a report of ours, of this version or an earlier one, has files of that name."""


def replace_files(folder: Path, files: Mapping[str, bytes], may_hold: MayHold) -> list[Path]:
    """Write the files of a results folder, and take away those of an earlier report that no longer belong.

    A fault leaves the earlier report whole. Files of others in the folder stay.

    Args:
        folder: made where it is not.
        files: name inside the folder -> content, in the order in which they take their places; provenance
            first, as it says which of the others are ours.
        may_hold: whose answer decides what is taken away; what a folder says of itself only narrows it.

    Returns:
        The paths written.

    Raises:
        ResultsError: the folder cannot be written, another process writes it, or a link or a file of
            somebody else is in the way.
    """
    try:
        refuse_link(folder)
        with one_writer(folder):
            earlier = refuse_others(folder, files, may_hold)
            left = [path_inside(folder, name) for name in sorted(earlier - {*files})]
            paths = write_whole(folder, files)
            for path in left:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise ResultsError(
            f"{folder}: cannot be written ({error.strerror or error}); what stood there before still stands"
        ) from None
    return paths


def refuse_others(folder: Path, names: Iterable[str], may_hold: MayHold) -> set[str]:
    """Refuse a results folder that is a link, or holds files of somebody else under names of ours.

    Returns:
        The files of an earlier report of ours.

    Raises:
        ResultsError: with the first file that would be lost.
    """
    refuse_link(folder)
    earlier, is_marked = written_before(folder, may_hold), _is_marked(folder)
    refuse_to_overwrite(folder, names, lambda name: name in earlier or is_marked)
    return earlier


def written_before(folder: Path, may_hold: MayHold) -> set[str]:
    """Return the files that a report of ours says it wrote here, of those that such a report can have."""
    names = _listed(folder)
    return {name for name in names or () if isinstance(name, str) and is_inside(name) and may_hold(name)}


def _is_marked(folder: Path) -> bool:
    """Whether a folder is ours but does not say which files: an older one, or its provenance is torn."""
    try:
        return "experiment" in read_provenance(folder) and _listed(folder) is None
    except ResultsError:
        return True


def _listed(folder: Path) -> list[object] | None:
    with suppress(ResultsError):
        listed = read_provenance(folder).get("files")
        return listed if isinstance(listed, list) else None
    return None
