import asyncio
import socket
import threading
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from dropout_lab.errors import ClusterError, ConfigError, Notice
from dropout_lab.runner import address as address_module
from dropout_lab.runner import check_address, cluster, local_workers, open_to, without_workers
from dropout_lab.runner.closed import ClosedScheduler, ClosedWorker
from tests.over import over


@pytest.mark.parametrize(
    ("wanted", "runs", "cores", "gibibytes", "workers"),
    [
        (None, 40, 4, 64, 4),  # one a core
        (None, 40, 64, 8, 6),  # bounded by memory, 1.3 GiB each
        (None, 40, 2, 1, 1),  # always one
        (None, 3, 8, 64, 3),  # no more than runs
        (5, 40, 2, 4, 5),  # what the user says
        (5, 1, 2, 4, 1),
        (None, 0, 2, 4, 1),
    ],
)
def test_workers_are_as_many_as_cores_memory_and_runs_allow(
    monkeypatch, wanted, runs, cores, gibibytes, workers
):
    """One one-thread process a core, 1.3 GiB each, never more than there are runs."""
    monkeypatch.setattr(cluster, "CPU_COUNT", cores)
    monkeypatch.setattr(cluster, "MEMORY_LIMIT", gibibytes * 2**30)
    assert local_workers(wanted, runs) == workers


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "tcp://[::1]:1", "tcp://nowhere.invalid:8786", "tcp://h:99999"]
)
def test_an_address_that_nobody_answers_is_named(address):
    """One line with the address, the reason, and how to start a scheduler or do without."""
    with pytest.raises(ClusterError, match="nobody answers there") as refused:
        check_address(address)
    assert str(refused.value).startswith(f"executor.address={address}: ")
    assert "dask scheduler" in str(refused.value)


def test_what_answers_but_is_no_scheduler_is_named(monkeypatch):
    """Another service on that port is told within the time limit, also one that says nothing."""
    monkeypatch.setattr(address_module, "CONNECT_SECONDS", 0.5)
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(ClusterError, match="no Dask scheduler"),
    ):
        check_address(f"tcp://127.0.0.1:{server.getsockname()[1]}")


@pytest.fixture
def scheduler():
    """A scheduler of the user's own, and what adds a worker to it: (address, add)."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def wait(coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(30)

    async def start():
        return await ClosedScheduler(host="127.0.0.1", protocol="tcp://", dashboard=False)

    async def worker():
        return await ClosedWorker(started.address, host="127.0.0.1", nthreads=1, memory_limit=0)

    started, workers = wait(start()), []
    yield started.address, lambda: workers.append(wait(worker()))
    for each in workers:
        wait(each.close())
    wait(started.close())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_a_scheduler_says_how_many_workers_it_has_before_anything_is_planned(scheduler):
    """None yet: one line with what to do; the wait for them has its bound."""
    address, add_worker = scheduler
    assert check_address(address) == 0
    assert f"executor.address={address}: has no workers yet; `dask worker {address}` starts one" in (
        said := without_workers(address)
    )
    assert "waits up to 10 min for the first" in said
    add_worker()
    assert check_address(address) == 1


def test_a_scheduler_answers_in_a_notebook_too(scheduler):
    """There a loop of asyncio runs already in the thread that asks."""

    async def cell():
        return check_address(scheduler[0])

    assert asyncio.run(cell()) == 0


def test_an_address_that_keys_are_needed_for_is_asked_with_those_of_dasks_settings():
    """`tls://` without keys in Dask's settings is told in one line that names where they belong."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(ClusterError, match=r"do not allow this connection .* distributed\.comm\.tls"),
    ):
        check_address(f"tls://127.0.0.1:{server.getsockname()[1]}")


@over(
    ("address", "who"),
    [
        ("tcp://10.0.0.5:8786", "whoever reaches it"),
        ("tcp://[2001:db8::1]:8786", "whoever reaches it"),
        ("tcp://scheduler.example:8786", "whoever reaches it"),
        ("tcp://127.0.0.1:8786", "every user of this machine"),
        ("tcp://[::1]:8786", "every user of this machine"),
        ("tcp://localhost:8786", "every user of this machine"),
    ],
)
def test_whom_a_scheduler_without_keys_is_open_to_is_said(address, who):
    """The user's own scheduler is taken as it is; a line says who else can run code there."""
    assert f"executor.address={address}: without keys: {who} can run code" in (open_to(address) or "")


@pytest.mark.parametrize("address", ["tls://10.0.0.5:8786", None])
def test_nothing_is_said_of_workers_that_ask_for_keys(address):
    """TLS by Dask's settings, and the workers of this machine, are closed to others."""
    assert open_to(address) is None


def test_workers_are_told_their_threads_and_no_path_of_ours(monkeypatch):
    """Settings reach a worker before its imports; the current folder is on no path of its."""
    environment = cluster._environment(3)
    assert {environment[f"{name}_NUM_THREADS"] for name in ("OMP", "MKL", "OPENBLAS")} == {"3"}
    assert "PYTHONPATH" not in environment


@pytest.mark.parametrize(("bokeh", "says"), [(True, r"/status$"), (False, "pip install 'bokeh")])
def test_a_dashboard_that_is_asked_for_says_where_it_is(monkeypatch, tmp_path, bokeh, says):
    """One line with its address; what its plots need is said where it is missing."""
    of = SimpleNamespace(dashboard_link="http://127.0.0.1:8787/status")
    monkeypatch.setattr(cluster, "closed_cluster", lambda *_: nullcontext(of))
    monkeypatch.setattr(cluster, "Client", lambda *_, **__: nullcontext())
    monkeypatch.setattr(cluster, "find_spec", lambda _: bokeh or None)
    with (
        pytest.warns(Notice, match=says),
        cluster.connect(None, 1, 1, True, tmp_path / "run.log") as starting,
    ):
        starting.wait()
    with cluster.connect(None, 1, 1, False, tmp_path / "run.log") as starting:
        starting.wait()  # a warning would be an error here


def test_more_workers_than_memory_holds_are_refused_before_any_starts(monkeypatch):
    """The most that can be given is named; no more than there are runs would start."""
    monkeypatch.setattr(cluster, "MEMORY_LIMIT", 2 * 2**30)
    with pytest.raises(ConfigError, match=r"executor\.workers=64: .* 2\.0 GiB for all; give at most 4, or"):
        cluster.check_memory(64, n_runs=100)
    cluster.check_memory(64, n_runs=4)
    cluster.check_memory(None, n_runs=100)
