"""From records to frames, comparisons, ledger and notes."""

import random
from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.evidence import analyse
from dropout_lab.language import answer, ledger_line, notes, sentences
from dropout_lab.stats import (
    difference_band,
    joint_level,
    level_interval,
    paired_sequence_interval,
    paired_t_interval,
    paired_t_p_value,
)
from dropout_lab.tables import comparison_table, ledger_table, plain_table, results_table
from tests.evidence.synthetic import diverge, fail, make_experiment, make_records

UNIT = 1e-4


@pytest.fixture(scope="module")
def experiment():
    return make_experiment(planned=10)


@pytest.fixture(scope="module")
def records(experiment):
    return make_records(experiment, range(10))


def accuracies(records, experiment, variant) -> dict[int, float]:
    """Test accuracy by seed."""
    wanted = {experiment.variant(variant).run_id(record.seed) for record in records}
    return {r.seed: r.metrics.get("test_accuracy", 0.0) for r in records if r.run_id in wanted}


def without(records, experiment, variant, seed):
    """The records but for one, and that one."""
    gone = experiment.variant(variant).run_id(seed)
    return [r for r in records if r.run_id != gone], next(r for r in records if r.run_id == gone)


def only(analysis):
    """The single row of the comparisons."""
    (row,) = analysis.comparisons.to_dict("records")
    return row


def test_estimates_are_those_of_the_paired_seeds(experiment, records):
    """The frames hold what stats says of the differences, each seed with itself."""
    row = only(analyse(experiment, records, range(10)))
    treatment, control = (accuracies(records, experiment, name) for name in ("dropout", "none"))
    differences = [treatment[seed] - control[seed] for seed in range(10)]
    low, mean, high = paired_t_interval(differences, UNIT)
    assert (row["ci_low"], row["mean_difference"], row["ci_high"]) == pytest.approx(
        (low, mean, high), abs=1e-12
    )
    assert row["p_value"] == pytest.approx(paired_t_p_value(differences, UNIT), abs=1e-12)
    assert (row["n_pairs"], row["n_lost"], row["n_pending"], row["method"]) == (10, 0, 0, "t")


def test_pairs_are_by_seed_and_not_by_position(experiment, records):
    """Records in any order, with foreign and repeated ones among them, give the same analysis."""
    shuffled = [
        *records,
        *make_records(make_experiment(("other",), comparisons=[], epochs=3), range(3)),
        records[0],
    ]
    random.Random(1).shuffle(shuffled)
    forth, back = analyse(experiment, records, range(10)), analyse(experiment, shuffled, range(10))
    assert forth.comparisons.equals(back.comparisons)
    assert forth.runs.equals(back.runs)
    assert forth.curves.equals(back.curves)


def test_seeds_of_one_side_only_are_not_paired(experiment, records):
    """A missing run takes its pair away, and only its pair."""
    kept, _ = without(records, experiment, "dropout", 3)
    row = only(analyse(experiment, kept, range(10)))
    assert (row["n_pairs"], row["n_pending"], row["n_lost"]) == (9, 1, 0)
    treatment, control = (accuracies(kept, experiment, name) for name in ("dropout", "none"))
    expected = np.mean([treatment[seed] - control[seed] for seed in treatment])
    assert row["mean_difference"] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("end", [diverge, fail])
def test_a_lost_pair_forbids_a_decision_and_is_in_no_average(experiment, records, end):
    """A diverged or failed run is counted and shown, never averaged in."""
    kept, lost = without(records, experiment, "dropout", 3)
    analysis = analyse(experiment, [*kept, end(lost)], range(10))
    row = only(analysis)
    assert (row["n_pairs"], row["n_lost"], row["n_pending"]) == (9, 1, 0)
    assert row["decision"] == "inconclusive"
    assert row["reason"] == ("lost_pairs", 1, 10)
    assert "1 of 10 pairs lost" in answer(analysis)
    summary = analysis.summary.set_index(["variant", "metric"]).loc[("dropout", "test_accuracy")]
    assert summary["n"] == 9
    assert summary["mean"] == pytest.approx(np.mean(list(accuracies(kept, experiment, "dropout").values())))
    assert any("left out of all averages: standard dropout, rate 0.3 (1)" in note for note in notes(analysis))


