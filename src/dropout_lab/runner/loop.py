"""Plan -> workers -> whoever records: one run a worker at a time, failures counted, nothing lost."""

import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

from distributed import Client, Future, as_completed

from dropout_lab.engines import BACKENDS
from dropout_lab.errors import ClusterError
from dropout_lab.runner.tasks import TOPIC, Failure, Reply, Task
from dropout_lab.runner.worker import settled_backend, train_run

ATTEMPTS = 2
"""A run that fails twice, by exception or by the death of its worker, is recorded with its error."""


class Interrupted(BaseException):
    """SIGINT or SIGTERM reached main while workers were training."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


class Watch(Protocol):
    """Somebody who looks on."""

    def epoch(self, run_id: str, epoch: int) -> None:
        """A run has finished an epoch; called from another thread."""
        ...

    def finished(self, task: Task, result: Reply | Failure) -> None:
        """A run is recorded."""
        ...


Record = Callable[[Task, Reply | Failure, int], None]
"""Stores a result with the number of attempts it took, in one transaction."""


class Signals:
    """Turns SIGINT and SIGTERM into `Interrupted`, but never in the middle of a recording."""

    def __init__(self) -> None:
        self._held, self._pending = False, 0
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Signals":
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let a signal wait until the block is done."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._pending:
            raise Interrupted(self._pending)

    def _handle(self, signum: int, _frame: FrameType | None) -> None:
        if not self._held:
            raise Interrupted(signum)
        self._pending = signum


def run_tasks(client: Client, tasks: Sequence[Task], record: Record, watch: Watch, signals: Signals) -> None:
    """Train all tasks, recording each as it comes; engines of one backend after those of another.

    No more runs are handed out than there are workers, so that a dead worker takes one run with it
    and the order of the plan is the order of training.

    Raises:
        Interrupted: SIGINT or SIGTERM; what had finished is recorded.
        ClusterError: the scheduler went away.
    """
    client.subscribe_topic(TOPIC, lambda event: _tell(watch, event))
    for backend in dict.fromkeys(BACKENDS[task.engine.name] for task in tasks):
        _free_from_others(client, backend)
        fitting = [task for task in tasks if BACKENDS[task.engine.name] == backend]
        _train_all(client, fitting, record, watch, signals)


def _train_all(client: Client, tasks: Sequence[Task], record: Record, watch: Watch, signals: Signals) -> None:
    queue, attempts = deque(tasks), Counter[str]()
    running: dict[str, Task] = {}
    finished = as_completed(loop=client.loop)
    while queue or running:
        for _ in range(min(len(queue), max(1, _workers(client)) - len(running))):
            task = queue.popleft()
            attempts[task.run_id] += 1
            key = f"{task.run_id}-{attempts[task.run_id]}"
            running[key] = task
            finished.add(client.submit(train_run, task, key=key, pure=False))
        future = next(finished)
        task = running.pop(future.key)
        result = _result(future)
        future.release()  # else Dask trains it again when its worker goes
        if isinstance(result, Failure) and attempts[task.run_id] < ATTEMPTS:
            queue.appendleft(task)
            continue
        with signals.held():
            record(task, result, attempts[task.run_id])
        watch.finished(task, result)
        if isinstance(result, Reply) and result.worn_worker and queue:
            _replace(client, [result.worn_worker])


def _free_from_others(client: Client, backend: str) -> None:
    """Start anew the workers whose process has another Keras backend for good."""
    settled: dict[str, str | None] = client.run(settled_backend)  # pyright: ignore[reportAssignmentType]
    _replace(client, [worker for worker, present in settled.items() if present not in (None, backend)])


def _result(future: Future) -> Reply | Failure:
    if future.status == "finished":
        return future.result()
    if future.status == "cancelled":
        raise ClusterError("the Dask scheduler went away; finished runs are stored, type the same again")
    error = future.exception()
    first = (str(error).splitlines() or [""])[0]
    return Failure(f"{type(error).__name__}: {first}"[:500])


def _workers(client: Client) -> int:
    return len(dict(client.nthreads()))  # pyright: ignore[reportCallIssue, reportArgumentType]


def _replace(client: Client, workers: Sequence[str]) -> None:
    """Start the processes of idle workers anew.

    A worker without a nanny, as somebody's cluster may have, stays as it is.
    """
    known = client.scheduler_info(n_workers=-1)["workers"] if workers else {}
    nursed = [worker for worker in workers if known.get(worker, {}).get("nanny")]
    if nursed:
        client.restart_workers(nursed, raise_for_error=False)


def _tell(watch: Watch, event: Any) -> None:
    _stamp, message = event
    watch.epoch(message["run_id"], message["epoch"])
