"""Files of a stranger's: told by content, read as text with the lines of the file, or named in one line."""

import gzip
import io
import json
import sys
import zipfile

import pandas as pd
import pytest

from dropout_lab.errors import TableError
from dropout_lab.judging.reading import read_table
from tests.judging.conftest import notes_of
from tests.over import over

RUNS = {"variant": ["A", "A", "B"], "seed": ["1", "2", "1"], "val_loss": ["0.50", "0.4", ""]}
CSV = "variant,seed,val_loss\nA,1,0.50\nA,2,0.4\nB,1,\n"
RECORDS = [
    {"variant": "A", "seed": 1, "val_loss": 0.5},
    {"variant": "A", "seed": 2, "val_loss": 0.4},
    {"variant": "B", "seed": 1, "val_loss": None},
]


def columns(table):
    return {head: list(cells) for head, cells in table.columns.items()}


@over("delimiter", [",", ";", "\t"])
@over("end", ["\n", "\r\n", "\r"], ids=repr)
def test_the_delimiter_and_the_ends_of_lines_do_not_matter(read, delimiter, end):
    """Comma, semicolon, tab; the lines of three systems."""
    table = read(CSV.replace(",", delimiter).replace("\n", end))
    assert columns(table) == RUNS
    assert list(table.places) == [2, 3, 4]
    assert table.place(2) == "line 4"


def test_the_delimiter_is_told_from_the_rows_and_not_from_the_header_alone(read):
    """A header with commas in its quoted names, in a table of semicolons."""
    table = read('"loss, mean, of 3";seed\n0.5;1\n0.6;2\n')
    assert columns(table) == {"loss, mean, of 3": ["0.5", "0.6"], "seed": ["1", "2"]}
    table = read("variant;seed;test_accuracy\nA;1;0,91\nA;2;0,90\n")
    assert columns(table) == {"variant": ["A", "A"], "seed": ["1", "2"], "test_accuracy": ["0.91", "0.90"]}


def test_a_spreadsheet_may_say_its_delimiter(read):
    """Excel's first line of its own is no header; the lines are those of the file."""
    table = read("sep=;\na;b\n1,5;x\n")
    assert (columns(table), list(table.places)) == ({"a": ["1.5"], "b": ["x"]}, [3])


def test_comments_and_blank_lines_are_left_out_and_lines_counted_as_in_the_file(read):
    """Before the header and between the rows; a comment in a quoted cell is part of it."""
    table = read('# made by x\n\na,b\n1,2\n# half time\n\n3,"4\n# 5\n6"\n7,8\n')
    assert columns(table) == {"a": ["1", "3", "7"], "b": ["2", "4\\n# 5\\n6", "8"]}
    assert list(table.places) == [4, 7, 10]
    assert notes_of(table) == ["2 lines that begin with # are left out as comments"]


def test_a_header_may_stand_in_a_comment(read):
    """As NumPy writes it; a comment above that names no column is none."""
    assert columns(read("# variant,seed,acc\nA,1,0.9\n")) == {"variant": ["A"], "seed": ["1"], "acc": ["0.9"]}
    assert columns(read("# run of May, on x\nname,acc\nA,0.9\n")) == {"name": ["A"], "acc": ["0.9"]}


@over(
    ("codec", "said"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", ["UTF-16"]),
        ("utf-16-le", ["UTF-16"]),
        ("utf-16-be", ["UTF-16"]),
        ("gb18030", ["GB18030 (Chinese)"]),
    ],
)
def test_chinese_text_is_told_by_its_bytes(read, codec, said):
    """The encodings in which Chinese systems save a table; another than UTF-8 is said."""
    table = read("方法,种子,测试准确率\n无,1,0.97\n随机失活,1,0.98\n".encode(codec))
    expected = {"方法": ["无", "随机失活"], "种子": ["1", "1"], "测试准确率": ["0.97", "0.98"]}
    assert columns(table) == expected
    assert notes_of(table) == [
        f"the text is in {name}, as its bytes tell; if names look wrong, save it in UTF-8" for name in said
    ]


@over("word", ["Größe", "für", "été", "señal", "Ångström", "5 µs", "±0.1", "25 °C", "ÀÉÎ"])
def test_western_text_is_not_taken_for_chinese(read, word):
    """The letters of Latin-1, alone and in pairs, in names and cells."""
    table = read(f"method,seed,{word}\nA,1,0.5\n{word},2,0.6\n".encode("cp1252"))
    assert list(table.columns) == ["method", "seed", word]
    assert table.columns["method"][1] == word


