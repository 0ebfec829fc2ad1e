"""Rounds of interruptions with real processes: is a run lost or doubled, is a process or a file left?

    python tests/e2e/chaos.py 300            # light: workers train nothing, all else is real
    python tests/e2e/chaos.py 30 --trained   # TensorFlow trains

A campaign in one folder is struck again and again, each time in another way and at another moment, and typed
again with some seeds more; every so many rounds it is let end, counted, and another folder begun. The program
is imported once: each command is a fork of this process in a session of its own.
"""

import argparse
import contextlib
import fcntl
import importlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[2]
sys.path[0] = str(ROOT)

STORE = Path("results/store.sqlite")
SEEDS_A_ROUND, ROUNDS_A_FOLDER, LONGEST = 5, 20, 240
KNOWN = ("store.sqlite", "store.sqlite.lock", "logs", "local")
ENDED = {0, 2, 129, 130, 131, 138, 143}


@dataclass
class Count:
    """What went wrong, by kind of interruption."""

    rounds: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    runs: int = 0

    def fault(self, kind: str, what: str) -> None:
        self.faults.append(f"{kind}: {what}")
        sys.stderr.write(f"FAULT {kind}: {what}\n")


class Command:
    """A command as a process in a session of its own; its words are read from files."""

    def __init__(self, folder: Path, words: list[str], before: Callable[[], None] = lambda: None) -> None:
        self.said = folder / "said.txt"
        self.begun = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            raise Forked(folder, words, self.said, before)

    def kill(self, number: int, whom: str) -> None:
        """Send a signal to main, to one worker, or to all."""
        below = [pid for pid in self.session() if pid != self.pid]
        chosen = {"main": [self.pid], "worker": below[-1:], "all": [self.pid, *below]}[whom]
        for pid in chosen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def session(self) -> list[int]:
        """The processes of its session that run."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, IndexError, ValueError):
                state, _parent, _group, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.pid and state != "Z":
                    found.append(int(entry.name))
        return sorted(found)

    def is_over(self) -> bool:
        return bool(os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT))

    def end(self) -> int | None:
        """Wait for main, then a while for the rest; None: it hangs."""
        while not self.is_over():
            if time.monotonic() - self.begun > LONGEST:
                self.kill(signal.SIGKILL, "all")
                os.waitpid(self.pid, 0)
                return None
            time.sleep(0.02)
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        gone = time.monotonic() + 25
        while self.session() and time.monotonic() < gone:
            time.sleep(0.05)
        return code


class Forked(BaseException):
    """We are the child: leave everything and be a command."""

    def __init__(self, folder: Path, words: list[str], said: Path, before: Callable[[], None]) -> None:
        super().__init__()
        self.folder, self.words, self.said, self.before = folder, words, said, before

    def become(self) -> NoReturn:
        os.setsid()
        os.chdir(self.folder)
        said = os.open(self.said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, stream in ((0, nothing), (1, said), (2, said)):
            os.dup2(stream, number)
        os.closerange(3, 256)
        self.before()
        sys.argv = ["dropout-lab", *self.words]
        from dropout_lab.cli import main

        main()


@dataclass
class Place:
    """A folder, what was seen stored in it, and how many seeds were asked for."""

    folder: Path
    seeds: int = 0
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        return self.folder / STORE

    def run(self, before: Callable[[], None] = lambda: None) -> Command:
        words = ["dataset=digits", "training.epochs=1", "name=chaos", "model.hidden_units=[8]"]
        words += [f"seeds={self.seeds}", f"executor.workers={1 + self.seeds // SEEDS_A_ROUND % 2}"]
        return Command(self.folder, ["run", *words], before)

    def report(self) -> Command:
        return Command(self.folder, ["report", "chaos"])

    def look(self) -> dict[str, str]:
        """Read what is stored, as a reader beside the writer does; only what is sound counts."""
        from dropout_lab.store import Store

        with Store.open(self.store, write=False) as store:
            return {run.run_id: f"{run.finished_at} {run.weights_sha256}" for run in store.runs()}


def strikes() -> dict[str, Callable[[Place, random.Random, Count], list[Command]]]:
    """Each kind of interruption: it starts commands and does to them what the world does."""
    found = {}
    for number in ("KILL", "INT", "TERM", "HUP", "QUIT", "USR1"):
        for whom in ("main", "all"):
            found[f"{number} {whom}"] = signalled(getattr(signal, f"SIG{number}"), whom)
    found["KILL worker"] = signalled(signal.SIGKILL, "worker")
    found["STOP and CONT all"] = signalled(signal.SIGSTOP, "all", then=signal.SIGCONT)
    found["STOP and CONT worker"] = signalled(signal.SIGSTOP, "worker", then=signal.SIGCONT)
    found["STOP worker, TERM main"] = stopped_worker
    found["reader goes"] = piped(reads=40)
    found["reader never reads"] = piped(reads=0)
    found["streams closed"] = lambda place, _chance, _count: [place.run(lambda: os.closerange(0, 3))]
    found["full disk"] = full_disk
    found["two starts"] = lambda place, chance, _count: [
        place.run(),
        *([] if time.sleep(chance.uniform(0, 2)) else [place.run()]),
    ]
    found["signal while the folder is written"] = struck_report
    found["two reports"] = lambda place, _chance, _count: [place.report(), place.report()]
    found["reader during writing"] = read_beside
    found["store copied"] = copied
    return found


def moment(command: Command, place: Place, chance: random.Random) -> None:
    """Wait for some moment of a campaign: some time, or some runs more."""
    if chance.random() < 0.5:
        end = time.monotonic() + chance.uniform(0.2, 7)
        while time.monotonic() < end and not command.is_over():
            time.sleep(0.01)
        return
    wanted, end = len(place.seen) + chance.randrange(1, SEEDS_A_ROUND), time.monotonic() + 40
    while stored_count(place) < wanted and time.monotonic() < end and not command.is_over():
        time.sleep(0.01)


def stored_count(place: Place) -> int:
    with contextlib.suppress(sqlite3.Error):
        connection = sqlite3.connect(f"{place.store.as_uri()}?mode=ro", uri=True)
        try:
            return connection.execute("SELECT count(*) FROM runs").fetchone()[0]
        finally:
            connection.close()
    return 0


def signalled(number: int, whom: str, then: int | None = None) -> Callable:
    def strike(place: Place, chance: random.Random, _count: Count) -> list[Command]:
        command = place.run()
        moment(command, place, chance)
        command.kill(number, whom)
        if then is not None:
            time.sleep(chance.uniform(0.2, 2))
            command.kill(then, "all")
        return [command]

    return strike


def stopped_worker(place: Place, chance: random.Random, _count: Count) -> list[Command]:
    command = place.run()
    moment(command, place, chance)
    command.kill(signal.SIGSTOP, "worker")
    time.sleep(0.2)
    command.kill(signal.SIGTERM, "main")
    return [command]


def piped(reads: int) -> Callable:
    """Both streams go into one pipe of 4 kB that is full already; its reader takes some bytes, or none."""

    def strike(place: Place, chance: random.Random, _count: Count) -> list[Command]:
        out, into = os.pipe()
        fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, 4096)
        if not reads:
            os.write(into, b"x" * 4096)
        kept = os.dup(into)

        def before() -> None:
            os.dup2(kept_by_child, 2)
            if reads:  # the answer on stdout waits for its reader, as it should
                os.dup2(kept_by_child, 1)

        kept_by_child = os.dup2(kept, 300)
        command = place.run(before)
        for handle in (into, kept, 300):
            os.close(handle)
        if reads:
            os.read(out, reads)
            os.close(out)
        command.end_later = out  # stays open till the round ends
        return [command]

    return strike


def full_disk(place: Place, chance: random.Random, _count: Count) -> list[Command]:
    size = place.store.stat().st_size if place.store.exists() else 60_000
    limit = size + chance.randrange(1_000, 60_000)
    return [place.run(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))]


def struck_report(place: Place, chance: random.Random, _count: Count) -> list[Command]:
    command = place.report()
    number = chance.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
    end = time.monotonic() + 20
    local = place.folder / "results/local"
    while time.monotonic() < end and not command.is_over():
        if [*local.glob("*/.dropout-lab-new.*"), *local.glob(".dropout-lab-new.*")]:
            time.sleep(chance.choice([0, 0.001, 0.003]))
            break
        time.sleep(0.0002)
    command.kill(number, "main")
    return [command]


def read_beside(place: Place, chance: random.Random, count: Count) -> list[Command]:
    command = place.run()
    while not command.is_over() and time.monotonic() - command.begun < LONGEST:
        if place.store.exists():
            found = place.look()
            if lost := place.seen.keys() - found.keys():
                count.fault("reader during writing", f"{len(lost)} runs not to be seen")
            place.seen |= found
        time.sleep(chance.uniform(0, 0.1))
    return [command]


def copied(place: Place, chance: random.Random, count: Count) -> list[Command]:
    command = place.run()
    copy = place.folder / "copy" / STORE.name
    copy.parent.mkdir(exist_ok=True)
    known: dict[str, str] = {}
    while not command.is_over() and time.monotonic() - command.begun < LONGEST:
        if place.store.exists():
            known = place.look()
            shutil.copyfile(place.store, copy)
            found = _read_copy(copy)
            if found is None:
                count.fault("store copied", "the copy cannot be read")
            elif len(known.keys() - found) > 2 * SEEDS_A_ROUND:  # of this round, and of one that was killed
                count.fault("store copied", f"the copy lacks {len(known.keys() - found)} runs")
        time.sleep(chance.uniform(0, 0.2))
    shutil.rmtree(copy.parent)
    return [command]


def _read_copy(copy: Path) -> set[str] | None:
    from dropout_lab.errors import DropoutLabError
    from dropout_lab.store import Store

    try:
        with Store.open(copy, write=False) as store:
            return {record.run_id for record in store.runs()}
    except DropoutLabError:
        return None


def played(place: Place, kind: str, strike: Callable, chance: random.Random, count: Count) -> None:
    """Play one round, and look at what it left."""
    place.seeds += SEEDS_A_ROUND
    said = place.folder / "said.txt"
    said.unlink(missing_ok=True)
    commands = strike(place, chance, count)
    codes = [command.end() for command in commands]
    for command, code in zip(commands, codes, strict=True):
        if (out := getattr(command, "end_later", None)) and kind == "reader never reads":
            os.close(out)
        if code is None:
            count.fault(kind, f"hangs for more than {LONGEST} s")
        if left := command.session():
            count.fault(kind, f"{len(left)} processes left")
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        killed = kind.startswith(("KILL", "signal"))
        if code is not None and code not in ENDED and not (killed and code < 0):
            count.fault(kind, f"exit code {code}: {said.read_text(errors='replace')[-300:]!r}")
    if said.exists() and "Traceback" in (text := said.read_text(errors="replace")):
        count.fault(kind, f"a traceback: {text[-500:]!r}")
    kept_all(place, kind, count)
    count.rounds[kind] += 1


def kept_all(place: Place, kind: str, count: Count) -> None:
    found = place.look() if place.store.exists() else {}
    if lost := place.seen.keys() - found.keys():
        count.fault(kind, f"{len(lost)} runs lost")
    if doubled := [run for run in place.seen.keys() & found.keys() if place.seen[run] != found[run]]:
        count.fault(kind, f"{len(doubled)} runs trained twice")
    place.seen = found


def finished(place: Place, count: Count) -> None:
    """Let the campaign end undisturbed; count its runs, and the files that are left."""
    command = place.run()
    if (code := command.end()) != 0:
        said = (place.folder / "said.txt").read_text(errors="replace")
        count.fault("at the end", f"exit code {code}: {said[-300:]!r}")
    kept_all(place, "at the end", count)
    count.runs += len(place.seen)
    if len(place.seen) != place.seeds:
        count.fault("at the end", f"{len(place.seen)} runs of {place.seeds} seeds")
    results = place.folder / "results"
    left = [path.name for path in results.iterdir() if path.name not in KNOWN]
    left += [str(path) for path in results.rglob(".*")]
    left += [str(path) for path in Path(tempfile.gettempdir()).glob("dropout-lab-*/*")]
    for name in left:
        count.fault("at the end", f"a file left: {name}")


def prepared(trained: bool) -> None:
    """Import the program once, and leave out what a round does not need: pictures, measuring, training."""
    for name in (
        "api.training",
        "cli.app",
        "cli.outcome",
        "cli.progress",
        "evidence",
        "publication",
        "store",
    ):
        importlib.import_module(f"dropout_lab.{name}")
    from dropout_lab.runner import cluster, machine_speed
    from tests.e2e.undrawn import leave_out_pictures

    leave_out_pictures(setattr)
    machine_speed.PROBE_SECONDS = 0.01, 0.01
    if not trained:
        cluster.SETTINGS["distributed.worker.preload"] = [
            "dropout_lab.runner.worker",
            "tests.e2e.light_engine",
        ]


@contextlib.contextmanager
def passing(within: Path) -> Iterator[None]:
    """Let temporary files of all commands go where they can be counted."""
    folder = within / "tmp"
    folder.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    yield


def play(rounds: int, trained: bool, first: int = 0) -> Count:
    """Play rounds, all kinds in turn; return what was counted."""
    prepared(trained)
    count, kinds = Count(), strikes()
    names = list(kinds)
    home = Path(tempfile.mkdtemp(prefix="chaos-"))
    with passing(home):
        place = None
        for number in range(rounds):
            chance = random.Random(first + number)
            if place is None:
                place = Place(home / f"{number}")
                place.folder.mkdir()
            kind = names[(first + number) % len(names)]
            begun = time.monotonic()
            played(place, kind, kinds[kind], chance, count)
            sys.stderr.write(f"{number + 1:4d} {kind:36} {time.monotonic() - begun:5.1f} s\n")
            if (number + 1) % ROUNDS_A_FOLDER == 0 or number + 1 == rounds:
                finished(place, count)
                place = None
    if not count.faults:
        shutil.rmtree(home)
    return count


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("rounds", type=int)
    words.add_argument("--trained", action="store_true", help="let TensorFlow train")
    words.add_argument("--first", type=int, default=0, help="number of the first round: its kind and chance")
    asked = words.parse_args()
    count = play(asked.rounds, asked.trained, asked.first)
    said = {"rounds": sum(count.rounds.values()), "kinds": count.rounds, "runs": count.runs}
    sys.stdout.write(json.dumps({**said, "faults": count.faults}, indent=1) + "\n")


if __name__ == "__main__":
    try:
        main()
    except Forked as command:
        command.become()
