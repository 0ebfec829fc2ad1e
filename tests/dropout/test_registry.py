"""Finding dropouts: ours by file name, and a class of the user's own."""

import hashlib
import os
import subprocess
import sys

import pytest

from dropout_lab.choices import name_of
from dropout_lab.dropout import LAYERS, Own, Rated, own_class, source_sha256
from dropout_lab.errors import ConfigError
from dropout_lab.phrases import Text
from tests.over import over

USERS_FILE = """
from dropout_lab.dropout.layers.standard import Standard

class Mine(Standard):
    '''A dropout of the user's own.'''

class Plain:
    pass

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


def test_names_are_files():
    """Every file of `layers/` is a dropout of its name, and no helper module is one."""
    assert {"none", "standard"} <= set(LAYERS.names())
    for name in LAYERS.names():
        assert name_of(LAYERS.get(name)) == name


def test_an_unknown_name_is_answered_with_those_that_exist():
    """A misspelt name gets the names and the nearest."""
    with pytest.raises(ConfigError, match=r"no such dropout; nearest: standard, .*list dropout"):
        LAYERS.get("standart")


def test_another_folder_counts_only_while_it_is_included(tmp_path):
    """A test hands its own folder over; afterwards its names are gone, so nothing is imported by a name."""
    (tmp_path / "mine.py").write_text(USERS_FILE)
    with LAYERS.including(tmp_path):
        assert issubclass(LAYERS.get("mine"), Rated)
    assert "mine" not in LAYERS.names()


def test_a_users_class_is_loaded_from_the_current_folder(users_file):
    """`layer=module:Class` gives the class, if its file is the one the recipe names."""
    sha = hashlib.sha256(users_file.read_bytes()).hexdigest()
    assert source_sha256("my_layers:Mine") == sha
    own = Own(layer="my_layers:Mine", layer_sha256=sha, rate=(0.3, 0.1))
    assert type(own.loaded()).__name__ == "Mine"
    assert own.loaded().site_rates == (0.0, 0.3, 0.1)


def test_hashing_a_users_file_imports_nothing(tmp_path, monkeypatch):
    """A package whose import would fail is hashed all the same."""
    monkeypatch.chdir(tmp_path)
    package = tmp_path / "bad_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit")
    (package / "layers.py").write_text("raise SystemExit")
    assert source_sha256("bad_package.layers:Mine") == hashlib.sha256(b"raise SystemExit").hexdigest()


def test_a_file_written_a_moment_ago_is_found(tmp_path, monkeypatch):
    """Whatever Python remembers of a folder whose time is too coarse to tell."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="no module fresh_layers"):
        source_sha256("fresh_layers:Mine")
    times = tmp_path.stat()
    (tmp_path / "fresh_layers.py").write_text("")
    os.utime(tmp_path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert source_sha256("fresh_layers:Mine") == hashlib.sha256(b"").hexdigest()


def test_reading_a_recipe_imports_nothing(tmp_path, monkeypatch):
    """A stored recipe names its class and its parameters; only training looks for the file (law 9)."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_layers.py").write_text("raise SystemExit")
    own = Own.model_validate({"layer": "my_layers:Mine", "parameters": {"sigma": 1.0}})
    assert "sigma 1" in str(own.phrases()[-1].fields | {"said": "sigma 1"})
    with pytest.raises(SystemExit):
        own.loaded()


def test_a_users_file_may_import_its_neighbours(users_file, monkeypatch):
    """A file beside it counts while it is imported, after all modules of Python and of packages."""
    for name in ("my_helpers", "wave", "scipy"):
        users_file.with_name(f"{name}.py").write_text("HERE = True")
        monkeypatch.delitem(sys.modules, name, raising=False)
    users_file.write_text(f"import my_helpers, wave, scipy\n\n{USERS_FILE}")
    before = list(sys.path)
    own_class("my_layers:Mine")
    assert sys.path == before
    assert sys.modules["my_helpers"].HERE
    assert not hasattr(sys.modules["wave"], "HERE")
    assert not hasattr(sys.modules["scipy"], "HERE")


def test_a_users_file_takes_no_name_that_is_in_use(users_file):
    """A file named as a module of Python would be that module for everybody; it is to be renamed."""
    users_file.with_name("json.py").write_text(USERS_FILE)
    with pytest.raises(ConfigError, match=r"layer=json:Mine: json is a module in use here; rename"):
        own_class("json:Mine")
    assert not hasattr(sys.modules["json"], "Mine")


def test_a_changed_file_is_not_the_recipes(users_file):
    """A file edited since the recipe was made is refused by its hash."""
    with pytest.raises(ConfigError, match="has changed since"):
        own_class("my_layers:Mine", "0" * 64)


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
        source_sha256(spec)


@pytest.mark.parametrize("name", ["Missing", "Plain", "no_layer"])
def test_a_class_that_is_no_dropout_is_named(users_file, name):
    """What extends no dropout is refused before it trains."""
    with pytest.raises(ConfigError, match=f"my_layers has no class {name} that extends"):
        own_class(f"my_layers:{name}")


def test_a_keras_layer_is_told_what_to_extend(users_file):
    """A layer of Keras's has losses, weights and noise that no recipe knows: it is refused by name."""
    users_file.write_text("import keras\n\nclass Mine(keras.layers.Layer):\n    pass\n")
    with pytest.raises(
        ConfigError,
        match=r"extends dropout_lab\.dropout\.Dropout or Rated \(it is a Keras layer: what",
    ):
        own_class("my_layers:Mine")


def test_a_layer_that_is_made_by_its_own_init_is_told_to_declare_fields(users_file):
    """Keras's layers have one; here its arguments would be no parameters. Class, file and line are named."""
    users_file.write_text(
        "from dropout_lab.dropout import Rated\n\n\nclass Mine(Rated):\n"
        "    def __init__(self, leak=0.1):\n        self.leak = leak\n"
    )
    with pytest.raises(
        ConfigError,
        match=r"^dropout\.layer=my_layers:Mine: declare parameters as fields, .* without __init__ "
        r"\(docs/own-layer\.md shows it\); .*my_layers\.py, line 5: def __init__",
    ):
        own_class("my_layers:Mine")


@pytest.mark.slow
def test_parameters_are_read_without_keras():
    """Names, types and defaults are had without a backend: the command line asks for them."""
    code = (
        "import sys; from dropout_lab.dropout import LAYERS\n"
        "kinds = [LAYERS.get(name) for name in LAYERS.names()]\n"
        "print([list(k.model_fields) for k in kinds] and 'keras' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


@over(
    ("given", "said"),
    [
        ({"rate": 0.2}, r"Standard\(rate=0.2\): should be a rate, the fraction dropped: 0 <= rate < 1"),
        ({"leek": 0.1}, r"Standard\(leek=0.1\): no such parameter; choose input_rate, name, rate or source"),
        ({"rate": (1.5,)}, r"Standard\(rate=\[1.5\]\): should be a rate"),
    ],
)
def test_a_class_made_by_hand_refuses_what_it_has_not_in_one_line(given, said):
    """As a run does, and the line says that it is no Keras layer."""
    with pytest.raises(ConfigError, match=said) as refused:
        LAYERS.get("standard")(**given)
    assert "\n" not in str(refused.value)
    assert "it is no Keras layer" in str(refused.value)


@over("name", LAYERS.names())
def test_what_a_page_says_of_a_parameter_is_chinese_where_the_page_is(name):
    """By a name, not by the key that a command has; a class of one's own has its keys alone."""
    dropout = LAYERS.get(name)(name=name, **LAYERS.get(name).example)
    for phrase in dropout.phrases():
        if "{key}" in phrase.text.zh:
            assert isinstance(phrase.fields["key"], Text), phrase.fields["key"]
