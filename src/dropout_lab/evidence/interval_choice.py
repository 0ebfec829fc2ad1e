"""Which interval a group of seeds may have: t where the seeds were planned, else the sequence."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from dropout_lab.experiment import ROUND, Experiment

Method = Literal["t", "sequence"]


class Look(NamedTuple):
    """The kind of interval, and why it is not the plain one (else empty)."""

    method: Method
    reason: str


def look_at(experiment: Experiment, seeds: Iterable[int], pending: int) -> Look:
    """Judge the seeds behind an estimate.

    Args:
        experiment: its ``planned_seeds`` are those fixed before the data.
        seeds: the seeds in the estimate.
        pending: runs or pairs asked for and not there yet; with any, the estimate is a look on the way.
    """
    if experiment.auto:
        return Look("sequence", f"seeds=auto, after every {ROUND} seeds")
    planned = set(experiment.planned_seeds)
    extra = sum(seed not in planned for seed in seeds)
    if extra:
        plural = "s" if extra > 1 else ""
        return Look("sequence", f"{extra} seed{plural} beyond the {len(planned)} planned")
    if pending:
        return Look("sequence", "runs are still missing")
    return Look("t", "")
