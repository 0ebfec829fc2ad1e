"""The index of a folder of results folders: index.html and README.md."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from dropout_lab.errors import ResultsError
from dropout_lab.files import one_writer, write_whole
from dropout_lab.publication.index_place import PAGE, README, has_index, refuse_other_index
from dropout_lab.publication.measured import measured_entries
from dropout_lab.publication.student import asked_of, trial_of
from dropout_lab.publication.told_folder import Told
from dropout_lab.report import Asked, Front, Places, SharedRuns, Trial, index_page, index_readme
from dropout_lab.results_folder import ListedRun, read_listed_runs, results_folders


def index_files(folder: Path) -> dict[str, bytes]:
    """Make the index of the results folders inside a folder, from what these hold alone.

    Args:
        folder: such as ``results``; a folder in it that is no results folder of ours is left out.

    Returns:
        File name -> content: ``index.html`` and ``README.md``.
    """
    folders = {found.name: told for found in results_folders(folder) if (told := _told(found))}
    entries = [*(told.entry for told in folders.values()), *measured_entries(folder)]
    front = Front(entries, *_tutorial(folders), _shared({name: _listed(folder / name) for name in folders}))
    return {PAGE: index_page(front).encode(), README: index_readme(front).encode()}


def write_index(folder: Path) -> Path:
    """Write the index of a folder of results, made where it is not, and return its page.

    A README.md that is not an index of ours stays.

    Raises:
        ResultsError: it cannot be written, another process writes it, or an index.html is there that is
            not ours.
    """
    try:
        with one_writer(folder):
            files = index_files(folder)
            if (folder / README).exists() and not has_index(folder):
                del files[README]
            refuse_other_index(folder)
            write_whole(folder, files)
    except OSError as error:
        raise ResultsError(f"{folder}: its index cannot be written ({error.strerror or error})") from None
    return folder / PAGE


NOT_OURS = (ResultsError, LookupError, TypeError, ValueError, AttributeError)
"""What reading raises where a folder holds what none of ours does."""


def _told(folder: Path) -> Told | None:
    """Read a results folder; None where it is damaged."""
    with suppress(*NOT_OURS):
        return Told(folder)
    return None


def _tutorial(folders: Mapping[str, Told]) -> tuple[Trial | None, list[Asked]]:
    """The trial of the tutorial and a student's questions; neither where their folders are damaged."""
    with suppress(*NOT_OURS):
        trial = trial_of(folders)
        return trial, asked_of(folders, trial)
    return None, []


def _listed(folder: Path) -> list[ListedRun]:
    """The runs of a folder; none where it has no table of them."""
    with suppress(ResultsError):
        return read_listed_runs(folder)
    return []


def _shared(listed: Mapping[str, Sequence[ListedRun]]) -> SharedRuns:
    """Find the runs that several folders list, put together where the same variants list them."""
    found: dict[str, list[tuple[str, ListedRun]]] = {}
    for name, runs in listed.items():
        for run in runs:
            found.setdefault(run.run_id, []).append((name, run))
    groups = Counter(map(_places, (rows for rows in found.values() if len({name for name, _ in rows}) > 1)))
    return SharedRuns(sum(map(len, listed.values())), len(found), dict(groups))


def _places(rows: Sequence[tuple[str, ListedRun]]) -> Places:
    """Where one run stands, and whether its weights are not the same everywhere."""
    return Places(
        tuple((name, run.variant) for name, run in rows), len({run.weights_sha256 for _, run in rows}) > 1
    )
