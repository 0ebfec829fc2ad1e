"""What fewer seeds would have said of each planned comparison, and how confident the runs were."""

from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.evidence import analyse
from tests.evidence.synthetic import diverge, make_experiment, make_records
from tests.over import over

TWO = [
    {"treatment": "dropout", "control": "none", "metrics": ["test_accuracy", "test_nll"]},
    {"treatment": "dropout", "control": "linear", "metrics": ["test_nll"]},
    {
        "treatment": "dropout",
        "control": "none",
        "minus": {"treatment": "linear", "control": "none"},
    },
]


def analysed(n=10, **more):
    """A synthetic experiment of n seeds."""
    experiment = make_experiment(planned=n, **more)
    return analyse(experiment, make_records(experiment, range(n)), range(n))


def test_each_comparison_on_test_accuracy_has_a_row_for_each_size():
    """An interaction too; a comparison on NLL alone has none."""
    table = analysed(comparisons=TWO).run_once
    plain = table[table["minus_treatment"] == ""]
    assert plain["n"].tolist() == table[table["minus_treatment"] == "linear"]["n"].tolist() == [1, 2, 3, 5]
    assert set(plain["control"]) == {"none"}


def test_one_seed_says_what_each_pair_says():
    """At n = 1 the shares of the signs are those of the pairs seen."""
    analysis = analysed()
    once = analysis.run_once.iloc[0]
    signs = np.sign(analysis.pairs["difference"].round(6))
    assert (once["sign_better"], once["sign_worse"]) == ((signs > 0).mean(), (signs < 0).mean())
    assert (once["n_samples"], bool(once["exact"])) == (10, True)


def test_under_three_seeds_only_the_sign_is_told():
    """The rule decides nothing of one pair or two: its shares are empty there, and add up to 1 from three."""
    table = analysed().run_once.set_index("n")[["better", "worse", "equivalent", "inconclusive"]]
    assert table.loc[[1, 2]].isna().all(axis=None)
    assert table.loc[[3, 5]].sum(axis=1).tolist() == pytest.approx([1, 1])


def test_a_large_family_changes_no_share():
    """Each draw is an experiment of its own, decided by its plain 95 % interval."""
    alone, among = (
        analysed(comparisons=[{"treatment": "dropout", "control": name} for name in others]).run_once
        for others in (["none"], ["none", "linear"])
    )
    assert among[among["control"] == "none"].equals(alone)


@over(("n", "sizes"), [(1, []), (2, [1]), (5, [1, 2]), (6, [1, 2, 3]), (20, [1, 2, 3, 5, 10])])
def test_no_sample_is_larger_than_half_of_what_was_seen(n, sizes):
    """With few pairs the larger sizes are left out."""
    assert analysed(n).run_once["n"].tolist() == sizes


def test_nothing_compared_is_an_empty_table():
    """The same columns, no rows."""
    assert analysed(comparisons=[]).run_once.empty
    assert "sign_better" in analysed(comparisons=[]).run_once


def test_the_reliability_of_a_variant_is_the_mean_over_its_runs():
    """Old runs and diverged ones have no part in it."""
    experiment = make_experiment(planned=4)
    of_none = experiment.variant("none").run_ids(range(4))
    records = {record.run_id: record for record in make_records(experiment, range(4))}
    assert analyse(experiment, records.values(), range(4)).reliability.empty
    for seed, run_id in enumerate(of_none[:3]):
        bins = np.array([[66, 0.5, 0.4], [66, 0.9 + seed / 100, 1.0]])
        records[run_id] = replace(records[run_id], reliability=bins)
    records[of_none[2]] = diverge(records[of_none[2]])
    table = analyse(experiment, records.values(), range(4)).reliability
    assert table["variant"].tolist() == ["none", "none"]
    assert (table["bin"].tolist(), table["n"].tolist()) == ([1, 2], [2, 2])
    assert table["accuracy"].tolist() == [0.4, 1.0]
    assert table["confidence"].tolist() == pytest.approx([0.5, 0.905])
