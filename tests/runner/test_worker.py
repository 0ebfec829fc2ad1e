"""What a worker has to say beside its results reaches main."""

import warnings

from dropout_lab.errors import DamageWarning
from dropout_lab.runner.tasks import TOPIC
from dropout_lab.runner.worker import _telling_notices


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
