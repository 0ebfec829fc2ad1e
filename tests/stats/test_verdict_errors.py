"""How often verdicts err on both sides of each boundary, by simulation."""

from itertools import pairwise

import numpy as np
import pytest

from benchmarks.calibration.draws import SPREAD, UNIT, draw
from benchmarks.calibration.rules import ends, path_ends
from dropout_lab.stats import ClaimIntervals, Interval, claim_intervals, number_verdict

pytestmark = pytest.mark.slow

EXPERIMENTS = 10_000
VALUE, TOLERANCE, MARGIN = 0.02, 0.002, 0.001
ONE_SIDE = 0.025 + 4 * np.sqrt(0.025 * 0.975 / EXPERIMENTS)
SIZES = ("not reproduced", "direction only", "contradicted")


def maker(which, **options):
    """An interval of the claim before the published value is taken off: a rule knows half-widths alone."""
    return lambda row: getattr(claim_intervals(row, UNIT, 0.0, is_difference=True, **options), which)


def outcomes(true_mean, n, kind="normal", runs=None, seed=0):
    """Verdicts of experiments on a difference, each with its own published mean of k runs."""
    drawn = draw(kind, (EXPERIMENTS, n + (runs or 0)), seed)
    ours = drawn[:, :n] + true_mean
    theirs = VALUE + (drawn[:, n:].mean(axis=1) if runs else 0.0)
    lows, highs = ends(maker("ours", published_runs=runs), ours)
    gap_lows, gap_highs = ends(maker("gap", published_runs=runs), ours)
    return verdicts(lows, highs, gap_lows - theirs, gap_highs - theirs, n)


def verdicts(lows, highs, gap_lows, gap_highs, n):
    options = {"n_seeds": n, "value": VALUE, "tolerance": TOLERANCE, "is_difference": True, "margin": MARGIN}
    places = zip(lows.tolist(), highs.tolist(), gap_lows.tolist(), gap_highs.tolist(), strict=True)
    return np.array(
        [
            number_verdict(ClaimIntervals(Interval(a, 0.0, b), Interval(c, 0.0, d)), **options).outcome
            for a, b, c, d in places
        ]
    )


def share(found, *names):
    return float(np.isin(found, names).mean())


@pytest.mark.parametrize("n", [5, 10, 30])
@pytest.mark.parametrize("kind", ["normal", "tied", "skew 0.7"])
@pytest.mark.parametrize("runs", [None, 1])
def test_at_the_edge_of_the_tolerance_each_side_errs_in_two_and_a_half_percent(n, kind, runs):
    """Just too far is reproduced, and just near enough refuted, at most that often, whatever the sign."""
    most = 0.06 if "skew" in kind else ONE_SIDE  # skew moves errors from one side to the other
    for side in (1, -1):
        found = outcomes(VALUE + side * TOLERANCE, n, kind, runs)
        assert share(found, "reproduced") <= most
        assert share(found, *SIZES) <= most


@pytest.mark.parametrize("n", [10, 30])
def test_away_from_the_edge_the_verdict_is_found(n):
    """A rule that always says inconclusive would err never; a third of the way off, it is settled."""
    assert share(outcomes(VALUE, n), "reproduced") > 0.95
    assert share(outcomes(VALUE + 2 * TOLERANCE, n), "direction only") > 0.75
    assert share(outcomes(-2 * TOLERANCE, n), "contradicted") > 0.95
    assert share(outcomes(0.0, 8 * n), "not reproduced") > 0.95


@pytest.mark.parametrize("n", [5, 10, 30])
@pytest.mark.parametrize("kind", ["normal", "tied", "skew 0.7", "skew -0.7"])
def test_at_zero_the_sign_errs_in_two_and_a_half_percent_each_way(n, kind):
    """Without an effect, neither the claimed direction nor the opposite is shown more often."""
    found = outcomes(0.0, n, kind)
    most = 0.06 if "skew" in kind else ONE_SIDE
    assert share(found, "contradicted") <= most
    assert share(found, "direction only") <= most


