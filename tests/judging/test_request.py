"""What may be asked from a notebook: anything else is refused in one line."""

import numpy as np
import pytest

import dropout_lab
from dropout_lab.errors import DropoutLabError
from tests.over import over

TABLE = {
    "variant": ["a"] * 3 + ["b"] * 3,
    "seed": [0, 1, 2] * 2,
    "acc": [0.7, 0.71, 0.72, 0.8, 0.812, 0.82],
    "lr": [0.1] * 6,
}
ASKED = {"treatment": "b", "control": "a", "metric": "acc"}


@over(
    "asked",
    [
        {"margin": "0.1"}, {"margin": True}, {"unit": None, "margin": float("nan")}, {"unit": [1]},
        {"claim": [0.1]}, {"claim": True}, {"claim": "five"}, {"claim": 0.1, "tolerance": "x"},
        {"claim": 0.1, "claim_runs": "x"}, {"claim": 0.1, "claim_decimals": 99},
        {"higher_is_better": "yes"}, {"percent": "yes"}, {"pairing": "both"}, {"ranks": 3}, {"at": 5},
        {"by": 5}, {"where": 5}, {"where": {"lr": 7}}, {"where": {"no": 1}}, {"ignore": "no"}, {"metric": 5},
        {"treatment": None}, {"treatment": ["b", "c"]}, {"treatment": []}, {"control": "b"}, {"seed": None},
        {"variant": []}, {"ranks": True, "pairing": "unpaired"}, {"claim": 0.1, "ranks": True},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_refused_by_our_own_error_alone(asked):
    """No TypeError, no AttributeError; one line."""
    with pytest.raises(DropoutLabError) as error:
        dropout_lab.judge(TABLE, **(ASKED | asked))
    assert "\n" not in str(error.value)


@over("table", [None, 5, "no.csv", [], {}, [1, 2], {"a": 5}, object, [{}], b"a,b"], ids=repr)
def test_what_is_no_table_is_refused(table):
    """Whatever stands in its place."""
    with pytest.raises(DropoutLabError) as error:
        dropout_lab.judge(table, **ASKED)
    assert "\n" not in str(error.value)


@over(
    "asked",
    [
        {"where": {"lr": 0.1}}, {"where": {"lr": [0.1]}}, {"where": ["lr=0.1"]}, {"where": "lr=0.1"},
        {"margin": np.float32(0.001)}, {"margin": 1e-3}, {"treatment": ["b"]}, {"seed": ["seed", "lr"]},
        {"claim": "0.10"}, {"claim": np.float64(0.1)},
    ],
    ids=str,
)  # fmt: skip
def test_what_a_notebook_would_hand_in_is_taken(asked):
    """Lists, mappings, NumPy's numbers, texts."""
    assert dropout_lab.judge(TABLE, **(ASKED | asked)).compared.n_pairs == 3


def test_rows_and_columns_of_python_are_one_table():
    """A dict of columns and a list of dicts."""
    rows = [dict(zip(TABLE, cells, strict=True)) for cells in zip(*TABLE.values(), strict=True)]
    assert dropout_lab.judge(rows, **ASKED).sentences == dropout_lab.judge(TABLE, **ASKED).sentences
