"""What is stored already, read before a run: it says how many seeds a question needs."""

from pathlib import Path

from dropout_lab.evidence.by_seed import cells_table
from dropout_lab.evidence.claims import Judged, judge_claims
from dropout_lab.evidence.comparisons import Compared, compare
from dropout_lab.plan import Plan, plan_cells
from dropout_lab.store import Store


def stored_so_far(plan: Plan, store_path: Path) -> tuple[tuple[Compared, ...], tuple[Judged, ...]]:
    """Estimate the planned comparisons and claims by the ends of the runs that are there.

    Args:
        plan: the question and the seeds asked for; the seeds that it had before count too.
        store_path: the database of runs; a missing one holds none.

    Returns:
        A row per planned comparison and metric, and the claims as they stand: they decide nothing before
        the planned seeds are there.

    Raises:
        StoreError: a store that cannot be read.
    """
    experiment, seeds, cells = plan.experiment, plan.seeds, plan.cells
    with Store.open(store_path, write=False) as store:
        earlier = store.campaign(experiment.name)
        more = set(store.seeds(earlier.id)).difference(seeds) if earlier else ()
        if more:
            seeds = (*seeds, *sorted(more))
            cells = plan_cells(experiment, seeds)
        found = store.run_table([cell.run_id for cell in cells], curves=False, errors=False)
    table = cells_table(experiment, seeds, cells, found)
    rows = tuple(
        compare(experiment, table, comparison, metric)
        for comparison in experiment.comparisons
        for metric in comparison.metrics
    )
    return rows, judge_claims(experiment, table, rows)
