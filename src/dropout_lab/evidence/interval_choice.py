"""Choose the interval of a group of seeds: t where all were planned, else a confidence sequence."""

from typing import Literal, NamedTuple

from dropout_lab.experiment import Experiment

Method = Literal["t", "sequence"]
LookKind = Literal["", "auto", "extra", "missing"]


class Look(NamedTuple):
    """Which interval is due, and why it is not the plain one.

    ``kind``: ``auto`` (seeds=auto decides after every `ROUND` seeds), ``extra`` (``extra`` seeds are beyond
    the ``planned`` ones), ``missing`` (runs are still to come); "" for the plain interval.
    """

    method: Method = "t"
    kind: LookKind = ""
    extra: int = 0
    planned: int = 0


def look_at(experiment: Experiment, extra: int, pending: int) -> Look:
    """Judge the seeds behind an estimate.

    Args:
        experiment: its ``planned_seeds`` are those fixed before the data.
        extra: seeds in the estimate that are beyond the planned ones.
        pending: runs or pairs asked for and not there yet; with any, the estimate is a look on the way.
    """
    if experiment.auto:
        return Look("sequence", "auto")
    if extra:
        return Look("sequence", "extra", extra, len(experiment.planned_seeds))
    if pending:
        return Look("sequence", "missing")
    return Look()
