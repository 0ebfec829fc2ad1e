"""One row of comparisons.csv: each column is what stats says of the paired seeds."""

import math
from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.evidence import Errors, Look, analyse, compare_values
from dropout_lab.stats import (
    chance_of_beating,
    crossed_interval,
    difference_sd,
    effect_size,
    joint_level,
    rescued_and_broken,
    seeds_to_settle,
)
from tests.evidence.synthetic import make_experiment, make_records

UNIT, MARGIN = 1e-4, 1e-3
SEQUENCE = Look("sequence", "extra", 2, 10)


def blinded(record):
    """The same run of an engine that measured no test accuracy."""
    metrics, curves = (
        {k: v for k, v in of.items() if k != "test_accuracy"} for of in (record.metrics, record.curves)
    )
    return replace(record, metrics=metrics, curves=curves)


def row(left, right, **changes):
    """The row of two sides."""
    given = {"unit": UNIT, "margin": MARGIN, "family_size": 1, **changes}
    sides = np.array(left, dtype=np.float64), np.array(right, dtype=np.float64)
    return compare_values("dropout", "none", given.pop("metric", "test_accuracy"), sides, **given)


@pytest.fixture(scope="module")
def experiment():
    return make_experiment(planned=10)


@pytest.fixture(scope="module")
def records(experiment):
    return make_records(experiment, range(10))


def sides_of(experiment, records):
    """The runs of dropout and of none, by seed."""
    by_id = {record.run_id: record for record in records}
    names = ("dropout", "none")
    return [[by_id[experiment.variant(n).run_id(seed)] for seed in range(10)] for n in names]


def test_every_column_is_what_stats_says_of_the_pairs(experiment, records):
    """Chance, crossed interval, d_z and seeds to settle, from the runs' accuracies and errors."""
    (found,) = analyse(experiment, records, range(10)).comparisons.to_dict("records")
    treatment, control = sides_of(experiment, records)
    differences = [
        a.metrics["test_accuracy"] - b.metrics["test_accuracy"]
        for a, b in zip(treatment, control, strict=True)
    ]
    chance = chance_of_beating(differences)
    assert (found["prob_better_low"], found["prob_better"], found["prob_better_high"]) == chance
    assert found["effect_size"] == pytest.approx(effect_size(differences, UNIT))
    errors = [[run.error_images for run in side] for side in (treatment, control)]
    crossed = crossed_interval(*errors, 10_000)
    assert (found["ci_low_crossed"], found["ci_high_crossed"]) == pytest.approx(
        (crossed.ci_low, crossed.ci_high), abs=1e-12
    )
    beyond = math.sqrt(max(0, crossed.spread_beyond_images))
    assert found["sd_beyond_images"] == pytest.approx(beyond, abs=1e-9)
    size, sd = abs(np.mean(differences)), difference_sd(differences, UNIT)
    wanted = seeds_to_settle(sd, 10, max(size, MARGIN - size), joint_level(1))
    assert (found["seeds_to_settle_low"], found["seeds_to_settle_high"]) == wanted


def test_other_metrics_have_no_interval_over_images():
    """The errors belong to accuracy alone."""
    planned = [{"treatment": "dropout", "control": "none", "metrics": ["test_nll", "test_accuracy"]}]
    experiment = make_experiment(planned=3, comparisons=planned)
    rows = analyse(experiment, make_records(experiment, range(3)), range(3)).comparisons
    assert list(rows["ci_low_crossed"].isna()) == [True, False]


def test_errors_that_do_not_add_up_to_the_accuracy_are_not_used(experiment, records):
    """Runs read without their errors would else look perfect on every image."""
    bare = [replace(r, error_images=r.error_images[:0], error_labels=r.error_labels[:0]) for r in records]
    (found,) = analyse(experiment, bare, range(10)).comparisons.to_dict("records")
    assert math.isnan(found["ci_low_crossed"])


