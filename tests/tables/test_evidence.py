"""Divergence, streams and the choice of the epoch: each number is that of stats, each table says its n."""

from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.evidence import analyse
from dropout_lab.language import divergence_sentences, looked_sentence
from dropout_lab.stats import clopper_pearson, image_noise, paired_t_interval, stream_share, total_share
from dropout_lab.tables import markdown_table, section_tables, spread_table
from tests.evidence.synthetic import diverge, make_experiment, make_records

PLANNED = [{"treatment": "dropout", "control": "none"}]


def test_divergence_has_exact_rates_and_one_sentence_a_comparison():
    """Rates of the runs that ended by themselves; McNemar by seed, only where anything diverged."""
    experiment = make_experiment(planned=6, comparisons=PLANNED)
    gone = {experiment.variant("dropout").run_id(seed) for seed in (0, 3)}
    runs = [diverge(r) if r.run_id in gone else r for r in make_records(experiment, range(6))]
    analysis = analyse(experiment, runs, range(6))
    row = analysis.divergence.set_index("variant").loc["dropout"]
    assert tuple(row[["ci_low", "rate", "ci_high"]]) == clopper_pearson(2, 6)
    assert divergence_sentences(analysis) == (
        "Of 6 seeds that ended on both sides, “standard dropout, rate 0.3” alone diverged at 2, “none” alone "
        "at 0, both at 0: exact McNemar p = 0.5000.",
    )
    calm = analyse(experiment, make_records(experiment, range(6)), range(6))
    assert divergence_sentences(calm) == ()


def salted(**streams):
    """An experiment whose other variants salt some streams of the first."""
    document = make_experiment(("none",), planned=12, comparisons=[]).model_dump(mode="json")
    (base,) = document["variants"]
    for name, which in streams.items():
        randomness = {**base["recipe"]["randomness"], "salt": 1, "salted": which}
        document["variants"].append(
            {**base, "name": name, "recipe": {**base["recipe"], "randomness": randomness}}
        )
    return type(make_experiment()).parse(document)


def test_shares_by_stream_come_from_runs_that_share_streams():
    """One shared stream: its first-order share; two: the total share of the third; three salted: none."""
    experiment = salted(shares_init=["order", "mask"], other_mask=["mask"], copy=["init", "order", "mask"])
    records = make_records(experiment, range(12))
    analysis = analyse(experiment, records, range(12))
    shares = analysis.shares.set_index("variant")
    by_id = {record.run_id: record.metrics.get("test_accuracy", 0.0) for record in records}
    base, init, mask = (
        [by_id[experiment.variant(name).run_id(seed)] for seed in range(12)]
        for name in ("none", "shares_init", "other_mask")
    )
    assert list(shares.index) == ["shares_init", "other_mask"]
    assert tuple(shares.loc["shares_init", ["stream", "share", "n_pairs"]]) == ("init", "first-order", 12)
    assert tuple(shares.loc["other_mask", ["stream", "share"]]) == ("mask", "total")
    ends = ["ci_low", "estimate", "ci_high"]
    assert tuple(shares.loc["shares_init", ends]) == pytest.approx(stream_share(base, init))
    assert tuple(shares.loc["other_mask", ends]) == pytest.approx(total_share(base, mask))
    assert "| the initial weights | by itself | shares init | 12 |" in markdown_table(
        section_tables(analysis)["shares"]
    )


def test_what_choosing_the_epoch_adds_is_paired_by_seed():
    """Selected minus last, for each level and for the difference, by each rule."""
    metrics = ["test_accuracy", "test_accuracy_at_best_test", "test_accuracy_at_best_validation"]
    planned = [{**PLANNED[0], "metrics": metrics}]
    experiment = make_experiment(("none", "dropout"), planned=8, comparisons=planned, validation=5000)
    records = make_records(experiment, range(8))
    analysis = analyse(experiment, records, range(8))
    frame = analysis.selection.set_index(["what", "chosen_by"])
    curves = {record.run_id: record.curves["test_accuracy"] for record in records}
    shifts = {
        name: np.array([curves[experiment.variant(name).run_id(s)] for s in range(8)])
        for name in ("none", "dropout")
    }
    shifts = {name: curve.max(axis=1) - curve[:, -1] for name, curve in shifts.items()}
    low, mean, high = paired_t_interval(shifts["dropout"] - shifts["none"], 1e-4 * np.sqrt(2))
    row = frame.loc[("dropout - none", "test_accuracy")]
    assert (row["ci_low"], row["shift"], row["ci_high"]) == pytest.approx((low, mean, high), abs=1e-12)
    assert (frame.xs("test_accuracy", level=1)["shift"][["none", "dropout"]] >= 0).all()
    assert len(frame) == 6
    assert "selects on the test set" in markdown_table(section_tables(analysis)["selection"])
    assert "was that epoch chosen on the test set" in looked_sentence(analysis)


def test_where_the_question_is_of_every_epoch_the_page_says_which_epochs_count():
    """The answer looks at all of them; the planned comparisons are of the last."""
    experiment = make_experiment(planned=3, comparisons=PLANNED)
    analysis = analyse(experiment, make_records(experiment, range(3)), range(3))
    assert looked_sentence(analysis).startswith("The last epoch counts;")
    by_epoch = replace(analysis, experiment=experiment.model_copy(update={"asks": "epochs"}))
    assert looked_sentence(by_epoch).startswith("The answer looks at every epoch,")


def test_the_spread_stands_beside_what_images_alone_would_make():
    """The yardstick of stats on the runs' own errors; unknown where errors were not kept."""
    experiment = make_experiment(planned=5, comparisons=PLANNED)
    records = make_records(experiment, range(5))
    analysis = analyse(experiment, records, range(5))
    summary = analysis.summary
    ids = {experiment.variant("none").run_id(seed) for seed in range(5)}
    errors = [record.error_images for record in records if record.run_id in ids]
    row = summary.set_index(["variant", "metric"]).loc[("none", "test_accuracy")]
    assert row["image_noise"] == pytest.approx(image_noise(errors, 10_000))
    assert len(spread_table(analysis).rows) == 3
    bare = [replace(r, error_images=r.error_images[:0], error_labels=r.error_labels[:0]) for r in records]
    assert spread_table(analyse(experiment, bare, range(5))).rows == ()
