"""Wide tables made long: a column a variant, or a column a seed."""

import pytest

from dropout_lab.errors import Option, TableError
from dropout_lab.judging.table import TextTable
from dropout_lab.judging.wide import lengthened
from tests.judging.conftest import notes_of
from tests.over import over


def table(**columns):
    n_rows = len(next(iter(columns.values())))
    return TextTable("t.csv", columns, range(2, n_rows + 2))


def long(wide, variants=("wide", "plain"), variant="variant", seed=("seed",), metric="acc"):
    found = lengthened(wide, variants=variants, variant=[variant], seed=seed, metric=metric)
    heads = [variant, *(name for name in seed if name in found.columns), metric]
    return sorted(zip(*(found.columns[head] for head in heads), found.places, strict=True)), found


def test_a_column_a_variant_has_its_seeds_beside_it():
    """The rows keep their lines; what else stands in a row goes with each of its runs."""
    rows, found = long(table(seed=["0", "1"], plain=["0.89", "0.90"], wide=["0.91", "0.92"], gpu=["x", "y"]))
    assert rows == [
        ("plain", "0", "0.89", 2),
        ("plain", "1", "0.90", 3),
        ("wide", "0", "0.91", 2),
        ("wide", "1", "0.92", 3),
    ]
    assert list(found.columns["gpu"]) == ["x", "y", "x", "y"]
    assert notes_of(found) == ["each of these columns is taken as a variant: wide, plain"]


def test_without_a_column_of_seeds_each_row_is_a_pair_and_that_is_said():
    """A spreadsheet with two columns and nothing else."""
    rows, found = long(table(plain=["0.89", "0.90"], wide=["0.91", "0.92"]))
    assert [row[:2] for row in rows] == [("plain", "1"), ("plain", "2"), ("wide", "1"), ("wide", "2")]
    assert notes_of(found)[-1] == "there is no column of seeds, so each row of the table is taken as one pair"


def test_names_of_variants_may_be_written_otherwise_than_the_columns():
    """Another case, blanks, or a number with more zeros; the column's own name stays."""
    wide = table(**{"seed": ["0"], "Plain ": ["1"], "0.50": ["2"]})
    rows, _ = long(wide, variants=("0.5", "plain"))
    assert [row[0] for row in rows] == ["0.50", "Plain "]


def test_one_variant_alone_is_judged_against_every_other_column_of_numbers():
    """A baseline and as many methods as there are; text and seeds are none."""
    wide = table(seed=["0", "1"], a=["1", "2"], b=["3", ""], host=["x", "y"], c=["5", "6"])
    rows, _ = long(wide, variants=("b",))
    assert {row[0] for row in rows} == {"a", "b", "c"}


@over("name", ["{}", "seed_{}", "seed {}", "Seed{}", "run-{}", "fold {}", "split{}_acc", "acc_{}"])
def test_a_column_a_seed_is_told_by_its_number(name):
    """Bare numbers, or a usual word before them, or the metric's own name."""
    columns = {name.format(seed): [str(seed), "0.9"] for seed in (0, 1, 7)}
    rows, found = long(table(variant=["plain", "wide"], **columns, std=["0.1", "0.2"]))
    assert [row[:3] for row in rows] == [
        *(("plain", str(seed), str(seed)) for seed in (0, 1, 7)),
        *(("wide", str(seed), "0.9") for seed in (0, 1, 7)),
    ]
    said, *folds = notes_of(found)
    assert said == f"3 columns are taken as a seed each: {', '.join(columns)}"
    assert len(folds) == ("fold" in name or "split" in name)


def test_numbers_as_variants_are_looked_for_in_the_column_of_variants_first():
    """Rates 0 and 1 as cells, seeds 0 to 2 as heads: the heads are no variants."""
    columns = {str(seed): ["0.8", "0.9"] for seed in range(3)}
    rows, _ = long(table(variant=["0", "1"], **columns), variants=("1", "0"))
    assert [row[:3] for row in rows[:3]] == [("0", "0", "0.8"), ("0", "1", "0.8"), ("0", "2", "0.8")]


def test_of_several_families_of_columns_the_one_with_the_metric_is_taken():
    """scikit-learn's cross-validation: a column a split, for each score and for the times."""
    wide = table(
        params=["a", "b"],
        **{f"split{n}_test_acc": ["1", "2"] for n in range(2)},
        **{f"split{n}_train_acc": ["3", "4"] for n in range(2)},
    )
    rows, _ = long(wide, variant="params", metric="test_acc", variants=("a", "b"))
    assert {row[2] for row in rows} == {"1", "2"}


def test_a_seed_of_several_columns_takes_the_missing_one_from_the_heads():
    """Data set and seed: the data set is a column, the seed a head."""
    wide = table(variant=["plain", "wide"], dataset=["d", "d"], **{"0": ["1", "2"], "1": ["3", "4"]})
    rows, _ = long(wide, seed=("dataset", "seed"))
    assert rows[0] == ("plain", "d", "0", "1", 2)


@over(
    ("columns", "said"),
    [
        ({"seed": ["0"], "acc": ["1"], "plain": ["1"], "wide": ["2"]}, "the column acc is there already"),
        (
            {"variant": ["x"], "plain": ["1"], "wide": ["2"]},
            "is there already; choose another name: --variant method",
        ),
        ({"seed": ["0"], "plain": ["1"], "wider": ["2"]}, "column=wide: no such column; choose plain,"),
        ({"name": ["plain", "wide"], "0": ["1", "2"], "1": ["1", "2"]}, "names the variants: --variant name"),
        (
            {"variant": ["plain", "wide"], "seed": ["0", "1"], "0": ["1", "2"], "1": ["1", "2"]},
            "the column seed is there already, beside a column a seed (0, 1)",
        ),
        (
            {"variant": ["x"], "top1": ["1"], "top5": ["2"]},
            "should be a column a variant, or a column a seed",
        ),
    ],
    ids=range(6),
)
def test_what_is_not_wide_is_refused_with_what_helps(columns, said):
    """Each with the column that is wrong, and the option that answers it."""
    with pytest.raises(TableError) as error:
        long(table(**columns))
    assert said in str(error.value)


def test_a_table_too_large_for_memory_is_refused_before_it_is_made():
    """Hundreds of columns of seeds times a thousand others times the rows."""
    cells = ["1"] * 100
    columns = {str(n): cells for n in range(400)} | {f"c{n}x": cells for n in range(1000)}
    wide = table(variant=cells, **columns)
    with pytest.raises(TableError, match="are too many; keep those that are judged"):
        long(wide)


def test_the_options_are_data():
    """The command line makes a command of the first."""
    with pytest.raises(TableError) as error:
        long(table(variant=["x"], plain=["1"], wide=["2"]))
    assert error.value.options == (Option("variant", "method"),)
