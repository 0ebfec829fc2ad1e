"""What a user waits for, and where an epoch goes: pages follow from what was measured, turns are fair."""

import json
from pathlib import Path

import pytest

from benchmarks import profile_page, shares, waiting, waiting_page, waits
from benchmarks.analysing import fill
from benchmarks.sides import ROOT, Failed, Side, fresh_caches, keeps_anything
from benchmarks.waits import WAITS, Wait, Wish, _without
from benchmarks.words import ALONE, PARTS
from dropout_lab.store import Store

HELP = "`dropout-lab --help`"
SIDES = [Side("now", Path("here"), Path("kept")), Side("before", Path("there"), Path("kept"))]


def measured(now, before, key="help", label=HELP):
    """What waiting.json holds of one wait."""
    return {
        key: {
            "commits": {"now": "a" * 40, "before": "b" * 40},
            "environment": {"cpu": "A processor", "cores": 2, "dirty": False},
            "values": {"now": {label: now}, "before": {label: before}},
            "failed": {},
        }
    }


def test_a_wait_stands_beside_its_wish_and_what_it_was():
    """Five pairs have an interval; 0.5 s is under the second that is wished."""
    said = waiting_page.page(measured([0.5] * 5, [1.0] * 5))
    assert (
        f"| {HELP} | 1 s | 0.50 [0.50, 0.50] s | 1.00 [1.00, 1.00] s | 2.00 [2.00, 2.00] | 5 | yes |" in said
    )
    assert "- help: commit `aaaaaaaaaaaa` against `bbbbbbbbbbbb`, on A processor, 2 cores." in said


def test_few_pairs_have_a_range_and_a_wish_of_half_is_held_to_the_ratio():
    """Of two pairs, 1.5 and 1.6 times as fast, the demo is not yet twice as fast."""
    label = "`make demo`: whole"
    said = waiting_page.page(measured([10.0, 10.0], [15.0, 16.0], "demo", label))
    assert (
        "| 0.5 of before | 10.0 [10.0, 10.0] s | 15.5 [15.0, 16.0] s | 1.55 [1.50, 1.60] | 2 | no |" in said
    )


def test_a_side_that_could_not_be_measured_says_why():
    """Its numbers are left out, those of the other side stay."""
    found = measured([2.0], [])
    found["help"]["failed"]["before"] = "exit code 2: no such option"
    said = waiting_page.page(found)
    assert f"| {HELP} | 1 s | 2.00 s |  |  | 1 | no |" in said
    assert "- help, before: not measured: exit code 2: no such option" in said


def test_sides_take_turns_and_the_first_changes():
    """Seven pairs where a turn is short; who goes first alternates."""
    seen = []

    def turn(side, place):
        seen.append((side.name, place.is_dir()))
        return {"it": 30.0}

    found = waiting.turns(Wait(turn, {"it": Wish(1)}), SIDES, left=1e9)
    assert [name for name, _ in seen[:4]] == ["now", "before", "before", "now"]
    assert all(there for _, there in seen)
    assert found["failed"] == {}
    assert len(found["values"]["now"]["it"]) == len(found["values"]["before"]["it"]) == 7


@pytest.mark.parametrize(
    ("seconds", "value", "pairs"), [(1, 0.5, 7), (15, 7.0, 5), (50, 30.0, 3), (90, 61.0, 1)]
)
def test_what_takes_longer_is_done_less_often(seconds, value, pairs):
    """A command of over a minute once."""
    assert waiting._pairs(seconds, {"now": {"it": [value]}}) == pairs


def test_a_side_that_fails_does_not_stop_the_other():
    """An older commit may lack what is measured."""

    def turn(side, place):
        if side.name == "before":
            raise Failed("exit code 2: what?")
        return {"it": 1.0}

    found = waiting.turns(Wait(turn, {"it": Wish(1)}), SIDES, left=1e9)
    assert found["failed"] == {"before": "exit code 2: what?"}
    assert found["values"] == {"now": {"it": [1.0] * 7}, "before": {}}


def test_a_command_runs_on_its_own_caches(tmp_path):
    """Nothing is kept by a command that draws nothing; how long it took is what is returned."""
    side, caches = Side("now", ROOT, tmp_path / "fonts"), fresh_caches(tmp_path)
    assert 0 < side.lab("--version", caches=caches, cwd=tmp_path) < 60
    assert not keeps_anything(caches)
    with pytest.raises(Failed, match=r"exit code 2: .*nonsense"):
        side.lab("nonsense", caches=caches, cwd=tmp_path)


