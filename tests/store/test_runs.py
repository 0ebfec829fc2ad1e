import sqlite3
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dropout_lab.engines.base import Outcome
from dropout_lab.errors import StoreError
from dropout_lab.recipe import Recipe, engine_choice, run_id
from dropout_lab.store import RunRecord, Store
from tests.letters import ANY
from tests.store.examples import DONE, diverged, done, failed, name_of, same

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(ANY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(ANY, max_size=5), inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(st.text(ANY, max_size=8), plain, max_size=3)
fractions = st.floats(0, 1)
metrics = st.fixed_dictionaries(
    {}, optional={"test_accuracy": fractions, "test_nll": st.floats(0, 1e9), "ece": fractions}
)
curves = st.dictionaries(
    st.text(st.characters(categories=["Ll"]), min_size=1, max_size=8),
    arrays(np.float64, st.integers(0, 5), elements=st.floats(width=64)),
    max_size=3,
)


@st.composite
def records(draw):
    """A done run with anything in it that a done run can hold."""
    errors = draw(st.integers(0, 20))
    return done(
        draw(st.integers(0, 2**32 - 1)),
        recipe=draw(documents),
        engine=draw(documents),
        environment=draw(documents),
        attempts=draw(st.integers(1, 9)),
        metrics=draw(metrics),
        seconds=draw(st.floats(0, 1e9)),
        curves=draw(curves),
        error_images=draw(arrays(np.uint16, errors)),
        error_labels=draw(arrays(np.uint8, errors)),
    )


@given(record=records())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_goes_in_comes_out(tmp_path_factory, record):
    """Every field of a run survives the store, floats and arrays bit for bit."""
    path = tmp_path_factory.mktemp("store") / "store.sqlite"
    with Store.open(path, write=True) as store:
        store.record(record)
    with Store.open(path, write=False) as store:
        (found,) = store.runs()
    assert same(found, record)


def test_a_missing_store_reads_as_empty(path):
    """Looking where nothing is finds nothing and makes nothing."""
    with Store.open(path, write=False) as store:
        assert store.runs() == []
        assert store.statuses(["0" * 16]) == {}
        assert store.columns(None, ["seed"]) == {"seed": []}
        assert (store.campaigns(), store.campaign("any"), store.find("")) == ([], None, [])
    assert not path.parent.exists()


def test_statuses_name_what_is_here(path):
    """Of the runs asked for, those that were recorded, each with its status."""
    with Store.open(path, write=True) as store:
        for record in (done(1), diverged(2), failed(3)):
            store.record(record)
        found = store.statuses(map(name_of, range(5)))
    assert found == {name_of(1): "done", name_of(2): "diverged", name_of(3): "failed"}


@pytest.mark.parametrize("first", [done(1), diverged(1)], ids=["done", "diverged"])
def test_a_finished_run_is_never_replaced(path, first):
    """What was trained stays, whatever comes later under the same name."""
    with Store.open(path, write=True) as store:
        assert store.record(first)
        assert not store.record(done(1, metrics={"test_accuracy": 0.5}))
        assert not store.record(failed(1))
        assert same(store.runs()[0], first)


def test_a_failed_run_is_replaced(path):
    """A retry that works takes the place of the failure, curves and errors too."""
    with Store.open(path, write=True) as store:
        assert store.record(replace(failed(1), curves={"half": np.array([1.0])}))
        assert store.record(failed(1, error="OSError: again", attempts=4))
        assert store.runs()[0].error == "OSError: again"
        assert store.record(done(1))
        assert [same(run, done(1)) for run in store.runs()] == [True]


def test_runs_come_in_the_order_asked_for(path):
    """Named runs in the order of the names, unknown ones left out; all runs as they were recorded."""
    with Store.open(path, write=True) as store:
        for number in (3, 1, 2):
            store.record(done(number))
        assert [run.seed for run in store.runs()] == [3, 1, 2]
        assert [run.seed for run in store.runs([name_of(n) for n in (2, 9, 3)])] == [2, 3]


def test_curves_and_errors_can_be_left_out(path):
    """A table that needs no curves does not pay for them."""
    with Store.open(path, write=True) as store:
        store.record(done(1))
        (run,) = store.runs(curves=False, errors=False)
    assert (run.curves, run.error_images, run.metrics["test_accuracy"]) == ({}, None, 0.98)


def test_columns_are_lists_of_one_length(path):
    """Columns come in the order of the runs asked for, documents as dictionaries, absent values as None."""
    with Store.open(path, write=True) as store:
        store.record(done(1))
        store.record(diverged(2))
        found = store.columns([name_of(2), name_of(1)], ["seed", "metrics", "engine"])
        with pytest.raises(ValueError, match="accuracy not among run_id"):
            store.columns(None, ["accuracy"])
    assert found == {"seed": [2, 1], "metrics": [{}, DONE.metrics], "engine": [{"name": "tensorflow"}] * 2}


def test_the_beginning_of_a_name_finds_the_run(path):
    """Any prefix finds all runs that begin so, and a wildcard is no prefix."""
    with Store.open(path, write=True) as store:
        for number in range(20):
            store.record(done(number))
        names = sorted(map(name_of, range(20)))
        assert store.find("") == names
        assert store.find(names[3][:8]) == [names[3]]
        assert store.find(names[3]) == [names[3]]
        assert store.find("*") == store.find("%") == []


def test_documents_are_kept_once(path):
    """A hundred runs of one recipe on one machine hold one recipe, one engine and one environment."""
    with Store.open(path, write=True) as store:
        for number in range(100):
            store.record(done(number))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (3,)
    connection.close()


NAN_IN_THE_MIDDLE = np.array([np.nan, 0.98])
ABOVE_ONE = np.array([1e24, 0.98])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "finished"}, "status=finished: should be done, diverged or failed"),
        ({"status": "diverged"}, "diverged_epoch=None: should be an epoch from 1 to 2"),
        ({"status": "failed"}, "error=None: should be the reason"),
        ({"diverged_epoch": 1}, "diverged_epoch=1: should be nothing of a run that is done"),
        ({"error": "why"}, "error=why: should be nothing of a done run"),
        ({"seed": -1}, "seed=-1: should be 0 to 4294967295"),
        ({"run_id": "not-a-run-id-abc"}, "run_id=not-a-run-id-abc: should be 16 hex digits"),
        ({"weights_sha256": "abc"}, "weights_sha256=abc: should be 64 hex digits"),
        ({"weights_sha256": "x" * 64}, "weights_sha256=x*: should be 64 hex digits"),
        ({"weights_sha256": None}, "weights_sha256=None: should be 64 hex digits"),
        ({"attempts": 0}, "attempts=0: should be 1 to 2147483647"),
        ({"seconds": float("nan")}, "seconds=nan: should be a finite number"),
        ({"finished_at": "yesterday"}, "finished_at=yesterday: should be a time in UTC"),
        ({"finished_at": "2026-01-01T00:00:00+02:00"}, "finished_at=2026-.*: should be a time in UTC"),
        ({"finished_at": "2026-13-01T00:00:00+00:00"}, "finished_at=2026-13.*: should be a time in UTC"),
        ({"curves": {"test_accuracy": ABOVE_ONE}}, "curve, epoch 1: test_accuracy=1e.24: should be"),
        ({"curves": {"test_nll": NAN_IN_THE_MIDDLE}}, "curve, epoch 1: test_nll=nan: should be"),
        ({"error_labels": np.array([5], np.uint8)}, "wrong labels=1: should be as many as .*, 2"),
        ({"reliability": np.array([[9.0, 7.0, 0.5]])}, "reliability=a row: should be images, mean"),
    ],
    ids=str,
)
def test_impossible_runs_are_refused(path, change, said):
    """One function holds a run to its bounds, the line says which, and nothing of the run stays behind."""
    with Store.open(path, write=True) as store:
        with pytest.raises(StoreError, match=f"cannot be kept: {said}"):
            store.record(replace(done(1), **change))
        assert store.runs() == []
        assert store.record(done(1))


