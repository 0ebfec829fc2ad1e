"""Recognise how a table is laid out that cannot be judged as it is, and the one thing that helps."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from dropout_lab.errors import Option, TableError
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.request import ALL
from dropout_lab.judging.table import ABSENT, TextTable
from dropout_lab.judging.usual_names import is_seed, is_step, metrics_called, seeds_called, variants_called
from dropout_lab.judging.wide import columns_with, numeric, seed_columns, variant_columns


class Asked(NamedTuple):
    """What was looked for in a table."""

    variant: Sequence[str]
    seed: Sequence[str]
    metric: str
    variants: Sequence[str]


def misread(
    table: TextTable, *, variant: Sequence[str], seed: Sequence[str], metric: str, variants: Sequence[str]
) -> TableError | None:
    """Return the refusal that helps, where the kind of table is known; None where it is not.

    Args:
        table: one in which a column is missing, or the metric holds no numbers.
        variant: the columns of the variant that were looked for.
        seed: those of the seed.
        metric: that of the metric.
        variants: names of the variants that were looked for.
    """
    asked = Asked(variant, seed, metric, variants)
    found = (kind(table, asked) for kind in _KINDS)
    return next((error for error in found if error is not None), None)


def without_names(table: TextTable, variants: Sequence[str]) -> TableError | None:
    """Return the refusal of a table whose columns have no names, or are not told apart; None of others.

    Args:
        table: one in which no column is called as it should be.
        variants: names of the variants that were looked for.
    """
    asked = Asked((), (), "", variants)
    return _one_column(table, asked) or _no_header(table, asked)


def _one_column(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise another delimiter than a comma, semicolon or tab."""
    head = next(iter(table.columns))
    if len(table.columns) > 1:
        return None
    if sum("," in cell or ";" in cell for cell in islice(table.columns[head], 100)) * 2 > min(
        100, len(table)
    ):
        return TableError(
            f"{table.source}: begins with a title ({head[:40]}); remove what stands above the line of names"
        )
    if head.count("|") > 1:
        mark = "bars"
    elif len(head.split()) > 2:
        mark = "blanks"
    else:
        return None
    return TableError(f"{table.source}: its columns seem to be separated by {mark}; separate them by commas")


