"""What a user waits for: each wait as a function of a side and a fresh folder, and what is wished of it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.sides import ROOT, Failed, Side, checkout, fresh_caches, keeps_anything, ran
from benchmarks.startup import PLAN

GIB = 2**30
PAGE = "report.html"


class Wish(NamedTuple):
    """What is wished of a number: at most so many, or at most such a part of what it was before."""

    most: float | None = None
    part: float | None = None
    unit: str = "s"

    def told(self) -> str:
        """Return it in words."""
        if self.most is not None:
            return f"{self.most:g} {self.unit}"
        return f"{self.part:g} of before" if self.part is not None else ""


class Wait(NamedTuple):
    """A wait: what is measured in one turn of a side, by label, and what is wished of each."""

    turn: Callable[[Side, Path], dict[str, float]]
    wishes: Mapping[str, Wish]
    prepare: Callable[[list[Side], Path], dict[str, str]] | None = None
    """Makes what the turns need beside their folders; returns, by side, why it could not be made."""


def _help(side: Side, place: Path) -> dict[str, float]:
    return {"`dropout-lab --help`": side.lab("--help", caches=fresh_caches(place), cwd=place)}


def _planning(side: Side, place: Path) -> dict[str, float]:
    said = side.python("-c", PLAN, str(place / "store.sqlite"), caches=fresh_caches(place), cwd=place)
    return {"planning 10,000 runs of 100 variants, without imports": float(said.split()[0])}


ONE_PAGE = "a page of an ordinary experiment (`report results/tutorial_claim`), "
COLD, WARM = "nothing drawn before", "once more, nothing changed"


def _page(side: Side, place: Path) -> dict[str, float]:
    """Remake one folder; where a side keeps nothing drawn, its second time is its first."""
    folder, caches = place / "tutorial_claim", fresh_caches(place)
    shutil.copytree(side.root / "results" / "tutorial_claim", folder)
    report = partial(side.lab, "report", str(folder), caches=caches, cwd=place)
    cold = report()
    return {ONE_PAGE + COLD: cold, ONE_PAGE + WARM: report() if keeps_anything(caches) else cold}


ALL = "`report --all --check` of all committed folders, "


def _check(side: Side, place: Path) -> dict[str, float]:
    caches = fresh_caches(place)
    check = partial(side.lab, "report", "--all", "--check", caches=caches, cwd=side.root)
    cold = check()
    return {ALL + COLD: cold, ALL + WARM: check() if keeps_anything(caches) else cold}


DEMO = (
    "`make demo`: to the first run that is stored",
    "`make demo`: from the last run to its end, with its page",
    "`make demo`: whole",
)


def _demo(side: Side, place: Path) -> dict[str, float]:
    """Run the smallest experiment in a folder without a store, as `make demo` does."""
    started = time.time()
    side.lab("run", "experiment=quickstart", caches=fresh_caches(place), cwd=place)
    ended = time.time()
    store = sqlite3.connect(place / "results" / "store.sqlite")
    first, last = store.execute("SELECT min(finished_at), max(finished_at) FROM runs").fetchone()
    store.close()
    stored = [datetime.fromisoformat(text).timestamp() for text in (first, last)]
    return dict(zip(DEMO, (stored[0] - started, ended - stored[1], ended - started), strict=True))


LARGE = "a page of 200 variants (2,000 runs)"
VARIANTS, SEEDS = 200, 10
FILL = """
import sys
from pathlib import Path
from benchmarks.analysing import fill
fill(Path(sys.argv[1]), *map(int, sys.argv[2:]))
"""


def _fill(variants: int, seeds: int, sides: list[Side], place: Path) -> dict[str, str]:
    """Let each side fill a store of its own, at the same time; a full one from earlier stays."""
    stores = {side: _store(side, place, variants * seeds) for side in sides}
    filling = {
        side: subprocess.Popen(
            [sys.executable, "-c", FILL, str(_part(store)), str(variants), str(seeds)],
            env=side.environment(fresh_caches(place)), cwd=ROOT,
        )
        for side, store in stores.items() if not store.exists()
    }  # fmt: skip
    failed = {}
    for side, process in filling.items():
        if process.wait():
            failed[side.name] = "its store could not be filled"
        else:
            _part(stores[side]).rename(stores[side])
    return failed


def _store(side: Side, place: Path, runs: int) -> Path:
    return place / f"{side.name}-{runs}.sqlite"


def _part(store: Path) -> Path:
    """Return where a store is filled; a fill that is cut off leaves nothing that looks full."""
    return store.with_suffix(".part.sqlite")


def _large_page(side: Side, place: Path) -> dict[str, float]:
    store = _store(side, place.parent, VARIANTS * SEEDS)
    words = ["report", "many", "--store", str(store), "--results", str(place)]
    seconds = side.lab(*words, caches=fresh_caches(place), cwd=place)
    (page,) = place.rglob(PAGE)
    return {LARGE: seconds, f"{LARGE}: its size": page.stat().st_size / 1e6}


def _analysis(variants: int, seeds: int, side: Side, place: Path) -> dict[str, float]:
    """Analyse a full store in a process of its own; note its memory."""
    words = [sys.executable, "-m", "benchmarks.analysing", str(_store(side, place.parent, variants * seeds))]
    with subprocess.Popen(
        [*words, str(variants), str(seeds)],
        stdout=subprocess.PIPE, text=True, env=side.environment(fresh_caches(place)), cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed("an analysis ended otherwise than well")
    name = _analysed(variants * seeds)
    unit = 1 if sys.platform == "darwin" else 1024
    return {name: float(said), f"{name}: peak memory": used.ru_maxrss * unit / GIB}


def _analysed(runs: int) -> str:
    return f"analysis of {runs:,} stored runs of 100 variants, without imports"


def _looks(variants: int, seeds: int, side: Side, place: Path) -> dict[str, float]:
    """Analyse, look at and compare the runs of a full store."""
    found = _analysis(variants, seeds, side, place)
    store = ["--store", str(_store(side, place.parent, variants * seeds))]
    looks = {"status": ["status"], "compare": ["compare", "many/v1", "many/v0"]}
    looks = {"list": ["list"], **{word: [*words, *store] for word, words in looks.items()}}
    caches = fresh_caches(place)
    return found | {
        f"{ON_MILLION}`{word}`": side.lab(*words, caches=caches, cwd=place) for word, words in looks.items()
    }


ON_MILLION = "1,000,000 stored runs: "
SET_UP = "set-up from the lock"


def _set_up(side: Side, place: Path) -> dict[str, float]:
    """Make an environment by pip alone, and, where there is uv, as it is."""
    found = {f"{SET_UP}, by pip": _made(side, _without("uv", place))}
    if shutil.which("uv"):
        found[f"{SET_UP}, with uv on the PATH"] = _made(side, os.environ["PATH"])
    return found


def _made(side: Side, path: str) -> float:
    with checkout(ran(["git", "rev-parse", "HEAD"], os.environ, side.root).strip()) as root:
        environment = {**os.environ, "PATH": path, "PYTHON": sys.executable}
        started = time.perf_counter()
        ran(["sh", "scripts/setup.sh"], environment, root)
        return time.perf_counter() - started


def _without(program: str, place: Path) -> str:
    """Return the PATH with the folders that hold a program replaced by links to all else in them."""
    folders = []
    for number, folder in enumerate(map(Path, os.environ["PATH"].split(os.pathsep))):
        if (folder / program).exists():
            linked = Path(tempfile.mkdtemp(prefix=f"path-{number}-", dir=place))
            for path in folder.iterdir():
                if path.name != program:
                    (linked / path.name).symlink_to(path)
            folder = linked
        folders.append(str(folder))
    return os.pathsep.join(folders)


FOLDERS = 13
"""Committed folders when checking them was measured; the wish was said of ten."""

WAITS: dict[str, Wait] = {
    "help": Wait(_help, {"`dropout-lab --help`": Wish(1)}),
    "planning": Wait(_planning, {"planning 10,000 runs of 100 variants, without imports": Wish(5)}),
    "page": Wait(_page, {ONE_PAGE + COLD: Wish(2), ONE_PAGE + WARM: Wish(2)}),
    "demo": Wait(_demo, dict.fromkeys(DEMO, Wish(part=0.5))),
    "analysis": Wait(
        partial(_analysis, 100, 1_000),
        {_analysed(100_000): Wish(4), f"{_analysed(100_000)}: peak memory": Wish(unit="GiB")},
        partial(_fill, 100, 1_000),
    ),
    "check": Wait(_check, dict.fromkeys((ALL + COLD, ALL + WARM), Wish(round(1.2 * FOLDERS, 1)))),
    "large": Wait(
        _large_page,
        {LARGE: Wish(30), f"{LARGE}: its size": Wish(5, unit="MB")},
        partial(_fill, VARIANTS, SEEDS),
    ),
    "million": Wait(
        partial(_looks, 100, 10_000),
        {
            _analysed(1_000_000): Wish(60),
            f"{_analysed(1_000_000)}: peak memory": Wish(4, unit="GiB"),
            **{f"{ON_MILLION}`{word}`": Wish(2) for word in ("status", "list", "compare")},
        },
        partial(_fill, 100, 10_000),
    ),
    "setup": Wait(_set_up, {f"{SET_UP}, by pip": Wish(), f"{SET_UP}, with uv on the PATH": Wish()}),
}
"""All waits by their key, in the order in which they are measured."""
RARE = ("million", "setup")
"""Those that are only measured when they are asked for."""