def test_the_interval_over_images_is_never_narrower_also_under_looks():
    """Looking makes it as much wider as it makes the one over seeds."""
    draws = np.random.default_rng(3)
    wrong = [[draws.choice(500, size, replace=False) for size in draws.integers(5, 20, 12)] for _ in "TC"]
    left, right = (1 - np.array([len(images) for images in side]) / 500 for side in wrong)
    for look in (Look(), SEQUENCE):
        found = row(left, right, unit=1 / 500, errors=Errors(*wrong, 500), look=look)
        assert found.ci_low_crossed <= found.ci_low <= found.ci_high <= found.ci_high_crossed
    assert found.method == "sequence"


def test_swapping_treatment_and_control_mirrors_every_column():
    """No side is favoured: chances to 1 minus, d_z and differences to minus, the rest stays."""
    left, right = [0.981, 0.983, 0.982, 0.984], [0.980, 0.984, 0.980, 0.981]
    forth, back = row(left, right), row(right, left)
    assert forth.prob_better == pytest.approx(1 - back.prob_better)
    assert forth.prob_better_low == pytest.approx(1 - back.prob_better_high)
    assert forth.effect_size == pytest.approx(-back.effect_size)
    assert forth.ci_low_joint == pytest.approx(-back.ci_high_joint)
    for same in ("detectable_difference", "seeds_to_settle_low", "seeds_to_settle_high", "p_value"):
        assert getattr(forth, same) == pytest.approx(getattr(back, same))


@pytest.mark.parametrize("n", [0, 1, 2])
def test_under_three_pairs_everything_is_inconclusive(n):
    """No pair, one or two: a row whose unknown columns are NaN or unbounded, and no decision."""
    found = row([0.99] * n, [0.90] * n)
    assert (found.decision, found.equivalent, found.n_pairs) == ("inconclusive", False, n)
    assert math.isnan(found.effect_size) == (n < 2)
    assert math.isnan(found.p_value) == (n < 2)
    if n == 0:
        assert math.isnan(found.mean_difference)
        assert math.isnan(found.prob_better_low)
    if n == 1:
        assert (found.ci_low, found.ci_high) == (-math.inf, math.inf)


@pytest.mark.parametrize(("shift", "decision"), [(0.0, "equivalent"), (0.002, "better"), (-0.002, "worse")])
def test_equal_differences_keep_the_width_of_their_resolution(shift, decision):
    """All differences equal, or all zero: the floor of the sd decides, never a width of zero."""
    found = row(np.full(10, 0.98) + shift, np.full(10, 0.98))
    assert found.decision == decision
    assert found.sd_difference == pytest.approx(UNIT / math.sqrt(6))
    assert found.ci_low < found.mean_difference < found.ci_high


def test_ties_of_an_interaction_are_ties():
    """Four values that cancel leave a trace in floats, and no winner."""
    here, there = np.full(4, 0.3 - 0.2), np.full(4, 0.2 - 0.1)
    assert (here != there).all()
    assert row(here, there, unit=UNIT * math.sqrt(2)).prob_better == 0.5


def test_sides_that_are_not_paired_are_refused():
    """Seeds are paired before; lengths that differ are a mistake."""
    with pytest.raises(ValueError, match="pair them by seed"):
        row([0.98, 0.97], [0.98])


def test_a_metric_that_was_not_measured_makes_no_pair(experiment, records):
    """A done run without this metric is counted as unpaired, and in no average."""
    other = make_experiment(planned=10, comparisons=[{"treatment": "dropout", "control": "none"}])
    gone = {experiment.variant("dropout").run_id(4)}
    blind = [blinded(r) if r.run_id in gone else r for r in records]
    (found,) = analyse(other, blind, range(10)).comparisons.to_dict("records")
    assert (found["n_pairs"], found["n_unpaired"], found["n_lost"]) == (9, 1, 0)


