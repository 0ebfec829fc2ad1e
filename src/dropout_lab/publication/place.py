"""A report, looked at before anything trains: can it be published, is its place ours, can it be written?"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from dropout_lab.errors import ResultsError
from dropout_lab.experiment import Experiment
from dropout_lab.files import nearest
from dropout_lab.publication.index_place import refuse_other_index
from dropout_lab.publication.names import PAGE, README, may_hold
from dropout_lab.results_folder import local, refuse_others

MOVE = "choose another folder of results by results.path=..., or another name by name=..."


def check_place(results: Path, name: str, *, publish: bool) -> list[str]:
    """See that the report of an experiment could be written; nothing is left behind.

    Args:
        results: the folder of results.
        name: of the experiment.
        publish: whether it is published too.

    Returns:
        What will not be written although the report is, a line each: an index where another page stands.

    Raises:
        ResultsError: a folder that cannot be written, is a link, or holds files of somebody else.
    """
    said: list[str] = []
    for root in (local(results), *([results] if publish else [])):
        folder = root / name
        try:
            refuse_others(folder, [PAGE, README], may_hold)
            _try_to_write(folder)
        except OSError as error:
            raise ResultsError(f"{folder}: cannot be written ({error.strerror or error}); {MOVE}") from None
        try:
            refuse_other_index(root)
        except ResultsError as error:
            said.append(str(error))
    return said


def refuse_unpublishable(experiment: Experiment, seeds: Iterable[int], *, altered: bool) -> None:
    """Refuse to publish what can be no whole, unaltered experiment, whatever its runs will be.

    Args:
        experiment: the question.
        seeds: all that were ever asked for.
        altered: whether it is other than in experiments/.

    Raises:
        ResultsError: it is altered, or lacks planned seeds.
    """
    if altered:
        raise ResultsError(
            f"--publish: {experiment.name} is no unaltered experiment of experiments/; "
            "without --publish its results are local"
        )
    if lacking := set(experiment.planned_seeds) - set(seeds):
        what = f"{len(lacking)} of its planned seeds were not asked for"
        raise ResultsError(f"--publish: {experiment.name} is not whole: {what}; run it to its end first")


def _try_to_write(folder: Path) -> None:
    """Write a byte where a folder is or would be made: rights, quotas and servers say more than a mode.

    Raises:
        OSError: it cannot be.
    """
    with tempfile.TemporaryFile(dir=nearest(folder)) as file:
        file.write(b".")
        file.flush()
