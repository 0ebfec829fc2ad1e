"""Whole commands on the engine of stacks: bits, interruption in the middle of a stack, refusals."""

import re
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.processes import HANG, all_gone, children, finish, records, start, stored

pytestmark = pytest.mark.slow

SMALL = (
    "engine=jax", "dataset=digits", "dataset.train_size=1408", "model.hidden_units=[16]", "executor.workers=1"
)  # fmt: skip
LONG = (*SMALL, "dropout.rate=0.2", "training.epochs=300", "seeds=3", "engine.stack=3", "name=long")

LAYER = """
from dropout_lab.dropout.layers.standard import Standard


class Odd(Standard):
    def disturb(self, inputs, at):
        return inputs if float(inputs[0, 0]) > 0 else super().disturb(inputs, at)
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The long stack without a stop."""
    folder = tmp_path_factory.mktemp("long")
    finish(folder, *LONG)
    return records(folder)


def test_a_sweep_trains_in_stacks_and_a_run_by_itself_has_the_same_bits(tmp_path, monkeypatch):
    """Rates share a stack; each run says how large it was and on what; one of them alone agrees (law 1).

    And it compiles no program that trains: they are in the cache.
    """
    monkeypatch.setenv("DROPOUT_LAB_CACHE", str(tmp_path / "cache"))
    sweep, alone = tmp_path / "sweep", tmp_path / "alone"
    sweep.mkdir()
    alone.mkdir()
    words = [*SMALL, "training.epochs=2", "engine.stack=4"]
    _, said = finish(sweep, "-m", "dropout.rate=0.2,0.5", *words, "seeds=3")
    assert "1 program for 6 runs; engine.stack=4" in said
    runs = stored(sweep)
    assert {record.status for record in runs} == {"done"}
    assert len({record.weights_sha256 for record in runs}) == 6
    here = runs[0].environment
    assert (here["stack"], here["device"], here["devices"], here["backend"]) == (4, "cpu", 1, "jax")
    compiled = _compiled(tmp_path)
    assert compiled
    finish(alone, *words, "dropout.rate=0.5", "seeds=[1]")
    assert _compiled(tmp_path) == compiled
    (record,) = stored(alone)
    together = {run.run_id: run.weights_sha256 for run in runs}
    assert record.weights_sha256 == together[record.run_id]


def _compiled(folder):
    """Programs that train an epoch; smaller ones are in the cache only where compiling them took long."""
    return {path.name for path in (folder / "cache" / "programs").rglob("jit_of_part-*-cache")}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="counts processes in /proc")
def test_kill_9_in_the_middle_of_a_stack_loses_no_more_than_the_epochs_since_it_was_kept(
    undisturbed, tmp_path
):
    """The same command goes on from the last checkpoint, with the same bits, and clears it away."""
    words = (*LONG, "engine.checkpoint_epochs=20")
    checkpoints = tmp_path / "results" / "checkpoints"
    process = start(tmp_path, *words)
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline and not _kept(checkpoints) and process.poll() is None:
        time.sleep(0.02)
    workers = children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert all_gone(workers, HANG)
    assert records(tmp_path) == {}, "nothing was left to interrupt"
    kept = _kept(checkpoints)
    assert kept >= 100
    _, said = finish(tmp_path, *words)
    first = int(re.search(r"(\d+) % \|", said).group(1))
    assert first >= 10 * (10 * kept // 300)
    found = records(tmp_path)
    for seed, record in undisturbed.items():
        assert found[seed].weights_sha256 == record.weights_sha256
        for metric, curve in record.curves.items():
            assert found[seed].curves[metric].tolist() == curve.tolist()
    assert list(checkpoints.iterdir()) == []


def _kept(checkpoints):
    """Epochs behind the newest checkpoint, once there are 100; else 0."""
    whole = [int(path.name) for path in checkpoints.glob("*/[0-9]*[0-9]")]
    return max((epochs for epochs in whole if epochs >= 100), default=0)


def test_a_layer_that_cannot_be_stacked_is_refused_in_one_line(tmp_path):
    """Before anything trains: the layer, and the engine that takes it; nothing is recorded as failed."""
    (tmp_path / "layers.py").write_text(LAYER)
    (tmp_path / "own" / "dropout").mkdir(parents=True)
    keys = "name: odd\nlayer: layers:Odd\nrate: 0.2\ninput_rate: 0.0\n"
    (tmp_path / "own" / "dropout" / "odd.yaml").write_text(keys)
    _, said = finish(tmp_path, *SMALL, "dropout=odd", "--config-dir", "own", "seeds=2", code=2)
    last = said.splitlines()[-1]
    assert last.startswith("dropout-lab: dropout.layer=layers:Odd: engine=jax cannot train it: ")
    assert last.endswith("without looking at a value, which no compiled engine has")
    assert "Traceback" not in said
    assert stored(tmp_path) == []
