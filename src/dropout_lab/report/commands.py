"""The commands that a page and a README give a reader: the one on record, and the same with more seeds."""

import shlex
from collections.abc import Mapping
from typing import Any

from dropout_lab.evidence import Analysis
from dropout_lab.language import change_of


def extend_command(analysis: Analysis, provenance: Mapping[str, Any]) -> str:
    """Return the command on record with five seeds more; empty where none is on record.

    Args:
        analysis: what was found.
        provenance: document of `provenance_of`; a ``command`` that no shell could read counts as none.
    """
    return _with_seeds(max(analysis.seeds, default=-1) + 6, provenance)


def settling_command(analysis: Analysis, provenance: Mapping[str, Any]) -> str:
    """Return the command on record with as many seeds as would settle the answer; empty where none would.

    Args:
        analysis: what was found.
        provenance: as of `extend_command`.
    """
    change = change_of(analysis)
    if change is None or change.enough is None:
        return ""
    more = change.enough - change.n
    return _with_seeds(max(analysis.seeds, default=-1) + 1 + more, provenance)


def _with_seeds(seeds: int, provenance: Mapping[str, Any]) -> str:
    """Return the command on record with seeds 0 to this number less one."""
    try:
        words = shlex.split(str(provenance.get("command") or ""))
    except ValueError:  # of a stranger's folder
        return ""
    if not words:
        return ""
    kept = [word for word in words if not word.startswith("seeds=")]
    return shlex.join([*kept, f"seeds={seeds}"])
