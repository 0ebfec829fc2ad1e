"""What a worker has to say beside its results reaches main."""

import logging
import os
import sys
import traceback
import warnings

import pytest

from dropout_lab.errors import DamageWarning
from dropout_lab.runner import cluster
from dropout_lab.runner.tasks import TOPIC
from dropout_lab.runner.worker import _print_to, _telling_notices


class Worker:
    def __init__(self):
        self.told = []

    def log_event(self, topic, message):
        self.told.append((topic, message))


def test_damage_is_told_to_main_and_other_warnings_stay(recwarn):
    """One line for each, however often; a library's warning is for the log."""
    worker = Worker()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        with _telling_notices(worker):
            for _ in range(2):
                warnings.warn("00012: not as it was\n kept", DamageWarning, stacklevel=1)
            warnings.warn("a library's", RuntimeWarning, stacklevel=1)
    assert worker.told == [(TOPIC, {"note": "00012: not as it was kept"})] * 2


def test_afterwards_warnings_are_as_they_were(monkeypatch):
    """A worker trains one run after another."""
    before = warnings.showwarning
    with _telling_notices(Worker()):
        assert warnings.showwarning is not before
    assert warnings.showwarning is before


@pytest.fixture
def outputs(monkeypatch):
    """Give the process its outputs back afterwards."""
    kept = [os.dup(1), os.dup(2)]
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    yield
    for number, before in zip((1, 2), kept, strict=True):
        os.dup2(before, number)
        os.close(before)


def test_what_a_layer_prints_acts_on_no_terminal_that_shows_the_log(tmp_path, outputs, monkeypatch):
    """`print`, warnings and tracebacks reach the log as text that can be read, whatever stands in it."""
    log = tmp_path / "run.log"
    dasks = logging.StreamHandler(sys.stderr)
    monkeypatch.setattr(logging.getLogger("distributed"), "handlers", [dasks])
    _print_to(str(log))
    print("loss 0.1\t\x1b]0;mine\x07 种子")  # noqa: T201
    print("\x1b[2J", file=sys.stderr, end="\n\n")  # noqa: T201
    sys.stdout.writelines(["a\r", "\u202eb\n"])
    dasks.emit(logging.LogRecord("distributed", 40, "", 0, "\x9b31m", None, None))
    try:
        raise ValueError("\x1b[31m")
    except ValueError:
        traceback.print_exc()
    said = log.read_text()
    assert said.startswith("loss 0.1\t\\x1b]0;mine\\x07 种子\n\\x1b[2J\n\na\\r\\u202eb\n\\x9b31m\nTraceback")
    assert said.endswith("ValueError: \\x1b[31m\n")


def test_what_dask_says_in_main_acts_on_no_terminal_that_shows_the_log(tmp_path):
    """Its messages quote what workers raise."""
    log = cluster._Log(tmp_path / "run.log")
    log.emit(logging.LogRecord("distributed", 40, "", 0, "failed: %s", ("\x1b[2J\nsecond",), None))
    log.close()
    assert (tmp_path / "run.log").read_text() == "failed: \\x1b[2J\nsecond\n"
