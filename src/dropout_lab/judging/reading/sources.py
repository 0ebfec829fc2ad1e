"""The one door of a stranger's table: whatever it is, it becomes columns of text, or one line."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dropout_lab.errors import TableError
from dropout_lab.judging.reading.content import Content, content_of
from dropout_lab.judging.reading.delimited import read_delimited
from dropout_lab.judging.reading.delimiters import layout_of
from dropout_lab.judging.reading.encodings import Encoding, encoding_of
from dropout_lab.judging.reading.frames import read_object
from dropout_lab.judging.reading.json_tables import read_json, starts_json
from dropout_lab.judging.reading.parquet import read_parquet
from dropout_lab.judging.reading.signatures import PARQUET, kind_of
from dropout_lab.judging.table import TextTable


def read_table(source: object) -> TextTable:
    """Read a table; cells stay text, so that a variant called NA keeps its name and a seed all its digits.

    Args:
        source: the path of a file, ``-`` for standard input, or a table that is there already: a frame of
            pandas, Polars or Arrow, a dict of columns, a list of dicts. A file may hold delimited text, JSON,
            JSON Lines or Parquet, packed by gzip or not: told by its content, never by its name.

    Raises:
        TableError: what is missing, no table, uneven, empty, or too large.
    """
    if not isinstance(source, str | Path):
        return read_object(source)
    with content_of(str(source)) as content:
        head = content.head()
        if not head:
            raise TableError(f"{content.name}: is empty")
        if head.startswith(PARQUET):
            return read_parquet(content.open(), content.name)
        if (kind := kind_of(head)) is not None:
            raise TableError(f"{content.name}: {kind}")
        return _read_text(content)


def _read_text(content: Content) -> TextTable:
    encoding = encoding_of(content)
    try:
        with _text(content, encoding) as file:
            if starts_json(file.read(4096)):
                file.seek(0)
                return read_json(file, content.name, encoding.notes)
        with _text(content, encoding) as file:
            layout = layout_of(file, content.name)
        with _text(content, encoding) as file:
            return read_delimited(file, content.name, layout, encoding.notes)
    except UnicodeDecodeError as error:
        raise TableError(
            f"{content.name}: is no text in {error.encoding} to its end; save it in UTF-8"
        ) from None


@contextmanager
def _text(content: Content, encoding: Encoding) -> Iterator[IO[str]]:
    """Open the text from its start, with the ends of its lines as they are."""
    file = io.TextIOWrapper(content.open(), encoding=encoding.codec, errors=encoding.errors, newline="")
    try:
        yield file
    finally:
        file.detach()
