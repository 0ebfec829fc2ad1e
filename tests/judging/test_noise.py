"""Tables of nothing but noise: many methods against one baseline find something in one of twenty, at most."""

import numpy as np
import pytest
from scipy import stats

from dropout_lab.judging import Request, judge_table

METHODS = 20
SEEDS = 6


def noise(dice):
    """Accuracies of a baseline and 20 methods that are no better, with seeds' share and noise of each run."""
    values = 0.7 + 0.01 * dice.normal(size=SEEDS) + 0.01 * dice.normal(size=(METHODS + 1, SEEDS))
    names = ["baseline", *(f"m{n}" for n in range(METHODS))]
    return {
        "method": [name for name in names for _ in range(SEEDS)],
        "seed": list(range(SEEDS)) * len(names),
        "accuracy": np.round(values, 4).ravel().tolist(),
    }


def false_findings(n_tables, **asked):
    """Tables in which judge says better or worse of any method."""
    dice = np.random.default_rng(16)
    request = Request(treatments=("all",), control="baseline", variant="method", metric="accuracy", **asked)
    found = 0
    for _ in range(n_tables):
        judged = judge_table(noise(dice), request)
        assert len(judged.rows) == METHODS
        found += any(row.decision in ("better", "worse") for row in judged.rows)
    return found


@pytest.mark.parametrize(
    "n_tables", [pytest.param(20, marks=pytest.mark.short), pytest.param(400, marks=pytest.mark.slow)]
)
def test_of_tables_of_noise_one_in_twenty_at_most_has_a_false_better_or_worse(n_tables):
    """T13: through `judge` itself, within the limits of a binomial share of 5 %."""
    assert false_findings(n_tables) <= stats.binom.ppf(0.999, n_tables, 0.05)


@pytest.mark.slow
def test_ranks_of_noise_say_no_more():
    """T13: with ranks everything is said at the level of all pairs, and more rarely false."""
    assert false_findings(50, ranks=True) <= stats.binom.ppf(0.999, 50, 0.05)
