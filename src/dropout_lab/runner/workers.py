"""Which workers train a stack: on GPUs one worker to each, else every worker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from distributed import Client

from dropout_lab.dropout import Own
from dropout_lab.engines import Device, sees_gpu
from dropout_lab.errors import ClusterError, DropoutLabError, first_line
from dropout_lab.recipe import EngineChoice
from dropout_lab.runner.tasks import Task
from dropout_lab.runner.waiting import WORKERS_SECONDS, within
from dropout_lab.runner.worker import survey

RESOURCE = "GPU"
"""As in ``dask worker --resources GPU=1``, each with a CUDA_VISIBLE_DEVICES of its own."""


@dataclass(frozen=True)
class Placement:
    """How many stacks may be out at once, and what Dask is told of where they may go."""

    workers: tuple[str, ...]
    options: dict[str, Any]


class WorkerFinder:
    """Finds the workers for one backend, anew each time: they come, go and are replaced."""

    def __init__(self, client: Client, on_gpus: bool) -> None:
        self._client, self._gpu_hosts = client, set[str]()
        if on_gpus:
            seen: dict[str, bool] = within("their GPUs", lambda: client.run(sees_gpu))  # pyright: ignore[reportAssignmentType]
            known = self._known()
            self._gpu_hosts = {known[worker]["host"] for worker, gpu in seen.items() if gpu}

    def places(self) -> Placement:
        """Return where the next stack may go.

        With workers that own a GPU by Dask's resources, to those; where a machine has GPUs that nobody
        declared, to one worker of each such machine, which takes all of them.
        """
        if not self._gpu_hosts:
            threads: dict[str, int] = within("workers", lambda: dict(self._client.nthreads()))  # pyright: ignore[reportCallIssue, reportArgumentType]
            return Placement(tuple(threads), {})
        known = self._known()
        owners = tuple(name for name, worker in known.items() if worker.get("resources", {}).get(RESOURCE))
        if owners:
            return Placement(owners, {"resources": {RESOURCE: 1}})
        first = {worker["host"]: name for name, worker in reversed(list(known.items()))}
        chosen = tuple(name for host, name in first.items() if host in self._gpu_hosts)
        return Placement(chosen, {"workers": list(chosen)})

    def _known(self) -> dict[str, Any]:
        return within("the workers", lambda: self._client.scheduler_info(n_workers=-1)["workers"])


def devices_of(
    client: Client, places: Placement, tasks: Iterable[Task], memory: int
) -> dict[EngineChoice, Device]:
    """Ask the workers what each engine of stacks trains on, and whether the layers can be stacked.

    Args:
        client: Dask's.
        places: workers that train them.
        tasks: runs of engines that stack.
        memory: bytes that a worker may take where its device does not say.

    Raises:
        ConfigError: a layer that cannot be stacked, or no GPU where one is asked for.
        ClusterError: a worker that cannot start the engine, or went away.
    """
    if not places.workers:
        raise ClusterError("the workers went away before they could be asked; type the same again")
    by_engine: dict[EngineChoice, list[Task]] = {}
    for task in tasks:
        by_engine.setdefault(task.engine, []).append(task)
    return {
        choice: _smallest(_ask(client, places.workers, choice, of_choice), memory)
        for choice, of_choice in by_engine.items()
    }


def _ask(client: Client, workers: Sequence[str], choice: EngineChoice, tasks: Sequence[Task]) -> list[Device]:
    foreign = {task.recipe.hash: task.recipe for task in tasks if isinstance(task.recipe.dropout, Own)}
    words = (choice, list(foreign.values()), tasks[0].cache_dir)
    futures = [
        client.submit(survey, *words, workers=[worker], pure=False, key=f"survey-{choice.precision}-{worker}")
        for worker in workers
    ]
    try:
        return within("their devices", lambda: [future.result() for future in futures], WORKERS_SECONDS)
    except DropoutLabError:
        raise
    except Exception as error:
        raise ClusterError(
            f"engine={choice.name}: a worker cannot start it ({first_line(error, typed=True)})"
        ) from None


def _smallest(devices: Sequence[Device], memory: int) -> Device:
    """Return the device with the least memory; all stacks have one size, whichever worker takes them."""
    least = min(devices, key=lambda device: device.bytes or memory)
    return least if least.bytes else Device(least.kind, least.platform, least.count, memory // least.count)
