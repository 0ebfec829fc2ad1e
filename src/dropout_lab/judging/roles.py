"""Which columns of a stranger's table say what, and what their cells are as identities."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dropout_lab.errors import ConfigError, Option, TableError, unknown_name
from dropout_lab.evidence import is_measured
from dropout_lab.judging.layouts import misread
from dropout_lab.judging.numbers import without_rounding
from dropout_lab.judging.request import ALL, Request
from dropout_lab.judging.table import ABSENT, TextTable
from dropout_lab.judging.usual_names import is_seed, seeds_called
from dropout_lab.metrics import DEFAULT_METRIC

LONGEST_SEED = 40
"""Letters of a seed that a sentence shows: a question, or a path, may be one."""

MOST_NAMES = 12
"""Names that one line lists; a table may have thousands."""

BETWEEN = "/"
"""Stands between the parts of a seed that several columns name: cifar10/2."""

Seed = int | str
"""A whole number, or the text that stands in its place."""


@dataclass(frozen=True)
class Roles:
    """Columns of a table: those of variant and seed (none: each row is a run by itself), metric, group."""

    variant: tuple[str, ...]
    seed: tuple[str, ...]
    metric: str
    by: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.variant, *self.seed, self.metric, *([self.by] if self.by is not None else []))

    def variant_of(self, table: TextTable, row: int) -> str:
        """Return the variant that a row is of, as it is typed: cells with commas between."""
        return ",".join(without_rounding(table.columns[column][row]) for column in self.variant)

    def group_of(self, table: TextTable, row: int) -> str:
        """Return the group that a row is of; empty where there are none."""
        return "" if self.by is None else table.columns[self.by][row]

    def seed_of(self, table: TextTable, row: int) -> Seed:
        """Return the seed of a row; the place of the row where no column says it.

        Of several columns a setting may be empty, as where a method has none; a seed may not.

        Raises:
            TableError: an empty cell.
        """
        cells = [table.columns[column][row] for column in self.seed]
        for column, cell in zip(self.seed, cells, strict=True):
            if cell.lower() in ABSENT and (len(cells) == 1 or is_seed(column)):
                name = self.variant_of(table, row)
                raise TableError(f"{table.place(row)}, {name}: no seed in the column {column}")
        if len(cells) == 1:
            return seed_named(cells[0])
        return BETWEEN.join(str(seed_named(cell)) for cell in cells) if cells else table.place(row)


def roles_of(table: TextTable, request: Request) -> Roles:
    """Find the columns that a request names.

    Raises:
        ConfigError: a column that is not there, or one in two roles.
        TableError: the same, of a table whose layout is known to need another option.
    """
    metric = request.metric or DEFAULT_METRIC
    try:
        variant = columns_named(table, "variant", request.variant)
        seed = _seed_columns(table, request, variant)
        (column,) = columns_named(table, "metric", metric, many=False)
        by = columns_named(table, "by", request.by, many=False)[0] if request.by is not None else None
    except ConfigError:
        known = misread(
            table,
            variant=request.variant.split(","),
            seed=request.seed.split(","),
            metric=metric,
            variants=(*request.treatments, request.control),
        )
        if known is not None:
            raise known from None
        raise
    seed = tuple(name for name in seed if name != by) or seed
    roles = Roles(variant, seed, column, by)
    for name, times in Counter(roles.columns).items():
        if times > 1:
            raise ConfigError(f"the column {name} cannot be two of variant, seed, metric and by")
    return roles


def _seed_columns(table: TextTable, request: Request, variant: Sequence[str]) -> tuple[str, ...]:
    if request.pairing == "unpaired" and request.seed == "seed" and column_named(table, "seed") is None:
        return ()
    try:
        return columns_named(table, "seed", request.seed)
    except ConfigError as error:
        if request.seed != "seed":
            raise
        if seeds_called(table, list(table.columns), "seed"):
            raise
        if column_named(table, request.metric or DEFAULT_METRIC) is None:
            raise  # of a table that may be wide
        pairing = _pairing_columns(table, request, variant)
        if pairing:
            raise TableError(
                f"{table.source}: has no column seed; rows pair by {', '.join(pairing)}, or each is a run "
                "and none pair",
                Option("seed", ",".join(pairing)),
                Option("unpaired"),
            ) from None
        raise TableError(f"{error}; where each row is a run and none pair", Option("unpaired")) from None


def _pairing_columns(table: TextTable, request: Request, variant: Sequence[str]) -> list[str]:
    """Return columns by which each row of the control has one partner of the treatment; else none.

    Such are data sets and settings of a table without seeds.
    """
    names = [",".join(table.columns[column][row] for column in variant) for row in range(len(table))]
    others = [name for name in names if name and not same_name(name, request.control)]
    named = [name for name in request.treatments if name != ALL] or others
    wanted = (request.control, *named[:1])
    sides = [[row for row, name in enumerate(names) if same_name(name, asked)] for asked in wanted]
    if len(sides) < 2 or min(map(len, sides)) < 2:
        return []

    def keys(columns: Sequence[str]) -> list[list[tuple[str, ...]]]:
        return [[tuple(table.columns[column][row] for column in columns) for row in side] for side in sides]

    def pair(columns: Sequence[str]) -> bool:
        one, other = keys(columns)
        return len(set(one)) == len(one) == len(other) and set(one) == set(other)

    taken = {*variant, request.metric or DEFAULT_METRIC, request.by}
    likely = [
        head for head in table.columns if head not in taken and "," not in head and not is_measured(head)
    ]
    shared = [
        head for head in likely if len(values := {*keys([head])[0]}) > 1 and values == {*keys([head])[1]}
    ]
    if not pair(shared):
        return []
    for column in reversed(shared):
        fewer = [head for head in shared if head != column]
        shared = fewer if pair(fewer) else shared
    return shared


def columns_named(table: TextTable, key: str, text: str, *, many: bool = True) -> tuple[str, ...]:
    """Return the columns that a text names: one, or several with commas between.

    Raises:
        ConfigError: a column that is not there.
    """
    whole = column_named(table, text)
    if whole is not None:
        return (whole,)
    parts = [part.strip() for part in text.split(",")] if many else [text]
    found = [column_named(table, part) for part in parts]
    for part, column in zip(parts, found, strict=True):
        if column is None:
            raise ConfigError(unknown_name(key, part, "column", table.columns))
    return tuple(column for column in found if column is not None)


def column_named(table: TextTable, name: str) -> str | None:
    """Return the column of a name, in whatever case where only one is alike; None: none."""
    if name in table.columns:
        return name
    alike = [column for column in table.columns if column.casefold() == name.strip().casefold()]
    return alike[0] if len(alike) == 1 else None


def same_name(left: str, right: str) -> bool:
    """Whether two cells are one name but for case, blanks, or how a number is written.

    >>> same_name("0.20", "0.2"), same_name("None", "none "), same_name("a", "b")
    (True, True, False)
    >>> same_name("0.30000000000000004", "0.3")
    True
    """
    a, b = left.strip().casefold(), right.strip().casefold()
    if a == b:
        return True
    try:
        return float(without_rounding(a)) == float(without_rounding(b))
    except ValueError:
        return False


def seed_named(text: str) -> Seed:
    """Return the identity that a text stands for: 3, 3.0 and 03 are one seed.

    >>> seed_named("3.0"), seed_named("12345678901234567890"), seed_named("b")
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