def _no_header(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise a first line that is a run."""
    heads = list(table.columns)
    kinds = [(number_of(head) is not None, numeric(table.columns[head])) for head in islice(heads, 200)]
    alike = all(is_number == has_numbers for is_number, has_numbers in kinds)
    fractions = any("." in head and number_of(head) for head in heads)
    wanted = {name.strip().casefold() for name in asked.variants}
    named = sum(head.strip().casefold() in wanted for head in heads)
    runs = any(is_number for is_number, _ in kinds) and alike and named < 2 and (fractions or named)
    if not runs:
        return None
    shown = ", ".join(heads[:4])
    return TableError(f"{table.source}: has no header: its first line is a run ({shown}); name its columns")


_MEAN = re.compile(
    r"[*$\\\s]*[+-]?[\d.][\d.,]*\s*%?\s*"
    r"(?:\(\s*[+-]?±?\s*[\d.][\d.,]*\s*%?\s*\)|(?:±|\+/-|\+-|\\pm)\s*[\d.].*).*"
)
"""A mean with its spread: 0.95(0.01), 95.1 ± 0.3, $95.1 \\pm 0.3$."""

_SPREAD = re.compile(
    r"(?:.*[\W_])?(?:std|sd|stddev|stdev|std_dev|stderr|sem|se|ci95|标准差)(?:[\W_].*)?", re.IGNORECASE
)
_MIDDLE = re.compile(r"(?:.*[\W_])?(?:mean|avg|average|均值|平均)(?:[\W_].*)?", re.IGNORECASE)
_A_ROW_A_RUN = "such a table cannot be judged: give one with a row a run"


def _aggregated(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise cells of a mean with its spread."""
    wanted = [asked.metric] if asked.metric in table.columns else list(table.columns)
    for head in wanted:
        cells = [cell for cell in islice(table.columns[head], 100) if cell.lower() not in ABSENT]
        if cells and sum(bool(_MEAN.fullmatch(cell[:200])) for cell in cells) > len(cells) / 2:
            return TableError(
                f"{table.source}: {head} holds means with their spread ({cells[0][:40]}); {_A_ROW_A_RUN}"
            )
    return None


def _means(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise columns of means beside columns of their spread."""
    if asked.metric in table.columns:
        return None
    means = [head for head in table.columns if _MIDDLE.fullmatch(head[:200])]
    spreads = [head for head in table.columns if _SPREAD.fullmatch(head[:200])]
    if means and spreads and not any(name in table.columns for name in asked.seed):
        return TableError(
            f"{table.source}: holds means and spreads ({means[0]}, {spreads[0]}); {_A_ROW_A_RUN}"
        )
    return None


def _chart(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise a chart's export of Weights & Biases: a column a run, with its least and largest value."""
    heads = [head for head in table.columns if " - " in head]
    ends = [head for head in heads if head.endswith(("__MIN", "__MAX"))]
    if not ends or len(ends) < len(heads) / 2:
        return None
    return TableError(
        f"{table.source}: is a chart's export of Weights & Biases, a column a run ({heads[0]}); export the "
        "table of runs in its place (Runs, Download, CSV), or the curves by its API"
    )


def _transposed(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise a column a run and a row a key."""
    first = next(iter(table.columns.values()), ())
    keys = {cell.strip().casefold() for cell in first}
    roles = [[name.casefold() for name in names] for names in (asked.variant, asked.seed, [asked.metric])]
    there = sum(all(name in keys for name in names) for names in roles)
    if there < 2 or len(first) > 10_000:
        return None
    return TableError(
        f"{table.source}: is transposed, a column a run and a row a key; turn it: "
        "pandas.read_csv(FILE, index_col=0).T.to_csv('runs.csv', index=False)"
    )


def _wide(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise a column a variant, or a column a seed."""
    if asked.metric in table.columns:
        return None
    names = [name for name in asked.variants if name != ALL or name in table.columns]
    columns = variant_columns(table, names, asked.seed) if len(set(asked.variants)) > 1 else []
    if columns and not set(asked.variant) & set(columns_with(table, names)):
        return TableError(
            f"{table.source}: has a column a variant ({', '.join(columns[:4])})", Option("wide")
        )
    seeds = seed_columns(table, asked.metric, {*asked.variant, *asked.seed})
    if not seeds:
        return None
    shown = f"{table.source}: has a column a seed ({', '.join(islice(seeds, 4))})"
    if all(name in table.columns for name in asked.variant):
        return TableError(shown, Option("wide"))
    named = tuple(Option("variant", head) for head in columns_with(table, names)[:1])
    return TableError(shown, Option("wide", beside=named))


def _other_name(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise a needed column under another usual name."""
    taken = {*asked.variant, *asked.seed, asked.metric}
    free = [head for head in table.columns if head not in taken]
    guesses = {
        "variant": (asked.variant, lambda: variants_called(table, free, asked.variant[0], asked.variants)),
        "seed": (asked.seed, lambda: seeds_called(table, free, asked.seed[0])),
        "metric": ([asked.metric], lambda: metrics_called(table, free, asked.metric)),
    }
    for role, (names, guess) in guesses.items():
        missing = [name for name in names if name not in table.columns]
        if missing and len(names) == 1 and (found := guess()):
            options = (Option(role, head) for head in found[:3])
            return TableError(
                f"{table.source}: has no column {missing[0]}, but one that may be meant", *options
            )
    return None


def _one_run(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise the curve of a single run: a row a step, and nothing that would name the run."""
    if any(name in table.columns for name in (*asked.variant, *asked.seed)):
        return None
    steps = [head for head, cells in table.columns.items() if is_step(head) and len(set(cells)) == len(cells)]
    if not steps or not all(numeric(cells) for cells in table.columns.values()):
        return None
    return TableError(
        f"{table.source}: is the curve of one run, a row a step ({steps[0]}); put those of all runs under "
        "one another, with columns for variant and seed, and judge them by --at last"
    )


def _one_variant(table: TextTable, asked: Asked) -> TableError | None:
    """Recognise runs of a single variant: a metric and seeds, and no column of words or of few values."""
    there = asked.metric in table.columns and any(map(is_seed, table.columns))
    if not there or not all(numeric(cells) for cells in table.columns.values()):
        return None
    frames = ", ".join(f"{name!r}: pandas.read_csv(...)" for name in asked.variants if name != ALL)
    return TableError(
        f"{table.source}: names no variant, so it may hold the runs of one; put those of all under one "
        f"another: pandas.concat({{{frames}}}, names=['variant']).reset_index('variant')"
        ".to_csv('all.csv', index=False)"
    )


_KINDS = (
    *(_one_column, _chart, _transposed, _aggregated, _no_header, _wide, _means, _other_name, _one_run),
    _one_variant,
)
"""From the more special to the more general."""
