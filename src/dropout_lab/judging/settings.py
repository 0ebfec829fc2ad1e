"""What else varies in a stranger's table: two recipes under one name, and settings that differ by side.

No list of names can know every setting, so a column is told by how it varies. One value a variant is its
recipe. Values that come in blocks over the seeds mean two recipes under one name. A value a run is
measured, or set by hand each time: it gets an answer, and a note.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from dropout_lab.errors import Option, TableError
from dropout_lab.evidence import is_measured
from dropout_lab.judging.notes import Note
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.roles import Roles, Seed, seed_order
from dropout_lab.judging.rows import state_columns
from dropout_lab.judging.runs import Run, Runs
from dropout_lab.judging.table import ABSENT, TextTable
from dropout_lab.judging.usual_names import is_configured

MOST_COLUMNS = 6
"""Columns that one note names."""

_Rows = Mapping[tuple[str, str], Mapping[Seed, int]]
"""Rows of the runs that count by seed, for each variant and group."""

_TIME = re.compile(r"\d:\d\d|\d{4}[-/.]\d\d?[-/.]\d")
"""A time of day or a date in a cell."""

FEWEST_IN_BLOCK = 2
"""Runs a value, on average, from which on values hold for stretches of the runs."""
MOST_LOOKED_AT = 20
"""Values of a column that are looked at to see whether they were measured."""


def settings_notes(
    table: TextTable, roles: Roles, runs: Runs, variants: Sequence[str], free: Collection[str]
) -> Iterator[Note]:
    """Say which settings differ between the variants, and what varies from run to run inside one.

    What varies has a value of its own for most runs, as what is measured does, or few values in no order.

    Args:
        table: rows that count.
        roles: its columns.
        runs: those of the table.
        variants: the two or more that are compared.
        free: columns that may vary as they like.

    Raises:
        TableError: the values of a column come in blocks inside a variant.
    """
    found = _Found([], [], [])
    sides = {(v, g): _rows(runs.side(g, v)) for v in variants for g in runs.groups}
    known = {*roles.columns, *free, *state_columns(table, roles), runs.step}
    for column, cells in table.columns.items():
        used = [cells[row] for rows in sides.values() for row in rows.values()]
        if column in known or _is_result(column, used):
            continue
        _look_at(table, roles, column, sides, found)
        _compare(column, cells, sides, variants, found)
    if found.differing:
        yield Note("differing", {"settings": _some(found.differing)})
    if found.mixing:
        yield Note("mixing", {"columns": _some(found.mixing)})
    if found.varying:
        yield Note("varying", {"columns": _some(found.varying)})


class _Found(NamedTuple):
    """Columns that differ between variants, that have few values in no order, and a value for most runs."""

    differing: list[str]
    mixing: list[str]
    varying: list[str]


def _look_at(table: TextTable, roles: Roles, column: str, sides: _Rows, found: _Found) -> None:
    """Find how a column varies inside the variants.

    Raises:
        TableError: in blocks.
    """
    cells = table.columns[column]
    several: dict[str, bool] = {}
    some: list[str] = []
    for (variant, _), rows in sides.items():
        values = _present(cells, rows)
        unlike = list(dict.fromkeys(values))
        if len(unlike) > 1 and _follows_seeds(table, roles, rows, cells):
            continue
        if 1 < len(unlike) <= len(rows) / FEWEST_IN_BLOCK and _in_blocks(rows, cells):
            raise _mixed(column, variant, unlike)
        if len(unlike) > 1 and not _is_plainly_measured(unlike, len(values)):
            some = [*some, *unlike[:MOST_LOOKED_AT]]
            several[variant] = several.get(variant, False) or 2 * len(unlike) <= len(values)
    if several:
        is_set = is_configured(column) or any(number_of(cell) is None for cell in some)
        kind = found.mixing if is_set and any(several.values()) else found.varying
        kind.append(f"{column} ({_some(list(several))})")


def _compare(column: str, cells: Sequence[str], sides: _Rows, variants: Sequence[str], found: _Found) -> None:
    """Find whether a column has one value a variant, and not the same in all."""
    constants: dict[str, set[str]] = {variant: set() for variant in variants}
    for (variant, _), rows in sides.items():
        constants[variant] |= set(_present(cells, rows)) | ({""} if len(rows) < 2 else set())
    alone = {name: next(iter(values)) for name, values in constants.items() if len(values) == 1}
    if len(alone) == len(variants) and len(set(alone.values())) > 1:
        found.differing.append(f"{column} ({_some([f'{name}: {value}' for name, value in alone.items()])})")


def _follows_seeds(table: TextTable, roles: Roles, rows: Mapping[Seed, int], cells: Sequence[str]) -> bool:
    """Whether seeds settle a column's value, as a data set does its size.

    Some of several columns do, or the names of seeds hold it: maze_01-s0 that of maze_01.
    """
    if len(roles.seed) == 1:
        names = table.columns[roles.seed[0]]
        return all(len(cells[row]) > 1 and cells[row] in names[row] for row in rows.values())
    parts = [[one for one in roles.seed if one != left_out] for left_out in roles.seed]
    return any(_settles(table, part, rows, cells) for part in parts)


def _settles(
    table: TextTable, columns: Sequence[str], rows: Mapping[Seed, int], cells: Sequence[str]
) -> bool:
    """Whether rows alike in some columns are alike in these cells, and some rows are."""
    values: dict[tuple[str, ...], str] = {}
    alike = all(
        values.setdefault(tuple(table.columns[column][row] for column in columns), cells[row]) == cells[row]
        for row in rows.values()
    )
    return alike and len(values) < len(rows)


def _present(cells: Sequence[str], rows: Mapping[Seed, int]) -> list[str]:
    return [cells[row] for row in rows.values() if cells[row].lower() not in ABSENT]


def _is_result(column: str, cells: Sequence[str]) -> bool:
    """Whether a column holds results by its name, and numbers: a loss may be a setting, by its name too.

    >>> _is_result("val_loss", ["0.5", "nan"]), _is_result("loss", ["mse", "huber"])
    (True, False)
    """
    return is_measured(column) and all(number_of(cell) or cell.lower() in ABSENT for cell in cells)


def _rows(side: Mapping[Seed, Run]) -> dict[Seed, int]:
    """Rows of the runs that count, by seed, in the order of the file."""
    found = [(run.row, seed) for seed, run in side.items() if run.lost is None]
    return {seed: row for row, seed in sorted(found, key=lambda item: item[0])}


def _in_blocks(rows: Mapping[Seed, int], cells: Sequence[str]) -> bool:
    """Whether each value holds for a stretch of the runs, in the order of the file or of the seeds.

    >>> runs = {0: 0, 1: 1, 2: 2, 3: 3}
    >>> _in_blocks(runs, ["a", "a", "b", "b"]), _in_blocks(runs, ["a", "b", "a", "b"])
    (True, False)
    >>> _in_blocks(runs, ["a", "b", "c", "d"]), _in_blocks(runs, ["a", "a", "a", "b"])
    (False, True)
    """
    by_seed = [cells[rows[seed]] for seed in sorted(rows, key=seed_order)]
    return _is_blocked([cells[row] for row in rows.values()]) or _is_blocked(by_seed)


def _is_blocked(values: Sequence[str]) -> bool:
    lengths: list[int] = []
    for place, value in enumerate(values):
        if place and values[place - 1] == value:
            lengths[-1] += 1
        else:
            lengths.append(1)
    return len(lengths) == len(set(values)) and len(values) >= FEWEST_IN_BLOCK * len(lengths)


def _is_plainly_measured(values: Sequence[str], n: int) -> bool:
    """Whether cells are names of single runs, times, or numbers with more digits than anybody types.

    >>> _is_plainly_measured(["0.97812", "0.97644"], 2), _is_plainly_measured(["0.9", "0.99"], 2)
    (True, False)
    >>> _is_plainly_measured(["run-a1", "run-b7"], 2), _is_plainly_measured(["relu", "gelu"], 4)
    (True, False)
    >>> _is_plainly_measured(["2026-04-19T09:32:31", "2026-04-19T09:40:02"], 5)
    True
    """
    some = values[:MOST_LOOKED_AT]
    numbers = [number_of(value) for value in some]
    if all(number is None for number in numbers):
        return len(values) == n or all(_TIME.search(value) for value in some)
    digits = [len(value.strip("-+%").replace(".", "").lstrip("0").partition("e")[0]) for value in some]
    return sum(count > 4 for count in digits) * 2 > len(digits)


def _mixed(column: str, variant: str, values: Sequence[str]) -> TableError:
    return TableError(
        f"{variant}: mixed variants: its runs differ in {column} by blocks of seeds ({_some(values)}), as "
        "two recipes under one name do; keep one, or say that it does not matter",
        Option("where", f"{column}={values[0]}"),
        Option("ignore", column),
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_COLUMNS
    return ", ".join(names[:MOST_COLUMNS]) + (f", +{more}" if more > 0 else "")
