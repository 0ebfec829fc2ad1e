"""Wide tables: a column a variant, or a column a seed, turned into a row a run."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dropout_lab.errors import Option, TableError, unknown_name
from dropout_lab.judging.notes import Note
from dropout_lab.judging.numbers import number_of, without_rounding
from dropout_lab.judging.table import ABSENT, TextTable

MOST_NAMES = 6
MOST_CELLS = 30_000_000
"""Rows times columns of the table that is made."""

LONGEST_HEAD = 100

SEED_WORDS = frozenset(
    {
        *("seed", "seeds", "rng", "run", "trial", "rep", "repeat", "repetition", "replicate", "replication"),
        *(
            "fold",
            "split",
            "cv",
            "try",
            "attempt",
            "lauf",
            "wiederholung",
            "s",
            "r",
            "test",
            "exp",
            "experiment",
        ),
        *("versuch", "messung", "prueba", "ensayo", "essai", "teste", "试验", "实验"),
        *("种子", "随机种子", "运行", "重复", "折"),
    }
)
"""Words before the number of a column that holds a seed, in small letters."""

FOLDS = frozenset({"fold", "folds", "kfold", "cv", "split", "splits", "折", "折数", "faltung"})
"""Words of a seed that is a part of one data set, in small letters."""

_NUMBERED = re.compile(r"(?P<before>.*?)[ _\-.#:/=(\[]*(?P<number>\d+)[)\]]*(?P<after>(?:[ _\-./:].*)?)")


def lengthened(
    table: TextTable, *, variants: Sequence[str], variant: Sequence[str], seed: Sequence[str], metric: str
) -> TextTable:
    """Return a table with a row a run.

    Args:
        table: a column a variant, named in `variants`; or a column a seed, named by a number with or without
            a word before it, where the column `variant` names the variants.
        variants: names that must be judged. One alone means: against every other column of numbers.
        variant: the column of variants in the result; of seeds in columns the table may have several.
        seed: columns of the seed. Those of the table stay; where it has none, the first is made: of the
            numbers of the columns, or of the rows.
        metric: the column of values in the result.

    Raises:
        TableError: columns are neither, a column of the result is there already, or it would be too large.
    """
    if metric in table.columns:
        raise TableError(f"--wide: the column {metric} is there already, so its values are not in others")
    taken = variant_columns(table, variants, seed)
    if taken and variant[0] not in columns_with(table, variants):
        return _by_variant(table, taken, variant[0], seed, metric)
    seeds = seed_columns(table, metric, {*variant, *seed})
    if seeds and all(name in table.columns for name in variant):
        return _by_seed(table, seeds, seed, metric)
    raise _not_wide(table, variants, ", ".join(variant), bool(seeds))


def variant_columns(table: TextTable, variants: Sequence[str], seed: Sequence[str]) -> list[str]:
    """Return the columns that are called as variants; none where one of them is missing.

    Args:
        table: any table.
        variants: their names; one alone takes every other column of numbers with it.
        seed: columns that are none.
    """
    found = [next((head for head in table.columns if _same(head, name)), None) for name in variants]
    named = [head for head in found if head is not None]
    if not variants or len(named) < len(found):
        return []
    if len(set(named)) == 1:
        others = (head for head in table.columns if head not in (*named, *seed))
        named += [head for head in others if numeric(table.columns[head])]
    return list(dict.fromkeys(named))


def seed_columns(
    table: TextTable, metric: str, others: frozenset[str] | set[str] = frozenset()
) -> dict[str, str]:
    """Return the columns that hold a seed each, with its number: ``0``, ``seed_3``, ``split2_test_score``.

    Args:
        table: any table.
        metric: where several families of columns are numbered, the one that names it is taken.
        others: columns that are none.
    """
    families: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for head in table.columns:
        found = _NUMBERED.fullmatch(head) if len(head) < LONGEST_HEAD else None
        if found and head not in others:
            families[found["before"].casefold(), found["after"].casefold()][head] = found["number"]
    fitting = {
        key: family
        for key, family in families.items()
        if len(family) > 1 and _is_seeds(table, key, family, metric)
    }
    named = [key for key in fitting if metric.casefold().strip() in "".join(key)]
    chosen = named or sorted(fitting, key="".join)
    return fitting[chosen[0]] if len(chosen) == 1 else {}


def numeric(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers, and nothing else but absent values."""
    present = (cell for cell in cells if cell.lower() not in ABSENT)
    first = next(present, None)
    return first is not None and number_of(first) is not None and all(number_of(cell) for cell in present)


