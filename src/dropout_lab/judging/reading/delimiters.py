"""The layout of a delimited text, told from its first records and not from its first line alone."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice, takewhile
from typing import IO, NamedTuple

from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.reading.lines import Lines

DELIMITERS = ",;\t"
SAMPLE_LINES, SAMPLE_LETTERS = 100, 1 << 22
SAMPLE_CELLS = 200
"""Cells of a row that are asked whether they are numbers."""

_SAID = re.compile(r'"?sep=([,;|:\t])"?\s*', re.IGNORECASE)
"""A spreadsheet's own first line."""


class Layout(NamedTuple):
    """How a text is laid out: its delimiter, and where the names of its columns stand.

    ``passed_over`` lines come before the header, such as a spreadsheet's ``sep=;``. ``heads`` are those of a
    header in a comment; None where the first record is it. ``row_names``: rows have one cell more, in front.
    """

    delimiter: str
    passed_over: int = 0
    heads: tuple[str, ...] | None = None
    row_names: bool = False


def layout_of(file: IO[str], source: str) -> Layout:
    """Tell the layout of a text.

    Args:
        file: the text from its start.
        source: names it in errors.
    """
    sample, is_cut = _sample(file)
    passed_over, said = 0, _SAID.fullmatch(sample[0]) if sample else None
    if said:
        passed_over, sample = 1, sample[1:]
    text = "".join(sample)
    found = {each: _records(text, source, each, is_cut) for each in (said[1] if said else DELIMITERS)}
    delimiter = max(found, key=lambda each: _score(found[each], each))
    records = found[delimiter]
    heads = _commented_heads(sample, records, delimiter)
    rows = records if heads else records[1:]
    width = len(heads or records[0]) if records else 0
    return Layout(delimiter, passed_over, heads, _has_row_names(width, rows))


def _sample(file: IO[str]) -> tuple[list[str], bool]:
    """Return the first lines, and whether the text goes on."""
    text = io.StringIO(file.read(SAMPLE_LETTERS), newline="")
    lines = list(islice(text, SAMPLE_LINES))
    return lines, bool(text.read(1) or file.read(1))


def _records(text: str, source: str, delimiter: str, is_cut: bool) -> list[list[str]]:
    records = list(Lines(io.StringIO(text, newline=""), source).records(delimiter, strict=False))
    return records[:-1] if is_cut and len(records) > 1 else records


def _score(records: Sequence[Sequence[str]], delimiter: str) -> tuple[float, ...]:
    """Rank a delimiter: rows as wide as the header and each other, cells that are numbers, width."""
    if not records:
        return (0,)
    widths = Counter(map(len, records[1:] or records))
    width, agreeing = widths.most_common(1)[0]
    fits = width == len(records[0]) > 1 or width - 1 == len(records[0]) > 1
    cells = (cell for record in records for cell in record[:SAMPLE_CELLS])
    n_numbers = sum(number_of(cell) is not None for cell in cells)
    return fits, round(agreeing / widths.total(), 1), n_numbers, len(records[0]), width


def _commented_heads(
    sample: Sequence[str], records: Sequence[Sequence[str]], delimiter: str
) -> tuple[str, ...] | None:
    """Return the names in the comment right above the first record, where there is one for each cell."""
    above = list(takewhile(lambda line: line.startswith("#") or not line.strip(), sample))
    if not above or not records:
        return None
    heads = next(csv.reader([above[-1].lstrip("#")], delimiter=delimiter), [])
    are_names = all(number_of(head) is None for head in heads)
    has_numbers = any(number_of(cell) is not None for cell in records[0])
    return tuple(heads) if len(heads) == len(records[0]) > 1 and are_names and has_numbers else None


def _has_row_names(width: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether each row has one cell more than the header, and not just an empty last one: R writes it so."""
    return (
        bool(rows)
        and width > 1
        and all(len(row) == width + 1 for row in rows)
        and any(row[-1].strip() for row in rows)
    )