def test_a_seed_beyond_the_plan_that_one_side_never_had_is_merely_unpaired(experiment, records):
    """Lost are planned pairs; somebody's extra seed for one variant is no loss."""
    extra = [
        r for r in make_records(experiment, [77]) if r.run_id == experiment.variant("dropout").run_id(77)
    ]
    analysis = analyse(experiment, [*records, diverge(extra[0])], [*range(10), 77])
    row = only(analysis)
    assert (row["n_pairs"], row["n_lost"], row["n_unpaired"]) == (10, 0, 1)
    said = ": paired on the 10 seeds that all sides have; 1 more that some lack is left out."
    assert f"standard dropout, rate 0.3 against none{said}" in notes(analysis)
    both = make_records(experiment, [77])
    row = only(analyse(experiment, [*records, *map(diverge, both)], [*range(10), 77]))
    assert (row["n_lost"], row["n_unpaired"]) == (1, 0)


def test_seeds_beyond_the_plan_get_the_confidence_sequence_and_it_is_said(experiment):
    """Looks are treated as looks."""
    records = make_records(experiment, range(15))
    analysis = analyse(experiment, records, range(15))
    row = only(analysis)
    treatment, control = (accuracies(records, experiment, name) for name in ("dropout", "none"))
    differences = [treatment[seed] - control[seed] for seed in range(15)]
    low, _, high = paired_sequence_interval(differences, UNIT)
    assert (row["method"], row["ci_low"], row["ci_high"]) == (
        "sequence",
        pytest.approx(low),
        pytest.approx(high),
    )
    assert "allows for looking" in answer(analysis)
    assert any("5 of 15 seeds are beyond the 10 planned" in note for note in notes(analysis))
    assert set(analysis.summary["method"]) == {"sequence"}


def test_fewer_seeds_than_planned_are_said(experiment, records):
    """Three of ten is no half-finished campaign, but a reader should know."""
    analysis = analyse(experiment, records, range(3))
    assert notes(analysis) == ("Asked for: 3 of the 10 planned seeds.",)
    assert analysis.is_whole
    assert only(analysis)["method"] == "t"


def test_a_half_finished_campaign_says_so_first(experiment, records):
    """What is there is reported, as a look on the way."""
    analysis = analyse(experiment, records[:19], range(10))
    assert notes(analysis)[0] == "Half-finished: 11 of 30 runs are still missing."
    assert not analysis.is_whole
    assert ledger_line(analysis) == "19 of 30 planned runs finished, 11 still missing"


def test_the_joint_level_is_shared_by_the_family():
    """Two comparisons and no claim with a number: 97.5 % each, and p doubled."""
    pairs = [{"treatment": name, "control": "none"} for name in ("dropout", "linear")]
    experiment = make_experiment(comparisons=pairs)
    records = make_records(experiment, range(10))
    analysis = analyse(experiment, records, range(10))
    row = analysis.comparisons.iloc[0]
    differences = analysis.pairs[analysis.pairs["treatment"] == "dropout"]["difference"].to_numpy()
    low, _, high = paired_t_interval(differences, UNIT, joint_level(2))
    assert (row["ci_low_joint"], row["ci_high_joint"]) == pytest.approx((low, high), abs=1e-12)
    assert row["p_joint"] == pytest.approx(min(1, 2 * row["p_value"]))
    assert len(sentences(analysis)) == 2
    assert all("joint 95 % interval" in sentence for sentence in sentences(analysis))
    assert analysis.comparisons.iloc[1]["decision"] == "worse"


