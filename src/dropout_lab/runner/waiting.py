"""Waits with an end: for an answer of the workers, and for workers to come at all."""

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from distributed import Client

from dropout_lab.errors import ClusterError

ANSWER_SECONDS = 120
"""A question to scheduler or workers takes milliseconds, on a worker that imports its engine first some
seconds, from a slow disk a minute."""

WORKERS_SECONDS = 600
"""As long as a cluster may take to send its first worker, or another when the last has gone."""

LOOK_SECONDS = 2.0
"""Between two looks whether there are workers."""

Answer = TypeVar("Answer")


def within(question: str, ask: Callable[[], Answer], seconds: float | None = None) -> Answer:
    """Return the answer to a question to scheduler or workers.

    Args:
        question: what is asked, for the error.
        ask: asks, and waits for the answer; goes on in a thread of its own when nobody waits any more.
        seconds: how long to wait; None: `ANSWER_SECONDS`.

    Raises:
        ClusterError: no answer in that time.
    """
    patience = ANSWER_SECONDS if seconds is None else seconds
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def asking() -> None:
        try:
            answers.append(ask())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=asking, name=f"asks for {question}", daemon=True)
    thread.start()
    thread.join(patience)
    if errors:
        raise errors[0]
    if not answers:
        raise ClusterError(
            f"no answer to the question for {question} in {patience:.0f} s: a worker or the scheduler hangs; "
            "finished runs are stored, end it and type the same again"
        )
    return answers[0]


class Attendance:
    """Sees to it that there are workers: says when there are none, and ends the wait for them.

    Args:
        client: Dask's.
        say: takes a line for whoever looks on.
    """

    def __init__(self, client: Client, say: Callable[[str], None]) -> None:
        self._client, self._say = client, say
        self._looked = 0.0
        self._alone_since: float | None = None

    def wait(self) -> None:
        """Return when there is a worker.

        Raises:
            ClusterError: none comes.
        """
        while not self._look():
            time.sleep(LOOK_SECONDS / 10)

    def look(self) -> None:
        """Look for workers, but not more often than every `LOOK_SECONDS`.

        Raises:
            ClusterError: there have been none for `WORKERS_SECONDS`.
        """
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._look()

    def _look(self) -> bool:
        threads: dict[str, Any] = within("workers", lambda: dict(self._client.nthreads()))
        self._looked = now = time.monotonic()
        if threads:
            self._alone_since = None
            return True
        where = self._client.scheduler.address  # pyrefly: ignore[missing-attribute]
        if self._alone_since is None:
            self._alone_since = now
            self._say(
                f"no workers at {where}: waiting up to {WORKERS_SECONDS / 60:.0f} min for one; "
                f"`dask worker {where}` starts it"
            )
        if now - self._alone_since > WORKERS_SECONDS:
            raise ClusterError(
                f"no worker came to {where} in {WORKERS_SECONDS / 60:.0f} min; start one there with "
                f"`dask worker {where}`, or leave executor.address out to train on this machine; finished "
                "runs are stored, type the same again"
            )
        return False
