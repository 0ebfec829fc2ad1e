"""Frames and documents -> the bytes of their files, the same for the same numbers."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from pandas.api.types import is_numeric_dtype

from dropout_lab.evidence import Frame
from dropout_lab.foreign import for_spreadsheet, visible_json


def as_json(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return JSON with sorted keys and no NaN; a value that JSON does not know stands as text."""
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False, default=str)
    return f"{visible_json(text)}\n"


def as_csv(frame: Frame) -> bytes:
    """Return CSV in which every float reads back as itself, and unknown or unbounded is empty.

    A text that a spreadsheet would take for a formula stands behind an apostrophe.
    """
    plain = frame.replace([np.inf, -np.inf], np.nan)
    texts = {name: plain[name].map(_cell) for name in plain.columns if not is_numeric_dtype(plain[name])}
    return plain.assign(**texts).to_csv(index=False, lineterminator="\n").encode()


def _cell(value: object) -> object:
    return for_spreadsheet(value) if isinstance(value, str) else value


def split_csv(name: str, content: bytes, largest: int) -> dict[str, bytes]:
    r"""Cut a table that is too large into parts, each with its head: ``x.csv``, ``x-2.csv`` and so on.

    Args:
        name: of the whole, such as ``curves.csv``.
        content: lines, the first of them the head; no line break inside a cell.
        largest: bytes of a part at most, where a single line is not longer.

    >>> split_csv("x.csv", b"a\n1\n2\n3\n", largest=6)
    {'x.csv': b'a\n1\n2\n', 'x-2.csv': b'a\n3\n'}
    """
    if len(content) <= largest:
        return {name: content}
    head, *lines = content.splitlines(keepends=True)
    parts, size = [[head]], len(head)
    for line in lines:
        if size + len(line) > largest and len(parts[-1]) > 1:
            parts.append([head])
            size = len(head)
        parts[-1].append(line)
        size += len(line)
    stem = name.removesuffix(".csv")
    names = [name, *(f"{stem}-{number}.csv" for number in range(2, len(parts) + 1))]
    return {part: b"".join(lines) for part, lines in zip(names, parts, strict=True)}
