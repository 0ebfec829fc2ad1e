"""Parquet, in parts, so that a small file with many rows is refused before it fills the memory."""

from typing import IO, Any

from dropout_lab.errors import TableError, first_line
from dropout_lab.judging.reading.cells import Cells
from dropout_lab.judging.reading.lines import MOST_COLUMNS
from dropout_lab.judging.reading.records import MOST_CELLS, text_of
from dropout_lab.judging.table import TextTable

CHUNK_CELLS, MOST_ROWS = 1 << 17, 1 << 10
"""Cells and rows that are taken at once."""


def read_parquet(file: IO[bytes], source: str) -> TextTable:
    """Read a Parquet file.

    Args:
        file: its bytes.
        source: names it in errors.

    Raises:
        TableError: pyarrow is not installed, or the file cannot be read, is empty or too large.
    """
    try:  # an extra, and slow to load
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise TableError(
            f"{source}: reading Parquet needs pyarrow, which is not installed: pip install "
            "'dropout-lab[parquet]', or save the table as CSV"
        ) from None
    try:
        return _read(ParquetFile(file), source)
    except TableError:
        raise
    except Exception as error:  # pyarrow's errors have no base of their own
        raise TableError(f"{source}: cannot be read as Parquet: {first_line(error)}") from None


def _read(parquet: Any, source: str) -> TextTable:
    heads = list(parquet.schema_arrow.names)
    if len(heads) > MOST_COLUMNS or len(heads) * parquet.metadata.num_rows > MOST_CELLS:
        raise TableError(f"{source}: {parquet.metadata.num_rows} rows of {len(heads)} columns are too many")
    cells = Cells(source)
    for batch in parquet.iter_batches(max(1, min(MOST_ROWS, CHUNK_CELLS // max(1, len(heads))))):
        start = len(cells.places) + 1
        columns = ([text_of(value) for value in column.to_pylist()] for column in batch.columns)
        cells.add(columns, range(start, start + batch.num_rows))
    return cells.table(heads, "row")
