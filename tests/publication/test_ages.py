"""What a page says of ages follows from its own folder, and is looked up anew when it is published."""

from dataclasses import replace

import pytest

from dropout_lab.errors import DamageWarning, ResultsError
from dropout_lab.evidence import analyse, plans_of
from dropout_lab.publication import check_folder, remake_folder, write_index, write_results
from dropout_lab.results_folder import published_history, read_plans, read_results
from tests.evidence.synthetic import make_experiment, make_records
from tests.results_folder.older import older

pytestmark = pytest.mark.usefixtures("undrawn")

PLANNED = "2026-11-23T09:00:00+00:00"
FIRST, AGAIN = "2026-11-20T00:00:00+00:00", "2026-12-01T00:00:00+00:00"


def publish(folder, planned_at, finished_at):
    """Publish two seeds of one experiment under the name of the folder."""
    experiment = make_experiment(planned=2, name=folder.name)
    records = [
        replace(record, finished_at=finished_at, first_seen="")
        for record in make_records(experiment, range(2))
    ]
    plans = plans_of(experiment, planned_at, "a" * 40, dirty=False)
    given = {"planned_at": planned_at, "planned_commit": "a" * 40, "planned_dirty": False}
    write_results(folder, analyse(experiment, records, range(2), plans=plans), given)
    return folder


def said(folder):
    """The part of a README that speaks of plans."""
    return next(line for line in (folder / "README.md").read_text().splitlines() if " UTC" in line)


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "results"


@pytest.mark.slow
def test_publishing_one_page_makes_no_other_stale(results):
    """An older folder of the same runs changes no page that stands; one made anew is as old as they are."""
    mine = publish(results / "mine", PLANNED, AGAIN)
    before = said(mine)
    assert "before the first of its 4 runs" in before
    publish(results / "older", FIRST.replace("-20T", "-21T"), FIRST)
    write_index(results)
    assert check_folder(mine) == []
    assert said(mine) == before
    remake_folder(mine)
    assert "4 of 4 runs had been seen (the first 2026-11-20 00:00 UTC)" in said(mine)
    assert "record (2026-11-21 00:00 UTC, older, commit aaaaaaaaaaaa)" in said(mine)
    assert check_folder(mine) == []
    assert {record.first_seen for record in read_results(mine)} == {FIRST}


@pytest.mark.slow
def test_what_was_once_known_stays_known(results):
    """A folder keeps the earliest plan and the earliest time, also when the other one is gone."""
    mine = publish(results / "mine", PLANNED, AGAIN)
    older = publish(results / "older", FIRST, FIRST)
    remake_folder(mine)
    kept = said(mine)
    older.rename(results.parent / "elsewhere")
    remake_folder(mine)
    assert said(mine) == kept


@pytest.mark.slow
def test_the_past_is_read_from_all_published_folders(results):
    """The earliest time of each run; a damaged folder is left out."""
    publish(results / "mine", PLANNED, AGAIN)
    publish(results / "earlier", FIRST, FIRST)
    damaged = publish(results / "damaged", FIRST, "2026-11-01T00:00:00+00:00")
    (damaged / "runs.csv").write_text("nothing")
    with pytest.warns(DamageWarning, match="what it knows of earlier runs is left out"):
        history = published_history(results)
    assert set(history.first_seen.values()) == {FIRST}
    assert {plan.experiment for _, plan in history.plans} == {"mine", "earlier"}


@pytest.mark.slow
def test_a_folder_of_before_these_keys_has_its_own_plan_alone(results):
    """Its runs are as old as they ended; its commit is said to be unknown."""
    mine = older(publish(results / "mine", PLANNED, AGAIN))
    runs = mine / "runs.csv"
    lines = [line.split(",") for line in runs.read_text().splitlines()]
    place = lines[0].index("first_seen")
    runs.write_text("".join(",".join([*line[:place], *line[place + 1 :]]) + "\n" for line in lines))
    known = mine / "provenance.json"
    text = known.read_text()
    start, end = text.index('"plan_ages"'), text.index('"plan_hash"')
    known.write_text((text[:start] + text[end:]).replace('"planned_commit": "' + "a" * 40, '"other": "'))
    assert {plan.planned_at for _, plan in read_plans(mine)} == {PLANNED}
    assert {record.first_seen for record in read_results(mine)} == {AGAIN}
    remake_folder(mine)
    assert "2026-11-23 09:00 UTC (mine, commit not recorded)" in said(mine)


@pytest.mark.slow
def test_a_page_made_anew_asks_as_the_question_does_today(results):
    """Words for readers, which no hash holds, come from experiments/; another question's do not."""
    mine = publish(results / "mine", PLANNED, AGAIN)
    file = results.parent / "experiments" / "mine.yaml"
    file.parent.mkdir()
    for question, is_its_own in (("Does it?", False), ("Does dropout raise the test accuracy?", True)):
        label = "dropout: {label: {en: with ours, zh: 加上我们的}}"
        words = f"question: {question}\nquestion_zh: 会吗？\nasks: better\nvariants: {{{label}}}\n"
        file.write_text(words, encoding="utf-8")
        remake_folder(mine)
        page = (mine / "report.html").read_text()
        for said in ("会吗？", "with ours", "加上我们的"):
            assert (said in page) == is_its_own
        assert check_folder(mine) == []


@pytest.mark.parametrize("time", ["5", '"yesterday"', '"2026-11-23T09:00:00+08:00"', '"2026-11-23T09:00:00"'])
@pytest.mark.usefixtures("unwritten")
def test_a_time_that_is_none_is_refused(results, time):
    """Times are compared as text, so each is in UTC."""
    mine = publish(results / "mine", PLANNED, AGAIN)
    known = older(mine) / "provenance.json"
    known.write_text(known.read_text().replace(f'"planned_at": "{PLANNED}"', f'"planned_at": {time}'))
    with pytest.raises(ResultsError, match="a plan that cannot be"):
        read_plans(mine)
    (line,) = check_folder(mine)
    assert "provenance.json" in line
