"""Damaged folders and folders of strangers: never another number, no traceback, nothing written outside."""

import os
import random
import warnings

import numpy as np
import pytest

from dropout_lab.api import reading
from dropout_lab.errors import DamageWarning, DropoutLabError, UnverifiedWarning
from dropout_lab.publication import check, check_folder, publish, read_report, remake_folder
from dropout_lab.results_folder import (
    published_history,
    read_claims,
    read_experiment,
    read_pixels,
    read_plans,
    read_provenance,
    read_results,
)
from tests.e2e.undrawn import leave_out_pages, leave_out_pictures
from tests.publication.spoilt_folders import KINDS, contents, distorted, put_back, small_folder

TRIES = int(os.environ.get("DROPOUT_LAB_FUZZ", "1000"))
"""How many in the slow tests, all kinds of damage together; of strangers a fifth, since each is analysed."""


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """A folder, and every file of it."""
    with pytest.MonkeyPatch.context() as patch:
        leave_out_pictures(patch.setattr)
        leave_out_pages(patch.setattr)
        folder = small_folder(tmp_path_factory.mktemp("spoilt") / "theirs")
    return folder, contents(folder)


@pytest.fixture
def one_past(monkeypatch):
    """Read what our own published folders know once, not again for each folder of a stranger."""
    known = published_history()
    for reader in (reading, publish):
        monkeypatch.setattr(reader, "published_history", lambda *_: known)


def numbers(folder):
    """All that is read of a folder, in a form that compares."""
    runs = [
        [np.asarray(value).tobytes() if isinstance(value, np.ndarray) else repr(value) for value in fields]
        for fields in (
            [*vars(record).values(), *record.curves.values(), *map(str, record.curves)]
            for record in read_results(folder)
        )
    ]
    return runs, read_experiment(folder), read_plans(folder), read_pixels(folder), read_claims(folder)


@pytest.mark.timeout(120 + TRIES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "tries",
    [pytest.param(10, marks=pytest.mark.short), pytest.param(TRIES // len(KINDS), marks=pytest.mark.slow)],
)
def test_damage_is_found_and_never_read_as_another_number(pristine, monkeypatch, kind, tries):
    """Each verb that reads numbers says one line or the same numbers; a check finds every change."""
    folder, files = pristine
    put_back(folder, files)
    known, sound, report = read_provenance(folder), numbers(folder), read_report(folder)

    def read(where):
        assert numbers(where) == sound
        return report  # of equal numbers the analysis is equal, and takes most of the time

    monkeypatch.setattr(check, "read_report", read)
    monkeypatch.setattr(check, "folder_files", lambda *_: dict(files))
    for number in range(tries):
        spoilt = KINDS[kind](random.Random(number), files)
        changed = [name for name in files if spoilt[name] != files[name]]
        for name in changed:
            (folder / name).write_bytes(spoilt[name])
        said = check_folder(folder)
        assert not any("\n" in line for line in said), number
        if changed:
            assert said or read_provenance(folder) == known, number
        for name in changed:
            (folder / name).write_bytes(files[name])


@pytest.mark.timeout(120 + TRIES)
@pytest.mark.parametrize(
    "tries", [pytest.param(6, marks=pytest.mark.short), pytest.param(TRIES // 5, marks=pytest.mark.slow)]
)
def test_a_strangers_folder_ends_in_results_or_in_one_line(pristine, tmp_path, unwritten, one_past, tries):
    """Read, checked or remade; nothing beside the folder is touched, whatever leads there."""
    _, files = pristine
    folder, victim = tmp_path / "theirs", tmp_path / "victim"
    folder.mkdir()
    victim.write_text("mine")
    ended, said = {True: 0, False: 0}, []
    for number in range(tries):
        distorted(number, folder, files)
        verbs = (
            [reading.results, read_claims]
            + [check_folder] * (number % 5 == 0)
            + [remake_folder] * (number % 10 == 0)
        )
        for verb in verbs:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UnverifiedWarning)
                warnings.simplefilter("ignore", DamageWarning)
                try:
                    verb(folder)
                    ended[True] += 1
                except DropoutLabError as error:
                    said.append(str(error))
                    ended[False] += 1
                except Exception as error:
                    raise AssertionError(f"folder {number}, {verb.__name__}: {error!r}") from error
        assert victim.read_text() == "mine"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["theirs", "victim"], number
    assert min(ended.values()) > tries / 20
    assert not any("\n" in line for line in said)
