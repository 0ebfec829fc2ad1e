"""The commands that a page and a README give a reader: the one on record, and the same with more seeds."""

import shlex
from collections.abc import Mapping
from typing import Any

from dropout_lab.evidence import Analysis


def extend_command(analysis: Analysis, provenance: Mapping[str, Any]) -> str:
    """Return the command on record with five seeds more; empty where none is on record.

    Args:
        analysis: what was found.
        provenance: document of `provenance_of`; a ``command`` that no shell could read counts as none.
    """
    try:
        words = shlex.split(str(provenance.get("command") or ""))
    except ValueError:  # of a stranger's folder
        return ""
    if not words:
        return ""
    kept = [word for word in words if not word.startswith("seeds=")]
    return shlex.join([*kept, f"seeds={max(analysis.seeds, default=-1) + 6}"])
