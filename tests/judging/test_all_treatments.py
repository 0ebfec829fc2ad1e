"""`--treatment all`: every other variant, but those that share no seeds with the control."""

import pytest

from dropout_lab.errors import TableError
from dropout_lab.judging import Request, judge_table

ACC = [0.80, 0.81, 0.79, 0.80, 0.82]


def table(**seeds):
    """Five runs of each variant, whose seeds begin where it is said."""
    return {
        "variant": [name for name in seeds for _ in ACC],
        "seed": [first + n for first in seeds.values() for n in range(5)],
        "acc": [value + 0.01 * place for place in range(len(seeds)) for value in ACC],
    }


def asked(*treatments, **more):
    """A question of some treatments against the base."""
    return Request(treatments=treatments, control="base", metric="acc", **more)


@pytest.mark.parametrize("ranks", [False, True])
def test_a_variant_that_pairs_with_nothing_hinders_no_other(ranks):
    """It is left out and named, and counts in no family."""
    found = judge_table(table(base=0, a=0, b=100, c=1), asked("all", ranks=ranks))
    assert [row.treatment for row in found.rows] == ["a", "c"]
    assert found.family_size == (3 if ranks else 2)
    said = "left out, since too few of their seeds are those of base: b; as groups of runs: --unpaired"
    assert said in found.notes
    assert not any("other variants" in note for note in found.notes)


def test_by_name_it_is_refused():
    """And where nothing pairs at all."""
    with pytest.raises(TableError, match="no common seed"):
        judge_table(table(base=0, a=0, b=100), asked("b"))
    with pytest.raises(TableError, match="no common seed"):
        judge_table(table(base=0, b=100), asked("all"))


def test_as_groups_of_runs_all_are_compared():
    """Nothing is asked of seeds there."""
    found = judge_table(table(base=0, a=0, b=100), asked("all", pairing="unpaired"))
    assert [row.treatment for row in found.rows] == ["a", "b"]
