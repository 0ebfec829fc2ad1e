"""Decimal commas, where another character separates the cells: a column of them is written with points."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dropout_lab.judging.notes import Note
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.table import ABSENT

COMMA = re.compile(r"[+\-\u2212]?(?:\d*|\d{1,3}(?:[. '’\xa0\u2009\u202f]\d{3})+),\d+(?:[eE][+-]?\d+)?\s*%?")
POINT = re.compile(r"[+\-\u2212]?\d*\.\d+(?:[eE][+-]?\d+)?\s*%?")
THOUSANDS = re.compile(r"[+\-\u2212]?[1-9]\d{0,2}([.,]\d{3})+")
MOST_NAMES = 6


class _Kind(NamedTuple):
    """What the numbers of a column can be, as far as their marks go."""

    comma: bool = False  # all of its commas can be decimal ones
    surely: bool = False  # and one of them can be nothing else
    point: bool = False  # has a decimal point that can be nothing else
    grouped: bool = False  # all of its points can be separators of thousands


def with_points(columns: Mapping[str, Sequence[str]]) -> tuple[dict[str, Sequence[str]], tuple[Note, ...]]:
    """Return the columns with decimal points, and a note that names those that had commas.

    A comma before three digits may separate thousands: it is decimal unless other columns have points and
    none has a sure decimal comma. Beside sure decimal commas, points before three digits separate thousands.
    """
    kinds = {head: _kind(cells) for head, cells in columns.items()}
    surely = any(kind.surely for kind in kinds.values())
    if not surely and any(kind.point for kind in kinds.values()):
        return dict(columns), ()
    changed = {head for head, kind in kinds.items() if kind.comma}
    grouped = {head for head, kind in kinds.items() if surely and kind.grouped}
    found = {
        head: _converted(cells, head in changed) if head in changed | grouped else cells
        for head, cells in columns.items()
    }
    notes = [
        Note(f"reading.{key}", {"columns": _listed([head for head in columns if head in heads])})
        for key, heads in (("decimal_commas", changed), ("thousands", grouped))
        if heads
    ]
    return found, tuple(notes)


def _kind(cells: Sequence[str]) -> _Kind:
    marked = [cell for cell in cells if "," in cell or "." in cell]
    if not marked:
        return _Kind()
    commas = [cell for cell in marked if "," in cell]
    if not commas:
        points = [cell for cell in marked if POINT.fullmatch(cell)]
        grouped = bool(marked) and all(map(THOUSANDS.fullmatch, marked)) and _numbers(cells)
        return _Kind(point=not grouped and len(points) == len(marked), grouped=grouped)
    if not all(map(COMMA.fullmatch, commas)) or not _numbers(cell for cell in cells if "," not in cell):
        return _Kind()
    return _Kind(comma=True, surely=not all(map(THOUSANDS.fullmatch, commas)))


def _numbers(cells: Iterable[str]) -> bool:
    return all(number_of(cell) is not None for cell in cells if cell.lower() not in ABSENT)


def _converted(cells: Sequence[str], has_commas: bool) -> list[str]:
    if not has_commas:
        return [cell.replace(".", "") for cell in cells]
    return [
        re.sub("[. '’\xa0\u2009\u202f](?=\\d{3})", "", cell).replace(",", ".") if "," in cell else cell
        for cell in cells
    ]


def _listed(heads: Sequence[str]) -> str:
    more = ["..."] if len(heads) > MOST_NAMES else []
    return ", ".join([*heads[:MOST_NAMES], *more])
