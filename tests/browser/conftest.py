"""One Chromium for the pages of a file: while it is there a loop of asyncio runs in the tests' own thread."""

import shutil

import pytest

from tests.conftest import BROWSERS


@pytest.fixture(scope="module")
def browser():
    """The Chromium of the system."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
