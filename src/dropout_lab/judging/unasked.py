"""Propose what to compare in a table of which nobody said it."""

from collections import Counter
from collections.abc import Sequence

from dropout_lab.errors import ConfigError, DropoutLabError, Option, TableError
from dropout_lab.evidence import is_measured
from dropout_lab.judging.numbers import number_of, without_rounding
from dropout_lab.judging.reading import read_table
from dropout_lab.judging.request import ALL
from dropout_lab.judging.roles import column_named
from dropout_lab.judging.rows import without_headers
from dropout_lab.judging.table import ABSENT, TextTable
from dropout_lab.judging.usual_names import is_replicate, is_seed, is_step, usual_variants
from dropout_lab.judging.wide import numeric, seed_columns

MOST_VARIANTS = 40
"""Different cells of a column that names variants; more are names of runs."""

BASELINES = frozenset(
    {
        *("baseline", "base", "none", "control", "default", "vanilla", "reference", "ref", "original", "raw"),
        *("plain", "no", "off", "without", "null", "na", "n/a", "nan", "0", "0.0", "基线", "对照"),
    }
)
"""Names of variants that others are compared with, in small letters."""

MOST_SHOWN = 6
MOST_COLUMNS = 12


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
    counts = Counter(without_rounding(cell) for cell in table.columns[column] if cell)
    free = [name for name in counts if name not in (treatment, control)]
    if not free or len(counts) < 2:
        return ConfigError(f"{said}; {column} of {table.source} holds {', '.join(counts) or 'nothing'} alone")
    shown = ", ".join(f"{name} ({n})" for name, n in counts.most_common(MOST_SHOWN))
    more = f" and {len(counts) - MOST_SHOWN} more" if len(counts) > MOST_SHOWN else ""
    options = [Option("variant", column)] if named is None else []
    options += _sides(free, treatment, control)
    return TableError(f"{said}; {column} holds {shown}{more}", _together(options))


def _likely(table: TextTable) -> list[str]:
    """Return the columns that may name variants: by name, else words, else numbers that repeat alike."""
    several = []
    for head, cells in table.columns.items():
        no_names = {""} if usual_variants([head]) else ABSENT - {"none"}
        counts = Counter(cell for cell in cells if cell.lower() not in no_names)
        repeated = sum(times > 1 for times in counts.values())
        if 1 < len(counts) <= MOST_VARIANTS and 2 * repeated >= len(counts) and not _is_of_rows(head):
            several.append((head, len(set(counts.values())) == 1))
    usual = usual_variants([head for head, _ in several])
    texts = [head for head, _ in several if not numeric(table.columns[head])]
    return usual or texts or [head for head, alike in several if alike and not is_measured(head)]


def _is_of_rows(head: str) -> bool:
    """Whether a column tells rows of one variant apart, by its name."""
    return is_seed(head) or is_step(head) or is_replicate(head)


def _of_columns(table: TextTable, said: str, treatment: str | None, control: str | None) -> DropoutLabError:
    """Propose columns as seeds or as variants, where no column with several rows a value names them."""
    words = [head for head, cells in table.columns.items() if not numeric(cells)]
    numbers = [head for head, cells in table.columns.items() if head not in words and not _is_key(cells)]
    if words and seed_columns(table, "", set(words)):
        names = [without_rounding(cell) for cell in dict.fromkeys(table.columns[words[0]])]
        free = [name for name in names if name not in (treatment, control)]
        if len(free) >= (treatment is None) + (control is None):
            options = [Option("wide"), Option("variant", words[0]), *_sides(free, treatment, control)]
            return TableError(f"{said}; {words[0]} names the variants, a column a seed", _together(options))
    free = [head for head in numbers if head not in (treatment, control)]
    may_be = len(words) < 2 and not any(_is_of_rows(head) or is_measured(head) for head in numbers)
    if may_be and len(free) >= (treatment is None) + (control is None):
        option = _together([Option("wide"), *_sides(free, treatment, control)])
        return TableError(f"{said}; where each column is a variant", option)
    shown = ", ".join([*table.columns][:MOST_COLUMNS]) + (
        ", ..." if len(table.columns) > MOST_COLUMNS else ""
    )
    return ConfigError(
        f"{said}, by --treatment NAME --control NAME, and the column of these names by --variant: "
        f"{table.source} has {shown}"
    )


def _is_key(cells: Sequence[str]) -> bool:
    """Whether whole numbers, each once, name the rows."""
    numbers = [number_of(cell) for cell in cells]
    whole = all(number is not None and number.value.is_integer() for number in numbers)
    return whole and len(set(cells)) == len(cells)


def _sides(free: list[str], treatment: str | None, control: str | None) -> list[Option]:
    """Return options for the missing sides; the control is a baseline by its name, else the first."""
    left = iter(sorted(free, key=lambda name: name.casefold() not in BASELINES))
    sides = [] if control is not None else [Option("control", next(left))]
    if treatment is None:
        others = list(left)
        sides.insert(0, Option("treatment", others[0] if len(others) == 1 else ALL))
    return sides


def _together(options: list[Option]) -> Option:
    first, *rest = options
    return first._replace(beside=tuple(rest))