def words_in(head: str) -> list[str]:
    """Return the words of a column's name, in small letters.

    >>> words_in("best_val_acc"), words_in("bestTestAccuracy"), words_in("CV fold")
    (['best', 'val', 'acc'], ['best', 'test', 'accuracy'], ['cv', 'fold'])
    """
    return re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", head).casefold())


def _is_seeds(table: TextTable, family: tuple[str, str], columns: Mapping[str, str], metric: str) -> bool:
    before, after = family
    word = re.split(r"[\W_]+", before.strip())[-1]
    is_bare = not before and after in ("", ".0")
    if not (is_bare or word in SEED_WORDS or before.strip() == metric.casefold()):
        return False
    return len(set(columns.values())) == len(columns) and all(
        numeric(table.columns[head]) for head in columns
    )


def _same(left: str, right: str) -> bool:
    """Whether two names are one but for case and blanks, or how a number is written."""
    a, b = left.strip().casefold(), right.strip().casefold()
    one, other = number_of(a), number_of(b)
    return a == b or (one is not None and other is not None and one.value == other.value)


def _by_variant(
    table: TextTable, taken: Sequence[str], variant: str, seed: Sequence[str], metric: str
) -> TextTable:
    if variant in table.columns and variant not in taken:
        free = [name for name in ("method", "group", "arm") if name not in table.columns]
        options = [Option("variant", name) for name in free[:1]]
        raise TableError(f"--wide: the column {variant} is there already; choose another name", *options)
    notes = [Note("reading.wide_variants", {"columns": _listed(taken)})]
    others = {head: cells for head, cells in table.columns.items() if head not in taken}
    if not any(name in others for name in seed):
        others = {seed[0]: [str(row) for row in range(1, len(table) + 1)], **others}
        notes.append(Note("reading.rows_pair"))
    return _stacked(table, variant, {head: head for head in taken}, others, metric).noted(*notes)


def _by_seed(table: TextTable, seeds: Mapping[str, str], seed: Sequence[str], metric: str) -> TextTable:
    made = next((name for name in seed if name not in table.columns), None)
    if made is None:
        beside = _listed(list(seeds))
        raise TableError(f"--wide: the column {seed[0]} is there already, beside a column a seed ({beside})")
    others = {head: cells for head, cells in table.columns.items() if head not in seeds}
    notes = [Note("reading.wide_seeds", {"n": len(seeds), "columns": _listed(list(seeds))})]
    if FOLDS & set(words_in(next(iter(seeds)))):
        notes.append(Note("folds", {"columns": _listed(list(seeds))}))
    return _stacked(table, made, seeds, others, metric).noted(*notes)


def _stacked(
    table: TextTable, name: str, taken: Mapping[str, str], others: Mapping[str, Sequence[str]], metric: str
) -> TextTable:
    """Stack the taken columns into `metric`; `name` says which each value came from."""
    n_rows, times = len(table), len(taken)
    if n_rows * times * (len(others) + 2) > MOST_CELLS:
        raise TableError(
            f"--wide: {times} columns of {n_rows} rows, each with {len(others)} other columns, are too many; "
            "keep those that are judged"
        )
    columns: dict[str, list[str]] = {name: [label for label in taken.values() for _ in range(n_rows)]}
    columns |= {head: list(cells) * times for head, cells in others.items()}
    columns[metric] = [cell for head in taken for cell in table.columns[head]]
    return replace(table, columns=columns, places=list(table.places) * times)


def _not_wide(table: TextTable, variants: Sequence[str], variant: str, has_seeds: bool) -> TableError:
    if has_seeds:
        holding = columns_with(table, variants)
        options = [Option("variant", head) for head in holding[:3]]
        return TableError(
            f"--wide: a column a seed, but no column {variant} that names the variants", *options
        )
    missing = [name for name in variants if not any(_same(head, name) for head in table.columns)]
    return TableError(
        f"--wide: {unknown_name('column', (missing or list(variants))[0], 'column', table.columns)}; "
        "should be a column a variant, or a column a seed such as seed_0 or 0"
    )


def columns_with(table: TextTable, variants: Sequence[str]) -> list[str]:
    """Return the columns that hold all of these variants."""
    wanted = {name.strip().casefold() for name in variants}
    return [
        head
        for head, cells in table.columns.items()
        if wanted <= {without_rounding(cell).casefold() for cell in set(cells)}
    ]


def _listed(heads: Sequence[str]) -> str:
    return ", ".join([*heads[:MOST_NAMES], *(["..."] if len(heads) > MOST_NAMES else [])])
