"""A backend comes without the packages that it would take along, and these can be imported afterwards."""

import importlib
import json
import subprocess
import sys

import pytest

from dropout_lab.engines.lean import TAKEN_ALONG, hidden

LOADED = """
import json, sys
from dropout_lab.engines import load_engine
from dropout_lab.recipe import engine_choice
load_engine(engine_choice(name={name!r}))
loaded = [name for name in {watched!r} if name in sys.modules]
import pandas
print(json.dumps(loaded))
"""


def test_a_hidden_package_is_absent_and_comes_back(monkeypatch, tmp_path):
    """Inside the block it cannot be imported, afterwards it can; one that is loaded stays."""
    (tmp_path / "rarely_used.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    with hidden(["rarely_used", "json"]):
        with pytest.raises(ImportError):
            importlib.import_module("rarely_used")
        assert sys.modules["json"] is json
    assert importlib.import_module("rarely_used")
    assert sys.modules["json"] is json


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "watched"),
    [("tensorflow", TAKEN_ALONG), ("jax", sorted({*TAKEN_ALONG, "tensorflow"} - {"jax"}))],
)
def test_an_engine_takes_nothing_along(name, watched):
    """A worker starts in two thirds of the time; afterwards pandas can be imported as ever."""
    code = LOADED.format(name=name, watched=watched)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
