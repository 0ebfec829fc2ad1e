"""Runs are read in blocks, each held to its digests; a block with damage is looked at run by run."""

import random
import warnings
from dataclasses import replace

import numpy as np
import pytest

from dropout_lab.errors import DamageWarning
from dropout_lab.store import Runs, Store, reading
from tests.store.examples import diverged, done, failed, name_of, same
from tests.store.test_damage import change

N = 40
SHORT = {"test_accuracy": np.array([0.98]), "brier": np.array([0.1, 0.2, 0.3])}
RECORDS = [done(n, metrics={"test_accuracy": n / N, "ece": 0.01}) for n in range(N)]
RECORDS[5] = done(5, curves=SHORT, reliability=None)
RECORDS[6] = done(6, curves={}, metrics={}, error_images=None, error_labels=None)
RECORDS[7:9] = [diverged(7), failed(8)]
IDS = [record.run_id for record in RECORDS]

FLIPS = {
    "metric": "UPDATE metrics SET value = value + 1e-16 WHERE run = {} AND metric = 'ece'",
    "curve": "UPDATE curves SET by_epoch = CAST(substr(by_epoch, 1, 8) || x'010000000000f03f' AS BLOB) "
    "WHERE run = {} AND metric = 'test_accuracy'",
    "image": "UPDATE errors SET packed = CAST(x'0400' || substr(packed, 3) AS BLOB) WHERE run = {}",
    "bin": "UPDATE reliability SET bins = CAST(x'01' || substr(bins, 2) AS BLOB) WHERE run = {}",
    "column": "UPDATE runs SET weights_sha256 = 'b' || substr(weights_sha256, 2) WHERE id = {}",
}


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of seven runs; returns how many runs were looked at one by one."""
    slow = []
    one_by_one = reading.RunReader._gather_one_by_one

    def counted(reader, rows, *words, **more):
        slow.append(len(rows))
        return one_by_one(reader, rows, *words, **more)

    monkeypatch.setattr(reading, "MOST", 7)
    monkeypatch.setattr(reading.RunReader, "_gather_one_by_one", counted)
    return slow


@pytest.fixture
def stored(path):
    """A store of forty runs of every kind."""
    with Store.open(path, write=True) as store:
        store.record_all(RECORDS)
    return path


def read(path, run_ids, **parts):
    """The records, and the lines said of damage."""
    with warnings.catch_warnings(record=True) as caught, Store.open(path, write=False) as store:
        warnings.simplefilter("always", DamageWarning)
        found = store.runs(run_ids, **parts)
    return found, [str(warning.message) for warning in caught]


@pytest.mark.parametrize("asked", [IDS, IDS[::-1], IDS[::3], [IDS[3], IDS[30], IDS[4]], IDS[10:18], None])
def test_sound_runs_come_as_recorded_and_none_is_looked_at_alone(stored, small_blocks, asked):
    """All, in any order, neighbours or far apart: each run bit for bit, in the order asked for."""
    found, said = read(stored, asked)
    wanted = [RECORDS[IDS.index(run_id)] for run_id in asked or IDS]
    assert [same(*pair) for pair in zip(found, wanted, strict=True)] == [True] * len(wanted)
    assert (said, small_blocks) == ([], [])


@pytest.mark.parametrize("kind", FLIPS)
def test_a_flip_in_any_row_of_any_block_is_found(stored, small_blocks, kind):
    """The run is named, every other one is read; only its block is looked at run by run."""
    places = random.Random(kind).sample(range(9, N), 3)
    for place in places:
        change(stored, FLIPS[kind].format(place + 1))
    found, (said,) = read(stored, IDS)
    left = [IDS[place] for place in sorted(places)]
    assert [record.run_id for record in found] == [run_id for run_id in IDS if run_id not in left]
    assert all(same(record, RECORDS[IDS.index(record.run_id)]) for record in found)
    assert all(run_id in said for run_id in left)
    assert len(small_blocks) == len({place // 7 for place in places})


def test_parts_that_are_not_read_are_not_held_to_their_digests(stored, small_blocks):
    """Curves alone are damaged, and whoever asks for metrics gets them all."""
    change(stored, FLIPS["curve"].format(20))
    found, said = read(stored, IDS, curves=False)
    assert (len(found), said, small_blocks) == (N, [], [])
    assert found[3].curves == {}
    assert same(replace(found[3], curves=RECORDS[3].curves), RECORDS[3])


def test_a_row_under_another_runs_name_is_not_taken_for_it(stored):
    """What the index calls by one name and the row by another is damaged, not the run asked for."""
    change(stored, f"UPDATE runs SET run_id = '{name_of(99)}' WHERE id = 12")
    found, _ = read(stored, IDS)
    assert len(found) == N - 1


def test_counting_asks_for_no_digest(stored, monkeypatch):
    """`status` counts runs and places of the plan as they are."""
    cells = [("none", record.seed, record.run_id) for record in RECORDS]
    with Store.open(stored, write=True) as store:
        store.plan_campaign("many", "1" * 64, {}, cells)

    def refuse(*_, **__):
        raise AssertionError("a digest of runs or cells was taken")

    for name in ("blocks.packed_facts_digest", "reading.facts_digest", "campaigns.cells_digest"):
        monkeypatch.setattr(f"dropout_lab.store.{name}", refuse)
    with Store.open(stored, write=False) as store:
        (row,) = store.campaigns()
        assert len(store.statuses(IDS)) == N
    assert (row.planned, row.done, row.diverged, row.failed, row.missing) == (N, N - 2, 1, 1, 0)


def test_runs_as_columns_say_what_their_records_say():
    """Made from records or from a store, in any choice and order."""
    runs = Runs.of([RECORDS[8], *RECORDS, replace(RECORDS[9], status="failed")])
    assert len(runs) == N
    some = runs.chosen([IDS[7], IDS[5], "absent", IDS[20]])
    assert [same(some[run_id], RECORDS[IDS.index(run_id)]) for run_id in some] == [True] * 3
    assert some.fact("status") == ["diverged", "done", "done"]
    assert [*some.metrics_of_each()] == [{}, RECORDS[5].metrics, RECORDS[20].metrics]
    places = some.places([IDS[5], "absent", IDS[20], IDS[7]])
    assert (places < 0).tolist() == [False, True, False, False]
    there = places[places >= 0]
    found = some.curves.matrix("test_accuracy", there, 2)
    np.testing.assert_array_equal(found, [[0.98, np.nan], [0.9, 0.98], [np.nan, np.nan]])
    last = some.curves.last("test_accuracy", there, np.array([2, 2, 2]))
    np.testing.assert_array_equal(last, [np.nan, 0.98, np.nan])
    images, counts = some.error_images.of_runs(there)
    assert (images.tolist(), counts.tolist()) == ([3, 9_999] * 3, [2, 2, 2])
    older = runs.aged({IDS[3]: "2025-01-01T00:00:00+00:00", IDS[4]: "2027-01-01T00:00:00+00:00"})
    assert [older[run_id].first_seen[:4] for run_id in IDS[3:5]] == ["2025", "2026"]


@pytest.mark.parametrize(
    "curves",
    [
        {},
        {"ece": np.array([]), "brier": np.array([])},
        {"ece": np.array([0.1, 0.2]), "test_nll": np.array([0.3])},
    ],
    ids=["none", "no epoch", "two lengths"],
)
def test_runs_that_are_alike_are_read_at_once(path, small_blocks, curves):
    """Whatever curves they have, and whatever one run between them has instead."""
    records = [done(n, curves=curves) for n in range(7)]
    others = [done(n, curves=curves if n != 9 else SHORT) for n in range(7, 14)]
    with Store.open(path, write=True) as store:
        store.record_all([*records, *others])
    found, said = read(path, None)
    assert [same(*pair) for pair in zip(found, [*records, *others], strict=True)] == [True] * 14
    assert (said, small_blocks) == ([], [])
