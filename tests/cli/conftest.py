import contextlib
import sys
from dataclasses import dataclass

import numpy as np
import pytest

from dropout_lab import campaign
from dropout_lab.cli import main
from dropout_lab.engines import Outcome
from dropout_lab.runner import Failure, Reply, machine_speed
from dropout_lab.runner.starting import Starting

ENVIRONMENT = {"tensorflow": "2.21.0", "threads": 1}


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty current folder, a narrow terminal without colour, a machine measured at once."""
    enter(tmp_path, monkeypatch)
    return tmp_path


def enter(folder, monkeypatch):
    """Work in a folder, as a user with nothing set."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("HOME", str(folder.parent / "home"))
    monkeypatch.setattr(machine_speed, "PROBE_SECONDS", (0.001, 0.001))


@pytest.fixture
def lab(monkeypatch, capsys):
    """Type a command; the words after `dropout-lab`."""

    def go(*words):
        monkeypatch.setattr(sys, "argv", ["dropout-lab", *words])
        with pytest.raises(SystemExit) as end:
            main()
        captured = capsys.readouterr()
        return Said(end.value.code, captured.out, captured.err)

    return go


@pytest.fixture
def refusal(lab, folder):
    """The line that a command is refused with; nothing may have been written."""

    def go(*words):
        before = sorted(folder.rglob("*"))
        said = lab(*words)
        assert said.code == 2
        assert said.out == ""
        assert said.err.startswith("dropout-lab: ")
        assert said.err.endswith("\n")
        assert said.err.count("\n") == 1
        assert sorted(folder.rglob("*")) == before
        return said.err.removeprefix("dropout-lab: ").strip()

    return go


def outcome(task, status="done", effect=0.005):
    """What a run might have reached: better with its seed, and with dropout by `effect`."""
    epochs = task.recipe.training.epochs
    level = 0.9 + effect * bool(task.recipe.dropout.site_rates[1:]) + 0.001 * (task.seed % 7)
    curve = np.linspace(0.5, level, epochs)
    metrics = ("test_accuracy", "test_nll", "ece", "brier", "train_accuracy", "train_loss")
    curves = {metric: curve if metric.endswith("accuracy") else 1 - curve for metric in metrics}
    if status == "diverged":
        curves = {metric: np.array([0.5, np.nan]) for metric in metrics}
    wrong = np.arange(round((1 - level) * task.recipe.dataset.facts.test_examples), dtype=np.uint16)
    return Outcome(status, curves, task.run_id * 4, 1.5, wrong, wrong.astype(np.uint8) % 10)


class Trainer:
    """Stands where the workers would: answers each task at once, and keeps which it was asked."""

    def __init__(self):
        self.asked, self.fail, self.diverge = [], set(), set()
        self.environment = ENVIRONMENT
        self.effect = lambda _seed: 0.005

    def __call__(self, _client, tasks, record, watch):
        for task in tasks:
            self.asked.append((task.recipe.dropout.name, task.seed))
            watch.epoch([task.run_id], 1)
            status = "diverged" if task.seed in self.diverge else "done"
            result = Reply(outcome(task, status, self.effect(task.seed)), self.environment)
            if task.seed in self.fail:
                result = Failure("RuntimeError: no such unit")
            record([task], [result], 1 + isinstance(result, Failure))
            watch.finished(task, result)


@pytest.fixture
def trainer(monkeypatch, undrawn):
    """No workers: `Trainer` answers instead; and no pictures in the reports."""
    return pretend(monkeypatch)


def pretend(monkeypatch):
    """Let a `Trainer` answer instead of workers."""
    trainer = Trainer()
    monkeypatch.setattr(campaign, "connect", lambda *_words: Starting(contextlib.nullcontext()))
    monkeypatch.setattr(campaign, "run_tasks", trainer)
    return trainer