def test_a_character_cut_in_half_does_not_turn_a_table_of_utf_8_into_another(read):
    """A tracker cut a long cell by bytes; the rest is as it was."""
    table = read("方法,备注\n无,好\n".encode() + "失活,很长".encode()[:-1] + b"\n")
    assert columns(table) == {"方法": ["无", "失活"], "备注": ["好", "很\ufffd"]}
    assert "some broken characters" in notes_of(table)[0]


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "parquet"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_every_kind_is_told_by_its_content_whatever_its_name(read, kind, packed):
    """CSV, JSON, JSON Lines and Parquet, packed or not, in a file with the name of another kind."""
    content = {
        "csv": CSV.encode(),
        "json": json.dumps(RECORDS).encode(),
        "jsonl": "\n".join(map(json.dumps, RECORDS)).encode(),
        "parquet": pd.DataFrame(RECORDS).to_parquet(),
    }[kind]
    table = read(gzip.compress(content) if packed else content, "t.xlsx")
    assert columns(table) == RUNS | ({} if kind == "csv" else {"val_loss": ["0.5", "0.4", ""]})


@over("shape", ["records", "split", "table", "columns", "lists", "index", "named", "nested"])
def test_json_may_be_laid_out_in_many_ways(read, shape):
    """A list of records, pandas' layouts, an object of columns, runs by name, records under one key."""
    frame = pd.DataFrame(RECORDS)
    text = {
        "records": json.dumps(RECORDS),
        "split": frame.to_json(orient="split"),
        "table": frame.to_json(orient="table", index=False),
        "columns": frame.to_json(orient="columns"),
        "lists": json.dumps(frame.to_dict("list")).replace("NaN", "null"),
        "index": frame.to_json(orient="index"),
        "named": json.dumps({f"run_{place}": record for place, record in enumerate(RECORDS)}),
        "nested": json.dumps({"date": "May", "runs": RECORDS}),
    }[shape]
    table = read(text)
    found = columns(table)
    assert found.pop("name", ["run_0", "run_1", "run_2"]) == ["run_0", "run_1", "run_2"]
    assert found == RUNS | {"val_loss": ["0.5", "0.4", ""]}
    assert table.place(2) == "record 3"


def test_numbers_of_json_keep_their_digits_and_nested_keys_get_dots(read):
    """A zero at the end says how fine a number is; a seed may be longer than a double."""
    table = read('{"a": {"seed": 12345678901234567890, "sizes": [64, 32]}, "acc": 0.10}\n\n{"acc": NaN}\n')
    assert columns(table) == {
        "a.seed": ["12345678901234567890", ""],
        "a.sizes": ["[64, 32]", ""],
        "acc": ["0.10", "NaN"],
    }
    assert list(table.places) == [1, 3]


def test_standard_input_is_read_like_a_file(monkeypatch):
    """A dash in the place of a path: text, packed text, Parquet."""
    for content in (CSV.encode(), gzip.compress(CSV.encode()), pd.DataFrame(RUNS).to_parquet()):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        table = read_table("-")
        assert columns(table) == RUNS
        assert table.source == "standard input"


def test_columns_without_a_name_get_one_and_empty_ones_are_left_out(read):
    """An index of pandas; the empty columns of a spreadsheet."""
    assert list(read(",a,,b,\n0,1,,2,\n1,3,,4,\n").columns) == ["column 1", "a", "b"]
    assert list(read(",column 1\n0,1\n").columns) == ["column 1'", "column 1"]


def test_row_names_of_r_are_a_column(read):
    """R writes a header with one name fewer than cells."""
    table = read('"seed","acc"\n"1",3,0.9\n"2",4,0.8\n')
    assert columns(table) == {"column 1": ["1", "2"], "seed": ["3", "4"], "acc": ["0.9", "0.8"]}


def test_a_column_that_stands_twice_with_the_same_cells_is_one(read):
    """A join left its key twice; it is said."""
    table = read("seed,acc,seed\n1,0.9,1\n")
    assert columns(table) == {"seed": ["1"], "acc": ["0.9"]}
    assert notes_of(table) == ["stands there twice, with the same cells: seed; counted once"]


