"""What choosing the epoch does: to each level, and to each difference."""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dropout_lab.evidence.by_seed import Cells, metric_unit
from dropout_lab.evidence.frames import Frame
from dropout_lab.evidence.interval_choice import look_at
from dropout_lab.evidence.pairs import pair_up
from dropout_lab.experiment import Experiment
from dropout_lab.metrics import CATALOGUE, selections_of
from dropout_lab.stats import paired_sequence_interval, paired_t_interval

SELECTION_COLUMNS = ["what", "kind", "chosen_by", "n", "last", "selected", "shift", "ci_low", "ci_high"]


def chooses_by_test_set(experiment: Experiment) -> bool:
    """Whether some planned metric or claim picks its epoch by the test set."""
    metrics = {metric for c in experiment.comparisons for metric in c.metrics}
    chosen_by = {
        CATALOGUE[name].chosen_by for name in metrics | {claim.metric for claim in experiment.claims}
    }
    return any(name and CATALOGUE[name].split == "test" for name in chosen_by)


def selection_frame(experiment: Experiment, table: Cells) -> Frame:
    """The primary metric at a chosen epoch minus that at the last one, for each variant and comparison.

    ``chosen_by`` is a metric of the test set (it selects on the test set) or of validation; ``kind`` is
    level or difference; ``shift`` is selected minus last, paired by seed, with its 95 % interval.
    Empty unless the experiment names such a metric.
    """
    planned = {metric for c in experiment.comparisons for metric in c.metrics}
    rows: list[tuple[object, ...]] = []
    last_metric = experiment.metric
    selecting = {row.name: row.chosen_by for row in selections_of(last_metric)}
    for metric, chosen_by in selecting.items() if planned & set(selecting) else ():
        for variant in experiment.variants:
            values = table.values[variant.name]
            if metric in values:
                pending = int(table.ends[variant.name].missing.sum())
                pair = values[last_metric], values[metric]
                found = _shift(experiment, table, pair, pending, (variant.name,))
                rows.append((variant.name, "level", chosen_by, *found))
        for sides in dict.fromkeys((c.treatment, c.control) for c in experiment.comparisons if not c.minus):
            both = [table.values[side] for side in sides]
            if all(metric in values for values in both):
                last, selected = (both[0][m] - both[1][m] for m in (last_metric, metric))
                pending = pair_up(table, *sides).n_pending
                found = _shift(experiment, table, (last, selected), pending, sides)
                rows.append((" - ".join(sides), "difference", chosen_by, *found))
    return pd.DataFrame(rows, columns=SELECTION_COLUMNS)


def _shift(
    experiment: Experiment,
    table: Cells,
    values: tuple[NDArray[np.float64], NDArray[np.float64]],
    pending: int,
    variants: tuple[str, ...],
) -> tuple[object, ...]:
    """(n, last, selected, shift, ci_low, ci_high) over the seeds that have both."""
    there = np.isfinite(values[0]) & np.isfinite(values[1])
    last, selected = (side[there] for side in values)
    n, shift = int(there.sum()), selected - last
    low, high = math.nan, math.nan
    if n > 1:
        planned = look_at(experiment, table.beyond_plan(there), pending).method == "t"
        unit = metric_unit(experiment, experiment.metric, *variants) * math.sqrt(len(variants))
        low, _, high = (paired_t_interval if planned else paired_sequence_interval)(shift, unit)
    means = (float(side.mean()) if n else math.nan for side in (last, selected, shift))
    return (n, *means, low, high)
