"""The runs of a stranger's table: one value for each variant and seed, or why there is none."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from dropout_lab.errors import ConfigError, TableError
from dropout_lab.judging.layouts import misread
from dropout_lab.judging.notes import Note
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.repeated import CHOSEN_BY_RESULT, Key, drawn_seeds, repeated
from dropout_lab.judging.roles import Roles, Seed, same_name
from dropout_lab.judging.rows import condition, states_of
from dropout_lab.judging.table import ABSENT, TextTable
from dropout_lab.judging.usual_names import is_step

LARGEST = 3.4028235e38
"""Beyond what single precision holds, a finite value is that of a run that diverged."""

MOST_TOLD = 4
"""Runs that a note names one by one."""

_DURATION = re.compile(
    r"(?:\d+ days?,? )?\d+:\d\d(?::\d\d(?:[.,]\d+)?)?|(?:\d+(?:\.\d+)? ?(?:h|min|m|s|sec|ms)\b ?)+"
)
"""A time that something took, in hours, minutes and seconds, or with their letters."""


class Lost(NamedTuple):
    """Why a run does not count: ``state``, ``missing``, ``no_value``, ``not_finite`` or ``too_large``."""

    kind: str
    detail: str = ""


class Run(NamedTuple):
    """A run: its row, its metric (NaN where lost), whether in percent, and why it is lost."""

    row: int
    value: float
    percent: bool = False
    lost: Lost | None = None


@dataclass(frozen=True)
class Runs:
    """Runs by group, variant and seed, and what to know of how they were found."""

    by_key: Mapping[Key, Run]
    notes: tuple[Note, ...]
    step: str | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups in the order of the table."""
        return tuple(dict.fromkeys(group for group, _, _ in self.by_key))

    def side(self, group: str, variant: str) -> Mapping[Seed, Run]:
        """Return the runs of a variant in a group, by seed."""
        return self._sides.get((group, variant), {})

    @cached_property
    def _sides(self) -> Mapping[tuple[str, str], dict[Seed, Run]]:
        sides: dict[tuple[str, str], dict[Seed, Run]] = defaultdict(dict)
        for (group, variant, seed), run in self.by_key.items():
            sides[group, variant][seed] = run
        return dict(sides)


def runs_of(
    table: TextTable, roles: Roles, variants: Collection[str], at: str | None, *, paired: bool = True
) -> Runs:
    """Find the runs of some variants.

    Args:
        table: rows that count.
        roles: its columns.
        variants: names, as the table writes them.
        at: of several rows a run: ``last``, ``first`` or ``COLUMN=VALUE``; None: there is one.
        paired: whether seeds pair.

    Raises:
        ConfigError: a row chosen by what is judged, or a column that is not there.
        TableError: a row without a seed, two rows of one run, or a metric that is no number.
    """
    states, notes = states_of(table, roles)
    rows: dict[Key, list[int]] = defaultdict(list)
    for row in range(len(table)):
        variant = roles.variant_of(table, row)
        if variant in variants:
            rows[roles.group_of(table, row), variant, roles.seed_of(table, row)].append(row)
    chosen, step, missed = dict(rows), None, ""
    if at is not None:
        chosen, step, said, missed = _at(table, roles, rows, at)
        notes = (*notes, said)
    chosen, retried = _finished_first(chosen, states)
    if retried:
        notes = (*notes, Note("retried", {"n": retried}))
    for found in chosen.values():
        if len(found) > 1:
            several = [rows for rows in chosen.values() if len(rows) > 1]
            if paired and (drawn := drawn_seeds(table, roles, rows)):
                raise drawn
            raise repeated(table, roles, rows, several, paired=paired)
    by_key = {
        key: _run(table, roles, found[0], states[found[0]])
        if found
        else Run(rows[key][0], math.nan, lost=Lost("missing", missed))
        for key, found in chosen.items()
    }
    return Runs(by_key, notes, step)


def _run(table: TextTable, roles: Roles, row: int, state: str) -> Run:
    text = table.columns[roles.metric][row]
    if state:
        return Run(row, math.nan, lost=Lost("state", state))
    if text.lower() in ABSENT:
        return Run(row, math.nan, lost=Lost("no_value"))
    number = number_of(text)
    if number is None:
        variant = roles.variant_of(table, row)
        known = misread(
            table, variant=roles.variant, seed=roles.seed, metric=roles.metric, variants=(variant,)
        )
        where = f"{table.place(row)}, {variant}, seed {roles.seed_of(table, row)}"
        kind = "is no number"
        if _DURATION.fullmatch(text.strip()[:60]):
            kind = "is a duration; write it in seconds, as pandas.to_timedelta(...).dt.total_seconds() does"
        raise known or TableError(f"{where}: {roles.metric} {text[:60]}: {kind}")
    if not math.isfinite(number.value) or abs(number.value) > LARGEST:
        return Run(row, math.nan, lost=Lost("too_large" if math.isfinite(number.value) else "not_finite"))
    return Run(row, number.value, number.is_percent)


