"""Tables, records and texts in the terminal, as wide as it is; whole lines where the output is none."""

import json
import math
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

from dropout_lab.cli.say import say, say_object
from dropout_lab.foreign import visible
from dropout_lab.metrics import is_learned, measured_metrics
from dropout_lab.outcomes import badges
from dropout_lab.tables import folded, text_table

if TYPE_CHECKING:  # they come with pandas
    from dropout_lab.evidence import Rank
    from dropout_lab.language import Words
    from dropout_lab.tables import Table

NARROWEST, USUAL = 20, 80
"""Columns below which a terminal is not believed; columns of one that does not tell."""


def terminal_width(stream: TextIO | None) -> int | None:
    """Return the columns of the terminal behind a stream, `COLUMNS` first; None: it is none, or closed."""
    if stream is None or not stream.isatty():
        return None
    told = os.environ.get("COLUMNS", "")
    try:
        width = int(told) if told.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except OSError:
        width = 0
    return max(width or USUAL, NARROWEST)


def print_folded(text: str, indent: int = 0, *, err: bool = False) -> None:
    """Print a text; in a terminal no word is cut at the edge, and lines go on after `indent` blanks."""
    width = terminal_width(sys.stderr if err else sys.stdout)
    for line in text.split("\n"):
        for piece in folded(visible(line), width, indent):
            say(piece, err=err)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table with its title; the heads are bold."""
    cells = [list(map(visible, row)) for row in rows]
    drawn = text_table(list(map(visible, columns)), cells, terminal_width(sys.stdout))
    print_folded(title)
    for line in drawn.heads:
        say(line, bold=os.environ.get("TERM") != "dumb")
    say(*drawn.rows)


NARROW = ("comparison", "pairs", "difference", "joint", "seen", "decision")
"""Columns of a comparison that a terminal has room for; files and ``--json`` have them all."""


def print_drawn(title: str, table: "Table", words: "Words") -> None:
    """Print a table of results in a language."""
    from dropout_lab.tables import plain_table

    heads, rows, _ = plain_table(table, words, icons=_shows_icons(sys.stdout))
    print_table(title, heads, rows)


def _shows_icons(stream: TextIO | None) -> bool:
    """Whether a stream has the letters that icons of outcomes are; else their words stand alone."""
    encoding = getattr(stream, "encoding", None) or "ascii"
    try:
        "".join(badge.icon for badge in badges().values()).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def print_comparisons(table: "Table", words: "Words", how: str = "") -> None:
    """Print comparisons, each in a line, under a title that says how sides were set against each other."""
    title = words("terminal.compared_how", how=how or words("terminal.how.seed"))
    print_drawn(title, table.only(*NARROW), words)


def print_ranks(ranks: "Sequence[Rank]", words: "Words") -> None:
    """Print the places that variants can have, best first."""
    places = (
        f"{r.best}" if r.best == r.worst else words("units.range", low=r.best, high=r.worst) for r in ranks
    )
    rows = [(rank.variant, place) for rank, place in zip(ranks, places, strict=True)]
    say("")
    print_table(words("terminal.ranks"), (words("page.table.variant"), words("terminal.rank")), rows)


def print_record(record: Any, as_json: bool) -> None:
    """Print what the store keeps of one run, without its curves' every value."""
    always = [row.name for row in measured_metrics() if row.is_usual]
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
        "test_errors": _errors(record),
        **_learned(record),
        "curves": {metric: list(map(_finite, points)) for metric, points in record.curves.items()},
    }
    if as_json:
        say_object(shown)
        return
    for key, value in shown.items():
        if key == "curves":
            value = f"{len(record.curves)} metrics over {record.epochs} epochs; all: --json"
        text = json.dumps(value) if isinstance(value, dict | list) else value
        print_folded(f"{key:15} {text}", 16)


def _learned(record: Any) -> dict[str, dict[str, float | None]]:
    """Return what a run's dropout learned, as of the last epoch; nothing where it learns nothing."""
    ends = {name: _finite(points[-1]) for name, points in record.curves.items() if is_learned(name)}
    return {"learned": {name.removeprefix("learned_"): end for name, end in ends.items()}} if ends else {}


def _errors(record: Any) -> int | None:
    """Count the misclassified test images; None: the run did not end, or diverged."""
    if record.status != "done" or record.error_images is None:
        return None
    return len(record.error_images)


def _finite(value: float) -> float | None:
    """Return a number as JSON knows it; None: it is none, or without bounds."""
    return float(value) if math.isfinite(value) else None
