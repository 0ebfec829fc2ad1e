"""Cells as they come in: stripped, harmless to a terminal, equal ones stored once, all of them bounded."""

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from dropout_lab.errors import TableError
from dropout_lab.foreign import visible
from dropout_lab.judging.notes import Note
from dropout_lab.judging.numbers import number_of
from dropout_lab.judging.table import TextTable

MOST_BYTES = 576 << 20
"""Memory of all cells as counted: some four million rows of three columns; a process takes 1.6 times that."""

MOST_KNOWN, LONG = 1 << 16, 1 << 20
"""Distinct cells that are remembered, so that equal ones are one object; characters too many for that."""

SPREADS = frozenset({"mean", "std", "sd", "var", "sem", "min", "max", "median", "count", "amin", "amax"})
"""What stands under a name in the second header of a table of means."""


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
            self.columns[number].extend(self._stored(list(part)))
        self._used += 8 * (len(self.places) - before) * (len(self.columns) + 1)
        if self._used > MOST_BYTES:
            raise TableError(
                f"{self.source}: holds more than {MOST_BYTES >> 20} MB of cells; keep the columns of "
                "variant, seed and metric, and the rows that are judged"
            )

    def _stored(self, raws: list[str]) -> list[str]:
        """Return a part of a column as it is kept; where values recur, equal ones are one object."""
        unlike = set(raws)
        if len(unlike) > max(len(raws) / 2, 16):
            return self._cleaned(raws)
        known = self._known
        fresh = [raw for raw in unlike if raw not in known]
        known.update(zip(fresh, self._cleaned(fresh), strict=True))
        cells = [known[raw] for raw in raws]
        if len(known) > MOST_KNOWN or sum(map(len, fresh)) > LONG:
            known.clear()
        return cells

    def _cleaned(self, raws: Sequence[str]) -> list[str]:
        cells = [raw.strip() for raw in raws]
        whole = "".join(cells)
        if not (whole.isascii() and whole.isprintable()):
            cells = [visible(cell) for cell in cells]
        self._used += sum(map(sys.getsizeof, cells))
        return cells

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
        if not named:
            raise TableError(f"{self.source}: has no columns")
        columns: dict[str, list[str]] = {}
        same = []
        for head, cells in named:
            if head not in columns:
                columns[head] = cells
            elif columns[head] == cells:
                same.append(head)
            else:
                raise TableError(f"{self.source}: {_unlike(head, cells[0])}")
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


def _unlike(head: str, first: str) -> str:
    """Say that a name stands over two columns, and why that may be."""
    said = f"the column {head} stands there twice, with unlike cells"
    if number_of(head) is not None:
        return f"{said}; has it a header?"
    if first.casefold() in SPREADS:
        return f"{said} ({first}); such a table of means cannot be judged: give one with a row a run"
    return said
