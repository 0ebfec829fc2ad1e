"""A run that is killed or interrupted loses nothing, repeats nothing and keeps its bits (laws 1, 5)."""

import os
import signal
from pathlib import Path

import pytest

from tests.e2e import processes
from tests.e2e.processes import HANG, all_gone, children, records, wait_for_runs

pytestmark = pytest.mark.slow

ONE = "executor.workers=1"  # each worker loads TensorFlow for seconds
WORDS = (
    "dataset=digits", "model.hidden_units=[32]", "dropout.rate=0.2", "training.epochs=30",
    "name=tried",
)  # fmt: skip


def start(folder, *words):
    return processes.start(folder, *WORDS, *words)


def finish(folder, *words):
    return processes.finish(folder, *WORDS, *words)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict:
    """Eight seeds, trained one after another in the order of their numbers without a disturbance."""
    folder = tmp_path_factory.mktemp("undisturbed")
    finish(folder, "seeds=8", ONE)
    return records(folder)


def test_the_order_of_the_seeds_changes_no_bit(undisturbed, tmp_path):
    """Reversed, and a seed alone first: the same digests and curves (law 1)."""
    finish(tmp_path, "seeds=[2]", ONE)
    finish(tmp_path, "seeds=[3,2,1,0]", ONE)
    found = records(tmp_path)
    assert sorted(found) == [0, 1, 2, 3]
    for seed, record in found.items():
        assert record.weights_sha256 == undisturbed[seed].weights_sha256
        for metric, curve in record.curves.items():
            assert curve.tolist() == undisturbed[seed].curves[metric].tolist()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="counts processes in /proc")
def test_kill_9_of_main_keeps_the_finished_runs_and_the_bits(undisturbed, tmp_path):
    """After kill -9 the same command trains only what is missing, and neither worker is left behind."""
    process = start(tmp_path, "seeds=8", "executor.workers=2")
    wait_for_runs(tmp_path, 1)
    workers = children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = records(tmp_path)
    assert workers
    assert all_gone(workers, HANG), "workers outlive their main"
    assert 1 <= len(kept) < 8, "nothing was left to interrupt"
    finish(tmp_path, "seeds=8", ONE)
    found = records(tmp_path)
    for seed, record in kept.items():
        assert (found[seed].finished_at, found[seed].seconds) == (record.finished_at, record.seconds)
    assert {seed: r.weights_sha256 for seed, r in found.items()} == {
        seed: r.weights_sha256 for seed, r in undisturbed.items()
    }


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="counts processes in /proc")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_leaves_at_once_and_says_what_to_type(tmp_path, number, code):
    """Ctrl-C and SIGTERM end main and workers in the middle of the campaign; the store opens."""
    process = start(tmp_path, "seeds=100", ONE)
    wait_for_runs(tmp_path, 1)
    workers = children(process.pid)
    os.kill(process.pid, number)
    _, errors = process.communicate(timeout=HANG)
    assert process.returncode == code
    assert "type it again" in errors
    assert "dropout-lab run dataset=digits" in errors
    assert "Traceback" not in errors
    assert all_gone(workers, HANG)
    assert 1 <= len(records(tmp_path)) < 100, "nothing was left to interrupt"
