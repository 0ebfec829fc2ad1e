"""Tasks -> stacks: runs of one program together, as many as the device's memory and the plan allow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dropout_lab.engines import Device, stack_key
from dropout_lab.errors import ConfigError
from dropout_lab.plan import MOST_STACKED, run_bytes
from dropout_lab.recipe import EngineChoice, Jax
from dropout_lab.runner.tasks import Task

SHARE = 0.8
"""Of a device's memory that is planned with; the estimate of what a run needs is no more exact than this."""

GIB = 2**30


@dataclass(frozen=True)
class TaskStack:
    """Runs for one worker at once, and how many places its stack has."""

    tasks: tuple[Task, ...]
    size: int


def cut(tasks: Iterable[Task], size_of: Callable[[Task], int]) -> list[TaskStack]:
    """Put runs of one `stack_key` together, the others by themselves; the order stays that of the plan.

    A stack stands where its first run stood. The last of a key may have fewer runs than places.

    Args:
        tasks: runs in the order of the plan.
        size_of: places of the stack that a run trains in.
    """
    bins: list[list[Task]] = []
    opened: dict[int, list[Task]] = {}
    kinds: dict[tuple[object, ...], int] = {}
    known: dict[tuple[int, int], int] = {}  # by identity: the runs of a variant share its recipe
    for task in tasks:
        parts = id(task.recipe), id(task.engine)
        if parts not in known:
            known[parts] = kinds.setdefault(stack_key(task.recipe, task.engine), len(kinds))
        kind = known[parts]
        if kind not in opened:
            bins.append(opened.setdefault(kind, []))
        opened[kind].append(task)
        if len(opened[kind]) == size_of(task):
            del opened[kind]
    return [TaskStack(tuple(tasks), size_of(tasks[0])) for tasks in bins]


class Sizes:
    """How many places a run's stack has.

    A plan has the same sizes whatever of it is done, so that a resumed one keeps its bits (law 1).

    Args:
        devices: what each engine of stacks trains on; engines that are not here train one run at a time.
    """

    def __init__(self, devices: Mapping[EngineChoice, Device]) -> None:
        self._devices = devices
        self._halved: dict[tuple[object, ...], int] = {}

    def of(self, task: Task) -> int:
        """Return the places of a task's stack.

        Raises:
            ConfigError: ``engine.stack`` asks for more than the device's memory holds.
        """
        device = self._devices.get(task.engine)
        if device is None:
            return 1
        halved = self._halved.get(stack_key(task.recipe, task.engine)) if self._halved else None
        return halved or _size(task, device)

    def halve(self, stack: TaskStack) -> list[TaskStack]:
        """Return a stack that found no memory in two, and cut all later ones of its kind so.

        Empty where each device has but one run of it.
        """
        task = stack.tasks[0]
        devices = self._devices[task.engine].count
        half = _shared_out(-(-stack.size // 2), devices)
        if half == stack.size:
            return []
        self._halved[stack_key(task.recipe, task.engine)] = half
        return cut(stack.tasks, lambda _: half)


def _size(task: Task, device: Device) -> int:
    wanted = task.engine.stack if isinstance(task.engine, Jax) else 1
    fits = _fits(task, device)
    if wanted == "auto":
        most = min(MOST_STACKED, task.alike) if device.platform != "cpu" else 1
        return _shared_out(max(1, min(most, fits)), device.count)
    most = max(device.count, fits)
    if wanted > most:
        needed = wanted / device.count * run_bytes(task.recipe, task.engine.precision) / GIB
        there = (device.bytes or 0) * SHARE / GIB
        raise ConfigError(
            f"engine.stack={wanted}: so many runs need about {needed:.1f} GiB on each {device.kind} device, "
            f"which has {there:.1f} to give; choose engine.stack=auto, or at most {most}"
        )
    return _shared_out(wanted, device.count)


def _fits(task: Task, device: Device) -> int:
    if device.bytes is None:
        return MOST_STACKED
    return int(device.count * device.bytes * SHARE / run_bytes(task.recipe, task.engine.precision))


def _shared_out(size: int, devices: int) -> int:
    """Round up, so that each device has as many runs."""
    return -(-size // devices) * devices
