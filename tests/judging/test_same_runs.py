"""The same runs, written in any of thousands of layouts, are read as the same runs."""

import csv
import gzip
import io
import json
from dataclasses import dataclass

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.reading import read_table
from dropout_lab.judging.wide import lengthened

NAMES = {
    "utf-8": ("none", "dropout 0,5", 'the "new" one', "größe", "随机失活", "a;b\tc", "-"),
    "utf-16": ("none", "größe", "随机失活", "x,y"),
    "utf-8-sig": ("none", "随机失活"),
    "gb18030": ("无", "随机失活", "对照组"),
    "cp1252": ("für alle", "größe", "none"),
}
HEADS = {"gb18030": ("方法", "种子", "损失"), "cp1252": ("Größe", "seed", "Verlust")}
USUAL = ("variant", "seed", "val loss")


@dataclass(frozen=True)
class Layout:
    """How a table is written."""

    kind: str
    encoding: str
    delimiter: str
    decimal: str
    end: str
    quoting: int
    order: tuple[int, ...]
    comments: bool
    packed: bool


@st.composite
def layouts(draw):
    kind = draw(
        st.sampled_from(["csv", "csv", "csv", "json", "lines", "columns", "parquet", "frame", "wide"])
    )
    encoding = draw(st.sampled_from(list(NAMES)))
    delimiter = draw(st.sampled_from(",;\t"))
    return Layout(
        kind=kind,
        encoding=encoding if kind in ("csv", "wide") else "utf-8",
        delimiter=delimiter,
        decimal=draw(st.sampled_from("." if delimiter == "," else ".,")),
        end=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        order=tuple(draw(st.permutations(range(3)))),
        comments=draw(st.booleans()),
        packed=draw(st.booleans()),
    )


@st.composite
def tables(draw):
    """Draw a layout, and runs whose variants it can write: each of two variants on the same seeds."""
    layout = draw(layouts())
    names = draw(st.lists(st.sampled_from(NAMES[layout.encoding]), min_size=2, max_size=2, unique=True))
    seeds = draw(st.lists(st.integers(0, 10**12), min_size=2, max_size=5, unique=True))
    digits = draw(st.integers(1, 8))
    value = st.one_of(st.none(), st.floats(-1e4, 1e4).map(lambda x: f"{x:.{digits}f}"))
    runs = [(name, str(seed), draw(value)) for name in names for seed in seeds]
    return layout, runs


def written(layout, runs):
    """Write the runs; what `read_table` is given."""
    heads = HEADS.get(layout.encoding, USUAL)
    if layout.kind == "wide":
        names = list(dict.fromkeys(run[0] for run in runs))
        by = {run[:2]: run[2] for run in runs}
        heads = (heads[1], *names)
        runs = [(seed, *(by[name, seed] for name in names)) for seed in dict.fromkeys(run[1] for run in runs)]
        return packed(layout, delimited(layout, heads, runs, ()))
    picked = [heads[place] for place in layout.order]
    records = [{heads[place]: run[place] for place in layout.order} for run in runs]
    frame = pd.DataFrame(records, columns=picked)
    if layout.kind == "frame":
        return frame
    if layout.kind == "parquet":
        return packed(layout, frame.to_parquet(index=False))
    text = {
        "csv": lambda: None,
        "json": lambda: json.dumps(records, ensure_ascii=False, indent=1),
        "lines": lambda: "\n".join(json.dumps(record) for record in records),
        "columns": lambda: frame.to_json(orient="columns"),
    }[layout.kind]()
    if text is None:
        return packed(
            layout, delimited(layout, picked, [tuple(r.values()) for r in records], ["# half time"])
        )
    return packed(layout, text.encode())


def delimited(layout, heads, rows, between):
    file = io.StringIO()
    writer = csv.writer(
        file, delimiter=layout.delimiter, quoting=layout.quoting, lineterminator=layout.end, escapechar=None
    )
    if layout.comments:
        file.write(f"# written by a program of somebody's{layout.end}{layout.end}")
    writer.writerow(heads)
    for number, row in enumerate(rows):
        if layout.comments and number == 1:
            file.writelines(f"{line}{layout.end}" for line in between)
        writer.writerow([decimals(layout, cell) for cell in row])
    return file.getvalue().encode(layout.encoding)


def decimals(layout, cell):
    is_number = cell is not None and number_of(cell) is not None
    return cell.replace(".", layout.decimal) if is_number else cell


def packed(layout, content):
    return gzip.compress(content, 1) if layout.packed else content


@given(example=tables())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_runs_are_read_from_every_layout(example, tmp_path):
    """Kind, encoding, delimiter, decimal comma, quotes, order of columns, comments, packing: none matters."""
    layout, runs = example
    source = written(layout, runs)
    if isinstance(source, bytes):
        path = tmp_path / "runs.txt"
        path.write_bytes(source)
        source = path
    table = read_table(source)
    variant, seed, metric = HEADS.get(layout.encoding, USUAL)
    if layout.kind == "wide":
        names = list(dict.fromkeys(run[0].replace("\t", "\\t") for run in runs))
        table = lengthened(table, variants=names, variant=[variant], seed=[seed], metric=metric)
    cells = zip(*(table.columns[head] for head in (variant, seed, metric)), strict=True)
    found = sorted((name, seed, number_of(cell) and number_of(cell).value) for name, seed, cell in cells)
    plain = [(name.replace("\t", "\\t"), seed, None if v is None else float(v)) for name, seed, v in runs]
    assert found == sorted(plain, key=lambda run: run[:2])
