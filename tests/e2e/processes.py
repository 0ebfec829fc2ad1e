"""The command line as a process of its own, and what it leaves in the store."""

import subprocess
import sys
import time
from pathlib import Path

from dropout_lab.store import Store

HANG = 60
"""Seconds after which what should have ended hangs; no promise of a speed."""

DRAWN = ("-m", "dropout_lab")
UNDRAWN = ("-P", str(Path(__file__).with_name("undrawn.py")))
UNTRAINED = ("-P", str(Path(__file__).with_name("untrained.py")))
IMPORTING = ("-P", str(Path(__file__).with_name("importing.py")))
"""The command line whole, without the pictures of its reports, and without these and without TensorFlow; and
with workers that never get through their imports."""


def start(folder: Path, *words: str, program: tuple[str, ...] = UNDRAWN) -> subprocess.Popen:
    """Start `dropout-lab run` in a folder of its own."""
    command = [sys.executable, *program, "run", *words]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def finish(folder: Path, *words: str, code: int = 0, program: tuple[str, ...] = UNDRAWN) -> tuple[str, str]:
    """Run the command to its end; return what it said on stdout and stderr."""
    process = start(folder, *words, program=program)
    out, errors = process.communicate(timeout=250)
    assert process.returncode == code, errors
    return out, errors


def stored(folder: Path) -> list:
    """The stored runs."""
    with Store.open(folder / "results" / "store.sqlite", write=False) as store:
        return store.runs()


def records(folder: Path) -> dict:
    """Stored runs by seed."""
    return {record.seed: record for record in stored(folder)}


def wait_for_runs(folder: Path, count: int) -> None:
    """Wait until the store has so many runs."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        if (folder / "results" / "store.sqlite").exists() and len(records(folder)) >= count:
            return
        time.sleep(0.1)
    raise AssertionError(f"no {count} runs in time")


def children(pid: int) -> list[int]:
    """Processes below a process, all generations."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in found.splitlines())}
    below = [pid]
    for above in below:  # grows while it is gone through
        below += [child for child, parent in parents.items() if parent == above]
    return below[1:]


def all_gone(pids: list[int], seconds: float) -> bool:
    """Whether all these processes end within some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{pid}/cmdline").exists() and _runs(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
