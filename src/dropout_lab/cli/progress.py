"""What a run shows while it trains: a bar with the time left and the estimate as it forms.

On a terminal a bar; into a pipe one plain line at each tenth of the work. All of it goes to stderr.
"""

import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn
from rich.text import Text

from dropout_lab.cli.terminal import duration_words
from dropout_lab.experiment import Experiment
from dropout_lab.foreign import visible
from dropout_lab.metrics import CATALOGUE
from dropout_lab.plan import Cell, Plan, epoch_flops
from dropout_lab.runner import Failure, Reply, Task
from dropout_lab.tables import folded

STEP_FLOPS = 2e6
"""Weight of a step's fixed cost, in operations, so that small nets count for what they take."""


def work(cell: Cell) -> float:
    """Return the weight of one epoch of a cell's run in the estimate of the time left."""
    recipe = cell.variant.recipe
    return epoch_flops(recipe) + STEP_FLOPS * recipe.steps_an_epoch


class Bar(Progress):
    """A bar, and below it what it stands for, in as many lines as the terminal needs."""

    def get_renderables(self) -> Iterable[RenderableType]:
        """Yield the bar, then the description, no number of it cut."""
        yield self.make_tasks_table(self.tasks)
        for task in self.tasks:
            for line in folded(task.description, self.console.width):
                yield Text(line)


class LiveWatch:
    """Looks on for a person; a context manager that clears its bar at the end.

    Epochs come from Dask's thread and results from main's, in the thousands: each is told under a
    lock and costs the same however many came before.
    """

    def __init__(
        self,
        plan: Plan,
        values: Mapping[tuple[str, int], float],
        describe: Callable[[Experiment, Mapping[tuple[str, int], float]], str],
    ) -> None:
        self._experiment, self._describe = plan.experiment, describe
        self._values = dict(values)
        self._places: dict[str, list[Cell]] = {}
        for cell in plan.cells:
            self._places.setdefault(cell.run_id, []).append(cell)
        self._epoch_work = {cell.run_id: work(cell) for cell in plan.missing}
        self._epochs = {cell.run_id: cell.variant.recipe.training.epochs for cell in plan.missing}
        self._total = sum(w * self._epochs[run_id] for run_id, w in self._epoch_work.items())
        self.failures: list[str] = []
        self._lock = threading.Lock()
        self._done: dict[str, int] = {}
        self._worked = 0.0
        self._ended = 0
        self._estimate = describe(plan.experiment, self._values)
        self._first: tuple[float, float] | None = None
        self._tenth = 0
        self._console = Console(stderr=True)
        self._bar = Bar(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            TaskProgressColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("starting the workers", total=self._total)

    def __enter__(self) -> "LiveWatch":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def epoch(self, run_ids: Sequence[str], epoch: int) -> None:
        """The runs of a stack have finished an epoch."""
        with self._lock:
            for run_id in run_ids:
                self._advance(run_id, epoch)
            self._show()

    def finished(self, task: Task, result: Reply | Failure) -> None:
        """A run is recorded."""
        with self._lock:
            self._ended += 1
            self._advance(task.run_id, self._epochs[task.run_id])
            if isinstance(result, Failure):
                self.failures.append(result.error)
            elif result.outcome.status == "done":
                value = primary_value(self._experiment, result.outcome.metrics)
                for cell in self._places[task.run_id]:
                    self._values[cell.variant.name, cell.seed] = value
                self._estimate = self._describe(self._experiment, self._values)
            self._show()

    def note(self, line: str) -> None:
        """Something goes another way than planned: a line above the bar."""
        self._console.print(visible(f"dropout-lab: {line}"), soft_wrap=True, markup=False, highlight=False)

    def _advance(self, run_id: str, epoch: int) -> None:
        before = self._done.get(run_id, 0)
        if epoch > before:
            self._done[run_id] = epoch
            self._worked += self._epoch_work[run_id] * (epoch - before)

    def _show(self) -> None:
        done, now = self._worked, time.monotonic()
        self._first = self._first or (now, done)
        words = [f"{self._ended} of {len(self._epochs)} runs", self._left(now, done)]
        line = visible(" | ".join(word for word in (*words, self._estimate) if word))
        self._bar.update(self._task, completed=done, description=line)
        if not self._console.is_terminal and int(10 * done / self._total) > self._tenth:
            self._tenth = int(10 * done / self._total)
            self._console.print(
                f"{10 * self._tenth:3d} % | {line}", soft_wrap=True, markup=False, highlight=False
            )

    def _left(self, now: float, done: float) -> str:
        start, before = self._first or (now, done)
        if done <= before or now - start < 2:
            return ""
        return f"{duration_words((self._total - done) * (now - start) / (done - before))} left"


def followed_metric(experiment: Experiment) -> str:
    """Return the measured metric in whose unit the estimate is shown as it forms: that of the last epoch."""
    return CATALOGUE[experiment.metric].followed


def primary_value(experiment: Experiment, metrics: Mapping[str, float]) -> float:
    """Return the metric of a run whose estimate is shown as it forms: the primary one at the last epoch.

    Of a run that has not measured it, what is followed instead; NaN where that is lacking too.
    """
    return metrics.get(experiment.metric, metrics.get(followed_metric(experiment), math.nan))


def known_values(
    experiment: Experiment, cells: Sequence[Cell], columns: Mapping[str, Sequence[Any]]
) -> dict[tuple[str, int], float]:
    """Return the followed metric by variant and seed, for the runs that the store already has.

    Args:
        experiment: the question.
        cells: the plan's.
        columns: ``run_id`` and ``metrics`` of the stored runs.
    """
    found = dict(zip(columns["run_id"], columns["metrics"], strict=True))
    return {
        (cell.variant.name, cell.seed): primary_value(experiment, found[cell.run_id])
        for cell in cells
        if found.get(cell.run_id)
    }
