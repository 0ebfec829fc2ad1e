"""Messages of a campaign: whoever writes them never waits for who reads, and learns of no trouble."""

import fcntl
import os
import sys
import time

import pytest
import typer
from rich.console import Console

from dropout_lab.cli import messages as door
from dropout_lab.cli.messages import Messages, messages


@pytest.fixture
def to_pipe(monkeypatch):
    """Let stderr be a pipe of 4 kB, from inside a test on; returns the end that reads."""
    opened = []

    def begin():
        out, into = os.pipe()
        fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, 4096)
        monkeypatch.setattr(sys, "stderr", os.fdopen(into, "w", encoding="utf-8"))
        opened.append(sys.stderr)
        return out

    yield begin
    door_closed = os.open(os.devnull, os.O_WRONLY)
    for stream in opened:  # a thread may write there still
        os.dup2(door_closed, stream.fileno())
    os.close(door_closed)


def test_lines_come_in_their_order_whoever_prints_them(to_pipe):
    """typer's, rich's and plain ones, all before the block ends."""
    pipe = to_pipe()
    with messages():
        typer.echo("first", err=True)
        Console(stderr=True).print("second")
        sys.stderr.write("third 训练\n")
    assert os.read(pipe, 4096).decode() == "first\nsecond\nthird 训练\n"


def test_a_pipe_that_nobody_reads_delays_nobody(to_pipe, monkeypatch):
    """A hundred kilobytes into four, and the end waits but a moment for a reader."""
    monkeypatch.setattr(door, "LAST_SECONDS", 0.1)
    to_pipe()
    begun = time.monotonic()
    with messages():
        for _ in range(1000):
            typer.echo("x" * 100, err=True)
    assert time.monotonic() - begun < 5


def test_what_nobody_takes_is_dropped_not_kept(to_pipe):
    """A thousand texts wait; a campaign of a month takes no more memory."""
    to_pipe()
    stream = Messages(sys.stderr)
    for _ in range(5000):
        stream.write("x" * 100)
    assert stream._texts.qsize() <= door.MOST_PENDING


def test_a_reader_that_goes_is_not_missed(to_pipe):
    """`| head -1`: neither rich nor typer ends the process."""
    os.close(to_pipe())
    with messages():
        Console(stderr=True).print("nobody")
        typer.echo("reads this", err=True)


def test_a_full_disk_is_not_missed(monkeypatch):
    """`2> /dev/full`."""
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        with messages():
            typer.echo("no room", err=True)


def test_a_closed_stream_takes_everything(monkeypatch):
    """`2>&-`: Python has no stream then."""
    monkeypatch.setattr(sys, "stderr", None)
    with messages():
        typer.echo("nobody", err=True)
        Console(stderr=True).print("nobody")
    assert sys.stderr is None


def test_a_terminal_that_another_program_made_non_blocking_gets_all(to_pipe):
    """`BlockingIOError` is no end; the rest is written when there is room."""
    pipe = to_pipe()
    os.set_blocking(sys.stderr.fileno(), False)
    text = "x" * 20_000
    with messages():
        sys.stderr.write(text)
        got = b""
        while len(got) < len(text):
            got += os.read(pipe, 4096)
    assert got.decode() == text
