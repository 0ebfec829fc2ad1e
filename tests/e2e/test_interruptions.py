"""A run that is killed or interrupted loses nothing, repeats nothing and keeps its bits (laws 1, 5)."""

import os
import signal
import time
from pathlib import Path

import pytest

from dropout_lab.config import read_command
from dropout_lab.data import load
from dropout_lab.engines import load_engine, train
from tests.e2e import processes
from tests.e2e.processes import HANG, all_gone, children, records, wait_for_runs

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # two campaigns before the first test
in_proc = pytest.mark.skipif(not Path("/proc").is_dir(), reason="counts processes in /proc")

ONE = "executor.workers=1"  # each worker loads TensorFlow for seconds
WORDS = (
    "dataset=digits", "dataset.train_size=1408", "model.hidden_units=[32]", "dropout.rate=0.2",
    "training.epochs=30", "name=tried",
)  # fmt: skip


def start(folder, *words, **program):
    return processes.start(folder, *WORDS, *words, **program)


def finish(folder, *words):
    return processes.finish(folder, *WORDS, *words)


@pytest.fixture(scope="module")
def undisturbed() -> dict:
    """Eight seeds, trained here one after another in the order of their numbers without a disturbance."""
    (variant,) = read_command([*WORDS, "seeds=8"]).experiment.variants
    engine, images = load_engine(variant.engine), load(variant.recipe.dataset)
    return {seed: list(train(engine, variant.recipe, seed, images))[-1] for seed in range(8)}


@pytest.fixture(scope="module")
def killed(tmp_path_factory) -> tuple[dict, dict]:
    """The eight seeds backwards on two workers, killed after the first run, and then typed again.

    What was kept of the first command, and what there is after the second.
    """
    folder, seeds = tmp_path_factory.mktemp("killed"), "seeds=[7,6,5,4,3,2,1,0]"
    process = start(folder, seeds, "executor.workers=2")
    wait_for_runs(folder, 1)
    workers = children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = records(folder)
    assert workers
    assert all_gone(workers, HANG), "workers outlive their main"
    assert 1 <= len(kept) < 8, "nothing was left to interrupt"
    finish(folder, seeds, ONE)
    return kept, records(folder)


@in_proc
def test_kill_9_of_main_keeps_the_finished_runs_and_the_bits(undisturbed, killed):
    """After kill -9 the same command trains only what is missing, and neither worker is left behind."""
    kept, found = killed
    for seed, record in kept.items():
        assert (found[seed].finished_at, found[seed].seconds) == (record.finished_at, record.seconds)
    assert {seed: r.weights_sha256 for seed, r in found.items()} == {
        seed: r.weights_sha256 for seed, r in undisturbed.items()
    }


@in_proc
def test_the_order_of_the_seeds_changes_no_bit(undisturbed, killed):
    """Backwards, the last seeds first and alone in their process: the same digests and curves (law 1)."""
    kept, found = killed
    assert {6, 7} & set(kept)
    assert sorted(found) == list(range(8))
    for seed, record in found.items():
        assert record.weights_sha256 == undisturbed[seed].weights_sha256
        for metric, curve in record.curves.items():
            assert curve.tolist() == undisturbed[seed].curves[metric].tolist()


@in_proc
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGQUIT, 131)]
)
def test_an_interrupted_run_leaves_at_once_and_says_what_to_type(tmp_path, number, code):
    """Ctrl-C and SIGTERM end main and workers in the middle of the campaign; the store opens.

    Main ends its workers itself, whatever they do, so these train nothing.
    """
    process = start(tmp_path, "seeds=100", ONE, program=processes.UNTRAINED)
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


@in_proc
def test_ctrl_c_while_workers_import_is_answered_by_main_alone(tmp_path):
    """A terminal sends it to every process: no worker says a word, and none is left."""
    process = start(tmp_path, "seeds=4", "executor.workers=2", program=processes.IMPORTING)
    workers = wait_for_imports(tmp_path / "importing", 2)
    for pid in [*workers, process.pid]:
        os.kill(pid, signal.SIGINT)
    _, errors = process.communicate(timeout=HANG)
    assert process.returncode == 130
    assert "type it again" in errors
    assert "Traceback" not in errors
    assert all_gone(workers, HANG)


def wait_for_imports(folder, count):
    """Processes of the workers that import, when there are so many."""
    deadline = time.monotonic() + HANG
    while time.monotonic() < deadline:
        if folder.is_dir() and len(found := [*folder.iterdir()]) >= count:
            return [int(path.name) for path in found]
        time.sleep(0.05)
    raise AssertionError(f"no {count} workers in time")