def test_moved_images_are_chosen_and_counted_on_other_seeds(experiment, records):
    """The rows of `moved` are those of stats, for each planned comparison; chance alone is not reliable."""
    moved = analyse(experiment, records, range(10)).moved
    errors = [[run.error_images for run in side] for side in sides_of(experiment, records)]
    expected = rescued_and_broken(*errors, list(range(10)), 10_000)
    rescued = moved[moved["moved"] == "rescued"]
    assert list(rescued["image"]) == expected.rescued.images.tolist()
    for half in ("even", "odd"):
        counts = getattr(expected.rescued, f"control_errors_{half}")
        assert list(rescued[f"control_errors_{half}"]) == counts.tolist()
    assert list(rescued["held"]) == expected.rescued.held.tolist()
    assert (set(moved["n_even"]), set(moved["n_odd"]), set(moved["reliable"])) == ({5}, {5}, {False})


@pytest.mark.parametrize(("others", "reliable"), [(0, True), (1, False)])
def test_all_that_is_said_of_images_is_one_family(others, reliable):
    """Each kind of each comparison has its part of 5 %: what is enough among two is too little among four."""
    comparisons = [{"treatment": "dropout", "control": name} for name in ("none", "linear")[: 1 + others]]
    experiment, rescued = make_experiment(planned=10, comparisons=comparisons), [1, 2, 3, 4, 5]
    wrong = {"none": {1: [4], 3: [1, 2], 7: [1, 2, 3], 9: [1, 2]}, "dropout": {}, "linear": {}}
    records = []
    for record in make_records(experiment, range(10)):
        name = next(v.name for v in experiment.variants if v.run_id(record.seed) == record.run_id)
        images = wrong[name].get(record.seed, rescued if name == "none" and record.seed % 2 == 0 else [])
        errors = {
            "error_images": np.array(images, np.uint16),
            "error_labels": np.zeros(len(images), np.uint8),
        }
        metrics = {**record.metrics, "test_accuracy": 1 - len(images) / 10_000}
        records.append(replace(record, metrics=metrics, **errors))
    moved = analyse(experiment, records, range(10)).moved
    first = moved[(moved["moved"] == "rescued") & (moved["control"] == "none")]
    assert first["held"].tolist() == [True, True, True, True, False]
    assert set(first["reliable"]) == {reliable}


ABSURD = [0.0, 1.0, -1e160, 1e160, 1.7e308, -1.7e308, 1.7976931348623157e308, 5e-324, 1e-300, 0.5]


@pytest.mark.parametrize("look", [Look(), SEQUENCE], ids=["t", "sequence"])
@pytest.mark.parametrize("unit", [1e-300, 1e-4, 1e300])
def test_absurd_finite_values_end_in_a_row(look, unit):
    """From 5e-324 to the largest float there is no warning and no NaN; an end beyond it is unbounded."""
    generator = np.random.default_rng(1)
    for trial in range(150):
        n = int(generator.integers(1, 7))
        left = generator.choice(ABSURD, n)
        right = generator.choice(ABSURD, n) if trial % 3 else np.full(n, generator.choice(ABSURD))
        found = row(left, right, unit=unit, look=look, margin=[None, 1e-3, 1e300][trial % 3], family_size=20)
        numbers = found.ci_low, found.ci_high, found.ci_low_joint, found.ci_high_joint, found.mean_difference
        assert not np.isnan(numbers).any()
        assert n < 2 or 0 <= found.p_value <= found.p_joint <= 1
        assert n < 2 or found.seeds_to_settle_low <= found.seeds_to_settle_high


@pytest.mark.parametrize("scale", [1e-250, 1e160, 1e300])
def test_a_scale_changes_no_decision(scale):
    """What is better by one unit is better by another, and a crash among the seeds leaves all open."""
    left, right = np.array([0.43, 0.45, 0.44, 0.46]), np.array([0.40, 0.41, 0.42, 0.40])
    plain = row(left, right, margin=None)
    found = row(left * scale, right * scale, unit=UNIT * scale, margin=None)
    assert plain.decision == found.decision == "better"
    assert (found.p_value, found.effect_size, found.pair_correlation) == pytest.approx(
        (plain.p_value, plain.effect_size, plain.pair_correlation), rel=1e-9
    )
    assert found.detectable_difference == pytest.approx(plain.detectable_difference * scale, rel=1e-9)
    crashed = row([0.43, scale, 0.44], [0.40, 0.41, 0.42], margin=None)
    assert crashed.decision == "inconclusive"
