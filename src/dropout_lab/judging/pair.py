"""Pair two variants of a stranger's table by seed, or say in one line why they cannot be paired.

A seed is an identity, never a position: rows may stand in any order, and a seed that only one side has
is left out and said. A row whose metric is empty or not finite is a run that diverged or failed: its pair
is lost, as in our own experiments. What would silently pair unlike with unlike is refused.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dropout_lab.errors import ConfigError, TableError, unknown_name
from dropout_lab.evidence import row_of
from dropout_lab.judging.mixed_recipes import refuse_mixed
from dropout_lab.judging.read import Columns
from dropout_lab.language import LANGUAGES, Words
from dropout_lab.metrics import DEFAULT_METRIC

MOST_NAMES = 12
"""Names that one line lists; a table may have thousands."""

ABSENT = frozenset({"", "-", "na", "n/a", "null", "none", "nan", "<na>"})

Seed = int | str
"""A whole number, or the text that stands in its place."""


class Roles(NamedTuple):
    """Which column says what."""

    variant: str = "variant"
    seed: str = "seed"
    metric: str = DEFAULT_METRIC


class Row(NamedTuple):
    """A run of a stranger's table: its place below the header (from 1) and its metric, NaN where lost."""

    place: int
    value: float


@dataclass(frozen=True)
class ForeignPairs:
    """Two sides of a table, paired by seed; values are float64, shape (n_pairs,), in one order of seeds."""

    treatment: str
    control: str
    seeds: tuple[Seed, ...]
    values: tuple[NDArray[np.float64], NDArray[np.float64]]
    n_lost: int
    n_unpaired: int
    notes: Mapping[str, tuple[str, ...]]  # by language


def pair_table(table: Columns, treatment: str, control: str, roles: Roles) -> ForeignPairs:
    """Pair two variants of a table by seed.

    Args:
        table: from `read_table`.
        treatment: name of the one variant; a number may be written otherwise than in the table.
        control: name of the other.
        roles: the columns of variant, seed and metric.

    Raises:
        ConfigError: a column or a variant that is not there, or a variant against itself.
        TableError: a row without a seed, a seed twice, one variant with several recipes, a metric
            that is no number or no fraction, or no common seed.
    """
    _check_roles(table, roles)
    names = table[roles.variant]
    wanted = [_name_of(key, name, names) for key, name in (("treatment", treatment), ("control", control))]
    if wanted[0] == wanted[1]:
        raise ConfigError(f"treatment={treatment}: is the control too; compare two variants")
    sides = [_side(table, name, roles) for name in wanted]
    for name, side in zip(wanted, sides, strict=True):
        refuse_mixed(table, name, [row.place - 1 for row in side.values() if math.isfinite(row.value)], roles)
    common = [seed for seed in sides[0] if seed in sides[1]]
    if not common:
        shown = "; ".join(f"{n} has {seeds_text(side)}" for n, side in zip(wanted, sides, strict=True))
        raise TableError(f"no common seed, so nothing pairs: {shown}")
    common.sort(key=_order)
    complete = [seed for seed in common if all(math.isfinite(side[seed].value) for side in sides)]
    arrays = [np.array([side[seed].value for seed in complete], dtype=np.float64) for side in sides]
    return ForeignPairs(
        *wanted,
        seeds=tuple(complete),
        values=(arrays[0], arrays[1]),
        n_lost=len(common) - len(complete),
        n_unpaired=sum(len(side) for side in sides) - 2 * len(common),
        notes={
            language: tuple(_notes(Words(language), names, wanted, sides, common, complete))
            for language in LANGUAGES
        },
    )


