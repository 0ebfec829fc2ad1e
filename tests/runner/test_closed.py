"""Nobody but the owner can talk to the processes of a run: law 12, shown on real processes."""

import asyncio
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import types
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
from distributed.comm.core import connect as comm_connect
from distributed.security import Security

from dropout_lab.errors import Notice
from dropout_lab.runner.closed import DASHBOARD, _no_script_that_is_no_file, private_folder
from dropout_lab.runner.cluster import connect
from dropout_lab.spawning import MAINS_ALONE
from tests.e2e.processes import children

WORKERS = 2
NOBODY = 65534

in_proc = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads ports and processes in /proc")
slow = pytest.mark.slow

AS_NOBODY = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from distributed.security import Security
from tests.runner.test_closed import answered, reads
foreign = Security.temporary()
os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
secret, *addresses = sys.argv[1:]
print([answered(address, keys) for address in addresses for keys in (None, foreign)], reads(secret))
"""


def answered(address: str, keys: Security | None) -> bool:
    """Whether a scheduler, nanny or worker tells who it is; without keys it is asked in plain TCP."""
    if keys is None:
        address = address.replace("tls://", "tcp://")

    async def ask() -> bool:
        words = keys.get_connection_args("client") if keys else {}
        comm = await comm_connect(address, timeout=3, **words)
        await comm.write({"op": "identity", "reply": True})
        return "id" in await comm.read()

    try:
        return asyncio.run(asyncio.wait_for(ask(), 10))
    except (OSError, TimeoutError):
        return False


def reads(secret: str) -> bool:
    """Whether the private folder of a run's passing files can be looked into."""
    return os.access(secret, os.R_OK) or os.access(secret, os.X_OK)


KEYS = re.compile(rb"-----BEGIN|PRIVATE KEY")


def listening(pids: list[int]) -> dict[str, int]:
    """Addresses that processes listen at, of TCP and UDP over IPv4 and IPv6, and the process of each."""
    owner = {}
    for pid in pids:
        for file in Path(f"/proc/{pid}/fd").glob("*"):  # nothing, of a process that has ended
            found = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(file)) if file.is_symlink() else None
            if found:
                owner[found[1]] = pid
    taken = {}
    for table, state in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, at, *rest = line.split()
            if at == state and rest[5] in owner:
                host, port = local.split(":")
                name = socket.inet_ntoa(bytes.fromhex(host)[::-1]) if len(host) == 8 else host
                taken[f"{table} {name}:{int(port, 16)}"] = owner[rest[5]]
    return taken


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A client of two workers as `dropout-lab run` starts them."""
    with connect(None, WORKERS, 1, False, tmp_path_factory.mktemp("run") / "run.log") as starting:
        yield starting.wait()


def addresses(run) -> list[str]:
    known = run.scheduler_info(n_workers=-1)
    workers = known["workers"]
    return [known["address"], *workers, *(worker["nanny"] for worker in workers.values())]


@slow
@in_proc
def test_the_ports_that_listen_during_a_run_are_those_that_security_md_lists(run):
    """A scheduler's port in main, and for each worker its own and one in main that minds it; no other."""
    table = re.findall(r"^\| (\d) \| (main|the worker) \|", Path("SECURITY.md").read_text(), re.MULTILINE)
    [scheduler, nanny, worker] = [(int(count), where) for count, where in table]
    below = children(os.getpid())
    found = listening([os.getpid(), *below])
    assert all(port.startswith("tcp 127.0.0.1:") for port in found)
    assert {f"tls://{port.removeprefix('tcp ')}" for port in found} == set(addresses(run))
    count = Counter("main" if pid == os.getpid() else "the worker" for pid in found.values())
    assert scheduler[1] == nanny[1] == "main"
    assert count == {"main": scheduler[0] + nanny[0] * WORKERS, worker[1]: worker[0] * WORKERS}


