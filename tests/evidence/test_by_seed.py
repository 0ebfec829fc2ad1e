"""The values of each variant by seed: measured, derived, and read from the curve of an older run."""

from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.evidence import metric_unit
from dropout_lab.evidence.by_seed import cells_table
from dropout_lab.metrics import CATALOGUE
from dropout_lab.plan import plan_cells
from dropout_lab.store import Runs
from tests.evidence.synthetic import diverge, make_experiment, make_records


def table_of(experiment, records, seeds):
    """The records by variant and seed."""
    return cells_table(experiment, seeds, plan_cells(experiment, seeds), Runs.of(records))


@pytest.fixture(scope="module")
def experiment():
    return make_experiment(("none", "dropout"), planned=3, validation=5000)


def test_every_metric_of_the_catalogue_has_a_value_for_every_done_run(experiment):
    """Measured ones from the record, derived ones from those; nothing for a run that diverged."""
    first, *others = make_records(experiment, range(3))
    table = table_of(experiment, [diverge(first), *others], range(3))
    assert set(table.values["none"]) == set(CATALOGUE)
    for column in table.values["none"].values():
        assert np.isnan(column[0])
        assert np.isfinite(column[1:]).all()
    values = table.values["dropout"]
    gap = values["train_accuracy"] - values["test_accuracy"]
    np.testing.assert_array_equal(values["generalisation_gap"], gap)


def test_a_variant_without_validation_examples_has_no_such_metric():
    """Nothing is made up: neither the metric nor what is chosen by it."""
    plain = make_experiment(("none", "dropout"), planned=2)
    table = table_of(plain, make_records(plain, range(2)), range(2))
    assert set(CATALOGUE) - set(table.values["none"]) == {
        row.name for row in CATALOGUE.values() if row.needs_validation
    }


def test_an_older_run_ends_where_its_curve_does(experiment):
    """Runs of a store of version 2 kept no validation metric of their end, and their curves hold it."""
    records = make_records(experiment, range(3))
    assert "validation_nll" not in records[0].metrics
    table = table_of(experiment, records, range(3))
    ends = {record.run_id: record.curves["validation_nll"][-1] for record in records}
    wanted = [ends[run_id] for run_id in experiment.variant("none").run_ids(range(3))]
    assert table.values["none"]["validation_nll"].tolist() == wanted
    own = [replace(record, metrics={**record.metrics, "validation_nll": 0.5}) for record in records]
    assert set(table_of(experiment, own, range(3)).values["none"]["validation_nll"]) == {0.5}


@pytest.mark.parametrize(
    ("metric", "unit"),
    [
        ("test_accuracy", 1 / 10_000),
        ("train_accuracy", 1 / 10_000),
        ("validation_accuracy", 1 / 5_000),
        ("generalisation_gap", 1 / 10_000),
        ("test_nll", 1e-6),
        ("ece", 1e-6),
    ],
)
def test_the_unit_is_one_example_of_the_split_or_what_floats_leave(experiment, metric, unit):
    """Of MNIST: 10,000 test images, the first 10,000 of training, 5,000 held out."""
    assert metric_unit(experiment, metric, "none", "dropout") == pytest.approx(unit)
