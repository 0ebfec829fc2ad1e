"""Tables and records in the terminal; plain lines where the output is no terminal."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from dropout_lab.metrics import measured_metrics

if TYPE_CHECKING:  # they come with pandas
    from dropout_lab.judging import Rank
    from dropout_lab.tables import Table


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: the first column left, where it may break, the others right."""
    table = RichTable(title=Text(title), title_justify="left", box=None, header_style="bold", pad_edge=False)
    for number, column in enumerate(columns):
        justify, overflow = ("right", "ellipsis") if number else ("left", "fold")
        table.add_column(Text(column), justify=justify, overflow=overflow, no_wrap=bool(number))
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    width = None if Console().is_terminal else 160
    Console(width=width, soft_wrap=False).print(table)


NARROW = ("comparison", "pairs", "difference", "joint", "seen", "decision")
"""Columns of a comparison that a terminal has room for; files and ``--json`` have them all."""


def print_drawn(title: str, table: "Table") -> None:
    """Print a table of results."""
    from dropout_lab.tables import plain_table

    heads, rows, _ = plain_table(table)
    print_table(title, heads, rows)


def print_comparisons(table: "Table", how: str = "paired by seed") -> None:
    """Print comparisons, each in a line, under a title that says how sides were set against each other."""
    print_drawn(f"treatment - control, {how}", table.only(*NARROW))


def print_ranks(ranks: "Sequence[Rank]") -> None:
    """Print the places that variants can have, best first."""
    rows = [(r.variant, f"{r.best}" if r.best == r.worst else f"{r.best} to {r.worst}") for r in ranks]
    typer.echo("")
    print_table("ranks, jointly", ("variant", "rank"), rows)


def print_record(record: Any, as_json: bool) -> None:
    """Print what the store keeps of one run, without its curves' every value."""
    always = [row.name for row in measured_metrics() if not row.needs_validation]
    names = dict.fromkeys([*always, *record.metrics])
    shown = {
        "run_id": record.run_id,
        "status": record.status,
        "seed": record.seed,
        "recipe": record.recipe,
        "engine": record.engine,
        "epochs": record.epochs,
        **{name: record.metrics.get(name) for name in names},
        "seconds": record.seconds,
        "weights_sha256": record.weights_sha256,
        "error": record.error,
        "attempts": record.attempts,
        "finished_at": record.finished_at,
        "environment": record.environment,
        "test_errors": None if record.error_images is None else len(record.error_images),
        "curves": {metric: list(map(float, points)) for metric, points in record.curves.items()},
    }
    if as_json:
        print(json.dumps(shown))
        return
    for key, value in shown.items():
        if key == "curves":
            value = f"{len(record.curves)} metrics over {record.epochs} epochs; all: --json"
        text = json.dumps(value) if isinstance(value, dict | list) else value
        Console(soft_wrap=True, highlight=False).print(Text(f"{key:15} {text}"))


def duration_words(seconds: float) -> str:
    """Say a time in the unit that fits.

    >>> duration_words(42), duration_words(600), duration_words(7200)
    ('42 s', '10 min', '2.0 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
