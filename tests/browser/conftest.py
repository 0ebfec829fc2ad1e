"""One Chromium for the pages of a file: while it is there a loop of asyncio runs in the tests' own thread.

And a results folder, made once: its page whole, its pictures' own files as a browser leaves them, unread.
"""

import shutil

import pytest

from dropout_lab.publication import folder_files
from tests.conftest import BROWSERS
from tests.e2e.undrawn import leave_out_files_of_pictures
from tests.publication.test_check import GIVEN, four_seeds


@pytest.fixture(scope="module")
def browser():
    """The Chromium of the system."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def synthetic():
    """Every file of a results folder: name inside it -> bytes."""
    with pytest.MonkeyPatch.context() as patch:
        leave_out_files_of_pictures(patch.setattr)
        return folder_files(four_seeds(), GIVEN)


@pytest.fixture(scope="module")
def written(synthetic):
    """Writes that folder into a place; returns it."""

    def write(place):
        for name, content in synthetic.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return place

    return write
