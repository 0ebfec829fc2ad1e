"""Whole commands, with real workers: what they leave, what they survive, where they train."""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.processes import DRAWN, HANG, UNTRAINED, all_gone, children, finish, start, stored

pytestmark = pytest.mark.slow

WHOLE = "dataset.train_size=1408"  # no partial batch, which is a third of a compilation
SMALL = ("dataset=digits", WHOLE, "model.hidden_units=[16]")
ONE = "executor.workers=1"  # a worker loads TensorFlow for seconds: one, where one shows it, or UNTRAINED
QUICK = (
    "experiment=quickstart", WHOLE, "model.hidden_units=[16]", "training.epochs=2", "name=quick", "seeds=2"
)  # fmt: skip

LAYERS = """
import os
import signal
import traceback

from dropout_lab.dropout.layers.standard import Standard


def is_broken():
    # Sound while it is tried, broken when it trains.
    return not any(frame.name == "try_layer" for frame in traceback.extract_stack())


class Raises(Standard):
    def disturb(self, inputs, at):
        if is_broken():
            raise RuntimeError("no such unit")
        return inputs


class Dies(Standard):
    def disturb(self, inputs, at):
        if is_broken():
            os.kill(os.getpid(), signal.SIGKILL)
        return inputs


class DiesAtOnce(Standard):
    def disturb(self, inputs, at):
        os._exit(3)
"""


def digests(folder):
    return {record.run_id: record.weights_sha256 for record in stored(folder)}


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """A small experiment run to its end: its folder, its output."""
    folder = tmp_path_factory.mktemp("quick")
    return folder, *finish(folder, *QUICK, ONE, program=DRAWN)


def test_a_whole_run_leaves_a_results_folder_and_no_noise(quick):
    """Tables, figures and the store; a user sees no message of TensorFlow or Dask; Hydra leaves nothing."""
    folder, out, errors = quick
    results = folder / "results" / "local" / "quick"
    for name in ("README.md", "report.html", "runs.csv", "curves.csv", "summary.csv", "provenance.json"):
        assert (results / name).stat().st_size > 0
    assert {path.suffix for path in (results / "figures").iterdir()} == {".svg", ".png", ".pdf"}
    assert sorted(path.name for path in folder.iterdir()) == ["results"]
    assert "dropout against none" in out
    for word in ("tensorflow", "TensorFlow", "distributed", "Traceback", "Warning", "cuda"):
        assert word not in out + errors
    (log,) = (folder / "results" / "logs").iterdir()
    assert "Traceback" not in log.read_text()


@pytest.fixture
def cluster(tmp_path):
    """A Dask scheduler and one worker on this machine, as somebody else would start them."""
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    environ = {**os.environ, "OMP_NUM_THREADS": "1"}
    with contextlib.ExitStack() as stack, (tmp_path / "cluster.log").open("w") as log:
        for words in (
            [
                "scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--no-dashboard",
                "--scheduler-file",
                str(file),
            ],
            [
                "worker",
                "--scheduler-file",
                str(file),
                "--nthreads",
                "1",
                "--no-dashboard",
                "--no-nanny",
                "--memory-limit",
                "0",
            ],
        ):
            options = {"cwd": tmp_path, "env": environ, "stdout": log, "stderr": log}
            process = stack.enter_context(subprocess.Popen([*dask, *words], **options))
            stack.callback(process.terminate)
            deadline = time.monotonic() + 60
            while not file.exists() and time.monotonic() < deadline:
                time.sleep(0.1)
        yield json.loads(file.read_text())["address"]


