"""The place of a report, looked at before anything trains: is it ours, and can it be written?"""

import tempfile
from pathlib import Path

from dropout_lab.errors import ResultsError
from dropout_lab.files import nearest
from dropout_lab.publication.contents import PAGE, README, may_hold
from dropout_lab.publication.index import refuse_other_index
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


def _try_to_write(folder: Path) -> None:
    """Write a byte where a folder is or would be made: rights, quotas and servers say more than a mode.

    Raises:
        OSError: it cannot be.
    """
    with tempfile.TemporaryFile(dir=nearest(folder)) as file:
        file.write(b".")
        file.flush()
