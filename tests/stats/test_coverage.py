"""What intervals and the confidence sequence promise, by simulation; longer in benchmarks/calibration."""

from functools import partial

import numpy as np
import pytest

from benchmarks.calibration.draws import MARGIN, MEASURED, PROMISED, UNIT, draw
from benchmarks.calibration.rules import covered, ends, equivalent, path_ends
from dropout_lab.stats import (
    Interval,
    claim_intervals,
    decide,
    joint_level,
    level_interval,
    level_sequence_interval,
    paired_sequence_interval,
    paired_t_interval,
)

pytestmark = pytest.mark.slow

EXPERIMENTS, PATHS, PATH = 40_000, 8_000, 256


def gap_of(level=0.95, runs=None, decimals=None, method="t"):
    """Interval of our mean minus a published value, before the value is taken off."""
    options = {"published_runs": runs, "decimals": decimals, "level": level, "method": method}
    return lambda row: claim_intervals(row, UNIT, 0.0, is_difference=True, **options).gap


def ever_out(made, truth=0.0):
    """Share of the paths on which the truth was outside at some look."""
    low, high = made
    return float(((low > truth) | (high < truth)).any(axis=1).mean())


@pytest.mark.parametrize("n", [2, 5, 30])
@pytest.mark.parametrize(
    "make",
    [
        partial(paired_t_interval, unit=UNIT, level=0.9875),
        partial(level_interval, unit=UNIT),
        partial(paired_sequence_interval, unit=UNIT),
        gap_of(runs=1, decimals=3),
        gap_of(runs=3, decimals=2, method="sequence"),
    ],
)
def test_the_simulations_have_the_products_very_intervals(make, n):
    """Row by row, and after each seed of a path: also for ties under the floor."""
    rows = np.concatenate([draw("normal", (40, n)), draw("few values", (40, n)), np.zeros((1, n))])
    low, high = ends(make, rows)
    path_low, path_high = path_ends(make, rows)
    expected = np.array([make(row) for row in rows])
    for got, ends_ in ((low, 0), (high, 2), (path_low[:, -1], 0), (path_high[:, -1], 2)):
        np.testing.assert_allclose(got, expected[:, ends_], atol=1e-12)


@pytest.mark.parametrize("n", [5, 10, 30])
@pytest.mark.parametrize("kind", PROMISED)
@pytest.mark.parametrize("family", [1, 4])
def test_paired_t_covers_within_one_point(kind, n, family):
    """Normal, tied and mildly skewed differences, at 95 % and at the joint level."""
    level = joint_level(family)
    made = ends(partial(paired_t_interval, unit=UNIT, level=level), draw(kind, (EXPERIMENTS, n)))
    assert covered(made, 0.0) == pytest.approx(level, abs=0.01)


@pytest.mark.parametrize("n", [5, 10, 30])
@pytest.mark.parametrize("kind", PROMISED)
@pytest.mark.parametrize("runs", [1, 3])
def test_the_gap_to_published_runs_covers_within_one_point(kind, n, runs):
    """Our mean minus the mean of k other runs; rounding the published one only adds to it."""
    values = draw(kind, (EXPERIMENTS, n + runs), 1)
    ours, published = values[:, :n], values[:, n:].mean(axis=1)
    assert covered(ends(gap_of(runs=runs), ours), published) == pytest.approx(0.95, abs=0.01)
    rounded = np.round(0.3 + published, 3) - np.round(0.3, 3)
    assert covered(ends(gap_of(runs=runs, decimals=3), ours), rounded) >= 0.94


@pytest.mark.parametrize("n", [5, 10, 30])
@pytest.mark.parametrize(("kind", "least", "most"), [("skew 1", 0.925, 0.95), ("skew 2", 0.87, 0.935)])
def test_strong_skew_costs_what_is_published(kind, least, most, n):
    """88 to 94 %: not promised, but known."""
    made = ends(partial(paired_t_interval, unit=UNIT), draw(kind, (EXPERIMENTS, n)))
    assert least < covered(made, 0.0) < most


@pytest.mark.parametrize("n", [5, 10, 30])
def test_few_different_values_never_cover_too_little(n):
    """Differences that are nearly all -1, 0 or 1 image: the floor keeps the promise."""
    made = ends(partial(paired_t_interval, unit=UNIT), draw("few values", (EXPERIMENTS, n)))
    assert covered(made, 0.0) >= 0.94


