"""A command, carried out: plan, train what is missing, record each run as it comes."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, NoReturn

from dropout_lab.code_state import code_state
from dropout_lab.config import Command
from dropout_lab.data import load
from dropout_lab.engines import check_engine, check_recipe, sees_gpu, stack_key
from dropout_lab.errors import StoreError
from dropout_lab.experiment import ROUND, Experiment
from dropout_lab.files import create_or_keep, refuse_full_disk, sweep
from dropout_lab.foreign import refuse_link
from dropout_lab.interruption import Interrupted, interruptible
from dropout_lab.plan import Cell, Plan, epoch_flops, plan_cells, plan_runs, stored_bytes
from dropout_lab.recipe import EngineChoice
from dropout_lab.results_folder import sweep_results
from dropout_lab.runner import (
    Expected,
    Failure,
    Reply,
    Task,
    Watch,
    allow_open_files,
    check_address,
    check_memory,
    connect,
    expected_seconds,
    local_workers,
    open_to,
    private_folder,
    run_tasks,
    without_workers,
)
from dropout_lab.store import RunRecord, Runs, Store, when_unlocked

FOLDER_BYTES = 8 * 2**20
"""A results folder with its figures takes 1 to 5 MB."""

WORKER_SECONDS = 8.0
"""Of a core's time that a worker takes before it trains: Python, Dask, TensorFlow, the first programs; 9.6 s
for the quickstart."""

TRAINED_A_SECOND, STEPS_A_SECOND = 5e10, 1e4
"""Matrix-product operations and steps of a core, roughly: enough to tell a small plan on any machine, since a
slow one also takes longer to start a worker."""

Watching = Callable[[Plan], AbstractContextManager[Watch]]
"""Sends somebody to look on while a plan is trained."""

Undecided = Callable[[Experiment, Runs, Sequence[int]], Sequence[str]]
"""What some seeds leave inconclusive, by name of the comparison; ``seeds=auto`` asks after each round."""


def plan_command(command: Command) -> Plan:
    """Plan a command against its store, writing nothing; with ``seeds=auto`` its first round.

    A sweep made on the spot plans the seeds of its first time; seeds asked for later are looks.

    Raises:
        ConfigError: an engine that cannot train a variant on any machine.
    """
    experiment = command.experiment
    for variant in experiment.variants:
        check_recipe(variant.engine, variant.recipe)
    seeds = command.seeds[:ROUND] if experiment.auto else command.seeds
    cells = plan_cells(experiment, seeds)
    if command.smoke:
        return plan_runs(experiment, seeds, cells, {})
    with Store.open(command.store_path, write=False) as store:
        statuses = store.sound_statuses([cell.run_id for cell in cells])
        earlier = store.campaign(experiment.name)
    if earlier is not None and command.on_the_spot:
        before = Experiment.parse(earlier.document["experiment"])
        same = {name: getattr(experiment, name) for name in ("planned_seeds", "auto")}
        if before.model_copy(update=same) == experiment and before.auto >= experiment.auto:
            experiment = before
    return plan_runs(experiment, seeds, cells, statuses)


def seeds_asked_for(command: Command, plan: Plan) -> set[int]:
    """Return the seeds that a command asks for, and those of earlier commands on the same plan."""
    with Store.open(command.store_path, write=False) as store:
        earlier = store.campaign(plan.experiment.name)
        same = earlier is not None and earlier.plan_hash == plan.experiment.plan_hash
        cells = store.cells(earlier.id) if earlier is not None and same else []
    return {*command.seeds, *(cell.seed for cell in cells)}


def prepare(command: Command, plan: Plan) -> int | None:
    """Meet what may be missing outside before anything is written: data sets, packages, a running scheduler.

    What killed commands have left is swept on the way.

    Returns:
        How many workers the scheduler at ``executor.address`` has now; None where none is asked.

    Raises:
        ConfigError: an engine whose packages are not installed here, where the local workers would train, or
            less memory or fewer open files than they need.
        DataError: a data set that cannot be had, or is not what its hash says.
        ClusterError: ``executor.address`` does not answer.
        ResultsError: a folder beside the store is a link, or a disk has no room for what will be written.
    """
    if not command.smoke:
        for folder in (logs(command), _checkpoints(command)):
            refuse_link(folder)
        sweep(*_checkpoints(command).glob("*"))
        refuse_full_disk(
            command.store_path, stored_bytes(plan.missing), "choose another disk by store.path=..."
        )
        refuse_full_disk(command.results_path, FOLDER_BYTES, "choose another disk by results.path=...")
    sweep_results(command.results_path)
    if plan.missing and not command.executor.address:
        check_memory(command.executor.workers, len(plan.missing))
        allow_open_files(_workers(command, plan))
    cells = plan.cells if plan.experiment.auto else plan.missing  # later rounds may miss what this one has
    for dataset in {cell.variant.recipe.dataset for cell in cells}:
        load(dataset, command.cache_dir)
    if command.executor.address:
        return check_address(command.executor.address) if plan.missing else None
    for variant in plan.experiment.variants:
        check_engine(variant.engine, variant.recipe)
    return None


def cautions(command: Command, plan: Plan, there: int | None) -> list[str]:
    """Say of the user's own scheduler, a line each, whom it is open to, and that it has no workers.

    Args:
        command: what was asked for.
        plan: its plan; where nothing is missing, nothing is said.
        there: workers of the scheduler, from `prepare`.
    """
    address = command.executor.address
    if not plan.missing or address is None:
        return []
    return [*filter(None, [open_to(address)]), *([without_workers(address)] if there == 0 else [])]


def cost(command: Command, plan: Plan, there: int | None = None) -> tuple[int, Expected | None]:
    """Return how many workers train, and a range for the seconds they take, None where a GPU trains.

    Where something is missing, this measures the machine for up to two seconds.

    Args:
        command: what was asked for.
        plan: its plan.
        there: workers of the user's own scheduler, from `prepare`; None: of this machine, or unknown.
    """
    workers = there or _workers(command, plan)
    if not plan.missing:
        return workers, Expected(0.0, 0.0)
    if any(_on_gpu(cell.variant.engine) for cell in plan.missing):
        return workers, None
    return workers, expected_seconds(*_work(plan.missing), workers)


def _work(cells: Sequence[Cell]) -> tuple[float, float]:
    """Count the matrix-product operations and the steps of the runs of some cells."""
    recipes = [cell.variant.recipe for cell in cells]
    flops = sum(epoch_flops(recipe) * recipe.training.epochs for recipe in recipes)
    return flops, sum(recipe.steps_an_epoch * recipe.training.epochs for recipe in recipes)


def carry_out(
    command: Command,
    plan: Plan,
    store: Store | None,
    *,
    watching: Watching,
    undecided: Undecided,
    log: Path,
    leave: Callable[[Interrupted], NoReturn],
    meanwhile: Callable[[], None] = lambda: None,
) -> Plan:
    """Train what is missing and record each run as it comes; without a store nothing is kept.

    With ``seeds=auto`` round follows round until the comparisons are settled or the cap is reached.

    Args:
        command: what was asked for.
        plan: its plan, from `plan_command`.
        store: open for writing, or None.
        watching: sends somebody to look on at each round.
        undecided: says what a round has left open.
        log: takes the messages of Dask and the workers.
        leave: ends the process after a signal that asks for it, without waiting for the workers' good-byes.
        meanwhile: called once, before anything trains, while the workers start.

    Returns:
        The plan of the last round: all cells up to there.

    Raises:
        ClusterError: no workers.
        StoreError: a run could not be written; what was recorded before stays.
    """

    def record(tasks: Sequence[Task], results: Sequence[Reply | Failure], attempts: int) -> None:
        records = [_record_of(*pair, attempts) for pair in zip(tasks, results, strict=True)]

        def keep() -> None:
            if store is not None:
                store.record_all(records)
            for folder in {result.checkpoint for result in results if isinstance(result, Reply)}:
                if folder is not None and folder.parent == _checkpoints(command):
                    shutil.rmtree(folder, ignore_errors=True)

        when_unlocked(keep)

    try:
        with interruptible(), ExitStack() as opened:
            try:
                starting = opened.enter_context(_workers_for(command, plan, log)) if plan.missing else None
                meanwhile()
                for current in _rounds(command, plan, store, undecided):
                    plan = current
                    if plan.missing:
                        starting = starting or opened.enter_context(_workers_for(command, plan, log))
                        with watching(plan) as watch:
                            workers = starting.wait()  # without any, no plan is left behind
                            _register(command, plan, store)
                            run_tasks(workers, tasks_of(command, plan), record, watch)
                    else:
                        _register(command, plan, store)
            except Interrupted as interruption:  # before the cluster closes, which takes ten seconds
                leave(interruption)
    except Interrupted as interruption:
        leave(interruption)
    return plan


def _rounds(command: Command, plan: Plan, store: Store | None, undecided: Undecided) -> Iterator[Plan]:
    """The plan; with ``seeds=auto`` then the next ones, each when the one before is recorded (law 8)."""
    while True:
        yield plan
        experiment, n = plan.experiment, len(plan.seeds)
        if store is None or not experiment.auto or n >= len(command.seeds):
            return
        found = store.run_table([cell.run_id for cell in plan.cells])
        if not undecided(experiment, found, plan.seeds):
            return
        seeds = command.seeds[: n + ROUND]
        cells = plan_cells(experiment, seeds)
        plan = plan_runs(experiment, seeds, cells, store.sound_statuses([cell.run_id for cell in cells]))


def _register(command: Command, plan: Plan, store: Store | None) -> None:
    """Write the plan into the store before its first run (law 8); nothing where nothing is kept."""
    if store is None:
        return
    store.plan_campaign(
        plan.experiment.name,
        plan.experiment.plan_hash,
        {
            "experiment": plan.experiment.model_dump(mode="json"),
            "altered": command.altered,
            "on_the_spot": command.on_the_spot,
            "composed": dict(command.composed),
            "command": command.typed,
        },
        [(cell.variant.name, cell.seed, cell.run_id) for cell in plan.cells],
        **code_state(),
    )
    store.forget_damaged(cell.run_id for cell in plan.missing)


def _workers_for(command: Command, plan: Plan, log: Path) -> AbstractContextManager[Any]:
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        create_or_keep(log)  # rounds of seeds=auto share one
    except OSError as error:
        raise StoreError(f"{log}: cannot be written ({error.strerror}); choose another store.path") from None
    threads = max(cell.variant.engine.threads for cell in plan.missing)
    executor = command.executor
    return connect(executor.address, _workers(command, plan), threads, executor.dashboard, log)


def tasks_of(command: Command, plan: Plan) -> list[Task]:
    """Return what is missing as tasks for the workers."""
    checkpoints = _checkpoints(command)
    keys = {v.name: stack_key(v.recipe, v.engine) for v in plan.experiment.variants}
    runs = {cell.run_id: keys[cell.variant.name] for cell in plan.cells}
    alike = Counter(runs.values())
    return [
        Task(
            run_id=cell.run_id,
            recipe=cell.variant.recipe,
            engine=cell.variant.engine,
            seed=cell.seed,
            cache_dir=command.cache_dir,
            checkpoint_dir=None if command.smoke else checkpoints,
            alike=alike[runs[cell.run_id]],
        )
        for cell in plan.missing
    ]


def logs(command: Command) -> Path:
    """Return the folder of a campaign's messages: beside the store; a passing one where nothing is kept."""
    return private_folder() if command.smoke else command.store_path.parent / "logs"


