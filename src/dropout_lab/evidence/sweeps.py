"""Which keys of the recipe an experiment sweeps, and so which picture it asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dropout_lab.experiment import Experiment, Variant

Value = float | str
FEWEST = 3
"""Values from which on a curve says more than their comparison does."""

NAMES_ONLY = "randomness."
"""Keys under this are numbers that name something, such as a frozen seed: none is more than another."""


@dataclass(frozen=True)
class Sweep:
    """Variants as points over one key or two.

    ``kind``: ``curve`` over ``keys[0]``, or ``grid`` over both. ``points``: variant -> its value by each key.
    ``lines``: variant -> the value of ``line_key``, where a curve has a line for each value of one more key
    that is no number; else all "".
    """

    kind: Literal["curve", "grid"]
    keys: tuple[str, ...]
    points: Mapping[str, tuple[float, ...]]
    lines: Mapping[str, str]
    line_key: str = ""

    @property
    def values(self) -> tuple[float, ...]:
        """The values of the first key, from the least on."""
        return tuple(sorted({point[0] for point in self.points.values()}))


def find_sweep(experiment: Experiment) -> Sweep | None:
    """Return what is swept, over all variants or else over the compared ones; None where no axis orders them.

    Without one, the variants are categories: their picture is the forest of comparisons.
    """
    compared = [variant for variant in experiment.variants if variant.name in experiment.compared]
    return _sweep(experiment.variants) or _sweep(compared)


def _sweep(variants: Sequence[Variant]) -> Sweep | None:
    if len(variants) < FEWEST:
        return None
    flat = _flat(variants)
    differing = _differing(flat)
    numeric = [key for key in differing if _is_number(key, [values.get(key, "") for values in flat])]
    others = [key for key in differing if key not in numeric]
    names = [variant.name for variant in variants]
    points = {
        name: tuple(float(values[key]) for key in numeric) for name, values in zip(names, flat, strict=True)
    }
    counts = [len({point[place] for point in points.values()}) for place in range(len(numeric))]
    if len(numeric) == 2 and not others and len(set(points.values())) == len(points):
        kind = "grid" if len(points) > max(*counts, FEWEST) else None
        return Sweep("grid", tuple(numeric), points, dict.fromkeys(names, "")) if kind else None
    if len(numeric) != 1 or len(others) > 1 or counts[0] < FEWEST:
        return None
    line_key = others[0] if others else ""
    lines = {name: str(values.get(line_key, "")) for name, values in zip(names, flat, strict=True)}
    if len({(lines[name], points[name]) for name in names}) < len(names):
        return None
    return Sweep("curve", (numeric[0],), points, lines, line_key)


def _flat(variants: Sequence[Variant]) -> list[dict[str, Value]]:
    """Every variant's keys with plain values; a list of equal numbers is that number."""
    found = [dict(_leaves("", variant.recipe.canonical() | _engine(variant))) for variant in variants]
    droppers = {str(values["dropout.name"]) for values in found} - {"none"}
    sized = any(variant.recipe.dataset.train_size is not None for variant in variants)
    for variant, values in zip(variants, found, strict=True):
        if values["dropout.name"] == "none" and droppers:  # nothing dropped is the rate 0, of one or of all
            values |= {"dropout.rate": 0.0} | ({"dropout.name": min(droppers)} if len(droppers) == 1 else {})
        if sized:  # no size means all images there are
            values["dataset.train_size"] = float(variant.recipe.dataset.n_train)
    return found


def _engine(variant: Variant) -> dict[str, Any]:
    return {"engine": variant.engine.canonical()}


def _leaves(under: str, found: object) -> Iterator[tuple[str, Value]]:
    if isinstance(found, Mapping):
        for name, inner in found.items():
            yield from _leaves(f"{under}.{name}" if under else str(name), inner)
    elif isinstance(found, bool) or found is None:
        yield under, str(found)
    elif isinstance(found, list | tuple):
        alike = len(set(map(str, found))) == 1 and isinstance(found[0], int | float)
        is_rate = under == "dropout.rate"
        yield under, float(found[0]) if alike and (is_rate or len(found) == 1) else str(list(found))
    else:
        yield under, found if isinstance(found, str) else float(found)  # pyrefly: ignore[bad-argument-type]


def _differing(flat: Sequence[Mapping[str, Value]]) -> list[str]:
    """Keys whose values differ, without those that merely follow from another name in their part."""
    keys = list(dict.fromkeys(key for values in flat for key in values))
    differing = [key for key in keys if len({values.get(key) for values in flat}) > 1]
    return [key for key in differing if not _follows(key, differing, flat)]


def _follows(key: str, differing: Sequence[str], flat: Sequence[Mapping[str, Value]]) -> bool:
    """Whether a key's value is the same wherever its part has the same name, as a default of it is."""
    name = f"{key.partition('.')[0]}.name"
    if key == name or name not in differing:
        return False
    pairs = {(values.get(name), values.get(key)) for values in flat}
    return len(pairs) == len({values.get(name) for values in flat})


def _is_number(key: str, values: Sequence[Value]) -> bool:
    return not key.startswith(NAMES_ONLY) and all(isinstance(value, float) for value in values)
