"""Named choices with settings: a part of a recipe that is one of several types, told apart by its ``name``.

The types of a `Folder` are its files, found without importing any: a new choice is one new file.
"""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar, cast, get_args

from pydantic import PlainValidator

from dropout_lab.canonical import Part, parse
from dropout_lab.errors import ConfigError, unknown_name

SUPPORT = {"__init__", "base", "registry"}
"""Files of a package that are no choices."""

Kind = TypeVar("Kind", bound=Part)
Some = TypeVar("Some", bound=Part, covariant=True)


class Choices(Protocol[Some]):
    """The types of one noun, by name."""

    noun: str

    def names(self) -> list[str]:
        """Return the names that exist, sorted."""
        ...

    def get(self, name: str) -> type[Some]:
        """Return the type of a name; raises ConfigError, which lists the names, where there is none."""
        ...


class Listed(Generic[Kind]):
    """Types written down one by one; each has a literal ``name``."""

    def __init__(self, noun: str, *kinds: type[Kind]) -> None:
        self.noun = noun
        self._kinds = {name_of(kind): kind for kind in kinds}

    def names(self) -> list[str]:
        """Return the names that exist, sorted."""
        return sorted(self._kinds)

    def kinds(self) -> list[type[Kind]]:
        """Return all types, in the order of their names."""
        return [self._kinds[name] for name in self.names()]

    def get(self, name: str) -> type[Kind]:
        """Return the type of a name.

        Raises:
            ConfigError: no such name.
        """
        if name not in self._kinds:
            look = f"dropout-lab list {self.noun}"
            raise ConfigError(unknown_name(self.noun, name, self.noun, self.names(), look))
        return self._kinds[name]


class Folder(Generic[Kind]):
    """Types that are files of a package: ``NAME.py`` holds one class that extends `kind`.

    Args:
        noun: what each of them is, and the recipe's key, such as ``dropout``.
        package: dotted name of the package that has the files.
        kind: the class that they extend.
    """

    def __init__(self, noun: str, package: str, kind: type[Kind]) -> None:
        self.noun, self._package, self._kind = noun, package, kind
        self._folders = [Path(str(importlib.import_module(package).__path__[0]))]

    def names(self) -> list[str]:
        """Return the names that exist, sorted; imports no file."""
        return sorted(name for folder in self._folders for name in choices_in(folder))

    def get(self, name: str) -> type[Kind]:
        """Return the type of a name.

        Raises:
            ConfigError: no such name.
        """
        if name not in self.names():
            look = f"dropout-lab list {self.noun}"
            raise ConfigError(unknown_name(self.noun, name, self.noun, self.names(), look))
        module = self._module(name)
        return next(
            kind
            for kind in vars(module).values()
            if inspect.isclass(kind) and issubclass(kind, self._kind) and kind.__module__ == module.__name__
        )

    @contextmanager
    def including(self, folder: Path) -> Iterator[None]:
        """Take the files of another folder for choices too, for the length of a ``with`` block."""
        self._folders.append(folder)
        try:
            yield
        finally:
            self._folders.remove(folder)

    def _module(self, name: str) -> ModuleType:
        for folder in self._folders[1:]:
            if (folder / f"{name}.py").is_file():
                return _loaded_from(folder / f"{name}.py")
        return importlib.import_module(f"{self._package}.{name}")


def choices_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the choices that are files of a folder; read again when one joins or leaves it."""
    return _stems(folder, folder.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _stems(folder: Path, _changed: int) -> tuple[str, ...]:
    return tuple(file.stem for file in folder.glob("*.py") if file.stem not in SUPPORT)


def name_of(kind: type[Part]) -> str:
    """Return the one word that a type's field ``name`` takes; empty: it takes any."""
    words = get_args(kind.model_fields["name"].annotation)
    return str(words[0]) if words else ""


def chosen(choices: Choices[Any], base: type[Part], default: str | None = None) -> PlainValidator:
    """Return the validator of a field that holds one of several types.

    A mapping is validated by the type that its ``name`` names; errors are one line, with the noun before each
    key.

    Args:
        choices: the types.
        base: what they extend.
        default: name where none is given; None: it must be.
    """

    def one_of(value: object) -> Part:
        if isinstance(value, base):
            return value
        if not isinstance(value, Mapping):
            raise ValueError(f"{choices.noun}={value}: should be {_listed(choices.names())}")
        data = {**({"name": default} if default else {}), **cast("Mapping[str, Any]", value)}
        if "name" not in data:
            raise ValueError(f"{choices.noun}.name: missing; choose {_listed(choices.names())}")
        try:
            return parse(choices.get(str(data["name"])), data, choices.noun)
        except ConfigError as error:  # pydantic then tells of the first field that is wrong
            raise ValueError(str(error)) from None

    return PlainValidator(one_of)


def _listed(names: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _loaded_from(file: Path) -> ModuleType:
    """Import a file by its path, once; a module's name is its path's."""
    name = f"dropout_lab_choice.{file.parent.name}.{file.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            raise ConfigError(f"{file}: is no Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
