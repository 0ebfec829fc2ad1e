"""What the published folders of a checkout know of the past: when runs were first seen, and earlier plans."""

import warnings
from itertools import chain
from pathlib import Path

from dropout_lab.errors import DamageWarning, DropoutLabError
from dropout_lab.evidence import History, Planned
from dropout_lab.results_folder.folders import PUBLISHED, read_provenance, results_folders
from dropout_lab.results_folder.read import read_listed_runs, read_plans


def published_history(results: Path = PUBLISHED) -> History:
    """Read all published results folders; a damaged one is left out, with a `DamageWarning`.

    Args:
        results: the folder of results; those of ``results/`` are read beside it.

    Returns:
        By run_id the earliest time that any of them knows, and every plan that any of them knows.
    """
    first_seen: dict[str, str] = {}
    plans: list[tuple[str, Planned]] = []
    for folder in chain.from_iterable(map(results_folders, dict.fromkeys((PUBLISHED, results)))):
        try:
            if "experiment" not in read_provenance(folder):
                continue  # somebody else's
            runs, known = read_listed_runs(folder), read_plans(folder)
        except DropoutLabError as error:
            warnings.warn(f"{error}; what it knows of earlier runs is left out", DamageWarning, stacklevel=2)
            continue
        for run in runs:
            first_seen[run.run_id] = min(run.first_seen, first_seen.get(run.run_id, run.first_seen))
        plans += known
    return History(first_seen, plans)