def seed_order(seed: Seed) -> tuple[bool, int, str]:
    """Sort key of seeds: numbers by size, then texts, numbers in them by size too.

    >>> sorted(["run 10", 3, "run 9"], key=seed_order)
    [3, 'run 9', 'run 10']
    """
    if isinstance(seed, int):
        return (False, seed, "")
    return (True, 0, re.sub(r"\d+", lambda digits: digits[0].zfill(20), seed))


def seeds_text(seeds: Sequence[Seed]) -> str:
    """Name seeds, runs of whole numbers as spans, at most a dozen, each in a few letters.

    >>> seeds_text([0, 1, 2, 7]), seeds_text(["a", 3]), seeds_text(["9" * 5000])
    ('0-2, 7', '3, a', '999999999999999999999999999999...')
    """
    ordered = sorted(seeds, key=seed_order)
    spans: list[list[Seed]] = []
    for seed in ordered:
        last = spans[-1][-1] if spans else None
        if isinstance(seed, int) and isinstance(last, int) and seed == last + 1:
            spans[-1].append(seed)
        else:
            spans.append([seed])
    names = (f"{span[0]}-{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)
    told = [name if len(name) <= LONGEST_SEED else f"{name[: LONGEST_SEED - 10]}..." for name in names]
    return ", ".join(told[:MOST_NAMES]) + (", ..." if len(told) > MOST_NAMES else "")
