"""Propose what to compare in a table of which nobody said it."""

from collections import Counter

from dropout_lab.errors import ConfigError, DropoutLabError, Option, TableError
from dropout_lab.judging.numbers import without_rounding
from dropout_lab.judging.reading import read_table
from dropout_lab.judging.request import ALL
from dropout_lab.judging.roles import column_named
from dropout_lab.judging.rows import without_headers
from dropout_lab.judging.table import ABSENT, TextTable
from dropout_lab.judging.usual_names import is_seed, is_step, usual_variants
from dropout_lab.judging.wide import numeric

MOST_VARIANTS = 40
"""Different cells of a column that names variants; more are names of runs."""

MOST_SHOWN = 6


def unasked(source: object, variant: str, treatment: str | None, control: str | None) -> DropoutLabError:
    """Return the refusal of a question without its treatment or control, with one that the table allows.

    Args:
        source: a file, or ``-`` for standard input.
        variant: the column of variants, where there is one of this name.
        treatment: the one that was named, or None.
        control: the one that was named, or None.
    """
    missing = [name for name, given in (("treatment", treatment), ("control", control)) if given is None]
    said = f"{' and '.join(f'--{name}' for name in missing)}: name what is compared"
    if source == "-":
        return ConfigError(f"{said}, such as --treatment dropout --control none")
    table = without_headers(read_table(source))
    named = column_named(table, variant)
    column = named or next(iter(_likely(table)), None)
    if column is None:
        return _of_columns(table, said, treatment, control)
    counts = Counter(without_rounding(cell) for cell in table.columns[column] if cell.lower() not in ABSENT)
    free = [name for name in counts if name not in (treatment, control)]
    if not free or len(counts) < 2:
        return ConfigError(f"{said}; {column} of {table.source} holds {', '.join(counts) or 'nothing'} alone")
    shown = ", ".join(f"{name} ({n})" for name, n in counts.most_common(MOST_SHOWN))
    more = f" and {len(counts) - MOST_SHOWN} more" if len(counts) > MOST_SHOWN else ""
    options = [Option("variant", column)] if named is None else []
    options += _sides(free, treatment, control)
    return TableError(f"{said}; {column} holds {shown}{more}", _together(options))


def _likely(table: TextTable) -> list[str]:
    """Return the columns that may name variants: by their usual names, else words that several rows share."""
    most = min(MOST_VARIANTS, max(2, len(table) - 1))
    several = [
        head
        for head, cells in table.columns.items()
        if 1 < len(set(cells)) <= most and not (is_seed(head) or is_step(head))
    ]
    usual = usual_variants(several)
    return usual or [head for head in several if not numeric(table.columns[head])]


def _of_columns(table: TextTable, said: str, treatment: str | None, control: str | None) -> DropoutLabError:
    """Propose columns as variants, where no column names them."""
    numbers = [head for head, cells in table.columns.items() if numeric(cells) and not is_seed(head)]
    free = [head for head in numbers if head not in (treatment, control) and not is_step(head)]
    if len(free) < (treatment is None) + (control is None):
        return ConfigError(f"{said}; {table.source} has the columns {', '.join([*table.columns][:12])}")
    option = _together([Option("wide"), *_sides(free, treatment, control)])
    return TableError(f"{said}; where each column is a variant", option)


def _sides(free: list[str], treatment: str | None, control: str | None) -> list[Option]:
    """Return options for the sides that are not named: the first is the control, the next the treatment."""
    left = iter(free)
    sides = [] if control is not None else [Option("control", next(left))]
    if treatment is None:
        others = list(left)
        sides.insert(0, Option("treatment", others[0] if len(others) == 1 else ALL))
    return sides


def _together(options: list[Option]) -> Option:
    first, *rest = options
    return first._replace(beside=tuple(rest))