def test_a_level_covers_within_one_point():
    """With its own, lower floor."""
    for n in (5, 10, 30):
        made = ends(partial(level_interval, unit=UNIT), 0.98 + draw("tied", (EXPERIMENTS, n), 2))
        assert covered(made, 0.98) == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("kind", [*PROMISED, "few values"])
def test_a_sequence_excludes_zero_anywhere_in_at_most_5_percent_of_null_paths(kind):
    """To n = 256 with a look after every seed, where plain t errs in 45 % (results/calibration)."""
    paths = draw(kind, (PATHS, PATH), 3)
    assert ever_out(path_ends(partial(paired_sequence_interval, unit=UNIT), paths)) <= 0.05
    if "skew" not in kind:  # at 98.75 % mild skew errs in 1.3 %, within the point that is promised
        joint = partial(paired_sequence_interval, unit=UNIT, level=joint_level(4))
        assert ever_out(path_ends(joint, paths)) <= 0.0125
    assert ever_out(path_ends(partial(level_sequence_interval, unit=UNIT), paths)) <= 0.05
    assert ever_out(path_ends(partial(paired_t_interval, unit=UNIT), paths)) > 0.35


@pytest.mark.parametrize("kind", [*PROMISED, "few values"])
@pytest.mark.parametrize("runs", [1, 3, 20])
def test_a_sequence_against_published_runs_errs_in_at_most_5_percent_of_paths(kind, runs):
    """The published mean is drawn once; our seeds are looked at one by one."""
    values = draw(kind, (PATHS, PATH + runs), 4)
    published = values[:, PATH:].mean(axis=1, keepdims=True)
    made = path_ends(gap_of(runs=runs, method="sequence"), values[:, :PATH])
    assert 0.005 < ever_out(made, published) <= 0.05


@pytest.mark.parametrize("n", [5, 10, 30])
@pytest.mark.parametrize("kind", PROMISED)
def test_null_experiments_are_decided_as_promised(kind, n):
    """Zero excluded two-sided in 5 %; better or worse in no more, as equivalence goes first."""
    values = draw(kind, (EXPERIMENTS // 2, n), 5)
    interval = partial(paired_t_interval, unit=UNIT)
    low, high = ends(interval, values)
    excluded = (low > 0) | (high < 0)
    assert excluded.mean() == pytest.approx(0.05, abs=0.01)
    made = zip(low.tolist(), values.mean(axis=1).tolist(), high.tolist(), strict=True)
    outcomes = np.array([decide(Interval(*place), n, margin=0.001).outcome for place in made])
    decided = np.isin(outcomes, ["better", "worse"])
    assert decided.mean() <= excluded.mean()
    assert not (decided & ~excluded).any()


def test_what_is_measured_and_what_is_promised_are_told_apart():
    """No shape is both."""
    assert not set(PROMISED) & set(MEASURED)


FALSE_EQUIVALENTS = {
    "normal": 0.03, "tied": 0.03, "skew -0.7": 0.03, "skew 0.7": 0.055, "skew 1": 0.07, "skew 2": 0.12
}  # fmt: skip


@pytest.mark.parametrize("n", [3, 5, 10, 30])
@pytest.mark.parametrize(("kind", "most"), FALSE_EQUIVALENTS.items())
def test_a_false_equivalent_is_as_rare_as_is_published(kind, most, n):
    """At the margin itself 2.5 % of normal experiments; more where differences are skewed towards zero."""
    made = ends(partial(paired_t_interval, unit=UNIT), draw(kind, (EXPERIMENTS, n), 6) + MARGIN)
    assert equivalent(made, MARGIN).mean() <= most
    if kind == "skew 2":
        assert equivalent(made, MARGIN).mean() > 0.055


def test_the_simulated_equivalents_are_those_of_the_product():
    """Row by row."""
    values = draw("skew 1", (400, 10), 7) / 2 + MARGIN
    low, high = ends(partial(paired_t_interval, unit=UNIT), values)
    made = zip(low.tolist(), values.mean(axis=1).tolist(), high.tolist(), strict=True)
    decided = [decide(Interval(*place), 10, margin=MARGIN).outcome == "equivalent" for place in made]
    assert equivalent((low, high), MARGIN).tolist() == decided
    assert any(decided)
