"""Compare two versions of a file; last digits of numbers, which depend on the processor, may differ."""

import csv
import io
import json
import math
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dropout_lab.figures import is_same_picture
from dropout_lab.foreign import from_spreadsheet

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
NEAR = 1e-9
"""Relative difference of two numbers that another processor may make; of two pictures' places, absolute."""

NEAR_ON_PICTURES = 2e-3
SHOWN = 60
MOST = 5
"""Differences told of one file."""
DRAWN = re.compile(r"<(path|line|text|tspan|use|rect|circle|g|svg|clipPath|polyline|polygon)[ >]")
"""An element in a line of a drawing, in an SVG file or in a page."""

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def differences(path: Path, found: bytes, wanted: bytes) -> list[str]:
    """Say where a file differs from what is wanted: one line each, at most a few.

    Args:
        path: the file, named in each line; its ending says how to compare.
        found: its content.
        wanted: content that it should have. Last digits that another processor may make are no difference.
    """
    if path.suffix in (".png", ".pdf"):
        said = f"{path}: is not the picture that its runs make; remade by these versions it differs"
        return [] if _same_picture(found, wanted, path.suffix) else [said]
    try:
        texts = found.decode("utf-8"), wanted.decode("utf-8")
    except UnicodeDecodeError:
        return [f"{path}: is no text"]
    kinds = {".csv": _rows_differ, ".json": _values_differ}
    differ = kinds[path.suffix](*texts) if path.suffix in kinds else _lines_differ(*texts, path.suffix)
    said = [f"{path}, {where}: found {_short(here)}, wanted {_short(there)}" for where, here, there in differ]
    more = len(said) - MOST
    return said[:MOST] + ([f"{path}: and {more} more differences"] if more > 0 else [])


def _rows_differ(found: str, wanted: str) -> Iterator[tuple[str, str, str]]:
    """Cells of two tables that differ: where, what was found, what was wanted."""
    here, there = (list(csv.reader(io.StringIO(text))) for text in (found, wanted))
    heads = here[0] if here else []
    if sorted(heads) != sorted(there[0]):
        yield "line 1", ",".join(heads), ",".join(there[0])
        return
    places = [heads.index(head) for head in there[0]]  # columns in another order are no difference
    here = [[row[place] for place in places] if len(row) == len(heads) else row for row in here]
    if len(here) != len(there):
        yield "in all", f"{len(here) - 1} rows", f"{len(there) - 1}"
    for number, (row, other) in enumerate(zip(here[1:], there[1:], strict=False), start=2):
        for head, cell, wish in zip(there[0], row, other, strict=False):
            if not _same_cell(head, cell, wish):
                yield f"line {number} ({', '.join(other[:2])}), {head}", cell, wish
        if len(row) != len(other):
            yield f"line {number}", f"{len(row)} cells", f"{len(other)}"


def _same_cell(head: str, cell: str, wish: str) -> bool:
    """Whether two cells say the same; older folders have formulas as they are, and labels without spaces."""
    if cell == wish:
        return True
    one, other = from_spreadsheet(cell), from_spreadsheet(wish)
    return one.replace(" ", "") == other.replace(" ", "") if head == "labels" else _alike(one, other)


def _values_differ(found: str, wanted: str) -> Iterator[tuple[str, str, str]]:
    """Values of two JSON documents that differ: where, what was found, what was wanted."""
    try:
        here = dict(_leaves(json.loads(found)))
    except ValueError:
        yield "all of it", "no JSON", "some"
        return
    there = dict(_leaves(json.loads(wanted)))
    for where in dict.fromkeys((*there, *here)):
        one, other = here.get(where, "nothing"), there.get(where, "nothing")
        if one != other and not _alike(one, other):
            yield where, one, other


def _leaves(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Return the plain values of a document, each with its path."""
    if isinstance(value, dict | list) and value:
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(part, f"{where}.{key}" if where else str(key))
    else:
        yield where, json.dumps(value, ensure_ascii=False)


def _lines_differ(found: str, wanted: str, suffix: str) -> Iterator[tuple[str, str, str]]:
    """Lines of two texts that differ, but for numbers that another processor may make."""
    here, there = found.splitlines(), wanted.splitlines()
    if len(here) != len(there):
        yield "in all", f"{len(here)} lines", f"{len(there)}"
    for number, (line, other) in enumerate(zip(here, there, strict=False), start=1):
        is_drawn = suffix == ".svg" or DRAWN.search(other) is not None
        if line != other and not _alike(line, other, NEAR_ON_PICTURES if is_drawn else 0.0):
            yield f"line {number}", *_from_the_first_difference(line, other)


def _alike(one: str, other: str, near: float = 0.0) -> bool:
    """Whether two texts are equal but for the last digits of their numbers."""
    if NUMBER.sub("0", one) != NUMBER.sub("0", other):
        return False
    numbers = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(is_near(float(a), float(b), near) for a, b in numbers)


def is_near(one: float, other: float, absolute: float = 0.0) -> bool:
    """Whether two numbers are equal but for the last digits, which depend on the processor."""
    return math.isclose(one, other, rel_tol=NEAR, abs_tol=max(absolute, 1e-15))


def _from_the_first_difference(one: str, other: str) -> tuple[str, str]:
    """Cut two lines to where they begin to differ, at the last space before it."""
    shared = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    start = one.rfind(" ", 0, shared) + 1
    return one[start:], other[start:]


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")


def _same_picture(found: bytes, wanted: bytes, suffix: str) -> bool:
    """Whether two pictures show the same: pixels nearly equal, or drawn by nearly the same strokes."""
    if suffix == ".png":
        return is_same_picture(found, wanted)
    here, there = ([_inflated(part) for part in STREAM.findall(pdf)] for pdf in (found, wanted))
    alike = (_alike(one, other, NEAR_ON_PICTURES) for one, other in zip(here, there, strict=False))
    return len(here) == len(there) > 0 and all(alike)


def _inflated(stream: bytes) -> str:
    """Inflate the strokes of a PDF to text; a font or a damaged stream stays as it is."""
    try:
        return zlib.decompress(stream).decode("latin-1")
    except zlib.error:
        return stream.decode("latin-1")
