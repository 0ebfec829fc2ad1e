"""A store has one path, whatever links lead to it, and no file beside it is written through a link."""

import os
from pathlib import Path

import pytest

from dropout_lab.store import Store
from tests.store.examples import done
from tests.store.test_files import read_all, refusal


def test_a_link_to_a_store_is_that_store(path, tmp_path):
    """One lock and one log, by whichever name: a second writer is refused, a reader sees what is written."""
    with Store.open(path, write=True) as store:
        link = tmp_path / "link.sqlite"
        link.symlink_to(path)
        store.record(done(1))
        assert len(read_all(link)) == 1
        assert "another run writes it" in refusal(link)
    with Store.open(link, write=True) as store:
        assert store.path == Path(os.path.realpath(path))


def test_a_link_to_nothing_makes_no_store_there(tmp_path):
    """A clone may carry one; it does not decide where a file is made."""
    link = tmp_path / "store.sqlite"
    link.symlink_to(tmp_path / "elsewhere.sqlite")
    assert "is a link to" in refusal(link)
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite"]


@pytest.mark.parametrize("end", [".owner", ".lock", "-wal", "-shm", "-journal"])
def test_a_file_beside_a_store_that_is_a_link_is_not_followed(path, tmp_path, end):
    """It would be written to, or emptied, wherever it leads."""
    (tmp_path / "victim").write_text("theirs")
    path.parent.mkdir(parents=True, exist_ok=True)
    Path(f"{path}{end}").symlink_to(tmp_path / "victim")
    assert f"{end}: is a link to" in refusal(path)
    assert (tmp_path / "victim").read_text() == "theirs"
