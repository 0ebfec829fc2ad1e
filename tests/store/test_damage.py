"""What is read of a store is what was recorded; damage is one line, and training again heals it."""

import random
import re
import shutil
import sqlite3
import threading
import time
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from dropout_lab.errors import DamageWarning, StoreError
from dropout_lab.store import Store, folding
from tests.store.examples import diverged, done, failed, name_of, same
from tests.store.test_files import store_of

CURVES = [{"train_loss": np.array([0.2 + n / 100, 0.03])} for n in range(8)]
RECORDS = [done(n, environment={"python": str(n % 3)}, curves=CURVES[n]) for n in range(8)]
RECORDS += [diverged(8), failed(9)]
IDS = [record.run_id for record in RECORDS]
CELLS = [("none", record.seed, record.run_id) for record in RECORDS]


def fill(path):
    """A store of ten runs and two plans."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", "1" * 64, {"margin": 0.005}, CELLS, commit="c" * 40, dirty=False)
        store.plan_campaign("other", "2" * 64, {"margin": 0.01}, CELLS[:3])
        store.record_all(RECORDS)
    return path


def change(path, *statements):
    """Damage a store as no program of ours does."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def look(path):
    """The campaign, its cells and runs as a report reads them, with every line said on the way."""
    with warnings.catch_warnings(record=True) as caught, Store.open(path, write=False) as store:
        warnings.simplefilter("always")
        campaign = store.campaign("claim")
        cells = store.cells(campaign.id) if campaign else []
        runs = store.runs([cell.run_id for cell in cells])
        store.columns(IDS, ["metrics"])
        store.campaigns()
    assert {warning.category for warning in caught} <= {DamageWarning}
    return campaign, cells, runs, list(dict.fromkeys(str(warning.message) for warning in caught))


def are_as_recorded(runs):
    """Whether each of some runs is the one that was recorded under its name."""
    known = dict(zip(IDS, RECORDS, strict=True))
    return all(run.run_id in known and same(run, known[run.run_id]) for run in runs)


DAMAGE = {
    "a metric": "UPDATE metrics SET value = 0.97 WHERE run = 3 AND metric = 'test_accuracy'",
    "a metric gone": "DELETE FROM metrics WHERE run = 3 AND metric = 'ece'",
    "a curve": "UPDATE curves SET by_epoch = zeroblob(16) WHERE run = 3 AND metric = 'train_loss'",
    "a curve gone": "DELETE FROM curves WHERE run = 3 AND metric = 'train_loss'",
    "a wrong label": "UPDATE errors SET packed = zeroblob(6) WHERE run = 3",
    "no misclassified images": "DELETE FROM errors WHERE run = 3",
    "a bin": "UPDATE reliability SET bins = zeroblob(48) WHERE run = 3",
    "another run's recipe": "UPDATE runs SET recipe = engine WHERE id = 3",
    "a recipe that is not there": "UPDATE runs SET recipe = 99 WHERE id = 3",
    "the seed": "UPDATE runs SET seed = 77 WHERE id = 3",
    "the age": "UPDATE runs SET first_seen = '2025-01-01T00:00:00+00:00' WHERE id = 3",
    "a status": "UPDATE runs SET status = 'dnne' WHERE id = 3",
    "no digest": "UPDATE runs SET curves_digest = NULL WHERE id = 3",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_run_is_named_the_rest_is_read_and_training_heals_it(path, statement):
    """One line names the run; planning counts it as missing, and recording it again makes all whole."""
    change(fill(path), statement)
    _, _, runs, (said,) = look(path)
    assert len(runs) == 9
    assert are_as_recorded(runs)
    assert said.startswith(f"{path}: run {IDS[2]}: not as recorded (damaged), so left out; ")
    assert "\n" not in said
    with Store.open(path, write=True) as store:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DamageWarning)
            sound = store.sound_statuses(IDS)
        assert set(IDS) - set(sound) == {IDS[2]}
        store.forget_damaged([IDS[2]])
        assert store.record(RECORDS[2])
    _, _, runs, said = look(path)
    assert (len(runs), are_as_recorded(runs), said) == (10, True, [])


def test_curves_of_two_runs_do_not_change_places(path):
    """Each digest covers the name of its run."""
    moves = [(99, 1), (1, 2), (2, 99)]
    change(fill(path), *(f"UPDATE curves SET run = {to} WHERE run = {fro}" for to, fro in moves))
    _, _, runs, (said,) = look(path)
    assert "and" not in said.split(": not as")[0]
    assert all(name in said for name in IDS[:2])
    assert len(runs) == 8


