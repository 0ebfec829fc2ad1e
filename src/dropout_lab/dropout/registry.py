"""Which layers exist, and where: names are files of this folder, found without importing any.

Light on purpose: it runs where no backend may be loaded; only `layer_class` loads one.
"""

import hashlib
import importlib
import inspect
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from dropout_lab.errors import ConfigError, unknown_name
from dropout_lab.recipe import Dropout

FOLDER = Path(__file__).parent
SUPPORT = {"__init__", "base", "masks", "registry", "keras_own"}

_loaded: dict[str, str] = {}  # a user's module -> SHA-256 of the file that was imported


def layer_names() -> list[str]:
    """Return the names of the layers, sorted: each is a file of `dropout/` and of `conf/dropout/`."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in SUPPORT)


def layer_class(dropout: Dropout) -> type:
    """Return the Keras layer class of a recipe's dropout; this loads Keras.

    The class is called with ``rate``, ``site``, ``mask_seed``, ``name`` and ``dtype`` and has
    ``reset(rate, mask_seed)``: see `dropout_lab.dropout.base.Noise`.

    Raises:
        ConfigError: no such layer, or a user's file that is not the one the recipe was made with.
    """
    if dropout.layer is not None:
        return _users_class(dropout.layer, dropout.layer_sha256)
    if dropout.name not in layer_names():
        raise ConfigError(unknown_name("dropout", dropout.name, "dropout", ["none", *layer_names()]))
    if dropout.source == "keras":
        if dropout.name != "standard":
            raise ConfigError(f"dropout.source=keras: Keras has no {dropout.name}; choose dropout=standard")
        return importlib.import_module("dropout_lab.dropout.keras_own").KerasOwn
    module = importlib.import_module(f"dropout_lab.dropout.{dropout.name}")
    base = importlib.import_module("dropout_lab.dropout.base").Noise
    return next(
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, base) and kind.__module__ == module.__name__
    )


def layer_source_sha256(spec: str) -> str:
    """Hash the file in which a user's layer stands, without importing it.

    Args:
        spec: ``module:Class``; the module is looked for in the current folder, then in `sys.path`.

    Returns:
        SHA-256 of the file, 64 hex digits.

    Raises:
        ConfigError: not of that form, or there is no such module, or no Python file behind it.
    """
    module, _, name = spec.partition(":")
    if not module or not name:
        raise ConfigError(f"dropout.layer={spec}: should be module:Class, such as my_layers:Mine")
    path, found = [str(Path.cwd()), *sys.path], None
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        found = PathFinder.find_spec(".".join(parts[:depth]), path)
        path = list(found.submodule_search_locations or []) if found else []
        if found is None or (depth < len(parts) and not path):
            raise ConfigError(
                f"dropout.layer={spec}: no module {module} in the current folder or in Python's path"
            )
    if found is None or found.origin is None or not found.origin.endswith(".py"):
        raise ConfigError(f"dropout.layer={spec}: module {module} is no Python file")
    return hashlib.sha256(Path(found.origin).read_bytes()).hexdigest()


def _users_class(spec: str, expected: str | None) -> type:
    found = layer_source_sha256(spec)
    if expected is not None and found != expected:
        raise ConfigError(
            f"dropout.layer={spec}: its file has changed since the recipe was made "
            f"(SHA-256 {found[:12]}, not {expected[:12]}); run the experiment anew"
        )
    module_name, _, name = spec.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        module = importlib.import_module(module_name)
        if _loaded.setdefault(module_name, found) != found:
            module = importlib.reload(module)
            _loaded[module_name] = found
    except Exception as error:
        raise ConfigError(f"dropout.layer={spec}: {type(error).__name__} on import: {error}") from error
    finally:
        sys.path.pop(0)
    kind = getattr(module, name, None)
    if not (inspect.isclass(kind) and callable(getattr(kind, "reset", None))):
        raise ConfigError(
            f"dropout.layer={spec}: {module_name} has no layer class {name} with a method reset"
        )
    return kind
