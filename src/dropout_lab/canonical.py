"""Frozen pieces of plain data: strictly validated, with one canonical form and one hash (law 4)."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar, cast, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
)
from pydantic.fields import FieldInfo

from dropout_lab.errors import ConfigError, nearest_of

LISTS = Field(strict=False)
"""A list is welcome where a tuple is kept; its entries stay strict."""

Kind = TypeVar("Kind", bound="Part")
Mark = TypeVar("Mark")


class AddedLater:
    """Marks a field that joined after version 1: at its default it stays out of the hash."""


class Wording:
    """Marks a field of words for readers, which decides nothing: no hash holds it."""


class State:
    """Marks a field that a compiled program takes as state, so that its key leaves the value out (law 10).

    Whoever reads a field so marked gives it to the program at the start of each run; a test trains one
    program on two values of every such field.

    Args:
        keeps: what of the value the program is built for all the same, such as its length; None: nothing.
        in_stacks: whether it is state on engines of stacks alone, and a constant elsewhere.
    """

    def __init__(self, keeps: Callable[[Any], object] | None = None, *, in_stacks: bool = False) -> None:
        self.keeps, self.in_stacks = keeps, in_stacks


class Wanted(str):
    """Says what a field accepts, where pydantic's own words would not help."""


class Part(BaseModel):
    """A frozen piece of a recipe: unknown keys, NaN and loose types are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    def __hash__(self) -> int:
        """Hash the canonical form; what is equal has an equal one."""
        return hash(canonical_text(self.canonical()))

    def canonical(self) -> dict[str, Any]:
        """Return the plain form that is hashed; equal meanings give equal forms."""
        hashed = _hashed_fields(type(self))
        return {name: canonical_value(getattr(self, name)) for name in hashed if not self._is_as_before(name)}

    def constants(self, *, in_stacks: bool) -> dict[str, Any]:
        """Return what a compiled program is built for: the canonical form without state.

        Args:
            in_stacks: whether the program is of an engine of stacks.
        """
        built_in = self.canonical()
        for name, field in type(self).model_fields.items():
            if name not in built_in:
                continue
            value, state = getattr(self, name), self.state(name)
            if isinstance(value, Part):
                built_in[name] = value.constants(in_stacks=in_stacks)
            elif isinstance(value, Mapping) and mark_of(field, State) is None:
                entries = cast("Mapping[str, object]", value)
                built_in[name] = {
                    key: entry.constants(in_stacks=in_stacks) if isinstance(entry, Part) else entry
                    for key, entry in entries.items()
                }
            elif state is not None and (in_stacks or not state.in_stacks):
                del built_in[name]
                if state.keeps is not None:
                    built_in[name] = state.keeps(value)
        return built_in

    def state(self, name: str) -> State | None:
        """Return the mark of a field that is state in compiled programs; None: it is built in."""
        return mark_of(type(self).model_fields[name], State)

    @model_serializer(mode="wrap")
    def _without_what_joined_later(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Dump as a document of before a field joined, while the field has its old meaning."""
        dumped: dict[str, Any] = handler(self)
        return {name: value for name, value in dumped.items() if not self._is_as_before(name)}

    def _is_as_before(self, name: str) -> bool:
        """Whether a field joined later and has the meaning of its absence."""
        later = _joined_later(type(self))
        return name in later and getattr(self, name) == later[name]


@cache
def _hashed_fields(kind: type[Part]) -> tuple[str, ...]:
    return tuple(name for name, field in kind.model_fields.items() if mark_of(field, Wording) is None)


@cache
def _joined_later(kind: type[Part]) -> dict[str, object]:
    """Return the fields that joined after version 1, each with the value that its absence means."""
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in kind.model_fields.items()
        if mark_of(field, AddedLater) is not None
    }


def mark_of(field: FieldInfo, kind: type[Mark]) -> Mark | None:
    """Return the mark of a kind that a field bears; None: it bears none."""
    return next((mark for mark in field.metadata if isinstance(mark, kind)), None)


def canonical_value(value: object) -> object:
    """Reduce a value to its canonical JSON form: floats to 12 significant digits, -0 to 0."""
    if isinstance(value, Part):
        return value.canonical()
    if isinstance(value, float):
        return float(f"{value:.12g}") + 0.0
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        return {str(key): canonical_value(entry) for key, entry in entries.items()}
    if isinstance(value, list | tuple):
        return [canonical_value(entry) for entry in cast("Sequence[object]", value)]
    return value


def digest(document: object) -> str:
    """Return the SHA-256, in hex, of a document's canonical JSON."""
    return hashlib.sha256(canonical_text(document).encode()).hexdigest()


def digest_of_texts(entries: Mapping[str, str]) -> str:
    """Return the digest of a document whose entries are canonical JSON already, by their keys.

    >>> digest_of_texts({"b": canonical_text([1]), "a": "null"}) == digest({"a": None, "b": [1]})
    True
    """
    told = ",".join(f"{json.dumps(key)}:{text}" for key, text in sorted(entries.items()))
    return hashlib.sha256(f"{{{told}}}".encode()).hexdigest()


def canonical_text(document: object) -> str:
    """Return the canonical JSON of a document."""
    return json.dumps(canonical_value(document), sort_keys=True, separators=(",", ":"), allow_nan=False)


