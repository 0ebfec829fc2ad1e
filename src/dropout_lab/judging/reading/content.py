"""The bytes of a table: of a file or of standard input, unpacked where they are packed, and bounded."""

import gzip
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, cast

from dropout_lab.errors import TableError, first_line
from dropout_lab.foreign import visible

MOST_BYTES = 1 << 30
"""Bytes of a table, unpacked."""

HEAD = 1 << 16
"""Bytes by which a kind of file is told."""

GZIP = b"\x1f\x8b"


class Content:
    """Bytes that can be read from their start again and again."""

    def __init__(self, name: str, raw: IO[bytes]) -> None:
        """Take an open file that can seek; `name` stands for it in errors."""
        self.name = name
        self._raw = raw
        self.is_packed = raw.read(2) == GZIP

    def open(self) -> IO[bytes]:
        """Return the bytes from the start, unpacked."""
        self._raw.seek(0)
        if not self.is_packed:
            return self._raw
        return cast("IO[bytes]", gzip.GzipFile(fileobj=self._raw, mode="rb"))

    def head(self) -> bytes:
        """Return the first bytes."""
        return self.open().read(HEAD)

    def chunks(self) -> Iterator[bytes]:
        """Return all bytes in parts of a megabyte.

        Raises:
            TableError: more bytes than a table has.
        """
        return _chunks(self.open(), self.name)


@contextmanager
def content_of(path: str) -> Iterator[Content]:
    """Open a file, or standard input for ``-``; an error of the system while it is read is one line.

    Raises:
        TableError: no such file, a folder, or one that cannot be read or unpacked.
    """
    name = "standard input" if path == "-" else visible(path)
    try:
        with _opened(path, name) as raw:
            yield Content(name, raw)
    except (OSError, EOFError, zlib.error, MemoryError, RecursionError) as error:
        raise TableError(f"{name}: cannot be read: {visible(first_line(error))}") from None


@contextmanager
def _opened(path: str, name: str) -> Iterator[IO[bytes]]:
    if path == "-":
        with _spooled(sys.stdin.buffer, name) as spool:
            yield spool
    elif Path(path).is_dir():
        raise TableError(f"{name}: is a folder; name a file in it")
    elif not Path(path).exists():
        raise TableError(f"{name}: no such file")
    else:
        with (
            Path(path).open("rb") as file,
            nullcontext(file) if file.seekable() else _spooled(file, name) as raw,
        ):
            yield raw


@contextmanager
def _spooled(file: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """Keep what a pipe gives, so that it can be read again."""
    with tempfile.SpooledTemporaryFile(1 << 24) as spool:
        for chunk in _chunks(file, name):
            spool.write(chunk)
        spool.seek(0)
        yield spool


def _chunks(file: IO[bytes], name: str) -> Iterator[bytes]:
    left = MOST_BYTES
    while chunk := file.read(1 << 20):
        left -= len(chunk)
        if left < 0:
            raise TableError(f"{name}: holds more than {MOST_BYTES >> 30} GB of bytes")
        yield chunk
