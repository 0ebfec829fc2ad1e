import os
import signal
import threading
from collections import Counter
from types import SimpleNamespace

import pytest

from dropout_lab.engines import Device
from dropout_lab.errors import ClusterError
from dropout_lab.interruption import Interrupted, interruptible
from dropout_lab.recipe import engine_choice, run_id
from dropout_lab.runner import Failure, Reply, Task, loop, run_tasks, waiting
from dropout_lab.store import when_unlocked
from tests.recipes import ENGINE, make_recipe

RECIPE = make_recipe()
TASKS = [Task(run_id(RECIPE, seed, ENGINE), RECIPE, ENGINE, seed, None) for seed in range(6)]


class Future:
    """What a worker made of a task: a reply, or an exception."""

    def __init__(self, key, result):
        self.key, self._result, self.released = key, result, False
        self.status = "error" if isinstance(result, Exception) else "finished"

    def result(self):
        if isinstance(self._result, Exception):
            raise self._result
        return self._result

    def exception(self):
        return self._result if isinstance(self._result, Exception) else None

    def release(self):
        self.released = True


class Client:
    """Hands stacks to as many workers as it has; each ends its own in the order of hand-out.

    `train` says what becomes of a run: (task, attempt) -> Reply or exception, or of a stack TooLarge.
    """

    loop = None
    thread_condition = threading.Condition()
    scheduler = SimpleNamespace(address="tcp://somewhere")

    def __init__(self, workers=2, train=lambda task, attempt: Reply(None, {}), nanny="tcp://nanny"):
        self.workers, self.train, self.nanny = workers, train, nanny
        self.settled, self.gpus, self.owners, self.asked, self.options = {}, set(), set(), [], []
        self.device = Device("cpu", "cpu", 1, None)
        self.replaced, self.given = [], []
        self.handed_out, self.stacks, self.most_at_once, self.waiting = [], [], 0, []

    def nthreads(self):
        return {f"worker-{number}": 4 for number in range(self.workers)}

    def scheduler_info(self, n_workers):
        assert n_workers == -1
        return {
            "workers": {
                name: {
                    "nanny": self.nanny,
                    "host": f"host-{number // 2}",
                    "resources": {"GPU": 1} if name in self.owners else {},
                }
                for number, name in enumerate(self.nthreads())
            }
        }

    def restart_workers(self, workers, raise_for_error):
        assert not raise_for_error
        assert all(future.released for future in self.given)
        self.replaced.append((len(self.handed_out), *workers))

    def run(self, function, on_error):
        assert on_error == "return"
        if function.__name__ == "sees_gpu":
            return {name: name in self.gpus for name in self.nthreads()}
        return {name: self.settled.get(name) for name in self.nthreads()}

    def subscribe_topic(self, topic, handler):
        self.tell = handler

    def submit(self, function, *words, key, pure, **options):
        assert not pure
        if function.__name__ == "survey":
            self.asked.append((words, options))
            return Future(key, self.device)
        tasks, size = words
        self.stacks.append(([task.seed for task in tasks], size))
        self.options.append(options)
        self.handed_out += [task.seed for task in tasks]
        results = [self.train(task, self.handed_out.count(task.seed)) for task in tasks]
        odd = [result for result in results if not isinstance(result, Reply)]
        return Future(key, odd[0] if odd else results)

    def as_completed(self, loop):
        return self

    def has_ready(self):
        return bool(self.waiting)

    def add(self, future):
        self.waiting.append(future)
        self.most_at_once = max(self.most_at_once, len(self.waiting))

    def __next__(self):
        self.given.append(self.waiting.pop(0))
        return self.given[-1]


class Watch:
    def __init__(self):
        self.epochs, self.ended, self.notes = [], [], []

    def epoch(self, run_ids, epoch):
        self.epochs.append((run_ids, epoch))

    def finished(self, task, result):
        self.ended.append(task.seed)

    def note(self, line):
        self.notes.append(line)


