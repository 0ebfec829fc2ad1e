"""A task that is no classification: another metric, no accuracy, no misclassified images, no reliability."""

import json
from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.engines.base import Outcome
from dropout_lab.errors import StoreError
from dropout_lab.evidence import analyse
from dropout_lab.experiment import Experiment
from dropout_lab.language import SHOWN, answer, sentences
from dropout_lab.metrics import CATALOGUE, Metric
from dropout_lab.plan import plan_cells
from dropout_lab.results_folder import read_results, run_files
from dropout_lab.store import RunRecord, Store
from dropout_lab.tables import comparison_table, plain_table, results_table
from tests.evidence.synthetic import make_experiment

RMSE = Metric(name="test_rmse", kind="plain", higher_is_better=False, split="test", low=0)
SEEDS = range(10)


@pytest.fixture(autouse=True)
def _rmse(monkeypatch):
    """The catalogue with a row more; its engine hands the values in."""
    monkeypatch.setitem(CATALOGUE, "test_rmse", RMSE)


@pytest.fixture
def experiment():
    """A question about the root mean squared error; its comparison and its claim name no metric."""
    base = make_experiment(variants=("none", "dropout")).model_dump(mode="json")
    claim = {
        "id": "lower",
        "says": {"en": "It lowers the error by 0.2.", "zh": "误差降低 0.2。"},
        "source": {"text": "nowhere", "section": "1"},
        "kind": "difference",
        "treatment": "dropout",
        "control": "none",
        "value": -0.2,
        "tolerance": 0.1,
    }
    return Experiment.parse(
        {
            **base,
            "metric": "test_rmse",
            "comparisons": [{"treatment": "dropout", "control": "none"}],
            "margins": {"test_rmse": 0.05},
            "claims": [claim],
        }
    )


def outcome(seed, level):
    """What an engine of another kind hands over."""
    curve = level + 1 / np.arange(1, 21) + 0.01 * np.random.default_rng(seed).normal(size=20)
    return Outcome("done", {"test_rmse": curve}, weights_sha256="a" * 64, seconds=1.0)


def records(experiment):
    """A run for each variant and seed; dropout's errors are lower by 0.2."""
    levels = {"none": 3.0, "dropout": 2.8}
    for cell in plan_cells(experiment, SEEDS):
        made = outcome(cell.seed, levels[cell.variant.name])
        yield RunRecord.of(cell.variant.recipe, cell.variant.engine, cell.seed, made, {})


@pytest.fixture
def analysis(experiment, tmp_path):
    """Through the store and back."""
    with Store.open(tmp_path / "store.sqlite", write=True) as store:
        assert store.record_all(records(experiment)) == 20
        found = store.runs()
    return analyse(experiment, found, SEEDS)


def test_the_run_comes_back_from_the_store_with_its_metric_alone(analysis):
    """Neither a table nor a record wants an accuracy, errors or bins."""
    for record in analysis.records.values():
        assert list(record.metrics) == list(record.curves) == ["test_rmse"]
        assert (record.error_images, record.error_labels, record.reliability) == (None, None, None)


def test_the_comparison_knows_which_way_is_good(analysis):
    """A lower error is better; the claim without a metric speaks of the primary one and is reproduced."""
    (row,) = analysis.compared
    assert (row.metric, row.decision, row.margin, row.n_pairs) == ("test_rmse", "better", 0.05, 10)
    assert row.mean_difference == pytest.approx(-0.2, abs=0.02)
    (judged,) = analysis.claims
    assert (judged.metric, judged.verdict.outcome) == ("test_rmse", "reproduced")


def test_every_frame_is_made_and_none_claims_an_accuracy(analysis):
    """Epochs, spread, fewer seeds and runs follow the primary metric; images have no rows."""
    assert set(analysis.by_epoch["metric"]) == {"test_rmse"}
    assert list(analysis.learning.columns) == ["variant", "epoch", "n", "test_rmse_mean", "test_rmse_sd"]
    assert analysis.run_once["sign_better"].min() == 1
    assert analysis.moved.empty
    assert analysis.reliability.empty
    assert list(analysis.runs.columns[5:7]) == ["test_rmse", "seconds"]
    level = analysis.summary.query("metric == 'test_rmse' and variant == 'none'").iloc[0]
    assert level["mean"] == pytest.approx(3.05, abs=0.02)


def test_words_and_tables_show_it_in_its_own_unit(analysis):
    """Without words of its own the metric bears its name; no % and no pp is said of it."""
    assert SHOWN["test_rmse"].name == "test_rmse"
    assert answer(analysis).startswith("dropout is better than none on test_rmse: -0.20")
    drawn = plain_table(results_table(analysis))
    said = [
        *sentences(analysis),
        *drawn.rows[0],
        *plain_table(comparison_table(analysis.comparisons)).rows[0],
    ]
    assert not [text for text in said if " pp" in text or "3.05 %" in text]
    assert drawn.heads[2] == "test_rmse"


def test_a_value_out_of_the_new_rows_bounds_is_refused(experiment, tmp_path):
    """The row's bounds hold at the door of the store at once."""
    first = next(iter(records(experiment)))
    said = pytest.raises(StoreError, match="test_rmse=-1: should be a number, 0 or more")
    with Store.open(tmp_path / "store.sqlite", write=True) as store, said:
        store.record(replace(first, metrics={"test_rmse": -1.0}))


def test_an_experiment_without_a_margin_has_none_for_it(experiment):
    """The catalogue names no smallest error that matters, so nothing can be equivalent."""
    plain = experiment.model_dump(mode="json")
    del plain["margins"]
    assert Experiment.parse(plain).margins == {}


def test_its_results_folder_is_read_back(analysis, tmp_path):
    """runs.csv and curves.csv have a column for each metric that any run has, and no other."""
    known = {"experiment": analysis.experiment.model_dump(mode="json"), "seeds": list(SEEDS)}
    files = {**run_files(analysis), "provenance.json": json.dumps(known).encode()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    heads = (tmp_path / "curves.csv").read_text().splitlines()[0]
    assert heads == "run_id,epoch,test_rmse"
    back = {record.run_id: record for record in read_results(tmp_path)}
    for run_id, record in analysis.records.items():
        assert back[run_id].metrics == record.metrics
        assert back[run_id].error_images is None
        np.testing.assert_array_equal(back[run_id].curves["test_rmse"], record.curves["test_rmse"])
