"""Estimates of each variant by itself."""

import pytest

from dropout_lab.evidence import analyse
from tests.evidence.synthetic import make_experiment, make_records


def test_the_generalisation_gap_is_train_minus_test_accuracy_run_by_run():
    """Its mean is the difference of the means; its spread is that of the differences."""
    experiment = make_experiment(planned=4)
    analysis = analyse(experiment, make_records(experiment, range(4)), range(4))
    rows = analysis.summary.set_index(["variant", "metric"])
    for name, runs in analysis.runs.groupby("variant"):
        gaps = runs["train_accuracy"] - runs["test_accuracy"]
        row = rows.loc[(name, "generalisation_gap")]
        assert (row["n"], row["mean"]) == (4, pytest.approx(gaps.mean()))
        assert row["sd"] == pytest.approx(gaps.std(ddof=1))
        assert row["ci_low"] < row["mean"] < row["ci_high"]
