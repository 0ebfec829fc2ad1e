"""What some seeds leave open: ``seeds=auto`` goes on while there is any."""

from collections.abc import Iterable, Sequence

from dropout_lab.evidence.by_seed import cells_table
from dropout_lab.evidence.comparisons import compare
from dropout_lab.experiment import Experiment
from dropout_lab.plan import plan_cells
from dropout_lab.store import RunRecord, Runs


def undecided(
    experiment: Experiment, records: Iterable[RunRecord] | Runs, seeds: Sequence[int]
) -> tuple[str, ...]:
    """Name the planned comparisons that these seeds leave inconclusive, each once.

    Args:
        experiment: the question.
        records: finished runs.
        seeds: those asked for so far.
    """
    cells = plan_cells(experiment, seeds)
    table = cells_table(experiment, seeds, cells, Runs.of(records))
    open_ = (
        comparison.name
        for comparison in experiment.comparisons
        for metric in comparison.metrics
        if compare(experiment, table, comparison, metric).decision == "inconclusive"
    )
    return tuple(dict.fromkeys(open_))