def test_the_epoch_of_divergence_may_hold_anything(path):
    """What was not finite ended the run there; the epochs before it are held to their bounds."""
    with Store.open(path, write=True) as store:
        assert store.record(diverged(1))
        curve = {"train_loss": np.array([np.nan, np.nan])}
        with pytest.raises(StoreError, match="curve, epoch 1: train_loss=nan"):
            store.record(replace(diverged(2), curves=curve))


@pytest.mark.parametrize(
    ("metrics", "said"),
    [
        ({"test_accuracy": 98.0}, "test_accuracy=98: should be a fraction from 0 to 1"),
        ({"test_accuracy": float("nan")}, "test_accuracy=nan: should be a fraction from 0 to 1"),
        ({"train_loss": float("inf")}, "train_loss=inf: should be a number of nats"),
        ({"test_nll": -1.0}, "test_nll=-1: should be a number of nats, -0.001 or more"),
        (
            {"test_acuracy": 0.9},
            "metric=test_acuracy: no such metric; choose brier, .*nearest: test_accuracy",
        ),
    ],
    ids=str,
)
def test_impossible_metrics_are_refused(path, metrics, said):
    """The catalogue's bounds hold at the door, the line names run and metric, and nothing stays behind."""
    with Store.open(path, write=True) as store:
        with pytest.raises(StoreError, match=f"run {name_of(1)} cannot be kept: {said}"):
            store.record(done(1, metrics=metrics))
        assert store.runs() == []
        assert store.record(done(1))


