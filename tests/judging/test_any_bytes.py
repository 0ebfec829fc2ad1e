"""Whatever the bytes, and however many: a table, or one line; no traceback, no hang, no full memory."""

import gzip
import multiprocessing
import os
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dropout_lab.errors import TableError
from dropout_lab.judging.layouts import misread
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.reading import read_table
from tests.judging import reading_one

PIECES = (
    *(
        b"variant,seed,acc\n",
        b"A,1,0.9\n",
        b"B;2;0,9\n",
        b"\t",
        b'"',
        b'""',
        b"\r",
        b"\n\n",
        b"#",
        b"sep=;\n",
    ),
    *(b"{", b"}", b"[", b'{"a": 1}\n', b'[{"a": [1, {"b": null}]}]', b"0,91;1.234,5\n", b"nan,inf,1e999\n"),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xd7\xbc\xc8\xb7", b"\xe9", b"\xe6\x96\xb9", b"\x1b[31m"),
    *(
        b"PK\x03\x04",
        b"PAR1",
        b"\x1f\x8b",
        b"<html>",
        b"|a|b|\n",
        b"a - b__MIN,a - b__MAX\n",
        b"0.95(0.01)\n",
    ),
)


@given(
    pieces=st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=12),
    packed=st.booleans(),
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(pieces=[b"[" * 3000, b"]" * 3000], packed=False)
@example(pieces=[b'[{"a": ', b"[" * 700, b"]" * 700, b"}]"], packed=False)
def test_any_bytes_are_a_table_or_one_line(pieces, packed, tmp_path):
    """Pieces of every kind of file, in any order; what is read is even, named and harmless."""
    path = tmp_path / "t"
    path.write_bytes(gzip.compress(b"".join(pieces), 1) if packed else b"".join(pieces))
    try:
        table = read_table(path)
    except TableError as refusal:
        said, table = str(refusal), None
    if table is None:
        assert said.isprintable()
        return
    assert len(table) > 0
    assert table.columns
    for head, cells in table.columns.items():
        assert head
        assert len(cells) == len(table)
        assert not any(letter in cell for cell in (head, *cells) for letter in "\x00\x07\x1b\n\r\u202e")
        for cell in cells:
            number_of(cell)
    misread(table, variant=["variant"], seed=["seed"], metric="acc", variants=["A", "B"])


def in_a_process(path):
    """What a file is read as, in one line, and the most memory that the process took, in bytes."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["dropout_lab.judging.reading"])  # imported once, then forked
    ours, its = processes.Pipe(duplex=False)
    process = processes.Process(target=reading_one.tell, args=(str(path), its))
    process.start()
    its.close()
    told = ours.recv() if ours.poll(200) else None
    process.kill()
    process.join()
    return told


def repeated(start, part, times, end=b""):
    """Pack a content that is large and says little."""
    return gzip.compress(start, 1) + gzip.compress(part * 1000, 1) * (times // 1000) + gzip.compress(end, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(
            lambda: repeated(b"", bytes(1000), 3_000_000), "holds more than 1 GB of bytes", id="zeros"
        ),
        pytest.param(
            lambda: repeated(b"a,b\n", b"12,", 30_000_000), "a row of more than 20 MB", id="a long row"
        ),
        pytest.param(
            lambda: repeated(b"a,b\n", b'12,12,12,"\n",', 20_000_000), "a row of more than", id="lines"
        ),
        pytest.param(
            lambda: repeated(b'a,b\n"', b"x,\n", 20_000_000), "larger than field limit", id="a quote"
        ),
        pytest.param(lambda: repeated(b"a", b",a", 6_000_000), "has 6000001 columns", id="columns"),
        pytest.param(lambda: repeated(b"[", b"{},", 5_000_000, b"{}]"), "has no columns", id="empty objects"),
        pytest.param(
            lambda: b"\n".join(b'{"k%d": 1}' % number for number in range(100_000)),
            "unlike keys",
            id="unlike keys",
        ),
        pytest.param(
            lambda: b"variant,seed,acc\n" + b"".join(b"A,%d,0.%d\n" % (n, n * 7919) for n in range(500_000)),
            "500000 rows",
            id="half a million rows",
        ),
        pytest.param(
            lambda: b"a,b\n" + b"".join(b"%d,%s\n" % (n, b"x" * ((1 << 24) - 1)) for n in range(2)),
            "2 rows",
            id="16 MB",
        ),
    ],
)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read where Linux tells it")
def test_what_is_large_ends_within_a_gigabyte(written, content, said):
    """Bombs and large tables, each in a process of its own whose memory is measured."""
    line, most = in_a_process(written(content()))
    assert said in line
    assert most < 1 << 30


@pytest.mark.slow
def test_a_hundred_thousand_columns_are_read(read):
    """A tracker that made a column of every key it ever saw."""
    heads = ",".join(f"k{number}" for number in range(100_000))
    table = read(f"{heads}\n{','.join(['0.5'] * 100_000)}\n")
    assert len(table.columns) == 100_000


def test_a_pipe_is_read_like_a_file(tmp_path):
    """As a shell gives it for a command in the place of a file; it cannot be read twice."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=("a;b\n1;0,5\n",))
    writer.start()
    table = read_table(path)
    writer.join()
    assert table.columns == {"a": ["1"], "b": ["0.5"]}
