"""Cells as they come in: stripped, harmless to a terminal, equal ones stored once, all of them bounded."""

import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from dropout_lab.errors import TableError
from dropout_lab.judging.notes import Note
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.table import TextTable

MOST_BYTES = 576 << 20
"""Memory of all cells: five million rows of a variant, a seed and a metric fit."""

MOST_KNOWN = 1 << 16
"""Distinct cells that are remembered, so that equal ones are one object."""

_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Control characters, marks of direction, halves of surrogate pairs."""


def visible(text: str) -> str:
    r"""Return text in which nothing acts on a terminal: such characters as escapes.

    >>> visible("a\x1b[31mb\nc")
    'a\\x1b[31mb\\nc'
    """
    if text.isprintable():
        return text
    return _ACTING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


class Cells:
    """The columns of a table while it is read."""

    def __init__(self, source: str) -> None:
        """Begin a table.

        Args:
            source: names it in errors.
        """
        self.source = source
        self.columns: list[list[str]] = []
        self.places = array("q")
        self._known: dict[str, str] = {}
        self._used = 0

    def add(self, columns: Iterable[Iterable[str]], places: Iterable[int]) -> None:
        """Add rows, given as the same part of each column; `places` are theirs.

        Raises:
            TableError: more cells than fit into memory.
        """
        before = len(self.places)
        self.places.extend(places)
        for number, part in enumerate(columns):
            if number == len(self.columns):
                self.columns.append([""] * before)
            known = self._known
            self.columns[number].extend(
                [found if (found := known.get(cell)) is not None else self._new(cell) for cell in part]
            )
        self._spend(8 * (len(self.places) - before) * (len(self.columns) + 1))

    def _new(self, raw: str) -> str:
        cell = visible(raw.strip())
        if not cell:
            return ""
        self._spend(sys.getsizeof(cell))
        if len(raw) < 256:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[raw] = cell
        return cell

    def _spend(self, n_bytes: int) -> None:
        self._used += n_bytes
        if self._used > MOST_BYTES:
            raise TableError(
                f"{self.source}: holds more than {MOST_BYTES >> 20} MB of cells; keep the columns of "
                "variant, seed and metric, and the rows that are judged"
            )

    def table(self, heads: Sequence[str], place_word: str, notes: Sequence[Note] = ()) -> TextTable:
        """Return the table, with a name for each column.

        Args:
            heads: names, one a column; empty for an unnamed one, which is left out where it holds nothing.
            place_word: what a place is.
            notes: what is already known of the reading.

        Raises:
            TableError: two unlike columns of one name, no column, or no row.
        """
        if not self.places:
            raise TableError(f"{self.source}: {'has no rows' if any(heads) else 'is empty'}")
        named = self._named([visible(head.strip()) for head in heads])
        columns: dict[str, list[str]] = {}
        same = []
        for head, cells in named:
            if head not in columns:
                columns[head] = cells
            elif columns[head] == cells:
                same.append(head)
            else:
                asked = "" if number_of(head) is None else "; has it a header?"
                raise TableError(
                    f"{self.source}: the column {head} stands there twice, with unlike cells{asked}"
                )
        if same:
            notes = [*notes, Note("reading.same", {"columns": ", ".join(dict.fromkeys(same))})]
        return TextTable(self.source, columns, self.places, place_word, tuple(notes))

    def _named(self, heads: Sequence[str]) -> list[tuple[str, list[str]]]:
        taken = Counter(heads)
        named = []
        for number, (head, cells) in enumerate(zip(heads, self.columns, strict=True), 1):
            name = head or f"column {number}"
            while not head and name in taken:
                name += "'"
            if head or any(cells):
                named.append((name, cells))
        return named
