"""What the intervals promise, by simulation: 20,000 experiments a case, fixed seeds."""

import numpy as np
import pytest
from scipy.special import stdtrit

from dropout_lab.stats import decide, joint_level, level_interval, paired_t_interval

UNIT = 1e-4
EXPERIMENTS = 20_000
MEAN = 0.0007


def differences(kind, n):
    """Paired differences with mean MEAN, shape (EXPERIMENTS, n)."""
    draws = np.random.default_rng([n, len(kind)])
    size = (EXPERIMENTS, n)
    if kind == "normal":
        return draws.normal(MEAN, 1e-3, size)
    if kind == "discrete":  # a mean on the grid, ties in most samples
        return np.round(draws.normal(MEAN, 2e-4, size), 4)
    shape = (2 / 0.7) ** 2  # a gamma variable of this shape has skewness 0.7
    return MEAN + 1e-3 * (draws.gamma(shape, 1, size) - shape) / np.sqrt(shape)


def covered(values, estimate, level, truth):
    """Share of the experiments whose interval holds the truth."""
    ends = np.array([estimate(row, UNIT, level) for row in values])
    return float(np.mean((ends[:, 0] <= truth) & (truth <= ends[:, 2])))


@pytest.mark.slow
@pytest.mark.parametrize("n", [5, 10, 30])
@pytest.mark.parametrize("kind", ["normal", "discrete", "skewed"])
def test_paired_interval_covers_as_promised(kind, n):
    """Within one point of 95 % for normal, tied and mildly skewed differences."""
    assert covered(differences(kind, n), paired_t_interval, 0.95, MEAN) == pytest.approx(0.95, abs=0.01)


@pytest.mark.slow
def test_level_and_joint_intervals_cover_as_promised():
    """A wrong level would show here: 98.75 % for each of four questions, 95 % for a level."""
    values = differences("normal", 10)
    assert covered(values, paired_t_interval, joint_level(4), MEAN) == pytest.approx(0.9875, abs=0.005)
    assert covered(0.98 + values, level_interval, 0.95, 0.98 + MEAN) == pytest.approx(0.95, abs=0.01)


@pytest.mark.slow
def test_decisions_of_null_experiments_err_as_promised():
    """Two sides together: zero excluded in 5 %, better or worse in no more, as equivalence goes first."""
    values = differences("normal", 10) - MEAN
    half = stdtrit(9, 0.975) * values.std(axis=1, ddof=1) / np.sqrt(10)
    excluded = np.mean(np.abs(values.mean(axis=1)) > half)
    assert excluded == pytest.approx(0.05, abs=0.01)
    outcomes = [decide(paired_t_interval(row, UNIT), len(row), margin=0.001).outcome for row in values]
    assert np.isin(outcomes, ["better", "worse"]).mean() <= excluded