def test_a_row_out_of_its_order_is_mended_too(path):
    """Read alone its run is sound, as a search steps over the row; among others it is not, and is trained."""
    row = b"\x04\x01\x1d\x07%ctest_nll"
    content = fill(path).read_bytes()
    assert content.count(row % 3) == 1
    path.write_bytes(content.replace(row % 3, row % 0))
    with Store.open(path, write=True) as store:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DamageWarning)
            assert set(IDS) - set(store.sound_statuses(IDS)) == {IDS[2]}
        store.forget_damaged([IDS[2]])
        assert store.record(RECORDS[2])
    _, _, runs, said = look(path)
    assert (len(runs), said) == (10, [])


def test_a_recipe_that_is_no_text_is_damaged(path):
    """As one flipped bit in the head of its row makes it: nothing, whatever the table demands."""
    schema = "UPDATE sqlite_schema SET sql = replace(sql, 'json TEXT NOT NULL', 'json TEXT')"
    change(fill(path), "PRAGMA writable_schema = ON", schema)
    change(path, "UPDATE documents SET json = NULL WHERE json LIKE '%512%'")
    _, _, runs, (said,) = look(path)
    assert runs == []
    assert "not as recorded (damaged), so left out" in said


def test_a_damaged_recipe_is_mended_by_the_first_run_that_brings_it(path):
    """A document is kept once, so its damage is that of all its runs, and so is its mending."""
    change(fill(path), "UPDATE documents SET json = replace(json, '512', '513')")
    _, _, runs, (said,) = look(path)
    assert runs == []
    assert re.match(rf"{path}: runs \w+, \w+, \w+ and 7 more: not as recorded", said)
    with Store.open(path, write=True) as store:
        assert store.record(RECORDS[0])
    assert len(look(path)[2]) == 10


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE campaigns SET document = '{}' WHERE id = 1",
        "UPDATE campaigns SET planned_at = '2025-01-01T00:00:00+00:00' WHERE id = 1",
        "UPDATE cells SET seed = 99 WHERE id = 1",
        "DELETE FROM cells WHERE id = 2",
        "UPDATE cells SET variant = CAST(variant AS BLOB) WHERE id = 3",
    ],
)
def test_a_damaged_plan_is_named_and_planned_anew(path, statement):
    """The other plan is read, the runs stay, and the same command plans it again."""
    schema = "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'cells'"
    change(fill(path), "PRAGMA writable_schema = ON", schema)  # a bit knows no types
    change(path, statement)
    campaign, _, _, said = look(path)
    assert campaign is None
    assert f"{path}: the plan of claim is not as recorded (damaged)" in said[0]
    with Store.open(path, write=True) as store:
        other = store.campaign("other")
        assert other
        store.plan_campaign("claim", "1" * 64, {"margin": 0.005}, CELLS)
    campaign, _, runs, said = look(path)
    assert campaign
    assert (campaign.name, len(runs), said) == ("claim", 10, [])


def test_a_damaged_run_asked_for_by_name_is_refused(path):
    """There is nothing else to show."""
    change(fill(path), DAMAGE["a metric"])
    with Store.open(path, write=False) as store:
        assert same(store.run(IDS[0]), RECORDS[0])
        with pytest.raises(StoreError, match=f"run {IDS[2]}: not as recorded"):
            store.run(IDS[2])


def test_rows_of_an_earlier_version_get_their_digest_at_migration(tmp_path):
    """They are marked as such; a row out of its bounds gets none, and is damaged."""
    old = store_of(4, tmp_path)
    change(old, "UPDATE metrics SET value = 9 WHERE run = 2 AND metric = 'test_accuracy'")
    with Store.open(old, write=True) as store, pytest.warns(DamageWarning, match="not as recorded"):
        runs = store.runs()
    connection = sqlite3.connect(old)
    found = connection.execute("SELECT digest_by, facts_digest IS NULL FROM runs ORDER BY id").fetchall()
    connection.close()
    assert found == [("migration", number == 2) for number in range(1, len(runs) + 2)]


