"""Two variants of a large experiment are compared by their own runs alone."""

import pytest

from dropout_lab.evidence import analyse_stored, explore
from dropout_lab.plan import plan_cells
from dropout_lab.store import Store
from tests.evidence.synthetic import make_experiment, make_records

PAIRS = [{"treatment": "dropout", "control": "none"}, {"treatment": "linear", "control": "none"}]


@pytest.fixture
def stored(tmp_path):
    """A store of three variants at four seeds."""
    experiment = make_experiment(planned=4, comparisons=PAIRS)
    cells = plan_cells(experiment, range(4))
    with Store.open(tmp_path / "store.sqlite", write=True) as store:
        store.plan_campaign(
            experiment.name,
            experiment.plan_hash,
            {"experiment": experiment.model_dump(mode="json")},
            [(cell.variant.name, cell.seed, cell.run_id) for cell in cells],
        )
        store.record_all(make_records(experiment, range(4)))
    return tmp_path / "store.sqlite"


def found_by(path, read):
    """What finds an experiment in the store, and keeps which runs were read."""

    def find(name, variants):
        analysis, _ = analyse_stored(path, name, variants=variants)
        read.append(len(analysis.records))
        return analysis

    return find


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        (("synthetic/dropout", "synthetic/none"), [8, 8]),
        (("synthetic/linear", "synthetic/dropout"), [8, 8]),
        (("synthetic",), [12]),
        (("synthetic/dropout", "synthetic"), [12, 12]),
    ],
    ids=["planned", "unplanned", "all that is planned", "one against all"],
)
def test_what_is_not_spoken_of_is_not_read(stored, words, runs):
    """The rows are those that the whole experiment would give, to the last bit."""
    read = []
    rows = explore(found_by(stored, read), *words).rows
    assert read == runs
    whole = explore(lambda name, _: analyse_stored(stored, name)[0], *words).rows
    assert list(map(repr, rows)) == list(map(repr, whole))  # NaN is no equal of itself
    assert all(row.n_pairs == 4 for row in rows)