def parse(kind: type[Kind], data: Mapping[str, Any], where: str = "") -> Kind:
    """Validate plain data into a frozen type, turning pydantic's report into one line.

    Args:
        kind: the type.
        data: what it is made of.
        where: the key that the data stood under, to name its own keys in full.
    """
    try:
        return kind.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise ConfigError(_one_line(error, kind, where)) from None
    except (TypeError, ValueError) as error:
        raise ConfigError(f"not plain data: {error}") from None


def refused_fields(error: ValidationError, kind: type[Part], given: Mapping[str, Any]) -> str:
    """Say in one line which field of a type made in Python cannot be, with the value and what can.

    Args:
        error: of pydantic.
        kind: the type.
        given: what it was made with.
    """
    found = sorted(error.errors(), key=lambda each: each["loc"][:1] == ("name",))[0]
    key = str(found["loc"][0]) if found["loc"] else ""
    if found["type"] == "value_error":
        return f"{kind.__name__}: {found.get('ctx', {}).get('error', found['msg'])}"
    if found["type"] == "extra_forbidden":
        there = nearest_of(key, kind.model_fields)
        return f"{kind.__name__}({key}={_shown(given[key])}): no such parameter; {there}"
    shown = f"{key}={_shown(given[key])}" if key in given else key
    return f"{kind.__name__}({shown}): {_wanted_of(found, kind, [key])}"


PLAIN_WORDS = {
    "int": "should be a whole number",
    "float": "should be a number",
    "string": "should be text",
    "bool": "should be true or false",
    "tuple": "should be a list, such as [A, B]",
    "list": "should be a list, such as [A, B]",
    "dict": "should hold keys, each with a value, or {} for none",
    "model": "should hold keys, each with a value, or {} for none",
}
"""What is accepted, by the first word of pydantic's kinds of error that say so of a type."""


def _one_line(error: ValidationError, kind: type[Part], under: str) -> str:
    """Name the first offending key, the value received and what would be accepted."""
    first = error.errors()[0]
    loc = first["loc"]
    steps = _keys(kind, [step for step in loc if isinstance(step, str)])
    where = ".".join(word for word in (under, *steps) if word)
    entries = [step for step, inner in pairwise(loc) if isinstance(step, int) and isinstance(inner, str)]
    entry = f" (entry {entries[0] + 1})" if entries else ""
    if first["type"] == "value_error":
        return str(first.get("ctx", {}).get("error", first["msg"]))
    if first["type"] == "extra_forbidden":
        known = _kind_at(kind, steps[:-1]).model_fields
        if len(steps) > 1 or under:
            return f"{where}: no such key; {nearest_of(steps[-1], known)}{entry}"
        return f"{where}: no such key. See all keys: dropout-lab run --cfg job"
    if first["type"] == "missing":
        return f"{where}: missing, and needed{entry}"
    return f"{where}={_shown(first['input'])}: {_wanted_of(first, kind, steps)}{entry}"


def _wanted_of(found: Mapping[str, Any], kind: type[Part], steps: Sequence[str]) -> str:
    """Return what the field of one of pydantic's errors accepts."""
    if found["type"] == "missing":
        return "missing, and needed"
    of_type = found["type"].endswith(("_type", "_parsing", "_from_float"))
    plain = PLAIN_WORDS.get(found["type"].partition("_")[0]) if of_type else None
    return _wanted(kind, steps) or plain or found["msg"].replace("Input should", "should")


def _kind_at(kind: type[Part], steps: Sequence[str]) -> type[Part]:
    """Return the type of the part on a path; where several are possible, the last that is certain."""
    for step in steps:
        field = kind.model_fields.get(step)
        parts = [found for found in _types_in(field.annotation) if issubclass(found, Part)] if field else []
        if len(parts) != 1:
            break
        kind = parts[0]
    return kind


def _keys(kind: type[Part], steps: Sequence[str]) -> list[str]:
    """Return the keys on a path; pydantic also names the kinds of value that it tried below the last one."""
    for place, step in enumerate(steps):
        field = kind.model_fields.get(step)
        if field is None or mark_of(field, Wanted) is not None:
            return list(steps[: place + 1])
        parts = [found for found in _types_in(field.annotation) if issubclass(found, Part)]
        if len(parts) != 1:
            break
        kind = parts[0]
    return list(steps)


def _wanted(kind: type[Part], steps: Sequence[str]) -> str | None:
    """Return what the deepest field on a path says that it accepts; None: pydantic says it."""
    wanted = None
    for step in steps:
        field = kind.model_fields.get(step)
        if field is None:
            break
        wanted = mark_of(field, Wanted) or wanted
        parts = [found for found in _types_in(field.annotation) if issubclass(found, Part)]
        if len(parts) != 1:
            break
        kind = parts[0]
    return wanted


def _types_in(annotation: Any) -> Iterator[type]:
    """Walk the classes that an annotation names."""
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for inner in get_args(annotation):
        yield from _types_in(inner)


def _shown(value: object) -> str:
    plain = isinstance(value, str) and value.isprintable()
    text = str(value) if plain else json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


LONGEST_VALUE = 200
"""Letters of a value that one line shows."""
