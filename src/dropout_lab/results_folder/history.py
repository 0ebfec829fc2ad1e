"""What the published folders of a checkout know of the past: when runs were first seen, and earlier plans."""

from contextlib import suppress
from pathlib import Path

from dropout_lab.errors import DropoutLabError
from dropout_lab.evidence import History, Planned
from dropout_lab.results_folder.folders import PUBLISHED, results_folders
from dropout_lab.results_folder.read import read_listed_runs, read_plans


def published_history(root: Path = PUBLISHED) -> History:
    """Read all results folders inside a folder; a damaged one is left out.

    Returns:
        By run_id the earliest time that any of them knows, and every plan that any of them knows.
    """
    first_seen: dict[str, str] = {}
    plans: list[tuple[str, Planned]] = []
    for folder in results_folders(root):
        with suppress(DropoutLabError):
            for run in read_listed_runs(folder):
                first_seen[run.run_id] = min(run.first_seen, first_seen.get(run.run_id, run.first_seen))
            plans += read_plans(folder)
    return History(first_seen, plans)