@pytest.mark.parametrize("n", [5, 10, 30])
@pytest.mark.parametrize("side", [1, -1])
def test_an_effect_of_the_margin_is_called_too_small_in_two_and_a_half_percent(n, side):
    """And one that proves the sign is then called by its sign."""
    kind, unit_effect = "normal", side * MARGIN
    low, high = ends(maker("ours"), draw(kind, (EXPERIMENTS, n), 1) + unit_effect)
    assert np.mean((low > -MARGIN) & (high < MARGIN)) <= ONE_SIDE
    wrong = "contradicted" if side > 0 else "direction only"
    assert share(outcomes(unit_effect, n, seed=1), wrong) <= ONE_SIDE


@pytest.mark.parametrize("runs", [None, 3, 10])
@pytest.mark.parametrize("off", [0.0, 0.5, 0.9])
def test_reproduced_is_never_likelier_with_fewer_seeds(runs, off):
    """Of a claim that is true, and whose tolerance is above what its runs allow: ignorance never pays."""
    shares = [
        share(outcomes(VALUE + off * TOLERANCE, n, runs=runs), "reproduced") for n in (2, 3, 5, 8, 13, 30, 80)
    ]
    assert shares[0] == 0
    noise = 4 * np.sqrt(0.5 / EXPERIMENTS)
    assert all(later >= earlier - noise for earlier, later in pairwise(shares))
    assert shares[-1] > shares[1]


def test_where_the_published_runs_allow_hardly_any_tolerance_few_seeds_gain_little():
    """One run of this spread allows 1.96 of the tolerance's 2.0: only small spreads by chance help."""
    for n in (3, 5, 8, 30, 80):
        assert share(outcomes(VALUE, n, runs=1), "reproduced") <= 0.08


@pytest.mark.parametrize("off", [1.0, 1.2, 2.0])
def test_a_false_claim_is_reproduced_at_the_error_rate_at_most_with_any_number_of_seeds(off):
    """Beyond the tolerance no number of seeds, small or large, helps it."""
    for n in (3, 5, 8, 13, 30, 80):
        assert share(outcomes(VALUE + off * TOLERANCE, n), "reproduced") <= ONE_SIDE


@pytest.mark.parametrize("true_mean", [0.0, VALUE - TOLERANCE, VALUE + TOLERANCE])
def test_more_seeds_turn_a_verdict_into_its_opposite_only_at_the_error_rate(true_mean):
    """At the very boundaries, where it is likeliest; 10 seeds, and 20 more."""
    values = draw("normal", (EXPERIMENTS, 30), 2) + true_mean
    found = []
    for n in (10, 30):
        ours, (low, high) = (ends(maker(which), values[:, :n]) for which in ("ours", "gap"))
        found.append(verdicts(*ours, low - VALUE, high - VALUE, n))
    claimed, refuted = ("reproduced", "direction only"), ("not reproduced", "contradicted")
    signs = [np.isin(found[a], claimed) & (found[b] == "contradicted") for a, b in ((0, 1), (1, 0))]
    sizes = [(found[a] == "reproduced") & np.isin(found[b], refuted) for a, b in ((0, 1), (1, 0))]
    assert np.mean(signs[0] | signs[1]) <= 0.05
    assert np.mean(sizes[0] | sizes[1]) <= 0.05


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("runs", [None, 1])
def test_looking_after_every_seed_errs_at_the_edge_in_at_most_5_percent_of_paths(side, runs):
    """By the sequence, at no look up to 256: neither reproduced nor refuted."""
    paths = draw("normal", (2_000, 256 + (runs or 0)), 3)
    theirs = paths[:, 256:].mean(axis=1, keepdims=True) if runs else 0.0
    make = maker("gap", published_runs=runs, method="sequence")
    low, high = path_ends(make, paths[:, :256] + side * TOLERANCE)
    low, high = low - theirs, high - theirs
    inside = ((low >= -TOLERANCE) & (high <= TOLERANCE)).any(axis=1)
    outside = ((low > TOLERANCE) | (high < -TOLERANCE)).any(axis=1)
    assert np.mean(inside | outside) <= 0.05


def test_the_spread_is_half_the_tolerance():
    """What the shares above rest on."""
    assert TOLERANCE == 2 * SPREAD
