"""A start in a thread: main goes on, waits when it needs it, and nothing started is left."""

from contextlib import contextmanager
from threading import Event

import pytest

from dropout_lab.runner.starting import Starting


@contextmanager
def slow(may_go: Event, log: list[str]):
    assert may_go.wait(60)
    log.append("started")
    try:
        yield "workers"
    finally:
        log.append("ended")


def test_main_goes_on_while_the_start_takes_its_time():
    """Its block begins at once; who needs what is started waits for it."""
    may_go, log = Event(), []
    with Starting(slow(may_go, log)) as starting:
        log.append("meanwhile")
        may_go.set()
        assert starting.wait() == starting.wait() == "workers"
    assert log == ["meanwhile", "started", "ended"]


def test_a_block_that_ends_before_the_start_ends_what_was_started():
    """An error of main's meanwhile leaves no worker behind."""
    may_go, log = Event(), []

    def fail_meanwhile():
        with Starting(slow(may_go, log)):
            may_go.set()
            raise ValueError("main's")

    with pytest.raises(ValueError, match="main's"):
        fail_meanwhile()
    assert log == ["started", "ended"]


def test_a_start_that_fails_is_told_to_who_waits():
    """There, and not where nobody needs it."""

    @contextmanager
    def failing():
        raise OSError("no process")
        yield

    with Starting(failing()):
        pass
    with pytest.raises(OSError, match="no process"), Starting(failing()) as starting:
        starting.wait()
