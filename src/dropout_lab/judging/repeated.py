"""Runs that stand in several rows of a stranger's table: what tells the rows apart, and the option for it."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from dropout_lab.errors import Option, TableError
from dropout_lab.evidence import is_measured
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.roles import Roles, Seed
from dropout_lab.judging.table import ABSENT, TextTable
from dropout_lab.judging.usual_names import is_step
from dropout_lab.judging.wide import numeric

MOST_DECIMALS = 5
"""Decimals that a setting is typed with; a value with more was measured."""

CHOSEN_BY_RESULT = frozenset({"best", "max", "min", "maximum", "minimum", "highest", "lowest", "top"})

_UNNAMED = re.compile(r"column \d+")
"""What a column without a name is called; one of numbers is the index of a frame."""

Key = tuple[str, str, Seed]
"""Group, variant and seed: what makes a row a run."""


def _distinct(table: TextTable, column: str, several: Sequence[Sequence[int]]) -> bool:
    """Whether a column tells the rows of each run apart."""
    cells = table.columns[column]
    return bool(several) and all(len({cells[row] for row in found}) == len(found) for found in several)


def repeated(
    table: TextTable,
    roles: Roles,
    rows: Mapping[Key, Sequence[int]],
    several: Sequence[Sequence[int]],
    *,
    paired: bool = True,
) -> TableError:
    """Return the refusal of runs that stand in several rows, with the option that tells them apart.

    Args:
        table: rows that count.
        roles: its columns.
        rows: those of all runs that are compared.
        several: rows of each run that has more than one.
        paired: whether seeds pair; where they do not, each row may be a run by itself.
    """
    first, second = several[0][:2]
    name, seed = roles.variant_of(table, first), roles.seed_of(table, first)
    others = [column for column in table.columns if column not in roles.columns]
    differing = [c for c in others if table.columns[c][first] != table.columns[c][second]]
    said = f"{name}, seed {seed}: two rows, {_places(table, first, second)}"
    if not differing:
        return TableError(f"{said}, the same in every column but perhaps {roles.metric}; keep one row a run")
    apart = [column for column in differing if _distinct(table, column, several)]
    steps = [column for column in apart if is_step(column)]
    settings = [c for c in apart if _is_setting(table, c)] or [
        c for c in differing if not steps and _is_setting(table, c)
    ]
    if not paired and (unique := _naming_each_row(table, others)):
        return TableError(f"{said}; they differ in {_listed(unique, differing)}", Option("seed", unique))
    if settings:
        others_too = [c for c in differing if c not in settings and _is_setting(table, c)]
        by_size = [*_by_size(table, settings), *_by_size(table, others_too)]
        values = {column: _common_value(table.columns[column], rows) for column in by_size}
        column = next((column for column in by_size if values[column] is not None), by_size[0])
        value = values[column]
        if value is None:
            both, cells = ",".join((*roles.variant, column)), table.columns[column]
            such = " and ".join(f"{name},{cells[row]}" for row in (first, second))
            return TableError(
                f"{said}; they differ in {_listed(column, [*settings, *differing])}; to take each as a "
                f"variant of its own: {Option('variant', both)}, which calls them {such}"
            )
        told = _telling_apart(table, column, [c for c in others if _is_setting(table, c)], several)
        return TableError(
            f"{said}; they differ in {_listed(column, [*settings, *differing])}",
            Option("where", f"{column}={value}"),
            *([Option("seed", ",".join((*told, *roles.seed)))] if told else []),
            *([Option("by", column)] if roles.by is None else []),
        )
    if steps or _is_counted(table, several):
        shown = steps[0] if steps else differing[0]
        return TableError(f"{said}; they differ in {_listed(shown, differing)}", Option("at", "last"))
    return TableError(f"{said}; they differ in {_listed(differing[0], differing)}; keep one row a run")


def drawn_seeds(table: TextTable, roles: Roles, rows: Mapping[Key, Sequence[int]]) -> TableError | None:
    """Return the refusal of two variants whose seeds were drawn at random: few meet, and some stand twice."""
    sides: dict[str, set[tuple[str, Seed]]] = defaultdict(set)
    for group, variant, seed in rows:
        sides[variant].add((group, seed))
    if len(sides) != 2:
        return None
    one, other = sides.values()
    common, smaller = len(one & other), min(len(one), len(other))
    if 2 * common >= smaller:
        return None
    unique = _naming_each_row(table, [head for head in table.columns if head not in roles.columns])
    beside = (Option("seed", unique),) if unique else ()
    return TableError(
        f"only {common} of {smaller} seeds pair, and some stand twice, as seeds that were drawn at random "
        "do; to compare two groups of runs",
        Option("unpaired", beside=beside),
    )


def _by_size(table: TextTable, columns: Sequence[str]) -> list[str]:
    """Return columns with the fewest different cells first."""
    return sorted(columns, key=lambda column: len(set(table.columns[column])))


def _is_setting(table: TextTable, column: str) -> bool:
    """Whether a column may hold what a run was made with, as neither steps nor measurements do."""
    is_index = bool(_UNNAMED.fullmatch(column)) and numeric(table.columns[column])
    return not (is_index or is_step(column) or is_measured(column) or _is_measured(table, column))


def _common_value(cells: Sequence[str], rows: Mapping[Key, Sequence[int]]) -> str | None:
    """Return the commonest value of a column among those that every variant has; None: there is none."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, variant, _), found in rows.items():
        counts[variant].update(cells[row] for row in found)
    shared = [
        cell for cell in next(iter(counts.values())) if cell and all(cell in of for of in counts.values())
    ]
    fair = [cell for cell in shared if cell.casefold() not in CHOSEN_BY_RESULT] or shared
    return max(fair, key=lambda cell: sum(of[cell] for of in counts.values()), default=None)