def test_a_cluster_trains_the_same_bits(quick, cluster, tmp_path):
    """On workers of a running scheduler, one after another, every digest is the local one (law 1)."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    finish(folder, *QUICK, f"executor.address={cluster}")
    assert digests(folder) == digests(quick[0])


def test_failures_are_recorded_and_the_others_go_on(tmp_path):
    """A layer that raises and one that kills its process: tried twice, recorded, named.

    What TensorFlow makes of such layers is in tests/engines/test_trial.py; that the same command tries them
    again, and no other run, is in tests/cli/test_run.py.
    """
    (tmp_path / "layers.py").write_text(LAYERS)
    (tmp_path / "own" / "dropout").mkdir(parents=True)
    for name in ("raises", "dies"):
        text = f"name: {name}\nlayer: layers:{name.title()}\nrate: 0.2\ninput_rate: 0.0\n"
        (tmp_path / "own" / "dropout" / f"{name}.yaml").write_text(text)
    words = ("-m", "dropout=none,raises,dies", "--config-dir", "own", *SMALL, ONE, "seeds=1")
    out, errors = finish(tmp_path, *words, "training.epochs=1", code=1, program=UNTRAINED)
    runs = {record.recipe["dropout"]["name"]: record for record in stored(tmp_path)}
    assert {name: (r.status, r.attempts) for name, r in runs.items()} == {
        "none": ("done", 1),
        "raises": ("failed", 2),
        "dies": ("failed", 2),
    }
    place = 'layers.py, line 17, in disturb: raise RuntimeError("no such unit")'
    assert runs["raises"].error == f"RuntimeError: no such unit; {place}"
    assert runs["dies"].error.startswith("its worker died by signal 9 (SIGKILL): ")
    for failed in (runs["raises"], runs["dies"]):
        assert f"dropout-lab: 1 failed: {failed.error}\n" in errors
    assert "2 failed" in out
    last = errors.splitlines()[-1]
    assert "2 runs failed twice; the same command tries them again" in last
    assert "no such unit" in (tmp_path / last.rpartition(" ")[2]).read_text()


def test_a_layer_that_kills_its_worker_is_named_before_anything_trains(tmp_path):
    """It is tried on a worker first: one line with the layer and the exit code; no run has failed."""
    (tmp_path / "layers.py").write_text(LAYERS)
    words = (*SMALL, ONE, "dropout.layer=layers:DiesAtOnce", "seeds=2")
    _, errors = finish(tmp_path, *words, code=2, program=UNTRAINED)
    assert errors.splitlines()[-1] == (
        "dropout-lab: dropout.layer=layers:DiesAtOnce: when it was tried its worker died: "
        "its process ended itself with exit code 3"
    )
    assert stored(tmp_path) == []


@pytest.fixture(scope="module")
def two_engines(tmp_path_factory):
    """A learning rate that works and one that diverges, on two engines each: folder, words, output."""
    folder = tmp_path_factory.mktemp("two_engines")
    words = (
        "-m", "engine=tensorflow,jax", "optimizer.learning_rate=0.01,1e30", "optimizer=sgd", *SMALL,
        "training.epochs=2", "seeds=2", ONE,
    )  # fmt: skip
    out, _ = finish(folder, *words)
    return folder, words, out


def test_two_engines_share_a_campaign(two_engines):
    """Workers go from one Keras backend to the other; every run names what trained it, and they agree."""
    runs = stored(two_engines[0])
    assert sorted(record.environment["backend"] for record in runs) == ["jax"] * 4 + ["tensorflow"] * 4
    done = [record for record in runs if record.status == "done"]
    assert sorted((record.environment["backend"], record.seed) for record in done) == [
        (backend, seed) for backend in ("jax", "tensorflow") for seed in (0, 1)
    ]
    for seed in (0, 1):
        losses = [record.curves["train_loss"][0] for record in done if record.seed == seed]
        assert losses[0] == pytest.approx(losses[1], abs=1e-4)


def test_a_diverged_run_is_recorded_with_its_epoch_and_never_tried_again(two_engines):
    """A loss that is not finite ends the run; the ledger has it; the exit code is 0 (law 6)."""
    folder, words, out = two_engines
    assert "4 diverged" in out
    runs = stored(folder)
    diverged = [record for record in runs if record.recipe["optimizer"]["learning_rate"] == 1e30]
    assert len(diverged) == 4
    assert {(record.status, record.diverged_epoch) for record in diverged} == {("diverged", 1)}
    assert [record.metrics for record in diverged] == [{}] * 4
    _, errors = finish(folder, *words)
    assert "nothing is missing" in errors
    assert [record.finished_at for record in stored(folder)] == [record.finished_at for record in runs]


def test_the_textbooks_fit_runs_through(tmp_path):
    """`keras_fit` with Keras's own dropout and shuffle, beside our batch order."""
    words = ["-m", "engine.shuffle=harness,keras", "engine=keras_fit", "dropout.source=keras", *SMALL]
    out, _ = finish(tmp_path, *words, "training.epochs=1", "seeds=1", ONE)
    runs = stored(tmp_path)
    assert {record.status for record in runs} == {"done"}
    assert {record.engine["shuffle"] for record in runs} == {"harness", "keras"}
    assert len({record.weights_sha256 for record in runs}) == 2
    assert "shuffle=keras - shuffle=harness" in out


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="counts processes in /proc")
def test_smoke_trains_and_stores_nothing(tmp_path):
    """`debug=smoke` tries every variant for an epoch and leaves an empty folder and no process."""
    process = start(tmp_path, "experiment=quickstart", WHOLE, "debug=smoke", ONE, program=UNTRAINED)
    below = set()
    while process.poll() is None:
        below |= set(children(process.pid))
        time.sleep(0.3)
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    assert "every variant trained for an epoch; nothing is stored" in out
    assert list(tmp_path.iterdir()) == []
    assert below
    assert all_gone(list(below), HANG)
