"""Break text into lines: Latin letters at spaces, Chinese anywhere."""

import re
import textwrap
import unicodedata
from itertools import takewhile

WIDE = 1.75
"""Width of a Chinese letter in average Latin ones of the font that is measured with."""

CLOSING = frozenset({"Po", "Pe", "Pf"})
"""Kinds of letters that begin no line: full stops, and what closes brackets and quotations."""

NUMBER = re.compile(r" (?=\d)")
"""The space before a number."""

LATIN = r"[^\s\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]+"
"""Letters that are no Chinese, up to a space."""

WORD = re.compile(rf"[^\S\u00a0]+|(?:[\u4e00-\u9fff]{{,3}}\u00a0)?{LATIN}(?:\u00a0{LATIN})*|.", re.DOTALL)
"""What is not broken: spaces, Latin words, a number with the Chinese letters that it is joined to."""


def is_wide(letter: str) -> bool:
    """Whether a letter is as wide as it is high.

    >>> is_wide("种"), is_wide("a")
    (True, False)
    """
    return unicodedata.east_asian_width(letter) in "WF"


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines.

    Args:
        text: Latin, Chinese or both.
        width: letters a line, > 0; a Chinese one counts as `WIDE` of them.

    >>> wrapped("one two three", 8)
    ['one two', 'three']
    >>> wrapped("每个种子一个点。线为均值", 10)
    ['每个种子一', '个点。线为', '均值']
    """
    if not any(map(is_wide, text)):
        return textwrap.wrap(text, width)
    lines, line = [], ""
    for word in WORD.findall(text):
        if line and columns(line + word.rstrip()) > width and unicodedata.category(word[0]) not in CLOSING:
            lines.append(line.rstrip())
            line = ""
        line = (line + word) if line else word.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def balanced(text: str, width: int) -> list[str]:
    """Break a text into few lines, as equal in length as they can be; no line begins with a number.

    Chinese breaks behind its commas where that takes no more lines.

    >>> wrapped("one mask a batch, rate 0.2", 22), balanced("one mask a batch, rate 0.2", 22)
    (['one mask a batch, rate', '0.2'], ['one mask a', 'batch, rate 0.2'])
    >>> balanced("with RMSprop", 11)
    ['with', 'RMSprop']
    >>> wrapped("每批一个掩码，只算保留的单元", 18), balanced("每批一个掩码，只算保留的单元", 18)
    (['每批一个掩码，只算保', '留的单元'], ['每批一个掩码，', '只算保留的单元'])
    >>> balanced("标准 Dropout，丢弃率 0.1 对不加 Dropout", 24)
    ['标准 Dropout，', '丢弃率 0.1 对不加 Dropout']
    """
    joined = NUMBER.sub("\u00a0", text)
    units = WORD.findall(joined) if any(map(is_wide, text)) else joined.split(" ")
    least = max([width // 2, *(len(unit) - 1 for unit in units if len(unit) <= width)])
    lines = wrapped(joined, width)
    if len(clauses := _clauses(joined, width)) == len(lines):
        return [line.replace("\u00a0", " ") for line in clauses]
    narrower = (wrapped(joined, less) for less in range(width - 1, least, -1))
    alike = takewhile(lambda other: len(other) == len(lines), (lines, *narrower))
    return [line.replace("\u00a0", " ") for line in [*alike][-1]]


def _clauses(text: str, width: int) -> list[str]:
    """Break a text behind Chinese commas alone; none where it has none, or where a part is too long."""
    lines: list[str] = []
    for part in re.findall("[^，]+，?", text) if "，" in text else ():
        if lines and columns(lines[-1] + part) <= width:
            lines[-1] += part
        else:
            lines.append(part)
    return lines if all(columns(line) <= width for line in lines) else []


def shortened(name: str, width: int = 30) -> str:
    """Return a name that fits: two lines at most, equal in length, the rest cut with an ellipsis."""
    if len(lines := balanced(name, width)) <= 2 and max(map(columns, lines), default=0) <= width:
        return "\n".join(lines)
    if any(map(is_wide, name)):
        lines = wrapped(name, width)
        return "\n".join(lines if len(lines) <= 2 else [lines[0], lines[1][:-1] + " …"])
    lines = textwrap.wrap(name, width, max_lines=2, placeholder=" …")
    return "\n".join(lines) if lines else name[:width]


def middle_cut(name: str, width: int) -> str:
    """Return a name in one line with both of its ends, since long names differ at the end.

    >>> middle_cut("dropout", 9), middle_cut("resnet_lr=0.1_dropout=0.2", 15)
    ('dropout', 'resnet_…out=0.2')
    """
    kept = " ".join(name.split())
    if len(kept) <= width:
        return kept
    left = (width - 1) // 2
    return f"{kept[:left]}…{kept[left + 1 - width :]}"


def one_line(text: str, width: int) -> str:
    """Return a text in one line; the rest is cut with an ellipsis.

    >>> one_line("dropout - none", 20), one_line("dropout - none", 10)
    ('dropout - none', 'dropout -…')
    """
    kept = " ".join(text.split())
    if columns(kept) <= width:
        return kept
    while kept and columns(kept) > width - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def columns(text: str) -> float:
    """Return the width of a text in average Latin letters.

    >>> columns("seed"), columns("种子")
    (4, 3.5)
    """
    return sum(WIDE if is_wide(letter) else 1 for letter in text)
