"""Bands by epoch that hold over all epochs at once, and the agreement of two groups of seeds."""

import math

import numpy as np
import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from dropout_lab.stats import difference_band, means_interval


def drifting(n_seeds, n_epochs, experiments=1, seed=0):
    """Differences that follow each other from epoch to epoch, with mean zero."""
    steps = np.random.default_rng(seed).normal(0, 1e-3, (experiments, n_seeds, n_epochs))
    weights = 1 / np.arange(1, n_epochs + 1) ** 0.5
    return np.cumsum(steps * weights, axis=2)


def test_each_epoch_has_scipys_interval_at_its_share_of_the_error():
    """1 - 0.05 / E at each of E epochs."""
    values = drifting(8, 20)[0]
    band = difference_band(values, 1e-6)
    expected = scipy_stats.ttest_1samp(values, 0, axis=0).confidence_interval(1 - 0.05 / 20)
    np.testing.assert_allclose(band.ci_low, expected.low, atol=1e-9)
    np.testing.assert_allclose(band.ci_high, expected.high, atol=1e-9)
    np.testing.assert_allclose(band.mean, values.mean(axis=0), atol=1e-15)


def test_ties_have_the_floor():
    """Equal differences at an epoch leave a band, not a line."""
    band = difference_band(np.zeros((5, 3)), 1e-4)
    half = scipy_stats.t.ppf(1 - 0.05 / 6, 4) * 1e-4 / math.sqrt(6 * 5)
    np.testing.assert_allclose(band.ci_high, half, atol=1e-12)


@pytest.mark.parametrize("values", [np.zeros((1, 5)), np.zeros(5), np.zeros((5, 0)), np.full((3, 2), np.nan)])
def test_what_is_no_table_of_seeds_and_epochs_is_refused(values):
    """Two seeds, one epoch and finite numbers are the least."""
    with pytest.raises(ValueError, match="differences has"):
        difference_band(values, 1e-4)


@pytest.mark.slow
def test_the_band_errs_anywhere_in_at_most_5_percent_of_null_experiments():
    """Pointwise intervals err somewhere far more often."""
    experiments = drifting(10, 20, experiments=4000, seed=1)
    bands = [difference_band(values, 1e-9) for values in experiments]
    anywhere = np.mean([bool((band.ci_low > 0).any() or (band.ci_high < 0).any()) for band in bands])
    assert anywhere <= 0.05
    p_values = np.asarray(scipy_stats.ttest_1samp(experiments, 0, axis=1)[1])
    assert (p_values < 0.05).any(axis=1).mean() > 0.15


@pytest.mark.parametrize(("n", "m"), [(2, 2), (5, 20), (20, 10)])
def test_difference_of_two_means_is_welchs(n, m):
    """As statsmodels has it for unequal variances."""
    draws = np.random.default_rng(n)
    ours, theirs = draws.normal(0.001, 0.002, n), draws.normal(0.0, 0.001, m)
    low, mean, high = means_interval(ours, theirs, 1e-6)
    expected = CompareMeans(DescrStatsW(ours), DescrStatsW(theirs)).tconfint_diff(usevar="unequal")
    assert (low, high) == pytest.approx(expected, abs=1e-9)
    assert mean == pytest.approx(ours.mean() - theirs.mean(), abs=1e-15)


def test_two_tied_groups_still_differ_by_some_noise():
    """The floor holds on both sides."""
    low, _, high = means_interval([0.001] * 3, [0.001] * 5, 1e-4)
    assert low < 0 < high
