"""Stacks on their way to workers and back: where they go, what becomes of one without memory."""

import pytest

from dropout_lab.engines import Device
from dropout_lab.errors import ClusterError, ConfigError
from dropout_lab.recipe import engine_choice, run_id
from dropout_lab.runner import Failure, Reply, Task
from dropout_lab.runner.tasks import TooLarge
from tests.recipes import make_recipe
from tests.runner.test_loop import RECIPE, Client, Watch, train  # noqa: F401 - a fixture

JAX = engine_choice(name="jax", stack=4)
AUTO = engine_choice(name="jax")
GPU = Device("NVIDIA H100 80GB HBM3", "gpu", 1, 60 * 2**30)


def tasks(n=6, engine=JAX, recipe=RECIPE):
    return [Task(run_id(recipe, s, engine), recipe, engine, s, None, alike=n) for s in range(n)]


def test_a_stack_goes_out_whole_and_is_recorded_whole(train):  # noqa: F811
    """Six runs in stacks of four places: all recorded, in one transaction a stack."""
    client, transactions = Client(workers=1), []
    train(client, tasks(), record=lambda done, *_: transactions.append([t.seed for t in done]))
    assert client.stacks == [([0, 1, 2, 3], 4), ([4, 5], 4)]
    assert transactions == [[0, 1, 2, 3], [4, 5]]


def test_whoever_looks_on_is_told_of_each_run_of_a_stack(train):  # noqa: F811
    """The progress counts runs."""
    client, watch = Client(workers=1), Watch()
    train(client, tasks(), watch=watch)
    assert watch.ended == [0, 1, 2, 3, 4, 5]


def test_a_stack_that_fails_twice_fails_for_all_its_runs(train):  # noqa: F811
    """Tried again whole, then recorded with its error; the other stack goes on."""

    def never(task, attempt):
        return ValueError("no") if task.seed < 4 else Reply(None, {})

    client = Client(workers=1, train=never)
    kept = {seed: (result, attempts) for seed, result, attempts in train(client, tasks())}
    assert [kept[seed] for seed in range(4)] == [(Failure("ValueError: no"), 2)] * 4
    assert [kept[seed][1] for seed in (4, 5)] == [1, 1]


def test_a_stack_without_memory_goes_on_in_halves(train):  # noqa: F811
    """No attempt is counted; what waits is cut anew; the user is told, and of the key to set."""
    client, watch = Client(workers=1), Watch()
    client.train = lambda task, attempt: (
        TooLarge("RESOURCE_EXHAUSTED") if client.stacks[-1][1] > 2 else Reply(None, {})
    )
    kept = train(client, tasks(), watch=watch)
    assert client.stacks == [([0, 1, 2, 3], 4), ([0, 1], 2), ([2, 3], 2), ([4, 5], 2)]
    assert [(seed, attempts) for seed, _, attempts in kept] == [(seed, 1) for seed in range(6)]
    assert watch.notes == [
        "a stack of 4 runs is too large for the device's memory; going on with 2 "
        "(engine.stack=2 starts there)"
    ]


def test_a_run_that_no_device_holds_has_failed(train):  # noqa: F811
    """One run alone without memory: recorded with a line that says so."""
    client = Client(workers=1, train=lambda *_: TooLarge("Out of memory allocating 9 bytes"))
    kept = train(client, tasks(1, AUTO))
    assert kept[0][1].error.startswith("the device's memory does not hold one run: Out of memory")


def test_on_a_machine_with_gpus_one_worker_takes_them_all(train):  # noqa: F811
    """Two workers on each of two machines, one with GPUs: its first worker alone, with one stack out."""
    client = Client(workers=4)
    client.device, client.gpus = GPU, {"worker-0", "worker-1"}
    train(client, tasks(8))
    assert {tuple(options["workers"]) for options in client.options} == {("worker-0",)}
    assert client.most_at_once == 1


def test_workers_that_own_a_gpu_take_a_stack_each(train):  # noqa: F811
    """As started by ``dask worker --resources GPU=1``."""
    client = Client(workers=4)
    client.device, client.gpus = GPU, {f"worker-{n}" for n in range(4)}
    client.owners = {"worker-1", "worker-2", "worker-3"}
    train(client, tasks(20))
    assert client.options == [{"resources": {"GPU": 1}}] * 5
    assert client.most_at_once == 3
    assert [options["workers"] for _, options in client.asked] == [["worker-1"], ["worker-2"], ["worker-3"]]


def test_without_gpus_every_worker_trains(train):  # noqa: F811
    """And a CPU's automatic stack is a run by itself, in the order of the plan."""
    client = Client(workers=3)
    train(client, tasks(6, AUTO))
    assert client.stacks == [([seed], 1) for seed in range(6)]
    assert client.options == [{}] * 6
    assert client.most_at_once == 3


def test_layers_of_the_users_own_are_looked_at_before_anything_trains(train):  # noqa: F811
    """A refusal ends the campaign at once: no run is trained, none recorded as failed."""
    own = {"name": "mine", "layer": "mine:Mine", "layer_sha256": "0" * 64, "rate": 0.2}
    recipe = make_recipe(dropout=own)
    client = Client(workers=1)
    client.device = ConfigError("dropout.layer=mine:Mine: engine=jax cannot train it")
    with pytest.raises(ConfigError, match="cannot train it"):
        train(client, tasks(2, JAX, recipe))
    ((_, foreign, _), _), *_ = client.asked
    assert foreign == [recipe]
    assert client.stacks == []


def test_a_stack_larger_than_memory_is_refused_before_anything_trains(train):  # noqa: F811
    """A CPU's device does not say what it has, so it is the machine's memory that does not hold it."""
    client = Client(workers=1)
    huge = engine_choice(name="jax", stack=100_000_000)
    with pytest.raises(ConfigError, match=r"engine\.stack=100000000: so many runs need .* at most \d+$"):
        train(client, tasks(2, huge))
    assert client.stacks == []


def test_a_worker_that_cannot_start_the_engine_is_named_in_one_line(train):  # noqa: F811
    """Whatever it died of: the engine and the first line of the error, no traceback."""
    client = Client(workers=1)
    client.device = RuntimeError("CUDA driver version is insufficient\nand more")
    with pytest.raises(ClusterError) as refused:
        train(client, tasks(2))
    assert str(refused.value) == (
        "engine=jax: a worker cannot start it (RuntimeError: CUDA driver version is insufficient)"
    )