@slow
def test_a_client_without_the_keys_is_refused_by_scheduler_workers_and_main(run):
    """Neither plain TCP nor other keys get an answer at any door; the owner's keys get one at each."""
    asked = addresses(run)
    assert len(asked) == 1 + 2 * WORKERS
    foreign = Security.temporary()
    assert not any(answered(address, keys) for address in asked for keys in (None, foreign))
    assert all(answered(address, run.security) for address in asked)


@slow
@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="becomes another user: needs root")
def test_another_user_of_this_machine_gets_no_answer_and_reads_no_key(run):
    """As `nobody`: refused at every door, and kept out of the folder of passing files."""
    words = [str(private_folder()), *addresses(run)]
    said = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *words], capture_output=True, text=True, timeout=120, check=False
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.split() == f"{[False] * 2 * (1 + 2 * WORKERS)} False".split()


@slow
@in_proc
def test_keys_stand_on_no_command_line_and_in_no_environment(run):
    """`ps` shows them to everybody, and files would outlive the run."""
    for pid in [os.getpid(), *children(os.getpid())]:
        for file in Path(f"/proc/{pid}/cmdline"), Path(f"/proc/{pid}/environ"):
            assert not (file.exists() and KEYS.search(file.read_bytes())), file
    held = [file for file in private_folder().rglob("*") if file.is_file()]
    assert not any(KEYS.search(file.read_bytes()) for file in held)


@slow
def test_no_child_looks_for_modules_in_the_current_folder(run):
    """Its Python starts without it; main's path, which it is given, has no empty word: law 12."""
    for safe, path in run.run(lambda: (sys.flags.safe_path, sys.path)).values():
        assert safe
        assert "" not in path


@slow
def test_signals_of_a_terminal_or_a_batch_job_are_mains_alone(run):
    """They reach every process; whichever thread of a worker's looks, they are blocked there."""
    for found in run.run(lambda: signal.pthread_sigmask(signal.SIG_BLOCK, ())).values():
        assert found == {*MAINS_ALONE}


@slow
def test_the_dashboard_is_served_to_this_machine_alone(tmp_path):
    """`executor.dashboard=true`: its pages answer on the loopback, and end with the run."""
    host, port = DASHBOARD.split(":")
    address = pytest.warns(Notice, match=f"Dask's dashboard: http://{DASHBOARD}")
    with address, connect(None, 1, 1, True, tmp_path / "run.log") as starting:
        client = starting.wait()
        with urllib.request.urlopen(f"http://{host}:{port}/health", timeout=10) as answer:
            assert answer.status == 200
        owners = {address for address in listening([os.getpid()]) if address.endswith(f":{port}")}
        assert owners == {f"tcp {host}:{port}"}
        assert client.dashboard_link.startswith("http")
    with (
        pytest.raises(OSError, match="refused"),
        urllib.request.urlopen(f"http://{host}:{port}/", timeout=10),
    ):
        pass


def test_a_script_from_standard_input_is_imported_by_no_child(monkeypatch, tmp_path):
    """`python - <<EOF`: Python says its file is `<stdin>`; a script that is a file stays one."""
    main = types.ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    for file, is_shown in (("<stdin>", False), (str(tmp_path), True)):
        main.__file__ = file
        with _no_script_that_is_no_file():
            assert hasattr(main, "__file__") == is_shown
        assert main.__file__ == file


def test_the_folder_of_passing_files_is_the_users_alone(tmp_path, monkeypatch):
    """One that others made, can enter or have led elsewhere is left alone; a new one is made."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    usual = private_folder()
    assert usual == private_folder() == tmp_path / f"dropout-lab-{os.getuid()}"
    assert stat.S_IMODE(usual.stat().st_mode) == 0o700
    usual.chmod(0o755)
    other = private_folder()
    assert other != usual
    assert stat.S_IMODE(other.stat().st_mode) == 0o700
    usual.rmdir()
    usual.symlink_to(other)
    assert private_folder() not in (usual, other)
