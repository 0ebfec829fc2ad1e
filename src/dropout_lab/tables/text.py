"""Tables as lines of text: whole in a pipe, folded or stacked where a terminal is too narrow.

A head folds between its words, and so does a name in the first column; every other cell stays whole. Where
that is not enough, the cells of a row stand below each other, each after its head.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

GAP = "  "
"""Between two columns; and before the second and later lines of a name, and before a cell below its head."""

UNSEEN = ("Mn", "Me", "Cf")
"""Categories of characters that take no place of their own: marks on the one before, joiners."""


INTERVAL = re.compile(r"(\[[-+.\d]+, [-+.\d]+\])")
GLUE = "\0"
"""A blank inside an interval while words are parted; no text has this letter."""


class TextTable(NamedTuple):
    """Lines of text: those of the heads, none where rows are stacked, and those of the rows."""

    heads: tuple[str, ...]
    rows: tuple[str, ...]


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> TextTable:
    """Draw a table: the first column left, the others right.

    Args:
        heads: one a column.
        rows: of as many cells.
        width: columns of the terminal, >= 4; None: lines may have any length.
    """
    table = [[" ".join(cell.split()) for cell in row] for row in (heads, *rows)]
    columns = [list(column) for column in zip(*table, strict=True)]
    widths = [max(map(text_width, column)) for column in columns]
    if width is not None and _total(widths) > width:
        least = [_least(column, is_name=not place) for place, column in enumerate(columns)]
        if _total(least) > width:
            return TextTable((), tuple(_stacked(table[0], table[1:], width)))
        widths = _widened(table[0], least, widths, width - _total(least))
    return _grid(columns, widths)


def folded(text: str, width: int | None, indent: int = 0) -> list[str]:
    """Return a text in lines, cut between its words; a word that is longer than a line is cut anywhere.

    Args:
        text: its white space is kept inside a line; an interval is one word.
        width: of a line, more than `indent`; None: one line.
        indent: blanks before every line but the first.

    >>> folded("rate=0.2 - rate=0", 12, indent=2), folded("0123456789", 4)
    (['rate=0.2 -', '  rate=0'], ['0123', '4567', '89'])
    """
    if width is None or text_width(text) <= width:
        return [text]
    lines, line, blanks = list[str](), "", 0
    for word in _words(text):
        longer = f"{line}{' ' * blanks}{word}"
        if text_width(longer) <= width:
            line, blanks = longer, 1
            continue
        if line.strip():
            lines.append(line)
            line, longer = " " * indent, " " * indent + word
        *whole, line = _cut(longer, width, indent)
        lines, blanks = lines + whole, 1
    return [*lines, line]


def _words(text: str) -> list[str]:
    """Return what stands between single blanks, an interval as a whole.

    >>> _words("0.1 pp, [-0.2, 0.4] pp")
    ['0.1', 'pp,', '[-0.2, 0.4]', 'pp']
    """
    parts = INTERVAL.split(text)
    glued = (part.replace(" ", GLUE) if place % 2 else part for place, part in enumerate(parts))
    return [word.replace(GLUE, " ") for word in "".join(glued).split(" ")]


def text_width(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> text_width("rate"), text_width("丢弃率")
    (4, 6)
    """
    return len(text) if text.isascii() else sum(map(_places, text))


def _places(letter: str) -> int:
    """Places of a character: two for Chinese and its like, none for a mark on the character before."""
    if unicodedata.category(letter) in UNSEEN:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _cut(text: str, width: int, indent: int) -> Iterator[str]:
    """Yield a text in pieces of at most `width` places, all but the first after `indent` blanks."""
    piece, taken = "", 0
    for letter in text:
        places = _places(letter)
        if taken + places > width and piece.strip():
            yield piece
            piece, taken = " " * indent, indent
        piece, taken = piece + letter, taken + places
    yield piece


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _least(column: Sequence[str], *, is_name: bool) -> int:
    """Places that a column needs: its head folded, and its cells too where they are names."""
    head, *cells = column
    needed = [max(map(text_width, _words(head))), *([] if is_name else map(text_width, cells))]
    for cell in cells if is_name else ():
        first, *others = map(text_width, _words(cell))
        needed += [first, *(len(GAP) + word for word in others)]
    return max(needed)


def _widened(heads: Sequence[str], least: Sequence[int], wanted: Sequence[int], spare: int) -> list[int]:
    """Give what is spare to the names, then place by place to the column with the tallest head."""
    widths = list(least)
    widths[0] += min(spare, wanted[0] - least[0])
    for _ in range(spare - (widths[0] - least[0])):
        tall = [len(folded(head, width)) for head, width in zip(heads, widths, strict=True)]
        if max(tall) > 1:
            widths[tall.index(max(tall))] += 1
    return widths


def _grid(columns: Sequence[Sequence[str]], widths: Sequence[int]) -> TextTable:
    """Set columns beside each other; heads end on one line, cells begin on one."""
    drawn = []
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        pieces = [folded(column[0], width)]
        pieces += [folded(cell, width, 0 if place else len(GAP)) for cell in column[1:]]
        room = max(text_width(piece) for lines in pieces for piece in lines)
        drawn.append([[_padded(piece, room, left=not place) for piece in lines] for lines in pieces])
    blank = [" " * text_width(column[0][0]) for column in drawn]
    heads, *body = (
        [GAP.join(line).rstrip() for line in zip(*_evened(row, blank, above=not place), strict=True)]
        for place, row in enumerate(zip(*drawn, strict=True))
    )
    return TextTable(tuple(heads), tuple(line for row in body for line in row))


def _padded(text: str, width: int, *, left: bool) -> str:
    blanks = " " * (width - text_width(text))
    return text + blanks if left else blanks + text


def _evened(cells: Sequence[list[str]], blank: Sequence[str], *, above: bool) -> Iterator[list[str]]:
    """Yield the lines of each cell of a row, as many as the tallest has; the blank ones above or below."""
    tallest = max(map(len, cells))
    for lines, empty in zip(cells, blank, strict=True):
        more = [empty] * (tallest - len(lines))
        yield more + lines if above else lines + more


def _stacked(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Yield the cells of each row below each other: after their heads or, where one is long, below them."""
    label = max(map(text_width, heads)) + len(GAP)
    least = [_least(("", *cells), is_name=not place) for place, cells in enumerate(zip(*rows, strict=True))]
    beside = label + max(least, default=0) <= width
    for number, row in enumerate(rows):
        if number:
            yield ""
        for head, cell in zip(heads, row, strict=True):
            if beside:
                yield from folded(_padded(head, label, left=True) + cell, width, label)
            else:
                yield from folded(head, width)
                yield from folded(GAP + cell, width, len(GAP))
