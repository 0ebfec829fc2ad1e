"""A dropout of the user's own, ``dropout.layer=module:Class``: named in a recipe, and found in its file.

A recipe that was read never imports anything (law 9): it holds the name of the class, the SHA-256 of its
file and its parameters as plain data. The class is loaded where a new recipe is made, and where it trains.
"""

import hashlib
import inspect
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import invalidate_caches
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, cast

from pydantic import Field

from dropout_lab.canonical import AddedLater, parse
from dropout_lab.causes import Place, cause
from dropout_lab.choices import name_of
from dropout_lab.dropout.base import Dropout
from dropout_lab.dropout.rated import Rated
from dropout_lab.errors import ConfigError
from dropout_lab.phrases import Text

_loaded: dict[str, tuple[str, str]] = {}  # a user's module -> path and SHA-256 of the file that was imported

USUAL_RATE = 0.2
"""Rate of the hidden layers where a class has one and nobody gives it, as in conf/dropout/standard.yaml."""

HOW_TO_DRAW = "draw by at.lanes, at.uniforms or at.normals"
"""What to do about noise that another generator makes."""


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
        raise ConfigError(f"dropout.layer={layer}: cannot be made: {cause(error)}") from error


def source_sha256(layer: str) -> str:
    """Hash the file in which a user's class stands, without importing it.

    Args:
        layer: ``module:Class``; the module is looked for in the current folder, then in `sys.path`.

    Returns:
        SHA-256 of the file, 64 hex digits.

    Raises:
        ConfigError: not of that form, or there is no such module, or no Python file behind it.
    """
    return _sha256(_specs(layer)[-1])


def module_of(path: Path) -> str:
    """Return the dotted name of a file below the current folder; of any other that of its last part."""
    path, here = path.with_suffix("").absolute(), Path.cwd()
    return ".".join(path.relative_to(here).parts) if path.is_relative_to(here) else path.name


def classes_in(path: Path) -> list[str]:
    """Return ``module:Class`` of each class that a Python file defines, without importing it."""
    module = module_of(path)
    return [
        f"{module}:{name}" for name in re.findall(r"^class (\w+)", path.read_text("utf-8", "replace"), re.M)
    ]


def _sha256(spec: ModuleSpec) -> str:
    return hashlib.sha256(Path(str(spec.origin)).read_bytes()).hexdigest()


def _specs(layer: str) -> list[ModuleSpec]:
    """Find a user's module and the packages that it stands in, outermost first, importing none."""
    module, _, name = layer.partition(":")
    if not module or not name:
        raise ConfigError(f"dropout.layer={layer}: should be module:Class, such as my_layers:Mine")
    if module.endswith(".py"):
        dotted = module_of(Path(module))
        raise ConfigError(f"dropout.layer={layer}: a module is named without .py, such as {dotted}:{name}")
    invalidate_caches()  # or a file that was written a moment ago is not seen
    path, specs = [str(Path.cwd()), *sys.path], list[ModuleSpec]()
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        found = PathFinder.find_spec(".".join(parts[:depth]), path)
        path = list(found.submodule_search_locations or []) if found else []
        if found is None or (depth < len(parts) and not path):
            raise ConfigError(
                f"dropout.layer={layer}: no module {module} in the current folder or in Python's path"
            )
        specs.append(found)
    if not str(specs[-1].origin).endswith(".py"):
        raise ConfigError(f"dropout.layer={layer}: module {module} is no Python file")
    return specs


def own_class(layer: str, expected: str | None = None) -> type[Dropout]:
    """Load a user's class.

    Args:
        layer: ``module:Class``.
        expected: SHA-256 that its file must have; None: any.

    Raises:
        ConfigError: no such class, no dropout, or a file that has changed since the recipe was made.
    """
    specs = _specs(layer)
    found = _sha256(specs[-1])
    if expected is not None and found != expected:
        raise ConfigError(
            f"dropout.layer={layer}: its file has changed since the recipe was made "
            f"(SHA-256 {found[:12]}, not {expected[:12]}); run the experiment anew"
        )
    module_name, _, name = layer.partition(":")
    try:
        with _current_folder_last():
            module = [_module(spec, layer) for spec in specs][-1]
    except ConfigError:
        raise
    except Exception as error:
        raise ConfigError(f"dropout.layer={layer}: cannot be imported: {cause(error)}") from error
    kind = getattr(module, name, None)
    if not (inspect.isclass(kind) and issubclass(kind, Dropout)):
        is_keras = inspect.isclass(kind) and hasattr(kind, "add_weight")
        layers = " (it is a Keras layer: what its call does goes into disturb)" if is_keras else ""
        raise ConfigError(
            f"dropout.layer={layer}: {module_name} has no class {name} that extends "
            f"dropout_lab.dropout.Dropout or Rated{layers}; docs/own-layer.md shows one"
        )
    _refuse_init(kind, layer)
    return kind


def _refuse_init(kind: type[Dropout], layer: str) -> None:
    """Refuse a class that is made as a Keras layer is: its parameters would be no part of a run's name.

    One that takes all fields as they come, ``(self, **fields)``, may be.
    """
    _, *taken = inspect.signature(kind.__init__).parameters.values()
    if kind.__init__ is Dropout.__init__ or [one.kind for one in taken] == [inspect.Parameter.VAR_KEYWORD]:
        return
    code = inspect.unwrap(kind.__init__).__code__
    place = Place(code.co_filename, code.co_firstlineno, "")
    raise ConfigError(
        f"dropout.layer={layer}: declare parameters as fields, such as leak: float = 0.1, without __init__ "
        f"(docs/own-layer.md shows it); {place}"
    )


@contextmanager
def _current_folder_last() -> Iterator[None]:
    """Let a user's file import its neighbours, but none in the place of a module of Python or a package.

    No bytecode is written: a plan, and what it refuses, leaves nothing in the user's folder.
    """
    folder, writes_none = str(Path.cwd()), sys.dont_write_bytecode
    sys.path.append(folder)
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes_none
        last = len(sys.path) - 1 - sys.path[::-1].index(folder)
        del sys.path[last]


def _module(spec: ModuleSpec, layer: str) -> ModuleType:
    """Import the file that was found, and no other of its name; anew where it has changed.

    Raises:
        ConfigError: the name is that of another module, which would be hidden from everybody.
    """
    is_file = spec.origin is not None
    origin = (os.path.realpath(str(spec.origin)), _sha256(spec)) if is_file else ("", "")
    known = sys.modules.get(spec.name)
    if known is not None and spec.name not in _loaded and is_file:
        if os.path.realpath(str(getattr(known, "__file__", None))) != origin[0]:
            raise ConfigError(f"dropout.layer={layer}: {spec.name} is a module in use here; rename the file")
        _loaded[spec.name] = origin
    if known is not None and _loaded.setdefault(spec.name, origin) == origin:
        return known
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        cast("Loader", spec.loader).exec_module(module)
    except BaseException:
        del sys.modules[spec.name]
        raise
    _loaded[spec.name] = origin
    outer, _, inner = spec.name.rpartition(".")
    if outer:
        setattr(sys.modules[outer], inner, module)
    return module