def test_cells_with_control_characters_are_harmless(read):
    """What would move a cursor or hide text is shown as an escape."""
    table = read("variant,a\x1b[2J\nx\x07\u202ey,1\n")
    assert columns(table) == {"variant": ["x\\x07\\u202ey"], "a\\x1b[2J": ["1"]}
    assert columns(read('[{"a": "\\ud800"}]')) == {"a": ["\\ud800"]}


def workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


@over(
    ("content", "said"),
    [
        (workbook(), "is an Excel workbook: save its sheet as CSV"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
            "is an Excel workbook (.xls): save its sheet as CSV",
        ),
        (b"PK\x03\x04" + bytes(26) + b"runs.csv", "is a zip archive: unpack it"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "is an image"),
        (b"\x80\x04\x95\x10\x00\x00", "is a pickle, which is never opened"),
        (b"SQLite format 3\0", "is an SQLite database"),
        (b"\x93NUMPY\x01\x00", "is a NumPy array"),
        (b"\x89HDF\r\n\x1a\n", "is an HDF5 file"),
        (b"\xfd7zXZ\0", "is packed: only gzip is read packed"),
        (b"\n<!DOCTYPE html><html>", "is an HTML page"),
        (b"<?xml version='1.0'?><runs/>", "is an XML file"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "is a pointer of Git LFS"),
        (b"\\begin{tabular}{ll}", "is a LaTeX table"),
        (b"\x7fELF\x02", "is a program"),
        (bytes(100), "line 1 holds NUL bytes"),
        (b"a,b\n1,\x00\n", "line 2 holds NUL bytes"),
        (b"a,b\n\x81\x8d,2\n", "is no text in UTF-8, UTF-16, GB18030 or Windows-1252"),
        (b"PAR1" + bytes(50), "cannot be read as Parquet"),
        (b"\x1f\x8bnothing", "cannot be read: "),
        (gzip.compress(b"a,b\n1,2\n" * 99, mtime=0)[:-9], "cannot be read: "),
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n# nothing\n", "is empty"),
        (b"a,b\n", "has no rows"),
        (b"a,b\n1\n", "line 2 has 1 cell, the header 2"),
        (b'a,b\n"1\n2",3\n4,5,6\n', "line 4 has 3 cells, the header 2"),
        (
            b"Results of May\n\na,b\n1,2\n",
            "line 3 has 2 cells, the header 1; does the header stand at line 3?",
        ),
        (b'a,b\n1,2\n"3,4\n5,6\n', "line 3: cannot be read as CSV: unexpected end of data"),
        (b'a,b\n1,"2"3\n', "line 2: cannot be read as CSV"),
        (b"a,b,a\n1,2,3\n", "the column a stands there twice, with unlike cells"),
        (b",acc,acc\n,mean,std\nA,0.9,0.1\n", "a table of means cannot be judged: give one with a row a run"),
        (b"0,0,0.9\n0,1,0.8\n", "the column 0 stands there twice, with unlike cells; has it a header?"),
        (b'{"a": 1}\n{"a": \n', "line 2: cannot be read as JSON"),
        (b'{"a": 1}\n[1]\n', "line 2 is no JSON object"),
        (b'[{"a": 1}, 2]', "record 2 is no JSON object"),
        (b'[{"a": 1,\n"a": 2}]', "the key a stands twice in one object"),
        (b'{"a": [1], "b": [1, 2]}', "its columns have unequal lengths: 1, 2"),
        (b"[{}, {}]", "has no columns"),
        (b"[" * 100_000, "cannot be read as JSON"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_no_table_is_named_in_one_line(refused, content, said):
    """Each with its kind and what to export instead, or with the line that is wrong."""
    assert said in refused(content)


def test_what_is_not_there_or_a_folder_is_named(tmp_path):
    """A path that leads nowhere, and one that leads to many files."""
    with pytest.raises(TableError, match=r"no\.csv: no such file"):
        read_table(tmp_path / "no.csv")
    with pytest.raises(TableError, match="is a folder; name a file in it"):
        read_table(tmp_path)


def test_parquet_without_its_reader_says_what_to_install(refused, monkeypatch):
    """Pyarrow is an extra."""
    content = pd.DataFrame(RUNS).to_parquet()
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert "pip install 'dropout-lab[parquet]', or save the table as CSV" in refused(content)