def test_a_program_is_taken_off_the_path_and_its_neighbours_stay(tmp_path, monkeypatch):
    """Set-up without uv is timed where uv is installed beside everything else."""
    (tmp_path / "bin").mkdir()
    for name in ("uv", "sh"):
        (tmp_path / "bin" / name).touch()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (folder,) = map(Path, _without("uv", tmp_path).split(":"))
    assert [path.name for path in folder.iterdir()] == ["sh"]


@pytest.mark.slow
def test_a_full_store_is_analysed_and_looked_at(tmp_path):
    """On a small one each wait has its seconds, and the analysis its memory."""
    side = Side("now", ROOT, tmp_path / "fonts")
    assert waits._fill(3, 4, [side], tmp_path) == {}
    place = tmp_path / "turn"
    place.mkdir()
    looks = waits._looks(3, 4, side, place)
    assert len(looks) == 5
    assert all(value > 0 for value in looks.values())


def test_a_full_store_has_a_whole_campaign(tmp_path):
    """Its runs are those that it plans, and younger than the plan."""
    fill(tmp_path / "store.sqlite", 3, 2)
    with Store.open(tmp_path / "store.sqlite", write=False) as store:
        (campaign,) = store.campaigns()
    assert (campaign.name, campaign.planned, campaign.done) == ("many", 6, 6)


@pytest.mark.parametrize(
    ("kept", "published", "written"),
    [(waiting.KEPT, waiting.PAGE, waiting_page.page), (shares.KEPT, shares.PAGE, profile_page.page)],
    ids=["waiting", "shares"],
)
def test_the_published_page_is_that_of_its_numbers(kept, published, written):
    """Each page is written from the numbers beside it."""
    found = json.loads(kept.read_text(encoding="utf-8"))
    assert published.read_text(encoding="utf-8") == written(found)


def test_every_wait_says_what_is_wished_of_it():
    """Labels are those of one number each, on the whole page."""
    labels = [label for wait in WAITS.values() for label in wait.wishes]
    assert len(labels) == len(set(labels))


def an_epoch():
    """What shares.json holds: an epoch of 1.5 s a model with products of 1 s."""
    seconds = dict.fromkeys(PARTS, 0.1) | {
        "products": 1.0, "epoch": 1.5, "compiled": 1.2, "no_masks": 1.1, "sgd": 1.15, "evaluation": 0.25,
    }  # fmt: skip
    words = {f"{word}/2": [value] for word, value in seconds.items()} | {f"{word}/1": [1.0] for word in ALONE}
    where = {"cpu": "A processor", "cores": 2, "commit": "a" * 40, "tensorflow": "2", "jax": "3"}
    return {
        "environment": where, "caches": ["L2 1024K"], "dataset": "mnist", "workers": 2,
        "seconds": {"tensorflow": words, "jax": words},
    }  # fmt: skip


def test_the_parts_of_an_epoch_sum_up_to_it():
    """What no part explains is the rest, so that nothing is lost."""
    words = an_epoch()["seconds"]["tensorflow"]
    found = profile_page._shares(profile_page._of(words, 2), profile_page.evaluation_part("mnist"))
    assert 1 + sum(found[name][0] for name in profile_page.ROWS) == pytest.approx(1.5)


def test_the_evaluation_has_an_eighth_of_the_products():
    """60,000 images forward and backward, 20,000 forward; the first layer has no gradient of its inputs."""
    forward = 784 * 512 + 512 * 512 + 512 * 10
    training = 60_000 * (3 * forward - 784 * 512)
    assert profile_page.evaluation_part("mnist") == pytest.approx(
        20_000 * forward / (20_000 * forward + training)
    )


def test_the_page_of_shares_names_the_largest_part_and_what_workers_share():
    """1.5 times the products; two workers take twice as long at them as one alone."""
    said = profile_page.page(an_epoch())
    assert "| **an epoch, times its products** | **1.50 [1.50, 1.50]** | **1.50 [1.50, 1.50]** |" in said
    assert "| bare products | 2.00 [2.00, 2.00] | 2.00 [2.00, 2.00] |" in said
    assert "A processor, 2 cores, L2 1024K; TensorFlow 2, JAX 3; commit `aaaaaaaaaaaa`" in said
