"""Which code trained: the commit of the checkout that this package stands in."""

import subprocess
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

CODE = ("src", "conf", "experiments", "pyproject.toml", "requirements.lock")
"""Paths whose change makes a checkout dirty: what a run depends on, not results or prose."""

OURS = ("src", "conf")
"""Folders in which a new file may change a run; elsewhere it is the user's: a layer, an experiment.

What a layer of the user's own holds is in the recipe, and what an experiment asks is in its plan.
"""


class CodeState(TypedDict):
    """A state of the code."""

    commit: str | None
    dirty: bool | None


@lru_cache(maxsize=1)
def code_state() -> CodeState:
    """Return ``commit`` (40 hex digits) and ``dirty``; both None where there is no checkout."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return {"commit": None, "dirty": None}
    commit = _git(root, "rev-parse", "HEAD")
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", *CODE)
    new = _git(root, "ls-files", "--others", "--exclude-standard", "--", *OURS)
    known = changed is not None and new is not None
    return {"commit": commit or None, "dirty": bool(changed or new) if known else None}


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
