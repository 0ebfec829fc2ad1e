"""How often runs diverge: by variant, and whether one side of a comparison does so more often."""

import numpy as np
import pandas as pd

from dropout_lab.analysis.cells import Cells
from dropout_lab.analysis.frames import Frame
from dropout_lab.experiment import Experiment
from dropout_lab.stats import clopper_pearson, mcnemar_exact


def divergence_frame(table: Cells) -> Frame:
    """One row per variant: runs that ended by themselves, those that diverged, their rate with its interval.

    The interval is the exact one of Clopper and Pearson at 95 %. Failed runs tell nothing of the recipe.
    """
    rows = []
    for variant, states in table.states.items():
        ended, diverged = int(np.isin(states, ["done", "diverged"]).sum()), int((states == "diverged").sum())
        low, rate, high = clopper_pearson(diverged, ended)
        row = {"variant": variant, "ended": ended, "diverged": diverged}
        rows.append({**row, "rate": rate, "ci_low": low, "ci_high": high})
    return pd.DataFrame(rows)


def divergence_sentences(experiment: Experiment, table: Cells) -> list[str]:
    """One sentence per planned pair of variants of which any run diverged: exact McNemar, seed by seed."""
    lines = []
    for sides in dict.fromkeys((c.treatment, c.control) for c in experiment.comparisons if not c.minus):
        states = [table.states[side] for side in sides]
        ended = np.logical_and.reduce([np.isin(side, ["done", "diverged"]) for side in states])
        left, right = ((side == "diverged") & ended for side in states)
        if not (left | right).any():
            continue
        only_left, only_right = int((left & ~right).sum()), int((right & ~left).sum())
        p = mcnemar_exact(only_left, only_right)
        both = int((left & right).sum())
        lines.append(
            f"Of {int(ended.sum())} seeds that ended on both sides, {sides[0]} alone diverged at "
            f"{only_left}, {sides[1]} alone at {only_right}, both at {both}: exact McNemar p = {p:.4f}."
        )
    return lines
