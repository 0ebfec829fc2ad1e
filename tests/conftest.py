"""Settings of every test: quiet TensorFlow, no accelerator by accident, Hypothesis, browsers; no pictures."""

import os
import shutil
import signal

# Before anything imports Keras or TensorFlow.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import pytest
from hypothesis import HealthCheck, settings

from tests.e2e.undrawn import leave_out_pictures

# Signals that nohup or a shell's `&` have ours ignore would be ignored by the commands under test too.
for number, usual in {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}.items():
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# The same examples each time, so that a suite fails for what was changed; `search` draws fresh ones.
# No deadline: the first example of a compiled function takes seconds, the others milliseconds.
settings.register_profile(
    "same", max_examples=20, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "search", parent=settings.get_profile("same"), max_examples=200, derandomize=False, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_collection_modifyitems(items):
    """Skip tests that open a page where no browser is installed, and say so."""
    if any(map(shutil.which, BROWSERS)):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium here; Debian: apt install chromium"))


@pytest.fixture
def undrawn(monkeypatch):
    """Write reports without their pictures; tests/figures, tests/report and tests/e2e draw them."""
    leave_out_pictures(monkeypatch.setattr)
