"""Finding layers: ours by file name, Keras's as a control, and a user's own class."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dropout_lab.dropout import layer_class, layer_source_sha256
from dropout_lab.errors import ConfigError
from dropout_lab.recipe import Dropout

USERS_FILE = """
from dropout_lab.dropout.standard import Standard

class Mine(Standard):
    '''A layer of the user's own.'''

def no_layer():
    pass
"""


@pytest.fixture
def users_file(tmp_path, monkeypatch):
    """A user's module in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "my_layers.py"
    path.write_text(USERS_FILE)
    yield path
    sys.modules.pop("my_layers", None)


def test_an_unknown_layer_is_answered_with_those_that_exist():
    """A misspelt name gets the names and the nearest."""
    with pytest.raises(ConfigError, match=r"dropout=standart: no such dropout; choose .*nearest: standard"):
        layer_class(Dropout(name="standart"))


def test_keras_own_layer_starts_each_run_anew():
    """A reset gives Keras's Dropout the same noise again, other sites and seeds get others."""
    kind = layer_class(Dropout(name="standard", source="keras"))
    ones = np.ones((64, 50), np.float32)
    noise = kind(rate=0.5, site=1, mask_seed=2**32 - 1)
    first = np.asarray(noise(ones, training=True))
    assert (np.asarray(noise(ones, training=True)) != first).any()
    noise.reset(0.5, 2**32 - 1)
    np.testing.assert_array_equal(noise(ones, training=True), first)
    for other in (kind(rate=0.5, site=2, mask_seed=2**32 - 1), kind(rate=0.5, site=1, mask_seed=4)):
        assert (np.asarray(other(ones, training=True)) != first).any()


def test_keras_own_layer_keeps_its_rate():
    """Its rate is compiled in, so a reset to another is refused, not ignored."""
    noise = layer_class(Dropout(name="standard", source="keras"))(rate=0.5, site=1)
    with pytest.raises(ValueError, match=r"rate must be 0\.5"):
        noise.reset(0.2, 0)


def test_a_users_class_is_loaded_from_the_current_folder(users_file):
    """`layer=module:Class` gives the class, if its file is the one the recipe names."""
    sha = hashlib.sha256(users_file.read_bytes()).hexdigest()
    assert layer_source_sha256("my_layers:Mine") == sha
    kind = layer_class(Dropout(name="custom", layer="my_layers:Mine", layer_sha256=sha))
    assert kind.__name__ == "Mine"
    assert kind(rate=0.2, site=1, mask_seed=0).threshold == 13107


def test_hashing_a_users_file_imports_nothing(tmp_path, monkeypatch):
    """A package whose import would fail is hashed all the same."""
    monkeypatch.chdir(tmp_path)
    package = tmp_path / "bad_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit")
    (package / "layers.py").write_text("raise SystemExit")
    assert layer_source_sha256("bad_package.layers:Mine") == hashlib.sha256(b"raise SystemExit").hexdigest()


def test_a_changed_file_is_not_the_recipes(users_file):
    """A file edited since the recipe was made is refused by its hash."""
    with pytest.raises(ConfigError, match="has changed since"):
        layer_class(Dropout(name="custom", layer="my_layers:Mine", layer_sha256="0" * 64))


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("no_such_module:Mine", "no module no_such_module"),
        ("json.no_such:Mine", "no module json.no_such"),
        ("sys:Mine", "sys"),
        ("Mine", "should be module:Class"),
    ],
)
def test_a_missing_users_file_is_named(users_file, spec, says):
    """A module that cannot be found is one clear line."""
    with pytest.raises(ConfigError, match=says):
        layer_source_sha256(spec)


@pytest.mark.parametrize("name", ["Missing", "no_layer"])
def test_a_class_that_is_no_layer_is_named(users_file, name):
    """What is no layer with a reset is refused before it trains."""
    with pytest.raises(ConfigError, match=f"no layer class {name}"):
        layer_class(Dropout(name="custom", layer=f"my_layers:{name}"))


def test_the_registry_is_light():
    """Names and hashes are had without Keras: the command line asks for them."""
    code = "import sys, dropout_lab.dropout as d; d.layer_names(); print('keras' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
    assert Path(layer_source_sha256.__code__.co_filename).name == "registry.py"