@pytest.fixture
def train(monkeypatch):
    """Train the tasks with a client; return what was recorded: (seed, result, attempts)."""

    def go(client, tasks=TASKS, record=None, watch=None):
        monkeypatch.setattr(loop, "as_completed", client.as_completed)
        kept = []

        def keep(tasks, results, attempts):
            kept.extend((task.seed, r, attempts) for task, r in zip(tasks, results, strict=True))

        with interruptible():
            run_tasks(client, tasks, record or keep, watch or Watch())
        return kept

    return go


@pytest.mark.parametrize("workers", [1, 2, 5, 9])
def test_the_order_of_the_plan_is_the_order_of_training(train, workers):
    """No more runs are out than there are workers, each with any threads; each is recorded as it comes."""
    client = Client(workers)
    kept = train(client)
    assert client.handed_out == [0, 1, 2, 3, 4, 5]
    assert [seed for seed, _, _ in kept] == [0, 1, 2, 3, 4, 5]
    assert client.most_at_once == min(workers, len(TASKS))
    assert {attempts for _, _, attempts in kept} == {1}


@pytest.fixture
def impatient(monkeypatch):
    """Ten minutes pass in a twentieth of a second."""
    monkeypatch.setattr(waiting, "WORKERS_SECONDS", 0.05)
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 0.01)


def test_a_scheduler_without_workers_is_waited_for_with_a_line_and_an_end(train, impatient):
    """Who looks on is told at once how to start a worker; the error says it again, with the address."""
    watch, client = Watch(), Client(workers=0)
    with pytest.raises(ClusterError, match="no worker came to tcp://somewhere"):
        train(client, watch=watch)
    assert len(watch.notes) == 1
    assert "dask worker tcp://somewhere" in watch.notes[0]
    assert client.handed_out == []


def test_a_worker_that_comes_late_trains_everything(train, impatient, monkeypatch):
    """The wait ends with the first one."""
    monkeypatch.setattr(waiting, "WORKERS_SECONDS", 60)
    watch, client = Watch(), Client(workers=0)
    monkeypatch.setattr(watch, "note", lambda line: setattr(client, "workers", 1))
    assert len(train(client, watch=watch)) == len(TASKS)


def test_workers_that_all_go_for_good_end_the_campaign(train, impatient):
    """What was out with them comes back from nobody; what was recorded before stays."""
    client, kept = Client(workers=1), []

    def gone(task, attempt):
        client.workers = 0
        return Reply(None, {})

    client.train = gone
    client.has_ready = lambda: False
    with pytest.raises(ClusterError, match="finished runs are stored"):
        train(client, record=lambda *result: kept.append(result))
    assert client.handed_out == [0]
    assert kept == []


def test_a_worker_that_never_answers_is_not_waited_for_for_ever(train, monkeypatch):
    """Which question it was, and what to do."""
    monkeypatch.setattr(waiting, "ANSWER_SECONDS", 0.05)
    client, forever = Client(), threading.Event()
    monkeypatch.setattr(client, "run", lambda function, on_error: forever.wait())
    with pytest.raises(ClusterError, match=r"no answer .* for their backend"):
        train(client)
    forever.set()


def test_whoever_looks_on_cannot_stop_dasks_thread(train):
    """Rich answers a closed pipe with SystemExit, in the thread that all of Dask's messages come by."""
    client, watch = Client(), Watch()

    def closed_pipe(run_ids, epoch):
        raise SystemExit(1)

    watch.epoch = closed_pipe
    train(client, watch=watch)
    client.tell((0.0, {"run_ids": ["a"], "epoch": 3}))


def test_what_a_worker_has_to_say_reaches_whoever_looks_on(train):
    """Such as a checkpoint that it found damaged."""
    client, watch = Client(), Watch()
    train(client, watch=watch)
    client.tell((0.0, {"note": "00012: damaged"}))
    assert watch.notes == ["00012: damaged"]


def test_a_run_that_fails_once_is_tried_again_at_once(train):
    """The second attempt counts, and is recorded with their number."""

    def once(task, attempt):
        return ValueError("no") if (task.seed, attempt) == (1, 1) else Reply(None, {})

    client = Client(workers=1, train=once)
    kept = train(client)
    assert client.handed_out == [0, 1, 1, 2, 3, 4, 5]
    assert [attempts for _, _, attempts in kept] == [1, 2, 1, 1, 1, 1]
    assert all(isinstance(result, Reply) for _, result, _ in kept)


