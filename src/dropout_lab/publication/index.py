"""The index of a folder of results folders: index.html and README.md."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from dropout_lab.errors import ResultsError
from dropout_lab.files import one_writer, write_whole
from dropout_lab.outcomes import OUTCOMES
from dropout_lab.publication.index_place import PAGE, README, has_index, refuse_other_index
from dropout_lab.report import Both, Entry, Places, SharedRuns, index_page, index_readme
from dropout_lab.results_folder import (
    ListedRun,
    read_claims,
    read_listed_runs,
    read_provenance,
    results_folders,
)


def index_files(folder: Path) -> dict[str, bytes]:
    """Make the index of the results folders inside a folder, from what these hold alone.

    Args:
        folder: such as ``results``; a folder in it that is no results folder of ours is left out.

    Returns:
        File name -> content: ``index.html`` and ``README.md``.
    """
    entries = {found: entry for found in results_folders(folder) if (entry := _entry(found))}
    listed = {found.name: _listed(found) for found in entries}
    known = list(entries.values()), _shared(listed)
    return {PAGE: index_page(*known).encode(), README: index_readme(*known).encode()}


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


def _entry(folder: Path) -> Entry | None:
    """Read the entry of a results folder; None where it is damaged."""
    try:
        return _read(folder.name, read_provenance(folder), read_claims(folder))
    except (ResultsError, ValueError, KeyError, TypeError, AttributeError):
        return None


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


def _read(name: str, known: dict[str, Any], claims: list[dict[str, Any]]) -> Entry:
    experiment, ledger = known["experiment"], known["ledger"]
    question, answer = str(experiment["question"]), str(known["answer"])
    return Entry(
        name,
        Both(en=question, zh=str(experiment.get("question_zh") or question)),
        Both(en=answer, zh=str(known.get("answer_zh") or answer)),
        Counter(OUTCOMES[claim["verdict"]].key for claim in claims),
        int(ledger["done"]),
        int(ledger["planned"]),
        len(known["notes"]),
    )