def _checkpoints(command: Command) -> Path:
    return command.store_path.parent.resolve() / "checkpoints"


def _workers(command: Command, plan: Plan) -> int:
    """How many local workers can be of use; rounds to come may miss more than this one."""
    rounds_miss = ROUND * len(plan.experiment.variants) if plan.experiment.auto else 0
    if plan.missing and all(_on_gpu(cell.variant.engine) for cell in plan.missing):
        return 1  # takes all GPUs of this machine
    if command.executor.workers is None and _is_small(plan):
        return 1
    return local_workers(command.executor.workers, max(len(plan.missing), rounds_miss))


def _is_small(plan: Plan) -> bool:
    """Whether one worker trains a plan, with its rounds to come, while another would only just have started.

    Plain `fit` takes several times as long as the engines that compile: its plans have all workers.
    """
    flops, steps = _work(plan.missing)
    rounds = len(plan.experiment.planned_seeds) / len(plan.seeds) if plan.experiment.auto else 1
    compiled = all(cell.variant.engine.compiles for cell in plan.missing)
    return compiled and rounds * (flops / TRAINED_A_SECOND + steps / STEPS_A_SECOND) < WORKER_SECONDS


def _on_gpu(engine: EngineChoice) -> bool:
    return engine.may_use_gpu and sees_gpu()


def _record_of(task: Task, result: Reply | Failure, attempts: int) -> RunRecord:
    run = (task.recipe, task.engine, task.seed)
    if isinstance(result, Failure):
        return RunRecord.failed(*run, result.error, attempts, code_state())
    environment = {**result.environment, **code_state()}
    return RunRecord.of(*run, result.outcome, environment, attempts)