def _finished_first(
    chosen: Mapping[Key, list[int]], states: Sequence[str]
) -> tuple[dict[Key, list[int]], int]:
    """Of several rows of one run keep the finished one, where all others crashed or were stopped.

    A diverged run is not one that was tried again: to keep its better twin would choose by result.
    """
    kept, retried = {}, 0
    for key, found in chosen.items():
        done = [row for row in found if not states[row]]
        diverged = any("diverged" in states[row].casefold() for row in found)
        if len(found) > 1 and len(done) == 1 and not diverged:
            found, retried = done, retried + 1
        kept[key] = found
    return kept, retried


def _at(
    table: TextTable, roles: Roles, rows: Mapping[Key, list[int]], at: str
) -> tuple[dict[Key, list[int]], str | None, Note, str]:
    """Choose one row of each run: (rows by run, column of the steps, note, why a run has none)."""
    if at.casefold() in CHOSEN_BY_RESULT:
        raise ConfigError(
            f"at={at}: a best row is chosen by what is judged, which flatters whoever varies most; "
            "use --at last, or --at COLUMN=VALUE such as epoch=20"
        )
    if at.casefold() not in ("last", "first"):
        column, values = condition(table, "at", at)
        if column == roles.metric:
            raise ConfigError(f"at={at}: {column} is what is judged; choose the row by another column")
        kept = chosen_by(table, rows, column, values)
        said = Note("at_value", {"column": column, "value": ", ".join(values), "n": len(rows)})
        return kept, column, said, f"{column}={','.join(values)}"
    step = _step_column(table, roles, rows)
    kept, ends = {}, {}
    for key, found in rows.items():
        steps = {row: _step(table, step, row) for row in found}
        again = [row for row, times in Counter(steps.values()).items() if times > 1]
        if again:
            raise repeated(table, roles, rows, [[row for row in found if steps[row] == again[0]]])
        row = (min if at.casefold() == "first" else max)(found, key=steps.__getitem__)
        kept[key], ends[row] = [row], steps[row]
    said = {"runs": len(rows), "n": sum(map(len, rows.values()))}
    if step is None:
        return kept, None, Note(f"at_{at.casefold()}_in_file", said), ""
    low, high = (table.columns[step][end(ends, key=ends.__getitem__)] for end in (min, max))
    reached: object = low
    if low != high:
        uneven = [
            f"{variant}, {seed}: {table.columns[step][row]}"
            for (_, variant, seed), (row,) in kept.items()
            if table.columns[step][row] != high
        ]
        more = f", +{len(uneven) - MOST_TOLD}" if len(uneven) > MOST_TOLD else ""
        told = "; ".join(uneven[:MOST_TOLD]) + more
        reached = Note("from_to", {"low": low, "high": high, "uneven": told})
    return kept, step, Note(f"at_{at.casefold()}", {**said, "by": step, "ends": reached}), ""


def chosen_by(
    table: TextTable, rows: Mapping[Key, list[int]], column: str, values: Sequence[str]
) -> dict[Key, list[int]]:
    """Keep the rows whose cell in a column is one of the values.

    Raises:
        ConfigError: no run has such a row.
    """
    cells = table.columns[column]
    kept = {
        key: [row for row in found if any(same_name(cells[row], value) for value in values)]
        for key, found in rows.items()
    }
    if not any(kept.values()):
        there = list(dict.fromkeys(cells))
        asked = f"at={column}={','.join(values)}"
        raise ConfigError(f"{asked}: no run has such a row; {column} goes from {there[0]} to {there[-1]}")
    return kept


def _step_column(table: TextTable, roles: Roles, rows: Mapping[Key, list[int]]) -> str | None:
    """Find the column that counts the rows of a run; None: they stand in order.

    Raises:
        TableError: no known one, and rows of a run differ in what no count is.
    """
    several = [found for found in rows.values() if len(found) > 1]
    varying = [
        column
        for column, cells in table.columns.items()
        if column not in roles.columns and any(len({cells[row] for row in found}) > 1 for found in several)
    ]
    steps = [column for column in varying if is_step(column)]
    if steps:
        return steps[0]
    if any(_is_text(table.columns[column], several) for column in varying):
        raise repeated(table, roles, rows, several)
    return None


def _is_text(cells: Sequence[str], several: Sequence[Sequence[int]]) -> bool:
    """Whether a column tells rows of a run apart by words."""
    return any(number_of(cells[row]) is None for found in several[:50] for row in found if cells[row])


def _step(table: TextTable, step: str | None, row: int) -> tuple[float, int]:
    if step is None:
        return (0.0, row)
    number = number_of(table.columns[step][row])
    if number is None or math.isnan(number.value):
        raise TableError(f"{table.place(row)}: {step} {table.columns[step][row]}: is no number")
    return (number.value, 0)