def test_swapping_treatment_and_control_mirrors_the_row(records, experiment):
    """No side is favoured anywhere in the row."""
    mirrored = make_experiment(comparisons=[{"treatment": "none", "control": "dropout"}])
    forth, back = (only(analyse(e, records, range(10))) for e in (experiment, mirrored))
    assert forth["mean_difference"] == pytest.approx(-back["mean_difference"])
    assert (forth["ci_low"], forth["ci_high"]) == pytest.approx((-back["ci_high"], -back["ci_low"]))
    for same in ("p_value", "n_pairs", "detectable_difference", "pair_correlation"):
        assert forth[same] == pytest.approx(back[same])


def test_an_interaction_is_the_difference_of_two_differences_by_seed():
    """(treatment - control) minus (another - control), each seed with itself: only there is it answered."""
    minus = {"treatment": "linear", "control": "none"}
    pairs = [{"treatment": "dropout", "control": "none"}]
    experiment = make_experiment(planned=6, comparisons=[*pairs, {**pairs[0], "minus": minus}])
    records = make_records(experiment, range(6))
    analysis = analyse(experiment, records, range(6))
    dropout, linear = (accuracies(records, experiment, name) for name in ("dropout", "linear"))
    differences = [dropout[seed] - linear[seed] for seed in range(6)]  # `none` cancels here
    row = analysis.comparisons.iloc[1]
    low, mean, high = paired_t_interval(differences, UNIT, joint_level(2))
    assert (row["ci_low_joint"], row["mean_difference"], row["ci_high_joint"]) == pytest.approx(
        (low, mean, high), abs=1e-12
    )
    assert tuple(row[["minus_treatment", "minus_control"]]) == ("linear", "none")
    assert set(analysis.comparisons.iloc[0][["minus_treatment", "minus_control"]]) == {""}
    assert sentences(analysis)[1].startswith(
        "The effect dropout - none is better than the effect linear - none on test accuracy: "
        "they differ by +5.7"
    )
    assert (
        plain_table(comparison_table(analysis.comparisons)).rows[1][0] == "(dropout - none) - (linear - none)"
    )
    assert len(analysis.by_epoch) == 20
    gone = [r for r in records if r.run_id != experiment.variant("linear").run_id(2)]
    fewer = analyse(experiment, gone, range(6)).comparisons
    assert list(fewer["n_pairs"]) == [6, 5]


def test_equal_interactions_have_a_floor_for_four_roundings():
    """Ties on all four sides never look certain: the sd is at least unit / sqrt(3)."""
    minus = {"treatment": "linear", "control": "none"}
    planned = [{"treatment": "dropout", "control": "none", "minus": minus}]
    experiment = make_experiment(planned=4, comparisons=planned)
    records = make_records(experiment, range(4))
    flat = [replace(record, metrics={**record.metrics, "test_accuracy": 0.98}) for record in records]
    row = only(analyse(experiment, flat, range(4)))
    assert row["sd_difference"] == pytest.approx(UNIT / np.sqrt(3))
    assert (row["mean_difference"], row["decision"]) == (0, "equivalent")


def test_differences_by_epoch_are_the_band_of_stats(experiment, records):
    """The simultaneous band over all epochs of the paired curves."""
    analysis = analyse(experiment, records, range(10))
    curves = {record.run_id: record.curves["test_accuracy"] for record in records}
    ids = [[experiment.variant(name).run_id(seed) for seed in range(10)] for name in ("dropout", "none")]
    differences = np.array([curves[a] - curves[b] for a, b in zip(*ids, strict=True)])
    band = difference_band(differences, UNIT)
    np.testing.assert_allclose(analysis.by_epoch["ci_low"], band.ci_low, atol=1e-12)
    np.testing.assert_allclose(analysis.by_epoch["mean_difference"], band.mean, atol=1e-12)
    assert list(analysis.by_epoch["epoch"]) == list(range(1, 21))


def test_summary_and_learning_describe_each_variant(experiment, records):
    """n, mean, sd, interval, min, max at the end; mean and spread by epoch."""
    analysis = analyse(experiment, records, range(10))
    values = np.array(list(accuracies(records, experiment, "none").values()))
    row = analysis.summary.set_index(["variant", "metric"]).loc[("none", "test_accuracy")]
    low, mean, high = level_interval(values, UNIT)
    assert (row["ci_low"], row["mean"], row["ci_high"]) == pytest.approx((low, mean, high))
    assert (row["n"], row["min"], row["max"]) == (10, values.min(), values.max())
    assert row["sd"] == pytest.approx(values.std(ddof=1))
    last = analysis.learning[analysis.learning["variant"] == "none"].iloc[-1]
    assert (last["epoch"], last["n"]) == (20, 10)
    assert last["test_accuracy_mean"] == pytest.approx(values.mean())


