"""How far a round of runs is: work done, time left, the estimate as it forms; what shows it stands above."""

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dropout_lab.evidence import metric_unit
from dropout_lab.experiment import Experiment
from dropout_lab.foreign import visible
from dropout_lab.language import duration_words, live_estimate
from dropout_lab.metrics import CATALOGUE
from dropout_lab.plan import Cell, Plan, epoch_flops
from dropout_lab.runner import Failure, Reply, Task

STEP_FLOPS = 2e6
"""Weight of a step's fixed cost, in operations, so that small nets count for what they take."""

Values = Mapping[tuple[str, int], float]
"""The followed metric by variant and seed."""


def work(cell: Cell) -> float:
    """Return the weight of one epoch of a cell's run in the estimate of the time left."""
    recipe = cell.variant.recipe
    return epoch_flops(recipe) + STEP_FLOPS * recipe.steps_an_epoch


def estimate(experiment: Experiment, values: Values) -> str:
    """Say where the first planned comparison stands, and of how many; nothing where none is planned."""
    if not experiment.comparisons:
        return ""
    pair, metric = experiment.comparisons[0], followed_metric(experiment)
    differences = [
        value - values[pair.control, seed]
        for (name, seed), value in values.items()
        if name == pair.treatment and (pair.control, seed) in values
    ]
    n = len(experiment.comparisons)
    told = live_estimate(
        differences,
        pair.treatment,
        pair.control,
        unit=metric_unit(experiment, metric, pair.treatment),
        metric=metric,
        family_size=experiment.family_size,
    )
    return f"{told}; the first of {n} comparisons" if n > 1 else told


class RoundWatch:
    """Counts the epochs and runs of a round; a subclass shows them.

    Epochs come from Dask's thread and results from main's, in the thousands: each is told under a
    lock and costs the same however many came before.

    Args:
        plan: what the round trains.
        values: of the runs that the store already has.
        describe: says the estimate in words.
    """

    def __init__(
        self, plan: Plan, values: Values, describe: Callable[[Experiment, Values], str] = estimate
    ) -> None:
        self._experiment, self._describe = plan.experiment, describe
        self._values = dict(values)
        self._places: dict[str, list[Cell]] = {}
        for cell in plan.cells:
            self._places.setdefault(cell.run_id, []).append(cell)
        self._epoch_work = {cell.run_id: work(cell) for cell in plan.missing}
        self._epochs = {cell.run_id: cell.variant.recipe.training.epochs for cell in plan.missing}
        self.epochs = sum(self._epochs.values())
        self.total = sum(w * self._epochs[run_id] for run_id, w in self._epoch_work.items())
        self.runs = len(self._epochs)
        self.ended = 0
        self.failures: list[str] = []
        self._lock = threading.Lock()
        self._done: dict[str, int] = {}
        self.done_epochs = 0
        self.worked = 0.0
        self.estimate = describe(plan.experiment, self._values)
        self._first: tuple[float, float] | None = None

    def epoch(self, run_ids: Sequence[str], epoch: int) -> None:
        """The runs of a stack have finished an epoch; their last one counts when they are recorded."""
        with self._lock:
            for run_id in run_ids:
                self._advance(run_id, min(epoch, self._epochs[run_id] - 1))
            self._tell()

    def finished(self, task: Task, result: Reply | Failure) -> None:
        """A run is recorded."""
        with self._lock:
            self.ended += 1
            self._advance(task.run_id, self._epochs[task.run_id])
            if isinstance(result, Failure):
                self.failures.append(result.error)
            elif result.outcome.status == "done":
                value = primary_value(self._experiment, result.outcome.metrics)
                for cell in self._places[task.run_id]:
                    self._values[cell.variant.name, cell.seed] = value
                self.estimate = self._describe(self._experiment, self._values)
            self._tell()

    def show(self, counted: str, estimate: str) -> None:
        """Show how far the round is: what is counted, and the estimate as it forms, each a line of text."""
        raise NotImplementedError

    def _advance(self, run_id: str, epoch: int) -> None:
        before = self._done.get(run_id, 0)
        if epoch > before:
            self._done[run_id] = epoch
            self.done_epochs += epoch - before
            self.worked += self._epoch_work[run_id] * (epoch - before)

    def _tell(self) -> None:
        now = time.monotonic()
        self._first = self._first or (now, self.worked)
        counts = [
            f"{self.done_epochs} of {self.epochs} epochs",
            f"{self.ended} of {self.runs} run{'s' * (self.runs != 1)}",
        ]
        if left := self._left(now):
            counts.append(left)
        self.show(", ".join(counts), visible(self.estimate))

    def _left(self, now: float) -> str:
        start, before = self._first or (now, self.worked)
        if not before < self.worked < self.total or now - start < 2:
            return ""
        left = (self.total - self.worked) * (now - start) / (self.worked - before)
        return f"{duration_words(max(left, 1))} left"


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
