"""The commands that a page and a README give a reader: the one on record, and the same with more seeds."""

import shlex
from collections.abc import Mapping
from typing import Any

from dropout_lab.evidence import Analysis, row_of
from dropout_lab.language import change_of


def extend_command(analysis: Analysis, provenance: Mapping[str, Any]) -> str:
    """Return the command on record with five seeds more; empty where none is on record.

    Args:
        analysis: what was found.
        provenance: document of `provenance_of`; a ``command`` that no shell could read counts as none.
    """
    return _with_more(5, analysis, provenance)


def settling_command(analysis: Analysis, provenance: Mapping[str, Any]) -> str:
    """Return the command on record with as many seeds as would settle the answer; empty where none would.

    Args:
        analysis: what was found.
        provenance: as of `extend_command`.
    """
    change = change_of(analysis)
    if change is None or change.enough is None:
        return ""
    return _with_more(change.enough - change.n, analysis, provenance)


def exploring_command(analysis: Analysis) -> str:
    """Return the command that sets the best variant outside the plan against the first planned control.

    Empty where all variants are in the plan, or it compares nothing.
    """
    experiment, rows = analysis.experiment, analysis.summary
    wanted = rows["variant"].isin(experiment.unplanned) & (rows["metric"] == experiment.metric)
    means = rows[wanted].dropna(subset="mean").set_index("variant")["mean"]
    if means.empty or not experiment.comparisons:
        return ""
    best = means.idxmin() if row_of(experiment.metric).higher_is_better is False else means.idxmax()
    sides = (f"{experiment.name}/{name}" for name in (best, experiment.comparisons[0].control))
    return shlex.join(["dropout-lab", "compare", *sides])


def _with_more(more: int, analysis: Analysis, provenance: Mapping[str, Any]) -> str:
    """Return the command on record with so many seeds more, behind the last; they begin where its own do."""
    try:
        words = shlex.split(str(provenance.get("command") or ""))
    except ValueError:  # of a stranger's folder
        return ""
    if not words:
        return ""
    first, last = min(analysis.seeds, default=0), max(analysis.seeds, default=-1) + more
    seeds = f"seeds={first}-{last}" if first else f"seeds={last + 1}"
    return shlex.join([*(word for word in words if not word.startswith("seeds=")), seeds])
