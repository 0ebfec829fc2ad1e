"""Frozen pieces of plain data: strictly validated, with one canonical form and one hash (law 4)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from dropout_lab.errors import ConfigError

LISTS = Field(strict=False)
"""A list is welcome where a tuple is kept; its entries stay strict."""

Kind = TypeVar("Kind", bound="Part")


class AddedLater:
    """Marks a field that joined after version 1: at its default it stays out of the hash."""


class Wording:
    """Marks a field of words for readers, which decides nothing: no hash holds it."""


class Part(BaseModel):
    """A frozen piece of a recipe: unknown keys, NaN and loose types are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    def canonical(self) -> dict[str, Any]:
        """Return the plain form that is hashed; equal meanings give equal forms."""
        return {
            name: canonical_value(getattr(self, name))
            for name, field in type(self).model_fields.items()
            if not _is_left_out(getattr(self, name), field)
        }


def _is_left_out(value: object, field: FieldInfo) -> bool:
    """Whether a field stays out of the hash."""
    added = any(isinstance(mark, AddedLater) for mark in field.metadata)
    worded = any(isinstance(mark, Wording) for mark in field.metadata)
    return worded or (added and value == field.default)


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
        raise ConfigError(_one_line(error, where)) from None
    except (TypeError, ValueError) as error:
        raise ConfigError(f"not plain data: {error}") from None


def _one_line(error: ValidationError, under: str = "") -> str:
    """Name the first offending key, the value received and what would be accepted."""
    first = error.errors()[0]
    steps = [step for step in first["loc"] if step not in UNION_STEPS]
    where = ".".join(filter(None, [under, *(step for step in steps if isinstance(step, str))]))
    if first["type"] == "extra_forbidden":
        return f"{where}: no such key. See all keys: dropout-lab run --cfg job"
    if first["type"] == "missing":
        return f"{where}: missing, and needed"
    if first["type"] == "value_error":
        return str(first.get("ctx", {}).get("error", first["msg"]))
    wanted = WANTED.get(where) or first["msg"].replace("Input should", "should")
    return f"{where}={_shown(first['input'])}: {wanted}"


UNION_STEPS = {"rmsprop", "adam", "sgd", "constrained-int"}
"""Steps by which pydantic names a kind of value, not a key."""

PLAIN = "letters, digits and . , = - _"

WANTED = {
    "dropout.rate": "should be a rate, the fraction dropped: 0 <= rate < 1, one number or one for each "
    "hidden layer",
    "dropout.input_rate": "should be a rate, the fraction dropped: 0 <= rate < 1",
    "model.hidden_units": "should be a list of the hidden layers' units, 1 to 65536 each, such as [512,512]",
    "name": f"should be a name for a folder: {PLAIN}",
    "variants.name": f"should be a name for a variant: {PLAIN}",
    "executor.address": "should be the address of a Dask scheduler, such as tcp://127.0.0.1:8786",
    "optimizer": "should be rmsprop, adam or sgd",
    "engine.stack": "should be auto, or how many runs train at once, 1 or more",
}
"""What is accepted, where pydantic's own words would not help."""


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
