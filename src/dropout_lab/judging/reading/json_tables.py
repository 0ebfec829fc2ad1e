"""JSON and JSON Lines, told by content; numbers keep their digits as written, and nothing is evaluated."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO

from dropout_lab.errors import TableError, first_line
from dropout_lab.foreign import visible
from dropout_lab.judging.notes import Note
from dropout_lab.judging.reading.records import record_table, text_of
from dropout_lab.judging.table import TextTable

MOST_LETTERS = 16 << 20
"""Characters of one JSON value: its objects take up to thirty times the room."""

Record = Mapping[str, object]


def starts_json(text: str) -> bool:
    """Whether a text begins as a list or an object does."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{")


def read_json(file: IO[str], source: str, notes: Sequence[Note]) -> TextTable:
    """Read records: JSON Lines, a list of objects, an object of columns, or pandas' layouts of these.

    Args:
        file: the text from its start.
        source: names it in errors.
        notes: what is already known of the reading.

    Raises:
        TableError: what is no JSON, or no table.
    """
    if _is_lines(file):
        file.seek(0)
        return record_table(_line_records(file, source), source, "line", notes)
    file.seek(0)
    text = file.read(MOST_LETTERS + 1)
    if len(text) > MOST_LETTERS:
        raise TableError(
            f"{source}: is JSON of more than {MOST_LETTERS >> 20} MB; save it as JSON Lines or CSV"
        )
    records = _records_of(_decoded(text.lstrip("\ufeff"), source, 1), source)
    return record_table(enumerate(records, 1), source, "record", notes)


def _is_lines(file: IO[str]) -> bool:
    """Whether the first line is an object, and another line follows."""
    first = next(iter(_filled_lines(file)), (0, ""))[1]
    try:
        return isinstance(_DECODER.decode(first.strip("\ufeff \t\r\n")), dict) and any(_filled_lines(file))
    except (ValueError, RecursionError):
        return False


def _filled_lines(file: IO[str]) -> Iterator[tuple[int, str]]:
    number = 0
    while line := file.readline(MOST_LETTERS + 1):
        number += 1
        if line.strip():
            yield number, line


def _line_records(file: IO[str], source: str) -> Iterator[tuple[int, Record]]:
    for number, line in _filled_lines(file):
        if len(line) > MOST_LETTERS:
            raise TableError(f"{source}: line {number} is longer than {MOST_LETTERS >> 20} MB")
        found = _decoded(line.strip("\ufeff \t\r\n"), source, number)
        if not isinstance(found, dict):
            raise TableError(f"{source}: line {number} is no JSON object, as a line of JSON Lines is")
        yield number, found


def _decoded(text: str, source: str, line: int) -> object:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = line + error.lineno - 1
        raise TableError(f"{source}: line {where}: cannot be read as JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise TableError(f"{source}: line {line}: cannot be read as JSON: {first_line(error)}") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {visible(twice)} stands twice in one object")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str)
"""Numbers stay as they are written: 0.10 keeps its zero, a seed all its digits."""


def _records_of(found: object, source: str) -> Iterable[Record]:
    """Return the records of a JSON value, whichever way a table was laid out in it."""
    if isinstance(found, list):
        return _checked(found, source)
    if not isinstance(found, dict) or not found:
        raise TableError(
            f"{source}: is JSON without a table: should be a list of records or an object of columns"
        )
    heads, rows = found.get("columns"), found.get("data")
    if isinstance(heads, list) and isinstance(rows, list):  # pandas' orient="split"
        return _split(heads, rows, source)
    lists = {key: value for key, value in found.items() if isinstance(value, list)}
    tables = [value for value in lists.values() if value and all(isinstance(each, dict) for each in value)]
    if len(tables) == 1:  # {"data": [...]}, {"runs": [...], "date": ...}
        return tables[0]
    if len(lists) == len(found):
        return _rows(lists, source)
    if all(isinstance(value, dict) for value in found.values()):
        return _of_objects(found, source)
    return [found]


def _checked(found: list[object], source: str) -> Iterable[Record]:
    for place, each in enumerate(found, 1):
        if not isinstance(each, dict):
            raise TableError(f"{source}: record {place} is no JSON object")
    return found  # pyrefly: ignore[bad-return]


def _split(heads: list[object], rows: list[object], source: str) -> Iterable[Record]:
    names = [".".join(map(text_of, head)) if isinstance(head, list) else text_of(head) for head in heads]
    if len(set(names)) < len(names):
        raise TableError(f"{source}: the column {Counter(names).most_common(1)[0][0]} stands there twice")
    for place, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != len(names):
            raise TableError(
                f"{source}: record {place} is no list of {len(names)} values, one for each column"
            )
        yield dict(zip(names, row, strict=True))


def _rows(columns: Mapping[str, list[object]], source: str) -> Iterable[Record]:
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise TableError(
            f"{source}: its columns have unequal lengths: {', '.join(map(str, sorted(lengths)[:4]))}"
        )
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def _of_objects(found: Mapping[str, Record], source: str) -> Iterable[Record]:
    """Return the records of an object of objects: pandas' columns by index, or runs by name."""
    inner = list(found.values())
    if all(key.isdecimal() for each in inner for key in each) and not all(map(str.isdecimal, found)):
        index = list(dict.fromkeys(key for each in inner for key in each))
        plain = index == [str(place) for place in range(len(index))]
        return (
            ({} if plain else {"index": key}) | {head: column.get(key) for head, column in found.items()}
            for key in index
        )
    if all(map(str.isdecimal, found)):
        return inner
    return ({"name": key} | dict(record) for key, record in found.items())
