"""A dropout of the user's own, ``dropout.layer=module:Class``: named in a recipe, and found in its file.

A recipe that was read never imports anything (law 9): it holds the name of the class, the SHA-256 of its
file and its parameters as plain data. The class is loaded where a new recipe is made, and where it trains.
"""

import hashlib
import importlib
import inspect
import sys
from collections.abc import Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import Field

from dropout_lab.canonical import AddedLater, parse
from dropout_lab.choices import name_of
from dropout_lab.dropout.base import Dropout, Rated
from dropout_lab.errors import ConfigError, first_line
from dropout_lab.phrases import Text

_loaded: dict[str, str] = {}  # a user's module -> SHA-256 of the file that was imported

USUAL_RATE = 0.2
"""Rate of the hidden layers where a class has one and nobody gives it, as in conf/dropout/standard.yaml."""


class Own(Rated):
    """A dropout of the user's own, as a recipe holds it."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = "custom"
    source: Literal["harness"] = "harness"
    layer: Annotated[str, Field(pattern=r"^[\w.]+:\w+$")]
    layer_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    parameters: Annotated[dict[str, Any], AddedLater()] = Field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Never: whether a class of the user's own does nothing at rate 0 is not known without it."""
        return False

    def loaded(self) -> Dropout:
        """Load the class and return the dropout that it makes of these parameters.

        Raises:
            ConfigError: no such class, a file that is not the recipe's, or parameters that it refuses.
        """
        kind = own_class(self.layer, self.layer_sha256)
        return made(kind, {**self.parameters, "rate": self.rate, "input_rate": self.input_rate}, self.layer)

    def at_layers(self, n_hidden: int) -> Dropout:
        """Return this dropout with one rate for each hidden layer, or with none where its class has none.

        Raises:
            ValueError: another number of rates, or a rate that the masks cannot have.
        """
        return super().at_layers(n_hidden) if self.rate else self

    def called(self) -> Text:
        """Return what people call it, in both languages."""
        file = f" ({self.layer_sha256[:12]})" if self.layer_sha256 else ""
        return Text(f"the layer {self.layer}{file}", f"自定义层 {self.layer}{file}")

    def settings(self) -> dict[str, Any]:
        """Return the parameters of its own."""
        return dict(self.parameters)

    def keras(self, site: int) -> str | None:
        """Return None: its code is in the user's file."""
        return None


def made(kind: type[Dropout], parameters: Mapping[str, Any], layer: str) -> Dropout:
    """Make a dropout of the user's class.

    Args:
        kind: the class.
        parameters: by name; rates are left out where the class has none.
        layer: ``module:Class``, for errors.

    Raises:
        ConfigError: parameters that the class refuses, or rates that it has no use for.
    """
    fields = kind.model_fields
    given = {
        key: list(cast("tuple[float, ...]", value)) if isinstance(value, tuple) else value
        for key, value in parameters.items()
    }
    for key, nothing in (("rate", []), ("input_rate", 0.0)):
        if key not in fields and given.get(key) in (nothing, None):
            given.pop(key, None)
    given.setdefault("name", name_of(kind) or "custom")
    unknown = sorted(set(given) - set(fields))
    if unknown:
        known = ", ".join(sorted(set(fields) - {"name"})) or "none"
        raise ConfigError(
            f"dropout.{unknown[0]}={given[unknown[0]]}: {layer} has no such parameter; it has {known}"
        )
    try:
        return parse(kind, given, "dropout")
    except ConfigError:
        raise
    except Exception as error:  # of the user's own code
        raise ConfigError(
            f"dropout.layer={layer}: cannot be made: {first_line(error, typed=True)}"
        ) from error


def source_sha256(layer: str) -> str:
    """Hash the file in which a user's class stands, without importing it.

    Args:
        layer: ``module:Class``; the module is looked for in the current folder, then in `sys.path`.

    Returns:
        SHA-256 of the file, 64 hex digits.

    Raises:
        ConfigError: not of that form, or there is no such module, or no Python file behind it.
    """
    module, _, name = layer.partition(":")
    if not module or not name:
        raise ConfigError(f"dropout.layer={layer}: should be module:Class, such as my_layers:Mine")
    path, found = [str(Path.cwd()), *sys.path], None
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        found = PathFinder.find_spec(".".join(parts[:depth]), path)
        path = list(found.submodule_search_locations or []) if found else []
        if found is None or (depth < len(parts) and not path):
            raise ConfigError(
                f"dropout.layer={layer}: no module {module} in the current folder or in Python's path"
            )
    if found is None or found.origin is None or not found.origin.endswith(".py"):
        raise ConfigError(f"dropout.layer={layer}: module {module} is no Python file")
    return hashlib.sha256(Path(found.origin).read_bytes()).hexdigest()


def own_class(layer: str, expected: str | None = None) -> type[Dropout]:
    """Load a user's class.

    Args:
        layer: ``module:Class``.
        expected: SHA-256 that its file must have; None: any.

    Raises:
        ConfigError: no such class, no dropout, or a file that has changed since the recipe was made.
    """
    found = source_sha256(layer)
    if expected is not None and found != expected:
        raise ConfigError(
            f"dropout.layer={layer}: its file has changed since the recipe was made "
            f"(SHA-256 {found[:12]}, not {expected[:12]}); run the experiment anew"
        )
    module_name, _, name = layer.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        module = importlib.import_module(module_name)
        if _loaded.setdefault(module_name, found) != found:
            module = importlib.reload(module)
            _loaded[module_name] = found
    except Exception as error:
        said = first_line(error, typed=True)
        raise ConfigError(f"dropout.layer={layer}: cannot be imported: {said}") from error
    finally:
        sys.path.pop(0)
    kind = getattr(module, name, None)
    if not (inspect.isclass(kind) and issubclass(kind, Dropout)):
        layers = " (it is a Keras layer)" if inspect.isclass(kind) and hasattr(kind, "add_weight") else ""
        raise ConfigError(
            f"dropout.layer={layer}: {module_name} has no class {name} that extends "
            f"dropout_lab.dropout.Dropout or Rated{layers}; CONTRIBUTING shows one"
        )
    return kind
