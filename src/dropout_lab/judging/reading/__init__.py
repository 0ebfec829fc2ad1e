"""Read a stranger's table of runs as columns of text. Reading runs nothing (law 9) and guesses no type."""

from dropout_lab.judging.reading.sources import read_table

__all__ = ["read_table"]
