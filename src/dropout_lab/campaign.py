"""A command, carried out: plan, train what is missing, record each run as it comes."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from dropout_lab.config import Command
from dropout_lab.data import load
from dropout_lab.errors import StoreError
from dropout_lab.experiment import Experiment
from dropout_lab.plan import Plan, epoch_flops, epoch_steps, plan_cells, plan_runs
from dropout_lab.provenance import code_state
from dropout_lab.runner import (
    Failure,
    Interrupted,
    Reply,
    Signals,
    Task,
    Watch,
    check_address,
    connect,
    expected_seconds,
    local_workers,
    run_tasks,
)
from dropout_lab.store import RunRecord, Store


def plan_command(command: Command) -> Plan:
    """Plan a command against its store, writing nothing.

    A sweep made on the spot plans the seeds of its first time; seeds asked for later are looks.
    """
    experiment = command.experiment
    cells = plan_cells(experiment, command.seeds)
    if command.smoke:
        return plan_runs(experiment, command.seeds, cells, {})
    with Store.open(command.store_path, write=False) as store:
        statuses = store.statuses([cell.run_id for cell in cells])
        earlier = store.campaign(experiment.name)
    if earlier is not None and command.on_the_spot:
        before = Experiment.parse(earlier.document["experiment"])
        if before.model_copy(update={"planned_seeds": experiment.planned_seeds}) == experiment:
            experiment = before
    return plan_runs(experiment, command.seeds, cells, statuses)


def prepare(command: Command, plan: Plan) -> None:
    """Meet what may be missing outside before anything is written: data sets, a running scheduler.

    Raises:
        DataError: a data set that cannot be had, or is not what its hash says.
        ClusterError: ``executor.address`` does not answer.
    """
    for dataset in {cell.variant.recipe.dataset for cell in plan.missing}:  # pyright: ignore[reportUnhashable]
        load(dataset, command.cache_dir)
    if plan.missing and command.executor.address:
        check_address(command.executor.address)


def cost(command: Command, plan: Plan) -> tuple[int, tuple[float, float]]:
    """Return how many local workers train, and a range for the seconds they take.

    Where something is missing, this measures the machine for two seconds.
    """
    workers = _workers(command, plan)
    recipes = [cell.variant.recipe for cell in plan.missing]
    if not recipes:
        return workers, (0.0, 0.0)
    flops = sum(epoch_flops(recipe) * recipe.training.epochs for recipe in recipes)
    steps = sum(epoch_steps(recipe) * recipe.training.epochs for recipe in recipes)
    return workers, expected_seconds(flops, steps, workers)


def register(command: Command, plan: Plan, store: Store) -> None:
    """Write the plan into the store before its first run (law 8)."""
    store.plan_campaign(
        plan.experiment.name,
        plan.experiment.plan_hash,
        {
            "experiment": plan.experiment.model_dump(mode="json"),
            "altered": command.altered,
            "composed": dict(command.composed),
            "command": command.typed,
        },
        [(cell.variant.name, cell.seed, cell.run_id) for cell in plan.cells],
    )


def train(
    command: Command,
    plan: Plan,
    store: Store | None,
    watch: Watch,
    log: Path,
    leave: Callable[[Interrupted], NoReturn],
) -> None:
    """Train what is missing and record each run as it comes; without a store nothing is kept.

    Args:
        command: what was asked for.
        plan: its plan.
        store: open for writing, or None.
        watch: somebody who looks on.
        log: takes the messages of Dask and the workers.
        leave: ends the process after SIGINT or SIGTERM, without waiting for the workers' good-byes.

    Raises:
        ClusterError: no workers.
        StoreError: a run could not be written; what was recorded before stays.
    """
    tasks = [
        Task(cell.run_id, cell.variant.recipe, cell.variant.engine, cell.seed, command.cache_dir)
        for cell in plan.missing
    ]

    def record(task: Task, result: Reply | Failure, attempts: int) -> None:
        if store is not None:
            store.record(_record_of(task, result, attempts))

    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch()
    except OSError as error:
        raise StoreError(f"{log}: cannot be written ({error.strerror}); choose another store.path") from None
    executor, threads = command.executor, max(task.engine.threads for task in tasks)
    workers = _workers(command, plan)
    try:
        with (
            Signals() as signals,
            connect(executor.address, workers, threads, executor.dashboard, log) as client,
        ):
            try:
                run_tasks(client, tasks, record, watch, signals)
            except Interrupted as interruption:  # before the cluster closes, which takes ten seconds
                leave(interruption)
    except Interrupted as interruption:
        leave(interruption)


def _workers(command: Command, plan: Plan) -> int:
    return local_workers(command.executor.workers, len(plan.missing))


def _record_of(task: Task, result: Reply | Failure, attempts: int) -> RunRecord:
    run = (task.recipe, task.engine, task.seed)
    if isinstance(result, Failure):
        return RunRecord.failed(*run, result.error, attempts, code_state())
    environment = {**result.environment, **code_state()}
    return RunRecord.of(*run, result.outcome, environment, attempts)
