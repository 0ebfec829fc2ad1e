"""Tables of nothing but noise: 20 methods against one baseline, none of which differs."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration.draws import UNIT, Floats, Kind, draw
from benchmarks.calibration.rules import ends
from dropout_lab.evidence import compare_values
from dropout_lab.stats import Interval

METHODS = 20
TABLES = 2_000
"""Tables of a chunk."""

JOINTLY = f"t, {METHODS} methods against one baseline, jointly"
ALONE = f"t, {METHODS} methods against one baseline, each alone"
FAMILIES = {JOINTLY: METHODS, ALONE: 1}


def quiet_tables(kind: Kind, n: int, chunk: int) -> Iterator[tuple[str, float]]:
    """Yield how each rule is named, and the share of tables in which it says no better and no worse.

    Args:
        kind: shape of the values of each method over its seeds; baseline and methods share the seeds.
        n: seeds, >= 3.
        chunk: seed of the draws.
    """
    tables = draw(kind, (TABLES, METHODS + 1, n), chunk)
    for name, family_size in FAMILIES.items():
        yield name, 1 - float(np.mean(said(tables, family_size).any(axis=1)))


def said(tables: Floats, family_size: int) -> NDArray[np.bool_]:
    """Say which methods of each table are better or worse by the product's own joint interval.

    Args:
        tables: shape (tables, 1 + methods, seeds), the baseline first.
        family_size: comparisons that shall hold together.

    Returns:
        Of shape (tables, methods): zero is excluded; without a margin nothing is equivalent.
    """
    count, rows, n = tables.shape
    differences = (tables[:, 1:] - tables[:, :1]).reshape(-1, n)
    low, high = ends(partial(joint_interval, family_size=family_size), differences)
    return ((low > 0) | (high < 0)).reshape(count, rows - 1)


def joint_interval(differences: Floats, family_size: int) -> Interval:
    """Return the interval that decides in `compare_values`, of the differences from a baseline of zeros."""
    row = compare_values(
        *("method", "baseline", "test_accuracy"),
        (differences, np.zeros_like(differences)),
        unit=UNIT,
        margin=None,
        family_size=family_size,
    )
    return Interval(row.ci_low_joint, row.mean_difference, row.ci_high_joint)