def test_a_task_without_accuracy_errors_or_reliability_is_kept(path):
    """No table assumes a classification: a done run may have other metrics alone, and no images."""
    none = dict.fromkeys(("error_images", "error_labels", "reliability"))
    record = done(1, metrics={"train_loss": 0.5}, curves={"train_loss": np.array([1.0, 0.5])}, **none)
    with Store.open(path, write=True) as store:
        assert store.record(record)
        assert [same(run, record) for run in store.runs()] == [True]


@pytest.mark.slow
def test_thousands_of_runs_are_a_moment(path):
    """5,000 runs, such as somebody published, are taken over at once and read whole."""
    with Store.open(path, write=True) as store:
        assert store.record_all(replace(done(0), run_id=f"{n:016x}", seed=n) for n in range(5_000)) == 5_000
        assert len(store.statuses(f"{number:016x}" for number in range(10_000))) == 5_000
        assert [run.seed for run in store.runs()] == list(range(5_000))


def test_many_runs_are_kept_together_or_not_at_all(path):
    """One impossible run among many leaves the store as it was; runs that are here are not counted."""
    with Store.open(path, write=True) as store:
        with pytest.raises(StoreError, match="attempts=0: should be 1 to 2147483647"):
            store.record_all([done(1), done(2, attempts=0)])
        assert store.runs() == []
        assert store.record(done(1))
        assert store.record_all([done(1), done(2)]) == 1


RECIPE = Recipe.parse(
    {
        "dataset": {"name": "digits"},
        "model": {"hidden_units": [16]},
        "dropout": {"name": "standard", "rate": 0.2},
        "optimizer": {"name": "sgd"},
        "training": {"epochs": 3},
    }
)


def outcome(status, last):
    """What an engine hands over after two epochs."""
    return Outcome(
        status=status,
        curves={"test_accuracy": np.array([0.5, last]), "train_loss": np.array([1.0, last])},
        error_images=np.array([4], np.uint16),
        error_labels=np.array([2], np.uint8),
        weights_sha256="b" * 64,
        seconds=1.5,
        reliability=np.array([[9.0, 0.8, 0.75]]),
    )


def test_a_record_is_made_of_an_outcome(path):
    """The last epoch's metrics are the run's, and its name is that of recipe, seed and engine."""
    record = RunRecord.of(RECIPE, engine_choice(), 5, outcome("done", 0.75), {"python": "3.11"}, attempts=2)
    assert record.run_id == run_id(RECIPE, 5, engine_choice())
    assert record.metrics == {"test_accuracy": 0.75, "train_loss": 0.75}
    assert (record.epochs, record.diverged_epoch, record.attempts) == (2, None, 2)
    with Store.open(path, write=True) as store:
        store.record(record)
        (found,) = store.runs()
    assert same(found, record)
    assert Recipe.parse(found.recipe) == RECIPE


def test_a_diverged_outcome_has_no_final_metrics(path):
    """The epoch of divergence is kept and nothing of it can be averaged in."""
    record = RunRecord.of(RECIPE, engine_choice(), 5, outcome("diverged", np.nan), {})
    assert (record.diverged_epoch, record.metrics) == (2, {})
    with Store.open(path, write=True) as store:
        assert store.record(record)


def test_a_failed_record_keeps_its_error(path):
    """A run that failed twice is a row with the reason."""
    record = RunRecord.failed(RECIPE, engine_choice(), 5, "KilledWorker: died", 2)
    with Store.open(path, write=True) as store:
        assert store.record(record)
        assert store.columns(None, ["error", "attempts", "epochs"]) == {
            "error": ["KilledWorker: died"],
            "attempts": [2],
            "epochs": [0],
        }


def test_training_a_run_again_makes_it_no_younger(path):
    """A failed attempt, a run known from elsewhere, a second training: the earliest time is kept."""
    first, later = "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"
    with Store.open(path, write=True) as store:
        store.record(failed(1))
        assert store.record(done(1, finished_at=later, first_seen=""))
        store.record(done(2, finished_at=later, first_seen=""))
        assert not store.record(done(2, finished_at=later, first_seen=first))
        assert not store.record(done(2, finished_at=later, first_seen=later))
        assert [(run.finished_at, run.first_seen) for run in store.runs()] == [(later, first)] * 2


def test_no_run_was_seen_after_it_ended():
    """Whatever a file says of it, a run is at least as old as its end."""
    assert done(1, first_seen="2030-01-01T00:00:00+00:00").first_seen == done(1).finished_at


def test_a_recipe_of_a_transaction_that_failed_is_kept_by_the_next(path):
    """Nothing of it is there, so the run that brings the recipe again brings its text too."""
    wrong = done(2, attempts=0)
    with Store.open(path, write=True) as store:
        with pytest.raises(StoreError, match="attempts=0"):
            store.record_all([done(1), wrong])
        assert store.record_all([done(1), done(3)]) == 2
    with Store.open(path, write=False) as store:
        assert [same(*pair) for pair in zip(store.runs(), (done(1), done(3)), strict=True)] == [True, True]
