"""Tables that are there already, as objects of Python: frames, dicts of columns, lists of dicts."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from dropout_lab.errors import TableError
from dropout_lab.judging.reading import read_table
from tests.over import over

DATA = {"variant": ["A", "B", None], "seed": [0, 1, 2**60 + 1], "acc": [0.5, float("nan"), 0.25]}
READ = {"variant": ["A", "B", ""], "seed": ["0", "1", str(2**60 + 1)], "acc": ["0.5", "", "0.25"]}
RECORDS = [dict(zip(DATA, row, strict=True)) for row in zip(*DATA.values(), strict=True)]


class Series:
    """A column of Polars, as far as it is asked."""

    def __init__(self, values, dtype="String"):
        self.values, self.dtype = values, dtype

    def __len__(self):
        return len(self.values)

    def slice(self, offset, length):
        return Series(self.values[offset : offset + length])

    def to_list(self):
        return self.values


class PolarsFrame:
    """A frame of Polars, as far as it is asked."""

    columns = tuple(DATA)

    def get_column(self, head):
        return Series(DATA[head])

    def to_dicts(self):
        return RECORDS


class Stream:
    """Anything that speaks Arrow's C stream interface, such as a relation of DuckDB."""

    def __arrow_c_stream__(self, requested_schema=None):
        return pa.table(DATA).__arrow_c_stream__(requested_schema)


class Convertible:
    """Anything that becomes a frame of pandas."""

    def to_pandas(self):
        return pd.DataFrame(DATA)


@over(
    "source",
    [
        DATA,
        RECORDS,
        tuple(RECORDS),
        {head: np.array(values, dtype=object) for head, values in DATA.items()},
        {head: pd.Series(values) for head, values in DATA.items()},
        pd.DataFrame(DATA),
        pd.DataFrame(DATA).set_index(["variant", "seed"]),
        pd.DataFrame(DATA, dtype=object).convert_dtypes(),
        pa.table(DATA),
        pa.table(DATA).to_batches()[0],
        PolarsFrame(),
        Stream(),
        Convertible(),
    ],
    ids=lambda source: type(source).__name__,
)
def test_every_kind_of_table_is_read_alike(source):
    """Seeds keep all their digits beside absent values; the third row is row 3."""
    table = read_table(source)
    assert {head: list(cells) for head, cells in table.columns.items()} == READ
    assert table.place(2) in ("row 3", "record 3")


@over(
    "values",
    [
        pd.DataFrame({"acc": np.array([0.9, 0.85], dtype="float32")}),
        pd.DataFrame({"acc": pd.array([0.9, 0.85], dtype="Float32")}),
        {"acc": np.array([0.9, 0.85], dtype="float32")},
        pa.table({"acc": pa.array([0.9, 0.85], pa.float32())}),
        [{"acc": np.float32(0.9)}, {"acc": np.float32(0.85)}],
    ],
    ids=lambda source: type(source).__name__,
)
def test_single_precision_grows_no_digits(values):
    """0.9 stays 0.9, and is not 0.8999999761581421: its digits say how fine the metric is."""
    assert list(read_table(values).columns["acc"]) == ["0.9", "0.85"]


def test_scalars_of_other_libraries_are_their_numbers():
    """A tensor that was never turned into a number."""

    class Tensor:
        shape = ()

        def item(self):
            return 0.9734567

    assert list(read_table([{"acc": Tensor()}]).columns["acc"]) == ["0.9734567"]


def test_columns_with_several_levels_get_joined_names():
    """As pandas' aggregations and pivots have them; an index of names is a column too."""
    frame = pd.DataFrame(
        [[1, 2]], columns=pd.MultiIndex.from_tuples([("acc", "mean"), ("seed", "")]), index=["A"]
    )
    assert list(read_table(frame).columns) == ["index", "acc.mean", "seed"]


class Lazy:
    """A frame of Polars or Spark that is not computed yet."""

    def collect(self):
        return PolarsFrame()


class Broken:
    """An object that fails while it is read."""

    def to_pandas(self):
        raise MemoryError("no\nmemory")


@over(
    ("source", "said"),
    [
        (5, "the int is no table: should be a path, '-' for standard input, a frame"),
        (None, "the NoneType is no table"),
        (b"a,b\n", "the bytes is no table"),
        ({}, "the dict: is empty"),
        ([], "the list: is empty"),
        ({"a": []}, "the dict: has no rows"),
        ({"a": 1}, "the dict: a is a int: should be a column of values"),
        ({"a": "xyz"}, "the dict: a is a str: should be a column of values"),
        ({"a": [1], "b": [1, 2]}, "the dict: its columns have unequal lengths: a has 1, b has 2"),
        ([1], "the list: record 1 is a int, no dict"),
        ({1: [1], "1": [2]}, "the column 1 stands there twice"),
        (pd.DataFrame({"a": []}), "the frame: has no rows"),
        (Lazy(), "the Lazy is lazy: collect() it first"),
        (Broken(), "the Broken cannot be read: MemoryError: no"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_table_is_named_in_one_line(source, said):
    """Never an AttributeError or TypeError of somebody's library."""
    with pytest.raises(TableError) as error:
        read_table(source)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