def test_one_flipped_bit_is_never_read_as_sound_with_another_number(path, tmp_path):
    """Anywhere in the file: the same numbers, or one line; a hundred bits of two thousand tried once."""
    good = fill(path).read_bytes()
    campaign, cells, _, _ = look(path)
    draws = random.Random(7)
    for _ in range(100):
        bit = draws.randrange(8 * len(good))
        broken = tmp_path / "broken.sqlite"
        flipped = bytearray(good)
        flipped[bit // 8] ^= 1 << bit % 8
        broken.write_bytes(flipped)
        try:
            found, known, runs, said = look(broken)
        except StoreError as error:
            found, known, runs, said = None, [], [], [str(error)]
        assert are_as_recorded(runs)
        assert "\n" not in "".join(said)
        assert said or (found, known, len(runs)) == (campaign, cells, 10), f"bit {bit}"


def lacking(path, copy, seconds=5.0):
    """How many runs a copy of the file alone lacks, when it has been waited for."""
    ends = time.monotonic() + seconds
    while True:
        with Store.open(shutil.copy(path, copy), write=False) as copied:
            there = len(copied.runs()) if copied.campaigns() else 0
        if there == len(RECORDS) or time.monotonic() > ends:
            return len(RECORDS) - there
        time.sleep(0.02)


def test_the_file_alone_has_every_run_soon_after_it_is_recorded(path, tmp_path, monkeypatch):
    """The log is folded in by a thread, though nothing more is recorded: a copy of the file lacks seconds."""
    monkeypatch.setattr(folding, "FOLD_SECONDS", 0.05)
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", "1" * 64, {}, CELLS)
        for record in RECORDS:
            store.record(record)
        assert lacking(path, tmp_path / "copy.sqlite") == 0
    assert np.all([same(*pair) for pair in zip(look(tmp_path / "copy.sqlite")[2], RECORDS, strict=True)])


def test_what_a_reader_keeps_from_being_folded_is_folded_when_it_has_gone(path, tmp_path, monkeypatch):
    """Nobody waits for it, and nothing need be recorded for another try."""
    monkeypatch.setattr(folding, "FOLD_SECONDS", 0.02)
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", "1" * 64, {}, CELLS)
        time.sleep(0.1)
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM runs").fetchone()
        store.record_all(RECORDS)
        assert lacking(path, tmp_path / "copy.sqlite", seconds=0.2) == len(RECORDS)
        reader.close()
        assert lacking(path, tmp_path / "copy.sqlite") == 0


def test_what_a_killed_writer_left_in_the_log_is_folded_by_the_next_at_once(path, tmp_path):
    """Not after ten seconds: commands that are killed one after the other would leave more and more there."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", "1" * 64, {}, CELLS)
        store.record_all(RECORDS)
        left = {end: path.with_name(path.name + end).read_bytes() for end in ("", "-wal")}
    for end, content in left.items():
        path.with_name(path.name + end).write_bytes(content)
    assert lacking(path, tmp_path / "copy.sqlite", seconds=0) > 0
    with Store.open(path, write=True):
        assert lacking(path, tmp_path / "copy.sqlite") == 0


def test_recording_folds_nothing_itself(path):
    """It costs a tenth of a millisecond: what is recorded stands in the log, and at the end in the file."""
    with Store.open(path, write=True) as store:
        store.record_all(RECORDS)
        assert path.with_name("store.sqlite-wal").stat().st_size > 0
    assert not path.with_name("store.sqlite-wal").exists()
    assert "folds the log" not in {thread.name for thread in threading.enumerate()}


def test_a_run_id_of_a_cell_that_is_no_utf_8_is_counted_as_missing(path):
    """Counting needs no digest, and ends in no traceback."""
    change(fill(path), "UPDATE cells SET run_id = CAST(x'ff' || substr(run_id, 2) AS TEXT) WHERE id = 3")
    with Store.open(path, write=False) as store:
        assert [(campaign.planned, campaign.done) for campaign in store.campaigns()] == [(9, 7), (3, 3)]


def test_a_length_that_no_memory_holds_is_one_line(path, monkeypatch):
    """Damaged bytes may tell any; the line names the file, and no traceback is shown."""
    fill(path)
    with Store.open(path, write=False) as store:
        monkeypatch.setattr(store._reader, "_connection", SimpleNamespace(execute=exhausted))
        with pytest.raises(
            StoreError, match=f"{path}: cannot be read in the memory that there is, or is dam"
        ):
            store.statuses(IDS)


def exhausted(*_words):
    raise MemoryError


def test_a_name_that_nobody_gave_is_no_traceback(path):
    """A run_id that is no name is told by its row."""
    change(fill(path), "UPDATE runs SET run_id = 'x' WHERE id = 3")
    with Store.open(path, write=False) as store, pytest.warns(DamageWarning, match="run in row 3: not"):
        assert [run.run_id for run in store.runs()] == [name for name in IDS if name != name_of(2)]
