"""What a table of many methods without a difference says, by simulation; longer in benchmarks/calibration."""

import math

import numpy as np
import pytest

from benchmarks.calibration.draws import UNIT, draw
from benchmarks.calibration.families import METHODS, TABLES, quiet_tables, said
from dropout_lab.evidence import compare_values
from tests.over import over


@pytest.mark.parametrize("kind", ["normal", "tied"])
@pytest.mark.parametrize("n", [3, 10])
def test_the_simulation_says_what_compare_values_says(kind, n):
    """Method by method of 6 tables, some of them shifted, in a family of 20 and alone."""
    tables = draw(kind, (6, METHODS + 1, n))
    tables[:, 1::5] += 0.004
    for family_size in (1, METHODS):
        decided = [
            [
                compare_values(
                    *("a", "b", "m"), (row, table[0]), unit=UNIT, margin=None, family_size=family_size
                ).decision
                for row in table[1:]
            ]
            for table in tables
        ]
        assert (said(tables, family_size) == np.isin(decided, ["better", "worse"])).all()
        assert {"better", "inconclusive"} <= {*np.ravel(decided)}


@over("kind", ["normal", "few values", "skew 2"])
@over("n", [3, 5, 30])
def test_of_2000_tables_of_noise_five_percent_at_most_say_better_or_worse(kind, n):
    """20 methods and one baseline as one family, within binomial limits; each alone, more than twice that."""
    quiet = dict(quiet_tables(kind, n, chunk=0))
    jointly, alone = (1 - share for share in quiet.values())
    assert jointly <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / TABLES)
    assert alone > 0.1
