"""Plan -> workers -> whoever records: one stack a worker at a time, failures counted, nothing lost."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from itertools import count, islice
from typing import Any, Protocol, cast

from distributed import Client, Future, KilledWorker, as_completed
from distributed.system import MEMORY_LIMIT

from dropout_lab.causes import cause
from dropout_lab.errors import ClusterError
from dropout_lab.runner.deaths import by_what
from dropout_lab.runner.stacks import Sizes, TaskStack, cut
from dropout_lab.runner.tasks import TOPIC, Failure, Reply, Task, TooLarge
from dropout_lab.runner.waiting import Attendance, within
from dropout_lab.runner.worker import settled_backend, train_tasks
from dropout_lab.runner.workers import Placement, WorkerFinder, devices_of, everywhere

ATTEMPTS = 2
"""A run that fails twice, by exception or by the death of its worker, is recorded with its error."""


class Watch(Protocol):
    """Somebody who looks on."""

    def epoch(self, run_ids: Sequence[str], epoch: int) -> None:
        """The runs of a stack have finished an epoch; called from another thread."""
        ...

    def finished(self, task: Task, result: Reply | Failure) -> None:
        """A run is recorded."""
        ...

    def note(self, line: str) -> None:
        """Something goes another way than planned."""
        ...


Record = Callable[[Sequence[Task], Sequence[Reply | Failure], int], None]
"""Stores the results of a stack with the number of attempts it took, whole, whatever signal comes."""


def run_tasks(client: Client, tasks: Sequence[Task], record: Record, watch: Watch) -> None:
    """Train all tasks, recording each stack as it comes; engines of one backend after those of another.

    No more stacks are handed out than there are workers for them, so that a dead worker takes one with it
    and the order of the plan is the order of training.

    Raises:
        Interrupted: a signal asked to end; what had finished is recorded.
        ConfigError: a stack that can be on no worker's device, or a layer that no engine trains.
        ClusterError: the scheduler went away, no worker came, or one does not answer or load what trains.
    """
    client.subscribe_topic(TOPIC, lambda event: _tell(watch, event))
    attendance = Attendance(client, watch.note)
    for backend in dict.fromkeys(task.engine.backend for task in tasks):
        _free_from_others(client, backend)
        attendance.wait()
        fitting = [task for task in tasks if task.engine.backend == backend]
        stacking = [task for task in fitting if task.engine.stacks]
        finder = WorkerFinder(client, on_gpus=any(task.engine.may_use_gpu for task in stacking))
        places = finder.places()
        memory = MEMORY_LIMIT // max(1, len(places.workers))
        sizes = Sizes(devices_of(client, places, fitting, memory))
        _Training(client, finder, sizes, record, watch, attendance).train(fitting)


class _Training:
    """Hands out the stacks of one backend and takes in what comes of them."""

    def __init__(
        self,
        client: Client,
        finder: WorkerFinder,
        sizes: Sizes,
        record: Record,
        watch: Watch,
        attendance: Attendance,
    ) -> None:
        self._client, self._finder, self._sizes = client, finder, sizes
        self._record, self._watch, self._attendance = record, watch, attendance
        self._queue = deque[TaskStack]()
        self._attempts = Counter[TaskStack]()
        self._running: dict[str, TaskStack] = {}
        self._finished = as_completed(loop=client.loop)

    def train(self, tasks: Sequence[Task]) -> None:
        """Train all of them."""
        self._queue.extend(cut(tasks, self._sizes.of))
        handed_out = count()
        while self._queue or self._running:
            places = self._finder.places()
            for number in islice(handed_out, min(len(self._queue), self._free(places))):
                self._hand_out(self._queue.popleft(), places, f"stack-{number}")
            future = self._next()
            stack = self._running.pop(str(future.key))
            result = _result(future)
            future.release()  # else Dask trains it again when its worker goes
            self._take_in(stack, result)

    def _next(self) -> Future:
        """Wait for the next stack that ends, as long as there are workers that may end one."""
        while not self._finished.has_ready():
            self._attendance.look()
            with self._finished.thread_condition:
                self._finished.thread_condition.wait(0.1)  # as Dask's own wait does
        return next(self._finished)

    def _free(self, places: Placement) -> int:
        return max(1, len(places.workers)) - len(self._running)

    def _hand_out(self, stack: TaskStack, places: Placement, key: str) -> None:
        self._attempts[stack] += 1
        key = f"{stack.tasks[0].run_id}-{key}"
        self._running[key] = stack
        words = (list(stack.tasks), stack.size)
        self._finished.add(self._client.submit(train_tasks, *words, key=key, pure=False, **places.options))

    def _take_in(self, stack: TaskStack, result: list[Reply] | TooLarge | Failure) -> None:
        """Record a stack; cut one that found no memory in two; try one that failed once more."""
        if isinstance(result, TooLarge) and (halves := self._sizes.halve(stack)):
            self._queue = deque([*halves, *cut([t for s in self._queue for t in s.tasks], self._sizes.of)])
            self._watch.note(
                f"a stack of {stack.size} runs is too large for the device's memory; going on with "
                f"{halves[0].size} (engine.stack={halves[0].size} starts there)"
            )
            return
        if isinstance(result, TooLarge):
            result = Failure(f"the device's memory does not hold one run: {result.error}"[:500])
        attempts = self._attempts[stack]
        if isinstance(result, Failure) and attempts < ATTEMPTS:
            self._queue.appendleft(stack)
            return
        results = [result] * len(stack.tasks) if isinstance(result, Failure) else result
        self._record(stack.tasks, results, attempts)
        for task, one in zip(stack.tasks, results, strict=True):
            self._watch.finished(task, one)
        worn = [reply.worn_worker for reply in results if isinstance(reply, Reply) and reply.worn_worker]
        if worn and self._queue:
            _replace(self._client, worn[:1])


def _free_from_others(client: Client, backend: str) -> None:
    """Start anew the workers whose process has another Keras backend for good."""
    settled: dict[str, str | None] = everywhere(client, "their backend", settled_backend)
    _replace(client, [worker for worker, present in settled.items() if present not in (None, backend)])


def _result(future: Future) -> list[Reply] | TooLarge | Failure:
    """Return what became of a stack: what its worker says, or by what the worker died."""
    if future.status == "finished":
        return future.result()
    if future.status == "cancelled":
        raise ClusterError("the Dask scheduler went away; finished runs are stored, type the same again")
    error = cast("BaseException", future.exception())  # it failed, so it has one
    return Failure(by_what(error.last_worker.address) if isinstance(error, KilledWorker) else cause(error))


def _replace(client: Client, workers: Sequence[str]) -> None:
    """Start the processes of idle workers anew.

    A worker without a nanny, as somebody's cluster may have, stays as it is.
    """
    if not workers:
        return
    known = within("the workers", lambda: client.scheduler_info(n_workers=-1)["workers"])
    nursed = [worker for worker in workers if known.get(worker, {}).get("nanny")]
    if nursed:
        within("new workers", lambda: client.restart_workers(nursed, raise_for_error=False))


def _tell(watch: Watch, event: Any) -> None:
    """Tell whoever looks on, in the thread that Dask's messages come by: whatever it raises ends there."""
    _stamp, message = event
    try:
        if "note" in message:
            watch.note(message["note"])
        else:
            watch.epoch(message["run_ids"], message["epoch"])
    except (Exception, SystemExit):  # the last is what a library may answer a closed pipe with
        logging.getLogger("distributed").exception("whoever looks on")
