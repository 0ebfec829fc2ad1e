"""Two variants of a large experiment are compared by their own runs alone."""

import pytest

from dropout_lab.evidence import analyse_stored, explore, read_kept
from dropout_lab.language import explored_notes
from dropout_lab.language.catalogue import Words
from dropout_lab.plan import plan_cells
from dropout_lab.store import Store
from tests.evidence.synthetic import make_experiment, make_records

PAIRS = [{"treatment": "dropout", "control": "none"}, {"treatment": "linear", "control": "none"}]


@pytest.fixture
def stored(tmp_path):
    """A store of three variants at four seeds."""
    path = tmp_path / "store.sqlite"
    keep(path, make_experiment(planned=4, comparisons=PAIRS))
    return path


def keep(path, experiment):
    """Plan an experiment in a store, with all of its runs."""
    cells = plan_cells(experiment, range(4))
    with Store.open(path, write=True) as store:
        store.plan_campaign(
            experiment.name,
            experiment.plan_hash,
            {"experiment": experiment.model_dump(mode="json")},
            [(cell.variant.name, cell.seed, cell.run_id) for cell in cells],
        )
        store.record_all(make_records(experiment, range(4)))


def found_by(path, read):
    """What finds an experiment in the store, and keeps which runs were read."""

    def find(name, variants):
        with Store.open(path, write=False) as store:
            kept = read_kept(store, store.campaign(name), variants=variants)
        read.append(len(kept.runs))
        return kept

    return find


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        (("synthetic/dropout", "synthetic/none"), [8]),
        (("synthetic/linear", "synthetic/dropout"), [8]),
        (("synthetic",), [12]),
        (("synthetic/dropout", "synthetic"), [12]),
    ],
    ids=["planned", "unplanned", "all that is planned", "one against all"],
)
def test_what_is_not_spoken_of_is_not_read(stored, words, runs):
    """The rows are those that the whole experiment would give, to the last bit; each run is read once."""
    read, find = [], found_by(stored, [])
    rows = explore(found_by(stored, read), *words).rows
    assert read == runs
    whole = explore(lambda name, _: find(name, None), *words).rows
    assert list(map(repr, rows)) == list(map(repr, whole))  # NaN is no equal of itself
    assert all(row.n_pairs == 4 for row in rows)


def test_a_planned_row_is_that_of_the_whole_analysis(stored):
    """Read alone, two variants are decided at the joint level of all that was planned."""
    (row,) = explore(found_by(stored, []), "synthetic/dropout", "synthetic/none").rows
    analysis, _ = analyse_stored(stored, "synthetic")
    assert repr(row) == repr(analysis.compared[0])
    assert row.joint_level == 0.975


def test_runs_of_two_experiments_are_put_together(stored):
    """Each side from where it is kept; a run that both keep is one."""
    with Store.open(stored, write=True) as store:
        other = make_experiment(("none", "dropout"), planned=4, name="other")
        cells = plan_cells(other, range(4))
        document = {"experiment": other.model_dump(mode="json")}
        places = [(cell.variant.name, cell.seed, cell.run_id) for cell in cells]
        store.plan_campaign(other.name, other.plan_hash, document, places)
        store.record_all(make_records(other, range(4)))
    found = explore(found_by(stored, read := []), "synthetic/dropout", "other/dropout")
    (row,) = found.rows
    assert read == [4, 4]
    assert (row.n_pairs, row.decision, row.label) == (4, "exploratory", "synthetic/dropout - other/dropout")
    assert found.mixed[0].pairs == 4


def test_settings_beside_the_dropout_are_told_between_experiments(stored):
    """A difference in epochs may be the whole difference; within a plan it is what the plan varies."""
    keep(stored, make_experiment(planned=4, comparisons=PAIRS, name="longer", epochs=30))
    find = found_by(stored, [])
    (caution,) = explore(find, "longer/dropout", "synthetic/none").cautions
    assert caution.kind == "other_settings"
    assert caution.settings == "training.epochs 30 / 20"
    assert not explore(find, "synthetic/linear", "synthetic/dropout").cautions


def test_variants_without_a_namesake_are_told(stored):
    """Two experiments are compared by variants of one name: what the others are is no secret."""
    keep(stored, make_experiment(("none", "dropout"), planned=4, name="fewer"))
    found = explore(found_by(stored, []), "synthetic", "fewer")
    (caution,) = (one for one in found.cautions if one.kind == "no_namesake")
    assert len(found.rows) == 2
    assert (caution.left, caution.right, caution.settings) == ("synthetic", "fewer", "linear")
    for language, said in (("en", "in synthetic alone, not in fewer"), ("zh", "只在 synthetic 中有")):
        assert any(said in note for note in explored_notes(found, Words(language)))
