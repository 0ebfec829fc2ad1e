import re
import signal

from dropout_lab.runner import deaths
from dropout_lab.runner.deaths import by_what, ended_for_memory, words_of
from tests.over import over


@over(
    ("code", "said"),
    [
        (
            -signal.SIGKILL,
            r"signal 9 \(SIGKILL\): as the system does where memory has run out; fewer",
        ),
        (-signal.SIGSEGV, r"signal 11 \(SIGSEGV\): a fault in compiled code$"),
        (-signal.SIGXCPU, r"\(SIGXCPU\): the limit of processor time is reached$"),
        (-signal.SIGUSR1, r"\(SIGUSR1\)$"),
        (-63, r"signal 63|RT"),
        (3, r"exit code 3$"),
    ],
)
def test_an_exit_code_is_said_by_signal_and_name(code, said):
    """Number, name and what usually sends it; of memory also what to do."""
    words = words_of(code, memory_ran_out=False)
    assert words.startswith("its worker died")
    assert re.search(said, words)


def test_the_systems_own_count_tells_of_memory(tmp_path, monkeypatch):
    """Linux counts whom it ends for want of memory, in the machine and in a container."""
    machine, container = tmp_path / "vmstat", tmp_path / "memory.events"
    monkeypatch.setattr(deaths, "OOM_COUNTERS", (machine, container))
    assert ended_for_memory() == 0
    machine.write_text("nr_free_pages 12\noom_kill 4\n")
    container.write_text("low 0\noom 3\noom_kill 2\n")
    assert ended_for_memory() == 6


def test_a_death_is_told_once_the_system_has_told(monkeypatch):
    """The count since the workers started decides whether memory is named."""
    monkeypatch.setattr(deaths, "_at_first", [4])
    monkeypatch.setattr(deaths, "_exits", {"tls://a": (-9, 5), "tls://b": (-9, 4)})
    assert "memory has run out; fewer workers take less" in by_what("tls://a")
    assert "as the system does where memory has run out" in by_what("tls://b")


def test_a_worker_of_a_cluster_is_named_with_the_way_to_its_log(monkeypatch):
    """Nothing here knows how a process of another machine ended."""
    monkeypatch.setattr(deaths, "_at_first", [])
    assert by_what("tcp://10.0.0.5:4000") == (
        "the worker at tcp://10.0.0.5:4000 died; its own log, on its machine, says by what"
    )
