"""Settings of every test: quiet TensorFlow, no accelerator by accident, Hypothesis, browsers; no pictures."""

import faulthandler
import gc
import os
import shutil
import signal
from pathlib import Path

# Before anything imports Keras or TensorFlow.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("DROPOUT_LAB_REDRAW", "1")  # what is tested is drawn, never remembered

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from tests.e2e.undrawn import leave_out_judged_pictures, leave_out_pages, leave_out_pictures

# Signals that nohup or a shell's `&` have ours ignore would be ignored by the commands under test too.
ENDS = dict.fromkeys((signal.SIGHUP, signal.SIGQUIT), signal.SIG_DFL)
for number, usual in {signal.SIGINT: signal.default_int_handler, **ENDS}.items():
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
settings.load_profile(PROFILE := os.environ.get("HYPOTHESIS_PROFILE", "same"))
if PROFILE == "same":
    # Words and numbers of whatever modules are imported would be examples too: others in each worker, and
    # in a fresh clone it takes seconds to read them.
    providers.is_local_module_file = lambda _file: False


ROOT = Path(__file__).parents[1]
STDERR = pytest.StashKey[int]()
BACKWARDS = pytest.StashKey[bool]()


def pytest_configure(config):
    """Keep the way to stderr, which each test's capture closes."""
    config.stash[STDERR] = os.dup(2)
    config.add_cleanup(lambda: os.close(config.stash[STDERR]))


@pytest.hookimpl(tryfirst=True)
def pytest_timeout_set_timer(item, settings):
    """Limit a test by Python's own watchdog: the same stacks and the same end as by a timer of threads,
    at a tenth of what those cost each of thousands of tests.
    """
    faulthandler.dump_traceback_later(settings.timeout, exit=True, file=item.config.stash[STDERR])
    return True


@pytest.hookimpl(tryfirst=True)
def pytest_timeout_cancel_timer():
    """A test that ends in time is no longer watched."""
    faulthandler.cancel_dump_traceback_later()
    return True


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session):
    """Spare the garbage collector some million objects that stay: the tests, and what they import.

    It comes less often too: what a test leaves behind is small.
    """
    gc.disable()
    if from_the_end(session.config):
        session.config.stash[BACKWARDS] = True
        session.config.args = [str(place) for place in reversed([*places(session.config.args)])]
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        gc.enable()


def from_the_end(config):
    """Tell whether a worker of two collects all tests from the end, as the other does from the start.

    Each then reads half of the files as the other has compiled them, which in a fresh clone takes seconds.
    """
    number = getattr(config, "workerinput", {}).get("workerid", "gw0").removeprefix("gw")
    everything = [ROOT / arg for arg in config.args] == [ROOT / arg for arg in config.getini("testpaths")]
    return everything and int(number) % 2 == 1


def places(args):
    """Walk what is to be collected, the folder of all tests by its entries."""
    for arg in args:
        folder = ROOT / arg
        if folder != ROOT / "tests":
            yield arg
        else:
            yield from (place for place in sorted(folder.iterdir()) if holds_tests(place))


def holds_tests(place):
    """Tell whether pytest would look for tests, or for examples in docstrings, at a place."""
    if place.is_dir():
        return place.name != "__pycache__"
    return place.suffix == ".py" and (place.name.startswith("test_") or b">>> " in place.read_bytes())


def in_its_place(item):
    """Say where in the usual order the file of an item stands."""
    parts = item.path.relative_to(ROOT).parts
    return parts[0] != "tests", parts


@pytest.hookimpl(trylast=True)  # of what is left to run
def pytest_collection_modifyitems(config, items):
    """Leave out short forms of tests whose long ones run; skip tests of pages where there is no browser."""
    if BACKWARDS in config.stash:
        items.sort(key=in_its_place)
    long = {function_of(item) for item in items if item.get_closest_marker("slow")}
    short = [item for item in items if item.get_closest_marker("short") and function_of(item) in long]
    config.hook.pytest_deselected(items=short)
    items[:] = [item for item in items if item not in set(short)]
    if any(map(shutil.which, BROWSERS)):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium here; Debian: apt install chromium"))


def function_of(item):
    """The test function of which an item is one form."""
    return item.path, getattr(item, "originalname", item.name)


@pytest.fixture
def undrawn(monkeypatch):
    """Write reports without their pictures; tests/figures, tests/report and tests/e2e draw them."""
    leave_out_pictures(monkeypatch.setattr)


@pytest.fixture
def unwritten(undrawn, monkeypatch):
    """Write reports without their page and README either; tests/report and test_write.py make them."""
    leave_out_pages(monkeypatch.setattr)


@pytest.fixture
def judged_undrawn(monkeypatch):
    """Write judgements without their pictures; tests of their page draw them."""
    leave_out_judged_pictures(monkeypatch.setattr)


@pytest.fixture
def lanes_of_numpy(monkeypatch):
    """Draw the same bits by NumPy, many times faster than op by op; of calls that nobody compiles."""
    import keras
    import numpy as np

    from dropout_lab.dropout import masks
    from dropout_lab.keras_ops import NumpyOps

    on_backend = masks.lanes

    def lanes(seed, site, call, rows, units):
        tensors = map(keras.ops.copy, (seed, call, rows))  # of a variable its value
        key, counter, row = map(keras.ops.convert_to_numpy, tensors)
        words = (np.asarray(word).astype("uint32") for word in (key, counter))
        with np.errstate(over="ignore"):  # words of 32 bits wrap
            seed, call = words
            return keras.ops.convert_to_tensor(on_backend(seed, site, call, row, units, NumpyOps()))

    monkeypatch.setattr(masks, "lanes", lanes)