def test_a_run_that_fails_twice_is_recorded_and_the_others_go_on(train):
    """Failure is data (law 6): the last error in one line, and never a third attempt."""

    def never(task, attempt):
        return ValueError(f"attempt {attempt}\nsecond line") if task.seed == 1 else Reply(None, {})

    client = Client(train=never)
    kept = {seed: (result, attempts) for seed, result, attempts in train(client)}
    assert kept[1] == (Failure("ValueError: attempt 2"), 2)
    assert Counter(client.handed_out)[1] == 2
    assert sorted(kept) == [0, 1, 2, 3, 4, 5]


def test_an_error_without_words_is_named_by_its_kind(train):
    """A `KilledWorker` or a bare exception still says something; a long one is cut."""
    bare = train(Client(train=lambda *_: MemoryError()), TASKS[:1])
    long = train(Client(train=lambda *_: OSError("x" * 9999)), TASKS[:1])
    assert bare[0][1].error == "MemoryError"
    assert len(long[0][1].error) <= 500


def test_a_scheduler_that_goes_away_ends_the_campaign(train, monkeypatch):
    """Dask cancels what was out; that is no failure of a run, and none is recorded."""
    client, kept = Client(workers=1), []
    submit = client.submit

    def cancelled(*words, **options):
        future = submit(*words, **options)
        future.status = "cancelled"
        return future

    monkeypatch.setattr(client, "submit", cancelled)
    with pytest.raises(ClusterError, match="went away"):
        train(client, record=lambda *result: kept.append(result))
    assert kept == []


def test_epochs_reach_whoever_looks_on(train):
    """Workers tell of each epoch by an event."""
    client, watch = Client(), Watch()
    train(client, watch=watch)
    client.tell((0.0, {"run_ids": ["a", "b"], "epoch": 3}))
    assert watch.epochs == [(["a", "b"], 3)]
    assert watch.ended == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_never_tears_a_recording(train, number):
    """What had begun to be recorded is recorded to its end; nothing is handed out after it."""
    client, kept = Client(workers=1), []

    def record(tasks, results, attempts):
        def keep():
            if tasks[0].seed == 2:
                os.kill(os.getpid(), number)
            kept.append(tasks[0].seed)

        when_unlocked(keep)

    with pytest.raises(Interrupted) as interruption:
        train(client, record=record)
    assert interruption.value.signum == number
    assert kept == client.handed_out == [0, 1, 2]


def test_a_signal_between_recordings_interrupts_at_once(train):
    """While main waits for workers there is nothing to finish."""

    def interrupted(task, attempt):
        if task.seed == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return Reply(None, {})

    with pytest.raises(Interrupted):
        train(Client(workers=1, train=interrupted))


def test_a_worker_that_has_grown_is_replaced_before_it_gets_another_run(train):
    """TensorFlow never gives memory back; after the last run there is nothing to replace it for."""

    def grown(task, attempt):
        return Reply(None, {}, "worker-0" if task.seed in (1, 5) else None)

    client = Client(workers=1, train=grown)
    assert len(train(client)) == len(TASKS)
    assert client.replaced == [(2, "worker-0")]


def test_a_worker_without_a_nanny_stays(train):
    """Nobody would start it again."""
    client = Client(workers=1, train=lambda task, attempt: Reply(None, {}, "worker-0"), nanny=None)
    assert len(train(client)) == len(TASKS)
    assert client.replaced == []


def test_engines_of_one_backend_follow_those_of_another(train):
    """A process has one Keras backend for good: workers that have the other one are started anew."""
    jax = engine_choice(name="jax")
    mixed = [
        Task(run_id(RECIPE, seed, engine), RECIPE, engine, seed, None)
        for seed, engine in enumerate([ENGINE, jax, ENGINE, jax])
    ]
    client = Client(workers=2)
    client.settled = {"worker-0": "tensorflow", "worker-1": "jax"}
    assert [seed for seed, *_ in train(client, mixed)] == [0, 2, 1, 3]
    assert client.replaced == [(0, "worker-1"), (2, "worker-0")]
