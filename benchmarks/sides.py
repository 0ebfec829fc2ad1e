"""The code of two commits, side by side: what each runs, in which environment."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from dropout_lab.data.cache import cache_folder
from dropout_lab.datasets import dataset_names

ROOT = Path(__file__).parents[1]
OURS = "dropout-lab"
LOST = ("PYTHONDONTWRITEBYTECODE", "KERAS_BACKEND")
"""Variables of the shell that would change what is timed."""


class Failed(Exception):
    """A command of a side ended otherwise than well; its message's last line."""


class Side(NamedTuple):
    """A commit's code in a checkout; this checkout's benchmarks run on it."""

    name: str
    root: Path
    kept: Path
    """Folder of what a machine has after its first run: Matplotlib's list of fonts."""

    def environment(self, caches: Path) -> dict[str, str]:
        """Return the variables by which the code of this side runs, with the user's caches in a folder."""
        kept = {name: value for name, value in os.environ.items() if name not in LOST}
        return kept | {
            "PYTHONPATH": str(self.root / "src"),
            "XDG_CACHE_HOME": str(caches),
            "DROPOUT_LAB_CACHE": str(caches / OURS),
            "MPLCONFIGDIR": str(self.kept),
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }

    def lab(self, *words: str, caches: Path, cwd: Path) -> float:
        """Run a `dropout-lab` command; return its seconds.

        Raises:
            Failed: it ended otherwise than well.
        """
        started = perf_counter()
        self.python("-m", "dropout_lab", *words, caches=caches, cwd=cwd)
        return perf_counter() - started

    def python(self, *words: str, caches: Path, cwd: Path = ROOT) -> str:
        """Run Python; return what it printed.

        Raises:
            Failed: it ended otherwise than well.
        """
        return ran([sys.executable, *words], self.environment(caches), cwd)


def ran(words: list[str], environment: Mapping[str, str], cwd: Path) -> str:
    """Run a command; return what it printed.

    Raises:
        Failed: it ended otherwise than well.
    """
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip()]
        raise Failed(f"exit code {done.returncode}: {said[-1] if said else 'no message'}")
    return done.stdout


@contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """Check a commit out into a passing folder, its modules compiled."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "checkout"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--detach", "--quiet", str(root), commit], check=True)
        try:
            subprocess.run([sys.executable, "-m", "compileall", "-q", str(root / "src")], check=True)
            yield root
        finally:
            subprocess.run([*git, "remove", "--force", str(root)], check=True)


def fresh_caches(folder: Path) -> Path:
    """Make a user's caches as after a first run elsewhere: the data sets that are here, nothing drawn."""
    caches = Path(tempfile.mkdtemp(prefix="caches-", dir=folder))
    ours = caches / OURS
    ours.mkdir()
    for name in dataset_names():
        if (kept := cache_folder() / name).is_dir():
            (ours / name).symlink_to(kept, target_is_directory=True)
    return caches


def keeps_anything(caches: Path) -> bool:
    """Whether a command has put something into a user's caches that `fresh_caches` made."""
    return any(not path.is_symlink() for path in (caches / OURS).iterdir())
