"""Tables of forms that people have: the refusal proposes what then answers them."""

import pytest

from dropout_lab.errors import ConfigError, TableError
from dropout_lab.judging import Request, judge_table

FOLDS = {f"split{n}_test_score": [f"0.9{n}", f"0.8{n}", f"0.91{n}", f"0.79{n}"] for n in range(3)}
GRID = {
    "": ["0", "1", "2", "3"],
    "mean_fit_time": ["0.1", "0.2", "0.3", "0.4"],
    "param_C": ["1", "1", "10", "10"],
    "param_kernel": ["rbf", "linear", "rbf", "linear"],
    **FOLDS,
    "mean_test_score": ["0.91", "0.81", "0.911", "0.791"],
    "std_test_score": ["0.01", "0.01", "0.001", "0.001"],
}
"""As scikit-learn's cv_results_ is saved: an index, settings, a column a fold, means."""


def refused(source, treatment="rbf", control="linear", **asked):
    """The refusal of a table."""
    with pytest.raises((ConfigError, TableError)) as error:
        judge_table(source, Request(treatments=(treatment,), control=control, **asked))
    return str(error.value)


def written(folder, text):
    """A file of this text."""
    (folder / "t.csv").write_text(text, encoding="utf-8")
    return str(folder / "t.csv")


def test_a_grid_search_is_led_to_its_folds_and_one_setting():
    """Wide, then one value of what else was searched; no refusal leads to another."""
    asked = {"variant": "param_kernel", "metric": "test_score"}
    assert refused(GRID, **asked).endswith("split1_test_score, split2_test_score): --wide")
    said = refused(GRID, **asked, wide=True)
    assert "they differ in param_C, " in said
    assert "--where param_C=1, or --seed param_C,seed" in said
    found = judge_table(
        GRID, Request(treatments=("rbf",), control="linear", **asked, wide=True, where=("param_C=1",))
    )
    assert found.compared.n_pairs == 3


def test_settings_together_name_a_variant_of_a_wide_table():
    """Several columns do where one is not enough."""
    asked = {"variant": "param_kernel,param_C", "metric": "test_score", "wide": True}
    found = judge_table(GRID, Request(treatments=("rbf,10",), control="linear,1", **asked))
    assert found.compared.n_pairs == 3


def test_an_index_without_a_name_that_holds_the_variants_is_proposed_as_it_is_typed(tmp_path):
    """The first column of a frame that was saved with its index."""
    file = written(tmp_path, ",Run 1,Run 2,Run 3,Mean Accuracy\nDrop 0.3,.1,.2,.3,.2\nDrop 0.4,.1,.2,.3,.2\n")
    said = refused(file, "Drop 0.4", "Drop 0.3", metric="accuracy")
    assert said.endswith("has a column a seed (Run 1, Run 2, Run 3): --wide --variant 'column 1'")


def test_numbered_tests_are_seeds():
    """Columns test1 to test3, beside rates with the digits of a computer."""
    table = {"rate": ["0.1", "0.30000000000000004"]} | {f"test{n}": ["0.8", "0.7"] for n in (1, 2, 3)}
    assert refused(table, "0.3", "0.1", variant="rate", metric="accuracy").endswith(
        "(test1, test2, test3): --wide"
    )
    found = judge_table(
        table, Request(treatments=("0.3",), control="0.1", variant="rate", metric="accuracy", wide=True)
    )
    assert found.compared.n_pairs == 3


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.95,0.91\n0.94,0.92\n", "has no header: its first line is a run (0.95, 0.91); name its columns"),
        ("0.95 0.91 0.9\n0.94 0.92 0.9\n", "seem to be separated by blanks; separate them by commas"),
    ],
)
def test_a_matrix_of_numbers_asks_for_names(tmp_path, text, said, wide):
    """As numpy.savetxt writes one, whichever way it is read."""
    assert said in refused(written(tmp_path, text), "a", "b", metric="acc", wide=wide)


def test_all_columns_are_variants_where_all_are_asked_for():
    """The control alone tells that the table is wide."""
    table = {"dataset": ["d1", "d2"], "svm": ["0.8", "0.7"], "knn": ["0.7", "0.6"]}
    assert refused(table, "all", "svm", metric="accuracy").endswith(
        "has a column a variant (svm, knn): --wide"
    )


def test_the_runs_of_one_variant_alone_ask_for_those_of_the_other():
    """A file a method, as reinforcement learning keeps its curves."""
    said = refused(
        {"step": ["0", "1"], "reward": ["1", "2"], "seed": ["1", "1"]}, "new", "old", metric="reward"
    )
    assert "names no variant, so it may hold the runs of one; put those of all under one another" in said
    assert (
        "pandas.concat({'new': pandas.read_csv(...), 'old': pandas.read_csv(...)}, names=['variant'])" in said
    )


def test_seeds_that_were_drawn_at_random_lead_to_two_groups():
    """Some meet twice on one side by chance, which is no data set or setting to choose."""
    seeds = [7311, 204, 9955, 204, 6621, 77, 1203, 56]
    table = {
        "variant": ["adam"] * 4 + ["sgd"] * 4,
        "seed": seeds,
        "lr": [0.1, 0.2] * 4,
        "Name": [f"run-{n}" for n in range(8)],
        "acc": [0.8 + 0.01 * n for n in range(8)],
    }
    said = refused(table, "adam", "sgd", metric="acc")
    assert "only 0 of 3 seeds pair, and some stand twice, as seeds that were drawn at random do" in said
    assert said.endswith("to compare two groups of runs: --unpaired --seed Name")
    asked = {"metric": "acc", "pairing": "unpaired", "seed": "Name"}
    found = judge_table(table, Request(treatments=("adam",), control="sgd", **asked))
    assert (found.compared.n_treatment, found.compared.n_control) == (4, 4)


@pytest.mark.parametrize("cell", ["0:02:34.635", "12:34", "0 days 00:01:02", "1h 20m 3s", "35.3s", "7 min"])
def test_a_duration_is_asked_for_in_seconds(cell):
    """As Python, pandas and trackers print one."""
    said = refused({"variant": ["a", "b"], "seed": [0, 0], "time": [cell, cell]}, "b", "a", metric="time")
    assert f"time {cell}: is a duration; write it in seconds" in said


def test_a_setting_that_both_sides_have_is_proposed_before_a_name_that_only_one_has():
    """Each recipe has a name of its own; the data set is what keeps both."""
    table = [
        {"kind": kind, "name": f"{data}_{kind}", "data": data, "seed": seed, "acc": 0.5 + 0.01 * seed}
        for kind in ("raw", "svd")
        for data in ("cora", "pubmed")
        for seed in range(3)
    ]
    said = refused(table, "svd", "raw", variant="kind", metric="acc")
    assert "they differ in data, name: --where data=cora" in said