def seeds_text(seeds: Iterable[Seed]) -> str:
    """Name seeds, runs of whole numbers as spans, at most a dozen.

    >>> seeds_text([0, 1, 2, 7]), seeds_text(["a", 3])
    ('0-2, 7', '3, a')
    """
    ordered = sorted(seeds, key=_order)
    spans: list[list[Seed]] = []
    for seed in ordered:
        last = spans[-1][-1] if spans else None
        if isinstance(seed, int) and isinstance(last, int) and seed == last + 1:
            spans[-1].append(seed)
        else:
            spans.append([seed])
    told = [f"{span[0]}-{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans]
    return ", ".join(told[:MOST_NAMES]) + (", ..." if len(told) > MOST_NAMES else "")


def _check_roles(table: Columns, roles: Roles) -> None:
    for role, column in roles._asdict().items():
        if column not in table:
            raise ConfigError(unknown_name(role, column, "column", list(table)[: 2 * MOST_NAMES]))
    for column, times in Counter(roles).items():
        if times > 1:
            raise ConfigError(f"the column {column} cannot be two of variant, seed and metric")


def _name_of(key: str, wanted: str, names: Sequence[str]) -> str:
    """Return a variant's name as the table writes it; refuse one that is written in several ways."""
    counts = Counter(names)
    found = [name for name in counts if name == wanted] or [name for name in counts if _same(name, wanted)]
    if not found:
        there = [name for name, _ in counts.most_common(MOST_NAMES) if name]
        raise ConfigError(unknown_name(key, wanted, "variant", there))
    alike = [name for name in counts if _same(name, wanted) and name != found[0]]
    if alike:
        written = " and ".join(f"{name!r} ({counts[name]} rows)" for name in (found[0], *alike))
        raise TableError(f"{key}={wanted}: mixed variants: the table writes {written}; write it one way")
    return found[0]


def _same(left: str, right: str) -> bool:
    """Whether two names are one but for case, blanks, or how a number is written."""
    a, b = left.strip().casefold(), right.strip().casefold()
    if a == b:
        return True
    try:
        return float(a) == float(b)
    except ValueError:
        return False


def _side(table: Columns, name: str, roles: Roles) -> dict[Seed, Row]:
    rows: dict[Seed, Row] = {}
    places = (place for place, variant in enumerate(table[roles.variant]) if variant == name)
    for place in places:
        text = table[roles.seed][place]
        if text.lower() in ABSENT:
            raise TableError(f"row {place + 1}, {name}: no seed in the column {roles.seed}")
        seed = _seed(text)
        if seed in rows:
            raise TableError(_said_twice(table, name, seed, (rows[seed].place - 1, place), roles))
        rows[seed] = Row(place + 1, _number(table[roles.metric][place], place, name, seed, roles.metric))
    return rows


def _seed(text: str) -> Seed:
    """Return the identity that a text stands for: 3, 3.0 and 03 are one seed.

    >>> _seed("3.0"), _seed("12345678901234567890"), _seed("b")
    (3, 12345678901234567890, 'b')
    """
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 2**53 else text


def _said_twice(table: Columns, name: str, seed: Seed, places: tuple[int, int], roles: Roles) -> str:
    first, second = places
    differing = [
        head
        for head in table
        if head not in (roles.metric, roles.seed) and table[head][first] != table[head][second]
    ]
    hint = f" (they differ in {', '.join(differing[:4])})" if differing else ""
    return (
        f"{name}, seed {seed}: two rows, {first + 1} and {second + 1}{hint}; keep one row for each variant "
        "and seed, such as the last epoch's"
    )


def _number(text: str, place: int, name: str, seed: Seed, metric: str) -> float:
    if text.lower() in ABSENT:
        return math.nan
    where = f"row {place + 1}, {name}, seed {seed}: {metric} {text}"
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        raise TableError(f"{where}: is no number") from None
    row = row_of(metric)
    is_percent = row.kind == "fraction" and math.isfinite(value) and not row.low <= value <= row.high
    if text.endswith("%") or is_percent:
        raise TableError(f"{where}: is no fraction between 0 and 1; is it in percent? divide it by 100")
    if not math.isfinite(value):
        return math.nan
    try:
        return row.checked(value)
    except ValueError as error:
        raise TableError(f"row {place + 1}, {name}, seed {seed}: {error}") from None


def _order(seed: Seed) -> tuple[bool, int, str]:
    return (True, 0, seed) if isinstance(seed, str) else (False, seed, "")


def _notes(
    words: Words,
    names: Sequence[str],
    wanted: Sequence[str],
    sides: Sequence[Mapping[Seed, Row]],
    common: Sequence[Seed],
    complete: Sequence[Seed],
) -> Iterable[str]:
    alone = [sorted(side.keys() - set(common), key=_order) for side in sides]
    if any(alone):
        left_out = words("judging.and").join(
            words("judging.only", n=len(seeds), variant=name, seeds=seeds_text(seeds))
            for name, seeds in zip(wanted, alone, strict=True)
            if seeds
        )
        yield words("judging.overlap", n=len(common), left_out=left_out)
    lost = sorted(set(common) - set(complete), key=_order)
    if lost:
        yield words("judging.lost", n=len(lost), common=len(common), seeds=seeds_text(lost))
    others = Counter(name for name in names if name not in wanted)
    if others:
        told = words("units.join.comma").join(
            f"{name or words('judging.no_name')} ({n})" for name, n in others.most_common(MOST_NAMES)
        )
        yield words("judging.others", variants=told)
