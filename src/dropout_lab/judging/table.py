"""A stranger's table as cells of text, each row with its place in the file that it came from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dropout_lab.judging.notes import Note

Columns = Mapping[str, Sequence[str]]
"""Column name -> its cells as text; an absent cell is empty."""

ABSENT = frozenset({"", "-", "na", "n/a", "null", "none", "nan", "<na>"})
"""Cells, in small letters, that hold no value."""


@dataclass(frozen=True)
class TextTable:
    """A table of runs as text; no type is guessed.

    ``source`` names it in errors. ``places`` are the rows' places as the reader can find them: lines of a
    text file (the header's is 1), rows of a frame or spreadsheet, records of JSON; ``place_word`` says which.
    ``notes`` are those of its reading.
    """

    source: str
    columns: Columns
    places: Sequence[int]
    place_word: str = "line"
    notes: tuple[Note, ...] = field(default=())

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.places)

    def place(self, row: int) -> str:
        """Name a row for an error.

        >>> TextTable("t.csv", {"seed": ["0", "1"]}, [2, 3]).place(1)
        'line 3'
        """
        return f"{self.place_word} {self.places[row]}"

    def kept(self, keep: Callable[[int], bool]) -> "TextTable":
        """Return the rows of which `keep` is true, by their index."""
        rows = [row for row in range(len(self)) if keep(row)]
        columns = {head: [cells[row] for row in rows] for head, cells in self.columns.items()}
        return replace(self, columns=columns, places=[self.places[row] for row in rows])

    def noted(self, *notes: Note) -> "TextTable":
        """Return the table with more notes."""
        return replace(self, notes=(*self.notes, *notes))
