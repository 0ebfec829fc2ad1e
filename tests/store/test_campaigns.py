from dataclasses import replace

from dropout_lab.store import Store
from tests.store.examples import diverged, done, failed, name_of
from tests.store.test_damage import change

HASH, OTHER = "1" * 64, "2" * 64


def cells(*seeds, variants=("none", "dropout")):
    """Cells of two variants; their runs are numbered 10 x seed + variant."""
    return [(name, seed, name_of(10 * seed + n)) for seed in seeds for n, name in enumerate(variants)]


def test_the_counts_follow_the_runs(path):
    """Planned, done, diverged, failed and missing, in runs."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", HASH, {"question": "?"}, cells(1, 2, 3))
        for record in (done(10), done(11), diverged(20), failed(21), done(99)):
            store.record(record)
        (row,) = store.campaigns()
    assert (row.name, row.planned, row.done, row.diverged, row.failed, row.missing) == (
        "claim",
        6,
        2,
        1,
        1,
        2,
    )
    assert row.document == {"question": "?"}


def test_failures_are_counted_by_their_error(path):
    """The commonest first, those of the campaign alone."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", HASH, {}, cells(1, 2))
        store.plan_campaign("other", OTHER, {}, cells(3))
        for number, error in ((10, "B"), (11, "A"), (20, "B"), (30, "A"), (21, None)):
            store.record(done(number) if error is None else replace(failed(number), error=error))
        rows = store.campaigns()
    assert [(row.name, row.done, row.failed) for row in rows] == [("claim", 1, 3), ("other", 0, 1)]
    assert [list(row.causes.items()) for row in rows] == [[("B", 2), ("A", 1)], [("A", 1)]]


def test_a_damaged_name_of_a_run_is_not_counted(path):
    """Counting goes on with the others."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", HASH, {}, cells(1, 2))
        store.record(done(10))
    change(path, f"UPDATE cells SET run_id = '{'z' * 16}' WHERE run_id = '{name_of(21)}'")
    with Store.open(path, write=False) as store:
        (row,) = store.campaigns()
    assert (row.planned, row.done, row.missing) == (3, 1, 2)


def test_planning_again_is_the_same_campaign(path):
    """The same name and plan give the same campaign and its first time, and more cells join it."""
    with Store.open(path, write=True) as store:
        first = store.plan_campaign("claim", HASH, {}, cells(2, 1))
        (before,) = store.campaigns()
        assert store.plan_campaign("claim", HASH, {}, cells(2, 1)) == first
        assert store.plan_campaign("claim", HASH, {}, cells(2, 1, 3)) == first
        (after,) = store.campaigns()
        assert after.planned_at == before.planned_at
        assert (before.planned, after.planned) == (4, 6)
        assert [(c.variant, c.seed) for c in store.cells(first)] == [(v, s) for v, s, _ in cells(2, 1, 3)]
        assert len({c.added_at for c in store.cells(first)}) == 2


def test_an_exploratory_variant_may_join_a_plan(path):
    """Its hash is the same, its time stays the first, and the document is the one last given."""
    with Store.open(path, write=True) as store:
        first = store.plan_campaign("claim", HASH, {"variants": 2}, cells(1))
        assert store.plan_campaign("claim", HASH, {"variants": 3}, cells(1, variants=("more",))) == first
        (row,) = store.campaigns()
        assert row.document == {"variants": 3}
        assert store.seeds(first) == [1]


def test_a_changed_plan_is_another_campaign(path):
    """The older plan stays beside the new one, and the name means the one last used."""
    with Store.open(path, write=True) as store:
        first = store.plan_campaign("claim", HASH, {"margin": 1}, cells(1))
        second = store.plan_campaign("claim", OTHER, {"margin": 2}, cells(1))
        assert first != second
        assert len(store.campaigns()) == 2
        latest = store.campaign("claim")
        assert latest
        assert latest.id == second
        store.plan_campaign("claim", HASH, {"margin": 1}, cells(1))
        latest = store.campaign("claim")
        assert latest
        assert latest.id == first


def test_a_plan_keeps_the_commit_of_its_first_time(path):
    """Planning it again at another commit makes it no other plan."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", HASH, {}, cells(1), commit="a" * 40, dirty=False)
        store.plan_campaign("claim", HASH, {}, cells(1, 2), commit="b" * 40, dirty=True)
        row = store.campaign("claim")
    assert row
    assert (row.commit, row.dirty) == ("a" * 40, False)


def test_campaigns_that_share_runs_are_found(path):
    """A plan of the same runs under any name, and no other."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("first", HASH, {}, cells(1, 2))
        store.plan_campaign("other", HASH, {}, cells(3))
        asked = store.plan_campaign("second", HASH, {}, cells(2))
        assert [row.name for row in store.campaigns_sharing_runs(asked)] == ["first", "second"]
        assert store.find_cell("second", "dropout", 2) == store.find_cell("second", "wide", 2) == []
        store.record(done(21))
        assert store.find_cell("second", "dropout", 2) == [name_of(21)]


def test_variants_with_one_recipe_share_their_runs(path):
    """A run that fills two cells is planned once."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", HASH, {}, [("a", 1, name_of(1)), ("b", 1, name_of(1))])
        store.record(done(1))
        (row,) = store.campaigns()
    assert (row.planned, row.done, row.missing) == (1, 1, 0)


def test_a_cell_leads_to_its_run(path):
    """Experiment, variant and seed find the run where it is here, and nothing where it is not."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", HASH, {}, cells(1))
        store.record(done(10))
        assert store.find_cell("claim", "none", 1) == [name_of(10)]
        assert store.find_cell("claim", "dropout", 1) == []
        assert store.find_cell("claim", "none", 2) == []
        assert store.find_cell("other", "none", 1) == []


def test_a_campaign_without_cells_is_seen(path):
    """A plan counts from the moment it is stored."""
    with Store.open(path, write=True) as store:
        store.plan_campaign("claim", HASH, {}, [])
        assert [(row.planned, row.missing) for row in store.campaigns()] == [(0, 0)]