def test_how_often_the_test_set_was_measured_is_counted(experiment, records):
    """Once after each epoch of each run, also of those that diverged."""
    analysis = analyse(experiment, [diverge(records[0], epoch=4), *records[1:]], range(10))
    assert list(analysis.ledger["test_measured"]) == [200, 200, 184]
    assert analysis.test_measured == 584


SELECTING = ["test_accuracy", "test_accuracy_at_best_test", "test_accuracy_at_best_validation"]


def test_metrics_may_be_taken_at_the_best_epoch():
    """By the test set or by the validation split, seed by seed, the first of equal epochs."""
    planned = [{"treatment": "dropout", "control": "none", "metrics": SELECTING}]
    experiment = make_experiment(planned=4, comparisons=planned, validation=5000)
    records = make_records(experiment, range(4))
    analysis = analyse(experiment, records, range(4))
    by_id = {record.run_id: record.curves for record in records}
    test, chosen = [], []
    for seed in range(4):
        sides = [by_id[experiment.variant(name).run_id(seed)] for name in ("dropout", "none")]
        best = [curves["test_accuracy"].max() for curves in sides]
        validated = [c["test_accuracy"][list(c["validation_accuracy"]).index(max(c["validation_accuracy"]))]
                     for c in sides]  # fmt: skip
        test.append(best[0] - best[1])
        chosen.append(validated[0] - validated[1])
    means = analysis.comparisons.set_index("metric")["mean_difference"]
    assert means["test_accuracy_at_best_test"] == pytest.approx(np.mean(test), abs=1e-12)
    assert means["test_accuracy_at_best_validation"] == pytest.approx(np.mean(chosen), abs=1e-12)
    assert "selects on the test set" in sentences(analysis)[1]


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_few_seeds_are_inconclusive_and_never_fail(experiment, n):
    """No seed, one or two: a sentence, tables and frames all the same."""
    analysis = analyse(experiment, make_records(experiment, range(n)), range(max(n, 1)))
    assert only(analysis)["decision"] == "inconclusive"
    assert only(analysis)["n_pairs"] == n
    assert len(results_table(analysis).rows) == 3
    assert answer(analysis).endswith(".")


def test_two_names_for_one_recipe_share_their_runs():
    """A run that fills two places stands twice in runs, once in curves."""
    experiment = make_experiment(("none", "linear"), comparisons=[])
    twin = replace_name(experiment, "none", "also none")
    records = make_records(experiment, range(2))
    analysis = analyse(twin, records, range(2))
    assert len(analysis.runs) == 6
    assert analysis.curves["run_id"].nunique() == 4


def replace_name(experiment, name, other):
    """The experiment with one more variant of an old recipe."""
    document = experiment.model_dump(mode="json")
    twin = {**next(v for v in document["variants"] if v["name"] == name), "name": other}
    return type(experiment).parse({**document, "variants": [*document["variants"], twin]})


def test_tables_hold_what_people_read(experiment, records):
    """Levels in %, differences in pp, with their units in the heads or cells."""
    analysis = analyse(experiment, records, range(10))
    table = plain_table(results_table(analysis))
    assert table.heads[:3] == ("variant", "n", "test accuracy, %")
    mean = 100 * np.mean(list(accuracies(records, experiment, "none").values()))
    assert table.rows[0][:3] == ("none", "10", f"{mean:.2f}")
    assert plain_table(comparison_table(analysis.comparisons).only("difference")).rows[0][0].endswith(" pp")
    assert plain_table(ledger_table(analysis.ledger)).rows[2] == ("linear", "10", "10", "0", "0", "0", "200")
