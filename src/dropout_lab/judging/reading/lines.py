"""Lines of a text for a reader of records: counted as in the file, comments and blank ones left out."""

import csv
from collections.abc import Iterator
from typing import IO

from dropout_lab.errors import TableError
from dropout_lab.foreign import visible

LARGEST_FIELD = 1 << 24
"""Characters in one cell; trackers export whole configurations in one."""

LONGEST_RECORD = LARGEST_FIELD + (1 << 22)
"""Characters in one record; a quoted cell may hold many lines."""

MOST_COLUMNS = 1 << 18


class Lines:
    """Lines in turn, without comments and blank lines between records.

    ``number`` counts the lines of the file so far, ``n_letters`` their characters, ``n_comments`` those that
    began with ``#``. ``began`` is the line on which the last record began: a quoted cell may hold many lines.
    """

    def __init__(self, file: IO[str], source: str) -> None:
        """Read from a text file, with the ends of its lines as they are; `source` names it in errors."""
        self._file, self._source, self._inside = file, source, False
        self.number, self.began, self.n_letters, self.n_comments = 0, 0, 0, 0
        self._before = 0  # characters before the record that is read

    def __iter__(self) -> "Lines":
        """Return itself."""
        return self

    def __next__(self) -> str:
        """Return the next line of a record; a new one begins after blank lines and comments.

        Raises:
            StopIteration: the file is at its end.
            TableError: a line that no table has.
        """
        line = self.line()
        if self._inside:
            if self.n_letters - self._before > LONGEST_RECORD:
                raise self._too_long()
            return line
        while line.startswith("#") or line.isspace():
            self.n_comments += line.startswith("#")
            line = self.line()
        self.began, self._inside, self._before = self.number, True, self.n_letters - len(line)
        return line

    def line(self) -> str:
        """Return the next line, whatever it is."""
        line = self._file.readline(LONGEST_RECORD)
        if not line:
            raise StopIteration
        self.number += 1
        self.n_letters += len(line)
        if "\0" in line:
            raise TableError(f"{self._source}: line {self.number} holds NUL bytes, as no table of text does")
        if len(line) == LONGEST_RECORD:
            raise self._too_long()
        return line

    def _too_long(self) -> TableError:
        where = f"line {self.began if self._inside else self.number}"
        return TableError(f"{self._source}: {where} begins a row of more than {LONGEST_RECORD >> 20} MB")

    def records(self, delimiter: str, *, strict: bool = True) -> Iterator[list[str]]:
        """Return the records in turn; those without any text are left out.

        Args:
            delimiter: between two cells.
            strict: whether wrong quotes are refused.

        Raises:
            TableError: a quoted cell that never ends, or goes on after its end.
        """
        csv.field_size_limit(LARGEST_FIELD)
        try:
            for record in csv.reader(self, delimiter=delimiter, strict=strict):
                self._inside = False
                if any(record):
                    yield record
        except csv.Error as error:
            said = visible(str(error))
            raise TableError(f"{self._source}: line {self.began}: cannot be read as CSV: {said}") from None
