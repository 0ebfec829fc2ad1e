"""How often runs diverge: by variant, and whether one side of a comparison does so more often."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from dropout_lab.evidence.by_seed import Cells
from dropout_lab.evidence.frames import Frame
from dropout_lab.experiment import Experiment
from dropout_lab.stats import clopper_pearson


class Diverged(NamedTuple):
    """Seeds at which both sides ended; those of them at which the left, the right, both diverged."""

    treatment: str
    control: str
    ended: int
    left: int
    right: int
    both: int


def divergence_frame(table: Cells) -> Frame:
    """One row per variant: runs that ended by themselves, those that diverged, their rate with its interval.

    The interval is the exact one of Clopper and Pearson at 95 %. Failed runs tell nothing of the recipe.
    """
    rows = []
    for variant, ends in table.ends.items():
        diverged = int(ends.diverged.sum())
        ended = int(ends.done.sum()) + diverged
        low, rate, high = clopper_pearson(diverged, ended)
        row = {"variant": variant, "ended": ended, "diverged": diverged}
        rows.append({**row, "rate": rate, "ci_low": low, "ci_high": high})
    return pd.DataFrame(rows)


def divergence_pairs(experiment: Experiment, table: Cells) -> tuple[Diverged, ...]:
    """One per planned pair of variants of which any run diverged: exact McNemar, seed by seed."""
    found = []
    for sides in dict.fromkeys((c.treatment, c.control) for c in experiment.comparisons if not c.minus):
        ends = [table.ends[side] for side in sides]
        ended = np.logical_and.reduce([side.done | side.diverged for side in ends])
        left, right = (side.diverged & ended for side in ends)
        if (left | right).any():
            counts = (int(part.sum()) for part in (ended, left & ~right, right & ~left, left & right))
            found.append(Diverged(*sides, *counts))
    return tuple(found)
