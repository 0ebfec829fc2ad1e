"""A stranger's file, written and read."""

import pytest

from dropout_lab.errors import TableError
from dropout_lab.judging.reading import read_table
from dropout_lab.language import ENGLISH


@pytest.fixture
def written(tmp_path):
    """Write a file of a stranger's; its path."""

    def go(content, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return go


@pytest.fixture
def read(written):
    """Write a file and read it."""
    return lambda content, name="t.csv": read_table(written(content, name))


@pytest.fixture
def refused(written, tmp_path):
    """Write a file and have it refused: one line, without the folder that it is in."""

    def go(content, name="t.csv"):
        with pytest.raises(TableError) as error:
            read_table(written(content, name))
        said = str(error.value)
        assert "\n" not in said
        assert said.isprintable()
        return said.removeprefix(f"{tmp_path}/")

    return go


def notes_of(table):
    """Say a table's notes in English."""
    return [note.said(ENGLISH) for note in table.notes]
