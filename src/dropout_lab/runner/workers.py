"""Which workers train a stack: on GPUs one worker to each, else every worker."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from distributed import Client, KilledWorker

from dropout_lab import __version__
from dropout_lab.causes import cause
from dropout_lab.dropout import Own
from dropout_lab.engines import Device, sees_gpu
from dropout_lab.errors import ClusterError, DropoutLabError
from dropout_lab.recipe import EngineChoice, Recipe
from dropout_lab.runner.deaths import by_what
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
            seen: dict[str, bool] = everywhere(client, "their GPUs", sees_gpu)
            known = self._known()
            self._gpu_hosts = {known[worker]["host"] for worker, gpu in seen.items() if gpu}

    def places(self) -> Placement:
        """Return where the next stack may go.

        With workers that own a GPU by Dask's resources, to those; where a machine has GPUs that nobody
        declared, to one worker of each such machine, which takes all of them.
        """
        if not self._gpu_hosts:
            threads: dict[str, int] = within("workers", lambda: dict(self._client.nthreads()))
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
    """Ask the workers what each engine of stacks trains on; let every engine try the layers of one's own.

    Args:
        client: Dask's.
        places: workers that train them.
        tasks: runs.
        memory: bytes that a worker may take where its device does not say.

    Raises:
        ConfigError: a layer that cannot be trained, or no GPU where one is asked for.
        ClusterError: a worker that cannot start the engine, or went away.
    """
    if not places.workers:
        raise ClusterError("the workers went away before they could be asked; type the same again")
    by_engine: dict[EngineChoice, list[Task]] = {}
    for task in tasks:
        if task.engine.stacks or isinstance(task.recipe.dropout, Own):
            by_engine.setdefault(task.engine, []).append(task)
    asked = {
        choice: _ask(client, places.workers, choice, of_choice) for choice, of_choice in by_engine.items()
    }
    return {choice: _smallest(devices, memory) for choice, devices in asked.items() if devices}


def everywhere(client: Client, question: str, function: Callable[[], Any]) -> dict[str, Any]:
    """Call a function of ours on every worker; return what each says.

    Args:
        client: Dask's.
        question: what it asks for, such as ``their backend``.
        function: without arguments.

    Raises:
        ClusterError: no answer, or a worker that has no such function: another dropout-lab is there, or none.
    """
    found: dict[str, Any] = within(question, lambda: client.run(function, on_error="return"))
    for worker, answer in found.items():
        if isinstance(answer, BaseException):
            raise ClusterError(
                f"worker {worker}: cannot load what trains ({cause(answer)}); "
                f"install dropout-lab {__version__} with its packages there"
            )
    return found


def _ask(client: Client, workers: Sequence[str], choice: EngineChoice, tasks: Sequence[Task]) -> list[Device]:
    foreign = {task.recipe.hash: task.recipe for task in tasks if isinstance(task.recipe.dropout, Own)}
    words = (choice, list(foreign.values()), tasks[0].cache_dir)
    futures = [
        client.submit(survey, *words, workers=[worker], pure=False, key=f"survey-{choice.precision}-{worker}")
        for worker in workers
    ]
    errors: list[BaseException | None] = within(
        "their devices",
        lambda: [cast("BaseException | None", f.exception()) for f in futures],
        WORKERS_SECONDS,
    )
    refused = next((error for error in errors if error is not None), None)
    if refused is None:
        return [device for future in futures if (device := future.result()) is not None]
    if isinstance(refused, DropoutLabError):
        raise refused
    if isinstance(refused, KilledWorker):
        key = f"dropout.layer={_layers(foreign.values())}" if foreign else f"engine={choice.name}"
        raise ClusterError(f"{key}: when it was tried {by_what(refused.last_worker.address)}")
    raise ClusterError(f"engine={choice.name}: a worker cannot start it ({cause(refused)})")


def _layers(recipes: Iterable[Recipe]) -> str:
    dropouts = (recipe.dropout for recipe in recipes)
    return " or ".join(dict.fromkeys(dropout.layer for dropout in dropouts if isinstance(dropout, Own)))


def _smallest(devices: Sequence[Device], memory: int) -> Device:
    """Return the device with the least memory; all stacks have one size, whichever worker takes them."""
    least = min(devices, key=lambda device: device.bytes or memory)
    return least if least.bytes else Device(least.kind, least.platform, least.count, memory // least.count)