def _telling_apart(
    table: TextTable, first: str, settings: Sequence[str], several: Sequence[Sequence[int]]
) -> tuple[str, ...]:
    """Return columns whose values together tell the rows of each run apart, `first` before all; else none."""
    told: tuple[str, ...] = ()
    left = [list(found) for found in several]
    for column in (first, *(c for c in settings if c != first)):
        cells = table.columns[column]
        parts = [
            [row for row in found if cells[row] == cell]
            for found in left
            for cell in {cells[r] for r in found}
        ]
        if len(parts) > len(left):
            told, left = (*told, column), parts
        if all(len(found) == 1 for found in left):
            return told
    return ()


def _naming_each_row(table: TextTable, columns: Sequence[str]) -> str | None:
    """Return a column of words that no two rows share, as a tracker's names of runs."""
    return next(
        (
            column
            for column in columns
            if len(set(table.columns[column])) == len(table) and number_of(table.columns[column][0]) is None
        ),
        None,
    )


def _places(table: TextTable, first: int, second: int) -> str:
    return f"{table.place_word}s {table.places[first]} and {table.places[second]}"


def _listed(first: str, columns: Sequence[str]) -> str:
    rest = [column for column in dict.fromkeys(columns) if column != first]
    more = f" and {len(rest) - 3} more" if len(rest) > 3 else ""
    return ", ".join([first, *rest[:3]]) + more


def _is_measured(table: TextTable, column: str) -> bool:
    """Whether a column's cells look measured: numbers, nearly all different or with many digits."""
    cells = [cell for cell in table.columns[column] if cell.lower() not in ABSENT]
    numbers = [number_of(cell) for cell in cells[:1000]]
    if 2 * sum(len(cell.partition(".")[2]) > MOST_DECIMALS for cell in cells) > len(cells):
        return True
    if not numbers or any(number is None for number in numbers):
        return not numbers or len(set(cells)) > 0.9 * len(cells)  # texts all different: ids and times
    return len(set(cells)) > max(2, 0.5 * len(cells))


def _is_counted(table: TextTable, several: Sequence[Sequence[int]]) -> bool:
    """Whether runs have rows enough to be curves."""
    return max(map(len, several)) > 3
